"""Reads the product sheets beside a manifest; without any, makes minimal ones from its rows."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.errors import CatalogueError
from model.sheet_reading import read_catalogue
from training.findings import Finding, error
from training.spelling import alike, difference

CATALOGUE_FOLDER = "catalogue"
MEANT = frozenset({"catalogue", "catalogues", "catalog", "catalogs"})
UNATTRIBUTED = "unattributed"  # the right holder of a product that has neither a sheet nor a named contributor


class Sheets(NamedTuple):
    """Product id -> sheet, and what is wrong with the catalogue."""

    by_product: Mapping[str, ProductSheet]
    findings: tuple[Finding, ...]


def read_sheets(folder: Path, owners: Mapping[str, str]) -> Sheets:
    """Read the catalogue of a manifest.

    Args:
        folder: where the manifest lies.
        owners: product id -> right holder, according to the rows; empty if they name none.
    """
    misnamed = tuple(_misnamed(folder))
    bare = {product: _bare_sheet(product, owner) for product, owner in owners.items()}
    catalogue = folder / CATALOGUE_FOLDER
    if not catalogue.is_dir():
        return Sheets(bare, misnamed)
    try:
        return Sheets(read_catalogue(catalogue), misnamed)
    except CatalogueError as fault:
        return Sheets(bare, (*misnamed, error("bad-product-sheet", (), f"{CATALOGUE_FOLDER}/{fault}")))


def _misnamed(folder: Path) -> Iterator[Finding]:
    """Folders of sheets that are not read, as their names are not quite the catalogue's."""
    catalogue = folder / CATALOGUE_FOLDER
    for each in sorted(folder.iterdir()):
        is_read = catalogue.exists() and each.samefile(catalogue)  # where the disk knows no letter case, as well
        if not is_read and alike(each.name) in MEANT and any(each.glob("*.[tT][oO][mM][lL]")):
            how = difference(each.name, CATALOGUE_FOLDER) if alike(each.name) == CATALOGUE_FOLDER else ""
            text = f"the folder {each.name!r} holds product sheets, and is not read: name it {CATALOGUE_FOLDER!r}"
            yield error("misnamed-catalogue", (), f"{text}{f' (the names differ {how})' if how else ''}")


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
