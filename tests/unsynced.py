"""Files and databases of SQLite that the tests' own process does not write through to the disk.

That guards against a machine that loses its power: tests end processes, and no machine, and the system keeps what a
process wrote. Hides a write that is not synced; tests/serve/test_local_objects.py and test_database.py look for those.
Processes that tests start sync as ever, and PostgreSQL of tests/postgresql.py does not.
"""

import os
from functools import wraps
from sqlite3 import Connection
from typing import Any

import pytest

from serve.platform import database


def leave_unsynced(patch: pytest.MonkeyPatch) -> None:
    """Sync nothing until the patch is undone: a disk takes 5 ms for each, and a call writes several."""
    set_up = database._set_up_sqlite

    @wraps(set_up)
    def unsynced(connection: Connection, entry: Any) -> None:
        set_up(connection, entry)
        connection.execute("PRAGMA synchronous = OFF")

    patch.setattr(os, "fsync", lambda _: None)
    patch.setattr(database, "_set_up_sqlite", unsynced)
