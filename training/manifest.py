"""Reads manifest.csv (design.md section 3) into typed rows.

Faults are collected, not raised one by one. A row that can't be typed is left out of `Manifest.rows` and reported in
`Manifest.findings`; `training.validate` checks more: the files, and rows against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from model.catalogue import ProductSheet
from training.dates import day
from training.errors import ManifestError
from training.fields import Capture, Label, PointMark, check_fields, parse_points, wrong_digest
from training.findings import Finding, Severity, warning
from training.sheets import read_sheets
from training.splits import OpenItem, Split, assign_splits
from training.system_files import is_system_file
from training.table import Record, read_table
from training.table_header import Schema

__all__ = [
    "Label",
    "Manifest",
    "PointMark",
    "Row",
    "UnknownRow",
    "path_inside",
    "read_manifest",
    "read_unknown",
]

REQUIRED = ("image", "product", "label", "item")
OPTIONAL = ("sha256", "view", "right_holder", "source", "points", "split", "capture", "licence", "contributed_on")
MANIFEST = Schema(frozenset({*REQUIRED, *OPTIONAL}), REQUIRED)
UNKNOWN_GOODS = Schema(frozenset({"image", "sha256", "kind"}), ("image",))


@dataclass(frozen=True, slots=True)
class Row:
    """One image; small, as a manifest may have a million rows.

    Attributes:
        number: row in the manifest, 1 being the header.
        image: path relative to the manifest's folder, as written.
        sha256: None if not given.
        item: the physical object, the unit of splitting and of counting errors.
        view: None if not given.
        right_holder, source, licence: empty if not given.
        split: as given, or as `training.splits` assigns it.
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
class Manifest:
    """A manifest as read.

    Attributes:
        rows: those that could be typed.
        folder: where the manifest lies; image paths are relative to it.
        sha256: of the manifest's bytes.
        catalogue: product id -> sheet. Without a catalogue folder: the rows' products, without views and
            points.
        findings: what is wrong with single fields, rows, columns or the catalogue.
        row_count: data rows in the file, those that could not be typed included.
    """

    rows: tuple[Row, ...]
    folder: Path
    sha256: str
    catalogue: Mapping[str, ProductSheet]
    findings: tuple[Finding, ...]
    row_count: int

    def path_of(self, row: Row) -> Path:
        """Where a row's image lies.

        Raises:
            ManifestError: the path leads out of the manifest's folder.
        """
        return path_inside(self.folder, row.image)


@dataclass(frozen=True)
class UnknownRow:
    """One photo of goods that are none of the catalogue's; kind: what it shows."""

    number: int
    image: str
    sha256: str | None
    kind: str


def path_inside(folder: Path, image: str) -> Path:
    """An image's path, links followed.

    Raises:
        ManifestError: it leads out of the folder, or can't be a path.
    """
    try:
        path = (folder / image).resolve()
    except (ValueError, OSError) as fault:  # a NUL character, a loop of links
        raise ManifestError(f"{image!r} is not a path") from fault
    if not path.is_relative_to(folder.resolve()):
        raise ManifestError(f"{image!r} leads out of the manifest's folder")
    return path


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and the catalogue beside it.

    Raises:
        ManifestError: the file is absent, is not UTF-8 or holds no header row.
    """
    table = read_table(path, MANIFEST)
    findings = list(table.findings)
    rows: list[Row] = []
    for record in table.records:
        if is_system_file(record.fields.get("image", "")):
            text = "names a file that a system keeps beside pictures, which is none; the row is skipped; delete it"
            findings.append(warning("system-file", [record.number], text))
            continue
        found = list(check_fields(record))
        findings += found
        is_wrong = any(each.severity is Severity.ERROR for each in found)
        if not is_wrong and all(record.fields.get(name) for name in REQUIRED):
            rows.append(_row(record))
    _fill_splits(rows)
    owners = {row.product: row.right_holder for row in reversed(rows)}
    sheets = read_sheets(path.parent, owners)
    return Manifest(
        rows=tuple(rows),
        folder=path.parent,
        sha256=table.sha256,
        catalogue=sheets.by_product,
        findings=(*findings, *sheets.findings),
        row_count=table.row_count,
    )


def _fill_splits(rows: list[Row]) -> None:
    """Give a split to each item that the manifest gives none, in place: there may be a million rows."""
    assigned = assign_splits(OpenItem(row.product, row.label, row.item) for row in rows if not row.split_given)
    for number, row in enumerate(rows):
        if not row.split_given:
            rows[number] = replace(row, split=assigned[row.item])


def read_unknown(path: Path) -> tuple[UnknownRow, ...]:
    """Read a table ``image,sha256,kind`` of photos that show none of the catalogue's products.

    Raises:
        ManifestError: it can't be read, or a row is wrong; the message names the first one.
    """
    table = read_table(path, UNKNOWN_GOODS)
    findings = [*table.findings, *(wrong for record in table.records for wrong in wrong_digest(record))]
    if findings:
        raise ManifestError(f"{path}: row {findings[0].rows[0]}: {findings[0].message}")
    return tuple(
        UnknownRow(r.number, r.fields["image"], r.fields.get("sha256") or None, r.fields.get("kind", ""))
        for r in table.records
    )


def _row(record: Record) -> Row:
    """Type a record that `check_fields` finds nothing wrong with."""
    fields = {name: record.fields.get(name, "") for name in MANIFEST.columns}
    return Row(
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
