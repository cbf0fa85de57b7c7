"""Uploads: files that arrive in parts over tus 1.0, and are taken once by another subject."""
