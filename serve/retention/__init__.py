"""Retention: rules remove old cases and examinations, except those under a hold."""
