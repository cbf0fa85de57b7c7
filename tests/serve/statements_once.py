"""Statements of SQL, compiled once a process: each service of these tests would compile its own again.

SQLAlchemy keeps what it compiled with an engine, for the dialect of that engine. Here all engines of a kind of database
have the dialect and the memory of the first one that connected. Hides a statement that would depend on the engine that
compiled it; a service has one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from serve.platform import database

STATEMENTS = 5_000  # that are kept: those of all subjects; an engine of its own keeps 500


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Remember statements until the patch is undone."""
    for name in ("_sqlite", "_postgresql"):
        patch.setattr(database, name, _alike(getattr(database, name)))


def _alike(make: Callable[[Any], Engine]) -> Callable[[Any], Engine]:
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    connected: list[Engine] = []  # the first one, whose dialect has read what it needs to know of the database

    @wraps(make)
    def made(url: Any) -> Engine:
        engine = make(url)
        if connected:
            engine.dialect = engine.pool._dialect = connected[0].dialect
            engine._compiled_cache = compiled
        else:
            event.listen(engine, "connect", lambda *_: connected.append(engine))
        return engine

    return made
