"""The handout of a seminar: what officers take with them, in their language."""
