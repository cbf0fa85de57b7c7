"""A storage in memory: the service's own stores, with no file, server or network below them.

Rows are in SQLite (its `memdb`), in a database that exists while one of its connections is open. Connections lock one
another out as those of a file do, but without a write-ahead log: readers and writers wait for one another, too. Objects
are in a bucket that is a dictionary.
"""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from obstore.store import MemoryStore

from serve.app import build
from serve.platform.bucket_objects import BucketObjects
from serve.platform.clock import Clock
from serve.platform.parts import Parts
from serve.platform.settings import Settings


def in_memory(clock: Clock | None = None, **settings: Any) -> Parts:
    """The parts of a service on an empty storage in memory. The keys of the audit log are still files."""
    return objects_in_memory(clock, database_url=f"sqlite:///file:/{uuid4().hex}?vfs=memdb&uri=true", **settings)


def objects_in_memory(clock: Clock | None = None, **settings: Any) -> Parts:
    """The parts of a service on the database of the settings, with objects in memory."""
    return replace(build(Settings(**settings), clock), objects=BucketObjects(MemoryStore()))
