"""Reads where the columns of the database name a person."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from serve.platform.database import metadata, utc
from serve.platform.idempotency import keys
from serve.protection.domain import OwnRows

MOST_ROWS = 1000  # of one column, in one export


class OwnRowStore:
    """Reads rows that name one person, of every table. It is for that person alone."""

    def __init__(self, connection: Connection, person_id: str) -> None:
        self._connection = connection
        self._person_id = person_id

    def named(self, column: str, shown: Collection[str]) -> OwnRows:
        """The rows in which a column names the person, the latest first.

        Args:
            column: as `table.column`.
            shown: what is given of them, the same; where it has nothing of the table, the columns of its key.
        """
        name, _, member = column.partition(".")
        table = metadata.tables[name]
        here = self._names(table, member)
        amount = self._connection.execute(select(func.count()).select_from(table).where(here)).scalar_one()
        wanted = [each.rpartition(".")[2] for each in shown if each.startswith(f"{name}.")]
        columns = [table.c[each] for each in wanted] or list(table.primary_key.columns)
        latest = [each.desc() for each in table.primary_key.columns]
        rows = self._connection.execute(select(*columns).where(here).order_by(*latest).limit(MOST_ROWS)).mappings()
        return OwnRows(column, amount, [{each: _plain(value) for each, value in row.items()} for row in rows])

    def _names(self, table: Table, member: str) -> ColumnElement[bool]:
        if table is keys:  # of a call; it begins with the person's id
            return table.c[member].startswith(f"{self._person_id}/", autoescape=True)
        return table.c[member] == self._person_id


def _plain(value: Any) -> str | int | bool | None:
    match value:
        case datetime():
            return utc(value).isoformat()
        case date():
            return value.isoformat()
        case None | bool() | int():
            return value
    return str(value)
