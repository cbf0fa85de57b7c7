"""Jobs: work that takes longer than a request, survives a restart, and shows its progress."""
