"""Asks PostgreSQL whether a connection of the pool is still open, where that is in doubt.

To ask before each use takes a round trip of the five that a query takes. A server that ends or that ends a connection
closes it, which shows here without asking; a network that lost it says nothing, so one that was not used for a while is
asked over.
"""

import math
import select
import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

SURE_SECONDS = 5.0  # for which one that was used is taken as open, if nothing has arrived on it
USED = "used"  # in an entry's info: when it was made or given back


def ask_where_in_doubt(engine: Engine) -> None:
    """Replace each connection that is no longer open before it is used."""

    def note(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info[USED] = time.monotonic()

    def checked(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
        is_recent = time.monotonic() - entry.info.get(USED, -math.inf) < SURE_SECONDS
        if is_recent and _is_quiet(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as fault:
            raise InvalidatePoolError from fault

    event.listen(engine, "connect", note)
    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", checked)


def _is_quiet(connection: Any) -> bool:
    """Whether an unused connection is open and nothing has arrived on it, such as its end."""
    if connection.closed:
        return False
    arriving = select.poll()
    arriving.register(connection.fileno(), select.POLLIN)
    return not arriving.poll(0)
