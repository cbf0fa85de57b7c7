"""Contributions: the labelled images that right holders send, checked before they are handed in for review."""
