"""Puts the texts of product sheets into a release again, such as further languages, and changes nothing else.

What a release learned and counted rests on the rest of its sheets: a sheet with another view, point or number needs a
new fit. Regions and reference pictures stay those of the release.
"""

import json
from dataclasses import replace
from pathlib import Path

from model.catalogue import ProductSheet, Region
from model.release import DESCRIPTION_FILE, load_release
from model.sheet_json import sheet_to_json
from model.sheet_reading import read_catalogue
from model.sheet_trade import NO_TRADE
from training.errors import WorkError
from training.release import description_bytes, seal

NOWHERE = Region(0, 0, 1, 1)
RECORD = "translated"  # key of the training record: ids of the releases whose texts were replaced, the oldest first


def translate(folder: Path, catalogue: Path, releases: Path) -> Path:
    """Make a release with the texts of a catalogue's sheets, and return its folder.

    Args:
        folder: of the release.
        catalogue: a folder of sheets; those of products that the release does not know are left out.
        releases: where the new release goes.

    Raises:
        CatalogueError: a sheet can't be read.
        ReleaseRefusedError: the release can't be read.
        WorkError: a sheet is missing, or more than its texts differs.
    """
    release, document = load_release(folder), json.loads((folder / DESCRIPTION_FILE).read_bytes())
    sheets = read_catalogue(catalogue)
    for name, product in release.description.products.items():
        if name not in sheets:
            raise WorkError(f"{catalogue}: has no sheet of {name}, which the release knows")
        if _bare(sheets[name]) != _bare(product.sheet):
            raise WorkError(f"{name}: more than texts differs from the release's sheet; fit again")
        document["products"][name]["sheet"] = sheet_to_json(_with_texts(product.sheet, sheets[name]))
    document["training"][RECORD] = [*document["training"].get(RECORD, []), release.id]
    files = {name: (folder / name).read_bytes() for name in release.description.files}
    return seal(
        lambda digests: description_bytes({**document, "files": dict(sorted(digests.items()))}), files, releases
    )


def _with_texts(sheet: ProductSheet, given: ProductSheet) -> ProductSheet:
    views = zip(sheet.views, given.views, strict=True)
    points = zip(sheet.points, given.points, strict=True)
    return replace(
        sheet,
        name=given.name,
        views=tuple(replace(view, title=other.title) for view, other in views),
        points=tuple(
            replace(point, title=other.title, genuine=other.genuine, counterfeit=other.counterfeit)
            for point, other in points
        ),
    )


def _bare(sheet: ProductSheet) -> ProductSheet:
    """The sheet without the texts that people read, its trade details, and its places on reference pictures."""
    return replace(
        sheet,
        name={},
        views=tuple(replace(view, title={}) for view in sheet.views),
        points=tuple(
            replace(point, title={}, genuine={}, counterfeit={}, region=None, reference=None) for point in sheet.points
        ),
        texts=tuple(replace(text, region=NOWHERE, reference=None) for text in sheet.texts),
        trade=NO_TRADE,
    )
