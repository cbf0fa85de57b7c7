"""The active release and how it is swapped."""
