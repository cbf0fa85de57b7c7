"""Photos whose row was removed, until they are removed from the object store, too."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, union_all

from serve.platform.database import NAMES_OBJECT, metadata
from serve.retention.tables import leaving


class LeavingStore:
    """Reads and writes which objects are to be removed; only for the service itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, names: Collection[str], now: datetime) -> None:
        """Record that a row that named these objects is removed."""
        known = set(self._connection.execute(select(leaving.c.sha256).where(leaving.c.sha256.in_(names))).scalars())
        rows = [{"sha256": name, "since": now} for name in sorted(set(names) - known)]
        if rows:
            self._connection.execute(insert(leaving), rows)

    def all(self, limit: int) -> list[str]:
        """Objects that are to be removed, the longest recorded first."""
        query = select(leaving.c.sha256).order_by(leaving.c.since, leaving.c.sha256).limit(limit)
        return list(self._connection.execute(query).scalars())

    def is_named(self, name: str) -> bool:
        """Whether any row of any table names this object."""
        columns = [
            column for table in metadata.sorted_tables for column in table.columns if column.info.get(NAMES_OBJECT)
        ]
        found = union_all(*(select(column).where(column == name).limit(1).subquery().select() for column in columns))
        return self._connection.execute(found).first() is not None

    def forget(self, name: str) -> None:
        """Record that an object was removed, or stays."""
        self._connection.execute(delete(leaving).where(leaving.c.sha256 == name))
