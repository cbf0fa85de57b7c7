"""Finds product sheets that are not read: no catalogue, one at another place, and files that are nearly sheets."""

import os
from collections.abc import Iterator
from pathlib import Path

from model.datasets.findings import DataFinding, error, warning
from model.errors import CatalogueError
from model.sheet_reading import document_in, sheet_files, text_of
from training.sheets import CATALOGUE_FOLDER, misnamed_catalogues, sheets_beside

ENDING = ".toml"
SHEET_KEYS = frozenset({"id", "right_holder"})
WITHOUT = "without sheets, no identification points, views and right holders are known; write one for each product"


def check_sheet_files(folder: Path) -> Iterator[DataFinding]:
    """Sheets that a manifest in this folder is read without."""
    if sheets_beside(folder):
        yield from _nearly_sheets(folder / CATALOGUE_FOLDER)
    elif not any(misnamed_catalogues(folder)):
        yield from _without_sheets(folder)


def _without_sheets(folder: Path) -> Iterator[DataFinding]:
    catalogue = folder / CATALOGUE_FOLDER
    places = [place for place in _places_nearby(folder) if any(map(_is_sheet, sheet_files(place)))]
    nearly = list(_nearly_sheets(catalogue)) if catalogue.is_dir() else []
    if places:
        named = ", ".join("the manifest's folder itself" if each == folder else _named(each, folder) for each in places)
        text = f"product sheets are in {named}, where they are not read; move them to a folder {CATALOGUE_FOLDER!r}"
        yield error("misplaced-catalogue", (), f"{text} beside the manifest")
    elif not nearly:
        beside = f"folder {CATALOGUE_FOLDER!r} beside the manifest"
        what = f"the {beside} holds no product sheets (*.toml)" if catalogue.is_dir() else f"there is no {beside}"
        yield warning("no-catalogue", (), f"{what}: {WITHOUT}")
    yield from nearly


def _places_nearby(folder: Path) -> Iterator[Path]:
    """Folders in which people put a catalogue: its parts, the manifest's, those beside and above it."""
    below = [each for each in sorted(folder.iterdir()) if each.name != CATALOGUE_FOLDER and _is_readable(each)]
    yield folder
    yield from below
    yield from (each / CATALOGUE_FOLDER for each in below if (each / CATALOGUE_FOLDER).is_dir())
    above = folder.resolve().parent / CATALOGUE_FOLDER
    if above.is_dir():
        yield above


def _nearly_sheets(catalogue: Path) -> Iterator[DataFinding]:
    """What is in a catalogue under a name that no sheet has."""
    for each in sorted(catalogue.iterdir()):
        if each.name.startswith("."):
            continue
        if each.is_dir() and sheet_files(each):
            text = f"{CATALOGUE_FOLDER}/{each.name}: sheets in a folder of the catalogue are not read; move them up"
            yield error("misplaced-catalogue", (), text)
        elif ENDING in each.name.lower() and not each.name.lower().endswith(ENDING):
            name = each.name[: each.name.lower().index(ENDING)] + ENDING
            text = f"{CATALOGUE_FOLDER}/{each.name} is not read; name it {name}, or delete it"
            yield warning("unread-sheet", (), text)


def _is_readable(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.R_OK | os.X_OK)


def _named(place: Path, folder: Path) -> str:
    return repr(os.path.relpath(place, folder))


def _is_sheet(path: Path) -> bool:
    """Whether a file is a product sheet, and not another TOML file such as settings of a fit."""
    try:
        return document_in(text_of(path), path.name).keys() >= SHEET_KEYS
    except CatalogueError:
        return False
