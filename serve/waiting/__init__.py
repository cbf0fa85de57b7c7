"""What waits for a person: the page /work, and the same for scripts."""
