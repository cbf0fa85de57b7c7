"""Faults are tested on both kinds of storage."""

from tests.storage import buckets, postgresql, storage

__all__ = ["buckets", "postgresql", "storage"]
