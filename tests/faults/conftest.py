"""Faults are tested on both kinds of storage."""

from tests.storage import buckets, migrated, migrated_once, postgresql, storage

__all__ = ["buckets", "migrated", "migrated_once", "postgresql", "storage"]
