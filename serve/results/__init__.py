"""Results: what officers learned in seminars, by group and never by person."""
