"""Backups: everything that was acknowledged, in a folder elsewhere, and back again."""
