"""The shift: what was done in it, what waits, and what the next one is told."""
