"""Reads the product sheets beside a manifest, with every fault of each; makes minimal ones from rows where none is."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.findings import DataFinding, error
from model.datasets.spelling import alike, difference
from model.errors import CatalogueError
from model.sheet_reading import document_in, examined, sheet_files, text_of
from training.sheet_faults import said_of

CATALOGUE_FOLDER = "catalogue"
MEANT = frozenset({"catalogue", "catalogues", "catalog", "catalogs"})
NOT_UTF_8 = "not UTF-8; save it as UTF-8 text"
UNATTRIBUTED = "unattributed"  # the right holder of a product that has neither a sheet nor a named contributor


class Sheets(NamedTuple):
    """Product id -> sheet, and what is wrong with the catalogue."""

    by_product: Mapping[str, ProductSheet]
    findings: tuple[DataFinding, ...]


class _ReadSheet(NamedTuple):
    """A sheet, None if it has faults, which name the file; product: which one it is of, as far as the file tells."""

    product: str
    sheet: ProductSheet | None
    faults: tuple[str, ...]


def read_sheets(folder: Path, owners: Mapping[str, str]) -> Sheets:
    """Read the catalogue of a manifest.

    Args:
        folder: where the manifest lies.
        owners: product id -> right holder, according to the rows; empty if they name none.
    """
    misnamed = tuple(misnamed_catalogues(folder))
    files = sheets_beside(folder)
    if not files:
        return Sheets({product: _bare_sheet(product, owner) for product, owner in owners.items()}, misnamed)
    sheets: dict[str, ProductSheet] = {}
    names: dict[str, str] = {}
    findings = list(misnamed)
    for path in files:
        read = _read(path)
        faults = list(read.faults)
        if names.setdefault(read.product, path.name) != path.name:
            said = f"{names[read.product]} has {read.product!r} already; give each product one sheet"
            faults.append(f"{path.name}: id: {said}")
        findings += (error("bad-product-sheet", (), f"{CATALOGUE_FOLDER}/{fault}") for fault in faults)
        sheets.setdefault(read.product, read.sheet or _bare_sheet(read.product, owners.get(read.product, "")))
    return Sheets(sheets, tuple(findings))


def sheets_beside(folder: Path) -> list[Path]:
    """The files of the sheets that are read with a manifest in this folder."""
    catalogue = folder / CATALOGUE_FOLDER
    return sheet_files(catalogue) if catalogue.is_dir() else []


def is_bare(sheet: ProductSheet) -> bool:
    """Whether a sheet is made from rows alone, or says no more than such a one."""
    return not (sheet.views or sheet.points or sheet.texts or sheet.category)


def misnamed_catalogues(folder: Path) -> Iterator[DataFinding]:
    """Folders of sheets that are not read, as their names are not quite the catalogue's."""
    catalogue = folder / CATALOGUE_FOLDER
    for each in sorted(folder.iterdir()):
        is_read = catalogue.exists() and each.samefile(catalogue)  # where the disk knows no letter case, as well
        if not is_read and alike(each.name) in MEANT and each.is_dir() and sheet_files(each):
            how = difference(each.name, CATALOGUE_FOLDER) if alike(each.name) == CATALOGUE_FOLDER else ""
            text = f"the folder {each.name!r} holds product sheets, and is not read: name it {CATALOGUE_FOLDER!r}"
            yield error("misnamed-catalogue", (), f"{text}{f' (the names differ {how})' if how else ''}")


def _read(path: Path) -> _ReadSheet:
    try:
        sheet, problems = examined(document_in(text_of(path), path.name))
    except CatalogueError as fault:
        is_encoded = isinstance(fault.__cause__, UnicodeDecodeError)
        return _ReadSheet(path.stem, None, (f"{path.name}: {NOT_UTF_8}" if is_encoded else str(fault),))
    faults = tuple(said_of(problem, path.name) for problem in problems)
    return _ReadSheet(sheet.id or path.stem, None if problems else sheet, faults)


def _bare_sheet(product: str, right_holder: str) -> ProductSheet:
    """What rows alone tell about a product."""
    return ProductSheet(
        id=product,
        right_holder=right_holder or UNATTRIBUTED,
        name={"en": product},
        category="",
        gtin=(),
        serial_pattern=None,
        views=(),
        points=(),
    )
