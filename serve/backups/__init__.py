"""Backups: everything that was acknowledged, copied to a folder elsewhere and restored."""
