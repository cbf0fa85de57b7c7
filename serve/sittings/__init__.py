"""Sittings: a seminar held with a projector and phones."""
