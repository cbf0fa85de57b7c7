"""Custody: who saw, changed or took away what, in a chain that can't be edited unnoticed."""
