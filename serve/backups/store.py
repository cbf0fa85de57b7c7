"""Writes every row of the database as lines of JSON, and reads them back."""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    TypeDecorator,
    insert,
    select,
    type_coerce,
)

from serve.platform.database import EARLIER_NAME, NAMES_OBJECT, NAMES_RELEASE, PASSING, metadata
from serve.releases.tables import releases

BATCH = 1000
SCHEMA_TABLE = "alembic_version"  # the schema's own revision, which migrations write


class DumpedRow(NamedTuple):
    """One row: its table, and its columns by name."""

    table: str
    values: dict[str, Any]


@dataclass
class SnapshotContents:
    """What a snapshot contains, recorded as its rows are read.

    Attributes:
        rows: table -> how many.
        objects: name of an object -> what it is called, such as a photo.
        releases: ids of those that are kept.
        rested_on: ids of those that rows name.
    """

    rows: dict[str, int] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    releases: set[str] = field(default_factory=set)
    rested_on: set[str] = field(default_factory=set)

    def passing(self, rows: Iterable[DumpedRow]) -> Iterator[DumpedRow]:
        """The rows, each recorded as it passes."""
        for row in rows:
            self.rows[row.table] = self.rows.get(row.table, 0) + 1
            self.objects.update(objects_of(row))
            self.rested_on.update(dict(_marked(row, NAMES_RELEASE)))
            if row.table == releases.name:
                self.releases.add(row.values["id"])
            yield row


def dumped(connection: Connection) -> Iterator[DumpedRow]:
    """All rows, tables before those that refer to them, within the caller's transaction."""
    for table in metadata.sorted_tables:
        if table.info.get(PASSING):
            continue
        query = select(*map(_as_stored, table.columns)).order_by(*table.primary_key.columns)
        for row in connection.execute(query, execution_options={"yield_per": BATCH}).mappings():
            yield DumpedRow(table.name, {str(name): _encoded(value) for name, value in row.items()})


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """A column with the values that the database keeps: they are loaded into a table that may be an older version's."""
    kind = column.type
    return type_coerce(column, kind.impl_instance).label(column.name) if isinstance(kind, TypeDecorator) else column


def objects_of(row: DumpedRow) -> Mapping[str, str]:
    """The names of the objects that a row refers to, each with what it is called."""
    return dict(_marked(row, NAMES_OBJECT))


def _marked(row: DumpedRow, mark: str) -> Iterator[tuple[str, Any]]:
    """What a row has in the columns of which this is said, and what is said; nothing in those that it lacks."""
    for column in _table_of(row).columns:
        value = row.values.get(column.name) if column.info.get(mark) else None
        if value is not None:
            yield value, column.info[mark]


def _table_of(row: DumpedRow) -> Table:
    """The present table of a row, which may be of an earlier version: its table may have another name by now."""
    table = metadata.tables.get(row.table)
    if table is not None and row.values.keys() <= set(table.columns.keys()):
        return table
    renamed = [each for each in metadata.sorted_tables if each.info.get(EARLIER_NAME) == row.table]
    return renamed[0] if renamed else metadata.tables[row.table]


def write_rows(path: Path, rows: Iterable[DumpedRow]) -> None:
    """One line per row, compressed; equal rows give equal bytes."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        for row in rows:
            packed.write(json.dumps([row.table, row.values], ensure_ascii=False).encode() + b"\n")


def read_rows(path: Path) -> Iterator[DumpedRow]:
    """Read what `write_rows` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield DumpedRow(*json.loads(line))


def load(connection: Connection, rows: Iterable[DumpedRow]) -> None:
    """Insert rows into the tables of the database, which may be older than this version's."""
    tables = MetaData()
    tables.reflect(connection)
    for name, group in groupby(rows, key=lambda row: row.table):
        table = tables.tables[name]
        for batch in _batches(group):
            connection.execute(insert(table), [_decoded(table, row.values) for row in batch])


def empty(connection: Connection) -> bool:
    """Whether no table has a row."""
    tables = MetaData()
    tables.reflect(connection)
    return not any(
        connection.execute(select(table).limit(1)).first()
        for table in tables.sorted_tables
        if table.name != SCHEMA_TABLE
    )


def _batches(rows: Iterable[DumpedRow]) -> Iterator[Sequence[DumpedRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _encoded(value: Any) -> Any:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
    return value


def _decoded(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type.python_type, value) for name, value in values.items()}


def _value(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if issubclass(kind, bytes) else value
