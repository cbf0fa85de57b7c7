"""Chain of custody: who saw, changed or downloaded what, in a log whose edits can be detected."""
