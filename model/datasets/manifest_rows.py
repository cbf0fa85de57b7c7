"""Manifest rows: the table of a manifest (docs/data-sets.md) in typed rows, without the files and sheets beside it.

Faults are collected, not raised one by one. A row that can't be typed is left out of `ReadRows.rows` and reported in
`ReadRows.findings`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from model.datasets.dates import day
from model.datasets.fields import Capture, Label, PointMark, check_fields, parse_points
from model.datasets.findings import DataFinding, Severity, warning
from model.datasets.splits import OpenItem, Split, assign_splits
from model.datasets.system_files import is_system_file
from model.datasets.table import Record, Table, read_table
from model.datasets.table_header import Schema
from model.datasets.table_text import TableText, text_of
from model.messages import message

REQUIRED = ("image", "product", "label", "item")
OPTIONAL = ("sha256", "view", "right_holder", "source", "points", "split", "capture", "licence", "contributed_on")
COLUMNS = (REQUIRED[0], OPTIONAL[0], *REQUIRED[1:], *OPTIONAL[1:])  # in the order in which they are written
MANIFEST = Schema(frozenset(COLUMNS), REQUIRED)
SYSTEM_FILE = message("names a file that a system keeps beside pictures, which is none; the row is skipped; delete it")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One image; small, as a manifest may have a million rows.

    Attributes:
        number: row in the manifest, 1 being the header.
        image: path relative to the manifest's folder, as written.
        sha256: None if not given.
        item: the physical object, the unit of splitting and of counting errors.
        view: None if not given.
        right_holder, source, licence: empty if not given.
        split: as given, or as `model.datasets.splits` assigns it.
        split_given: whether it stands in the manifest.
        capture: a photo if not given.
    """

    number: int
    image: str
    sha256: str | None
    product: str
    label: Label
    item: str
    view: str | None
    right_holder: str
    source: str
    points: tuple[PointMark, ...]
    split: Split
    licence: str
    contributed_on: date | None
    split_given: bool = True
    capture: Capture = Capture.PHOTO


@dataclass(frozen=True)
class ReadRows:
    """The rows of a manifest.

    Attributes:
        rows: those that could be typed.
        findings: what is wrong with single fields, rows or columns; each names its rows.
        untyped: what the rows that could not be typed name as their image, by the row's number.
        row_count: data rows in the table, those that could not be typed included.
        sha256: of the table's bytes.
    """

    rows: tuple[ManifestRow, ...]
    findings: tuple[DataFinding, ...]
    untyped: Mapping[int, str]
    row_count: int
    sha256: str


def read_rows(raw: bytes) -> ReadRows:
    """Read the bytes of a manifest. No file that a row names is opened, and no path is followed.

    Raises:
        TableError: they are not UTF-8 or hold no header row; the message says what to save the table as.
    """
    return rows_of(text_of(raw))


def rows_of(text: TableText) -> ReadRows:
    """The same of decoded text.

    Raises:
        TableError: it holds no header row.
    """
    table = read_table(text, MANIFEST)
    findings = list(table.findings)
    untyped: dict[int, str] = {}
    rows = list(_typed(table, findings, untyped))
    _fill_splits(rows)
    return ReadRows(tuple(rows), tuple(findings), untyped, table.row_count, table.sha256)


def _typed(table: Table, findings: list[DataFinding], untyped: dict[int, str]) -> Iterator[ManifestRow]:
    """The rows that can be typed; the images of others are added to `untyped`, what is found in all to the findings."""
    for record in table.records:
        if is_system_file(record.fields.get("image", "")):
            findings.append(warning("system-file", [record.number], SYSTEM_FILE))
            continue
        found = list(check_fields(record))
        findings += found
        is_wrong = any(each.severity is Severity.ERROR for each in found)
        if not is_wrong and all(record.fields.get(name) for name in REQUIRED):
            yield _row(record)
        else:
            untyped[record.number] = record.fields.get("image", "")


def _fill_splits(rows: list[ManifestRow]) -> None:
    """Give a split to each item that the manifest gives none, in place: there may be a million rows."""
    assigned = assign_splits(OpenItem(row.product, row.label, row.item) for row in rows if not row.split_given)
    for number, row in enumerate(rows):
        if not row.split_given:
            rows[number] = replace(row, split=assigned[row.item])


def _row(record: Record) -> ManifestRow:
    """Type a record that `check_fields` finds nothing wrong with."""
    fields = {name: record.fields.get(name, "") for name in COLUMNS}
    return ManifestRow(
        number=record.number,
        image=fields["image"],
        sha256=fields["sha256"] or None,
        product=fields["product"],
        label=Label(fields["label"]),
        item=fields["item"],
        view=fields["view"] or None,
        right_holder=fields["right_holder"],
        source=fields["source"],
        points=parse_points(fields["points"]),
        split=Split(fields["split"]) if fields["split"] else Split.TRAIN,
        licence=fields["licence"],
        contributed_on=day(fields["contributed_on"]) if fields["contributed_on"] else None,
        split_given=bool(fields["split"]),
        capture=Capture(fields["capture"]) if fields["capture"] else Capture.PHOTO,
    )
