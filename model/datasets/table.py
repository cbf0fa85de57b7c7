"""Table: reads a CSV file (RFC 4180) with a header row into records.

Faults become findings. It does not know the meaning of columns: `model.datasets.manifest_rows` names them and types the
fields.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, islice

from model.datasets.findings import DataFinding, error, warning
from model.datasets.spelling import seen
from model.datasets.table_header import (
    Header,
    Schema,
    TableLine,
    header_of,
    is_above_the_header,
    unreadable,
    wrong_columns,
)
from model.datasets.table_text import TableText
from model.errors import TableError
from model.messages import message

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
MARK = "\ufeff"  # byte order mark: before a joined table's header as well
MOST_SHARED = 65_536  # values of a column
MOST_ABOVE = 20  # rows in which a header is looked for
TOO_MANY = message(
    "{fields} fields under {columns} columns; put a field with a comma or a quotation mark in quotation marks, and "
    "double those inside"
)
TOO_FEW = message("{fields} fields under {columns} columns; an empty field needs its comma, too")
# Translators: {fault} is English; a library says it.
MALFORMED = message(
    "not RFC 4180 ({fault}); put a field with a comma or a quotation mark in quotation marks, and double those inside "
    "(rows from here on are not read)"
)
REPEATED = message("the names of the columns again, as where two tables are joined; the row is skipped; delete it")
UNNAMED = message("column {place} holds text, and has no name in the header; name it, or delete it")


class Fields(Mapping[str, str]):
    """Column -> field of one row. All rows share the names, as a manifest may have a million rows."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: tuple[str, ...]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, column: str) -> str:
        return self._values[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Record:
    """One data row as text: column -> field, spaces around it removed; number: its row, 1 being the header."""

    number: int
    fields: Fields


@dataclass(frozen=True)
class Table:
    """A table as read.

    Attributes:
        records: those with as many fields as the header has columns.
        findings: about the header, misfits and empty required fields.
        row_count: data rows in the file, misfits included; blank rows, as spreadsheets leave them, are none.
        sha256: of the file's bytes.
    """

    records: tuple[Record, ...]
    findings: tuple[DataFinding, ...]
    row_count: int
    sha256: str


def read_table(text: TableText, schema: Schema) -> Table:
    """Read a table.

    Raises:
        TableError: it holds no header row.
    """
    findings: list[DataFinding] = []
    lines = dropwhile(is_above_the_header, _lines(text.text, findings))
    head = list(islice(lines, MOST_ABOVE))
    if not head:
        raise TableError(message("holds no header row"))
    header = header_of(head[0])
    rows = (line for line in chain(head[1:], lines) if not line.is_blank)
    fault = unreadable(header, head[1:], schema)
    if fault:
        return Table((), (fault,), sum(1 for _ in rows), text.sha256)
    findings += wrong_columns(header, schema)
    records, row_count = _records(rows, header, findings)
    findings += _empty_fields(records, [name for name in schema.required if name in header.names])
    return Table(tuple(records), tuple(findings), row_count, text.sha256)


def _records(rows: Iterable[TableLine], header: Header, findings: list[DataFinding]) -> tuple[list[Record], int]:
    """The rows that have as many fields as the header, and how many rows there are; misfits become findings."""
    records: list[Record] = []
    row_count, columns = 0, len(header.names)
    places = {name: place for place, name in enumerate(header.names) if name}
    known: list[dict[str, str]] = [{} for _ in header.names]
    for row_count, row in enumerate(rows, start=1):  # noqa: B007  it counts the rows
        fields = _fields(row, columns)
        if fields[0].lstrip(MARK) == header.names[0] and tuple(fields[1:]) == header.names[1:]:
            findings.append(warning("repeated-header", [row.number], REPEATED))
        elif len(fields) == columns:
            records.append(Record(row.number, Fields(places, tuple(map(_shared, fields, known)))))
            findings += _unnamed(row.number, header, fields)
        else:
            said = TOO_MANY if len(fields) > columns else TOO_FEW
            text = said.of(fields=len(fields), columns=columns)
            findings.append(error("wrong-field-count", [row.number], text))
    return records, row_count


def _shared(field: str, known: dict[str, str]) -> str:
    """An equal field of the same column seen before, so that a value that many rows have is in memory once."""
    return known.setdefault(field, field) if len(known) < MOST_SHARED else known.get(field, field)


def _fields(row: TableLine, columns: int) -> list[str]:
    """The fields without the spaces around them, and without blank ones beyond the last column."""
    fields = [field.strip() for field in row.fields]
    while len(fields) > columns and not seen(fields[-1]):
        fields.pop()
    return fields


def _unnamed(number: int, header: Header, fields: Sequence[str]) -> Iterator[DataFinding]:
    """Text in a column without a name; a blank column is none."""
    for place, (name, field) in enumerate(zip(header.names, fields, strict=True), start=1):
        if not name and seen(field):
            yield error("unnamed-column", [number], UNNAMED.of(place=place))


def _lines(text: str, findings: list[DataFinding]) -> Iterator[TableLine]:
    """All records up to the first that breaks RFC 4180, a finding; an empty line is a record without fields."""
    number = 0
    try:
        for number, fields in enumerate(csv.reader(_cut(text), strict=True), start=1):
            yield TableLine(number, fields)
    except csv.Error as fault:
        findings.append(error("malformed-csv", [number + 1], MALFORMED.of(fault=str(fault))))


def _cut(text: str) -> Iterator[str]:
    """The lines with their ends, one by one: StringIO would hold them in four times the memory."""
    return (line[0] for line in LINE.finditer(text))


def _empty_fields(records: Iterable[Record], required: Sequence[str]) -> Iterator[DataFinding]:
    for record in records:
        for name in required:
            if not record.fields[name]:
                text = message("{column} is empty; fill it in", column=name)
                yield error("empty-field", [record.number], text)
