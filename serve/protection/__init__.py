"""Data protection: what is kept of each person who signs in, for how long, and all of it to take away."""
