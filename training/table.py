"""Table: reads a CSV file (RFC 4180) with a header row into records.

Faults become findings. It does not know the meaning of columns: `training.manifest` names them and types the fields.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from training.errors import ManifestError
from training.findings import Finding, error
from training.spelling import alike, difference, seen

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}


@dataclass(frozen=True)
class Record:
    """One data row as text: column -> field, spaces around it removed; number: its row, 1 being the header."""

    number: int
    fields: Mapping[str, str]


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
    lines, findings = _lines(raw, path)
    header = [name.strip() if seen(name) else "" for name in lines[0]] if lines else []
    if not any(header):
        raise ManifestError(f"{path}: holds no header row")
    rows = [_Line(number, fields) for number, fields in enumerate(lines[1:], start=2) if any(map(seen, fields))]
    separated = _wrong_separator(header, columns)
    if separated:
        return Table((), (separated,), len(rows), digest)
    findings += _wrong_columns([name for name in header if name], columns, required)
    records: list[Record] = []
    for row in rows:
        fields = _fields(row, len(header))
        if len(fields) == len(header):
            records.append(Record(row.number, {name: each for name, each in zip(header, fields, strict=True) if name}))
            findings += _unnamed(row.number, header, fields)
        else:
            text = f"{len(fields)} fields under {len(header)} columns"
            findings.append(error("wrong-field-count", [row.number], text))
    findings += _empty_fields(records, [name for name in required if name in header])
    return Table(tuple(records), tuple(findings), len(rows), digest)


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


def _lines(raw: bytes, path: Path) -> tuple[list[list[str]], list[Finding]]:
    """All records up to the first that breaks RFC 4180; an empty line is a record without fields."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ManifestError(f"{path}: not UTF-8 (byte {fault.start}); export the table as CSV UTF-8") from fault
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        message = f"not RFC 4180 ({fault}); rows from here on are not read"
        return lines, [error("malformed-csv", [len(lines) + 1], message)]
    return lines, []


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
