"""Table: a CSV file (RFC 4180) with a header row becomes records; what does not fit becomes findings.

What the columns mean is none of its business: `training.manifest` says which there are and types the fields.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import ManifestError
from training.findings import Finding, error


@dataclass(frozen=True)
class Record:
    """One data row as text: column -> field, spaces around it removed; number: its row, 1 being the header."""

    number: int
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as read.

    Attributes:
        records: those with as many fields as the header has columns.
        findings: about the header, misfits and empty required fields.
        row_count: data rows in the file, misfits included.
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
    lines, findings = _lines(raw, path)
    header = [name.strip() for name in lines[0]] if lines else []
    if not any(header):
        raise ManifestError(f"{path}: holds no header row")
    findings += _wrong_columns(header, columns, required)
    records: list[Record] = []
    for number, fields in enumerate(lines[1:], start=2):
        if len(fields) == len(header):
            records.append(Record(number, dict(zip(header, map(str.strip, fields), strict=True))))
        elif fields:
            findings.append(error("wrong-field-count", [number], f"{len(fields)} fields under {len(header)} columns"))
    findings += _empty_fields(records, [name for name in required if name in header])
    row_count = sum(bool(fields) for fields in lines[1:])
    return Table(tuple(records), tuple(findings), row_count, hashlib.sha256(raw).hexdigest())


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
        yield error("unknown-column", [1], f"{name!r} is not a column; those are {', '.join(sorted(columns))}")
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
