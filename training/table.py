"""Table: reads a CSV file (RFC 4180) with a header row into records.

Faults become findings. It does not know the meaning of columns: `training.manifest` names them and types the fields.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from training.errors import ManifestError
from training.findings import Finding, error
from training.spelling import alike, difference, seen

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
MOST_SHARED = 65_536  # values of a column
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}


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


class _Line(NamedTuple):
    """The fields of a data row as they stand; number: its row, 1 being the header."""

    number: int
    fields: Sequence[str]


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
    findings: tuple[Finding, ...]
    row_count: int
    sha256: str


def read_table(path: Path, columns: frozenset[str], required: Sequence[str]) -> Table:
    """Read a table.

    Args:
        path: the file.
        columns: those that may stand in it, in any order.
        required: those that must, with no field of theirs empty.

    Raises:
        ManifestError: the file is absent, is not UTF-8 or holds no header row.
    """
    raw = _bytes_of(path)
    digest = hashlib.sha256(raw).hexdigest()
    findings: list[Finding] = []
    lines = _lines(_text(raw, path), findings)
    first = next(lines, _Line(1, ()))
    header = [name.strip() if seen(name) else "" for name in first.fields]
    if not any(header):
        raise ManifestError(f"{path}: holds no header row")
    rows = (line for line in lines if any(map(seen, line.fields)))
    separated = _wrong_separator(header, columns)
    if separated:
        return Table((), (separated,), sum(1 for _ in rows), digest)
    findings += _wrong_columns([name for name in header if name], columns, required)
    records, row_count = _records(rows, header, findings)
    findings += _empty_fields(records, [name for name in required if name in header])
    return Table(tuple(records), tuple(findings), row_count, digest)


def _records(rows: Iterable[_Line], header: Sequence[str], findings: list[Finding]) -> tuple[list[Record], int]:
    """The rows that have as many fields as the header, and how many rows there are; misfits become findings."""
    records: list[Record] = []
    row_count = 0
    places = {name: place for place, name in enumerate(header) if name}
    known: list[dict[str, str]] = [{} for _ in header]
    for row_count, row in enumerate(rows, start=1):  # noqa: B007  it counts the rows
        fields = _fields(row, len(header))
        if len(fields) == len(header):
            records.append(Record(row.number, Fields(places, tuple(map(_shared, fields, known)))))
            findings += _unnamed(row.number, header, fields)
        else:
            text = f"{len(fields)} fields under {len(header)} columns"
            findings.append(error("wrong-field-count", [row.number], text))
    return records, row_count


def _shared(field: str, known: dict[str, str]) -> str:
    """An equal field of the same column seen before, so that a value that many rows have is in memory once."""
    return known.setdefault(field, field) if len(known) < MOST_SHARED else known.get(field, field)


def _fields(row: _Line, columns: int) -> list[str]:
    """The fields without the spaces around them, and without blank ones beyond the last column."""
    fields = [field.strip() for field in row.fields]
    while len(fields) > columns and not seen(fields[-1]):
        fields.pop()
    return fields


def _unnamed(number: int, header: Sequence[str], fields: Sequence[str]) -> Iterator[Finding]:
    """Text in a column without a name; a blank column is none."""
    for place, (name, field) in enumerate(zip(header, fields, strict=True), start=1):
        if seen(field) and not name:
            yield error("unnamed-column", [number], f"column {place} has no name in the header, and holds text")


def _wrong_separator(header: Sequence[str], columns: frozenset[str]) -> Finding | None:
    """A finding where the header has more known columns when it is cut at something else than commas."""
    for separator, name in SEPARATORS.items():
        cut = {part.strip().strip('"') for part in ",".join(header).split(separator)}
        if len(cut & columns) > len(columns.intersection(header)):
            text = f"the columns are separated by {name}; commas are wanted: export the table as CSV UTF-8 with commas"
            return error("wrong-separator", [1], f"{text} (no row is read)")
    return None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ManifestError(f"{path}: can't be read ({fault.strerror})") from fault


def _text(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ManifestError(f"{path}: not UTF-8 (byte {fault.start}); export the table as CSV UTF-8") from fault


def _lines(text: str, findings: list[Finding]) -> Iterator[_Line]:
    """All records up to the first that breaks RFC 4180, a finding; an empty line is a record without fields."""
    number = 0
    try:
        for number, fields in enumerate(csv.reader(_cut(text), strict=True), start=1):
            yield _Line(number, fields)
    except csv.Error as fault:
        message = f"not RFC 4180 ({fault}); rows from here on are not read"
        findings.append(error("malformed-csv", [number + 1], message))


def _cut(text: str) -> Iterator[str]:
    """The lines with their ends, one by one: StringIO would hold them in four times the memory."""
    return (line[0] for line in LINE.finditer(text))


def _wrong_columns(header: Sequence[str], columns: frozenset[str], required: Sequence[str]) -> Iterator[Finding]:
    for name in sorted(set(header) - set(columns)):
        meant = [f"{each!r} is, and differs {difference(name, each)}" for each in columns if alike(each) == alike(name)]
        known = meant[0] if meant else f"those are {', '.join(sorted(columns))}"
        yield error("unknown-column", [1], f"{name!r} is not a column; {known}")
    for name in required:
        if name not in header:
            yield error("missing-column", [1], f"{name} is missing, and no row can be read without it")
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield error("repeated-column", [1], f"{name!r} stands there twice")


def _empty_fields(records: Iterable[Record], required: Sequence[str]) -> Iterator[Finding]:
    for record in records:
        for name in required:
            if not record.fields[name]:
                yield error("empty-field", [record.number], f"{name} is empty")
