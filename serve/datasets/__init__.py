"""Data sets: what was accepted, frozen for training, and the gold set by which releases are measured."""
