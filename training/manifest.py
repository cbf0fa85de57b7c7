"""Reads manifest.csv (docs/data-sets.md) and the catalogue beside it, for training.

`model.datasets.manifest_rows` reads the table. Faults are collected, not raised one by one: a row that can't be typed
is left out of `Manifest.rows` and reported in `Manifest.findings`. `training.validate` checks more: the files, and rows
against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model.catalogue import ProductSheet
from model.datasets.fields import Label, PointMark, wrong_digest
from model.datasets.findings import DataFinding
from model.datasets.manifest_rows import ManifestRow as Row
from model.datasets.manifest_rows import rows_of
from model.datasets.table import read_table
from model.datasets.table_header import Schema
from model.datasets.table_text import TableText, text_of
from model.errors import TableError
from training.errors import ManifestError
from training.sheets import read_sheets

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

UNKNOWN_GOODS = Schema(frozenset({"image", "sha256", "kind"}), ("image",))


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
    findings: tuple[DataFinding, ...]
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
    text = table_text(path)
    try:
        read = rows_of(text)
    except TableError as fault:
        raise ManifestError(f"{path}: {fault}") from fault
    owners = {row.product: row.right_holder for row in reversed(read.rows)}
    sheets = read_sheets(path.parent, owners)
    return Manifest(
        rows=read.rows,
        folder=path.parent,
        sha256=read.sha256,
        catalogue=sheets.by_product,
        findings=(*read.findings, *sheets.findings),
        row_count=read.row_count,
    )


def table_text(path: Path) -> TableText:
    """The text of a table's file.

    Raises:
        ManifestError: the file can't be read, or is not UTF-8.
    """
    try:
        return text_of(path.read_bytes())
    except OSError as fault:
        raise ManifestError(f"{path}: can't be read ({fault.strerror})") from fault
    except TableError as fault:
        raise ManifestError(f"{path}: {fault}") from fault


def read_unknown(path: Path) -> tuple[UnknownRow, ...]:
    """Read a table ``image,sha256,kind`` of photos that show none of the catalogue's products.

    Raises:
        ManifestError: it can't be read, or a row is wrong; the message names the first one.
    """
    text = table_text(path)
    try:
        table = read_table(text, UNKNOWN_GOODS)
    except TableError as fault:
        raise ManifestError(f"{path}: {fault}") from fault
    findings = [*table.findings, *(wrong for record in table.records for wrong in wrong_digest(record))]
    if findings:
        raise ManifestError(f"{path}: row {findings[0].rows[0]}: {findings[0].message}")
    return tuple(
        UnknownRow(r.number, r.fields["image"], r.fields.get("sha256") or None, r.fields.get("kind", ""))
        for r in table.records
    )
