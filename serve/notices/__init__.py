"""Notices by e-mail: that something waits, how much, and where; never what."""
