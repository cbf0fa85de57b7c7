"""Writes the manifest of a data set (docs/data-sets.md): a row for each photo, with every column filled in as known."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from model.catalogue import ProductSheet
from model.datasets.fields import Label, PointMark
from model.datasets.manifest_rows import COLUMNS
from model.datasets.splits import Split
from model.datasets.spreadsheet_cells import as_text
from serve.catalogue.domain import SheetPicture
from serve.datasets.choosing import ItemChoice
from serve.datasets.domain import SPLITS, FrozenItem, Part
from serve.review.domain import Entry, EntryPhoto

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/heic": "heic"}
NAMED = 16  # digits of a digest that name a reference picture


@dataclass
class ManifestWriter:
    """Writes rows into an open file.

    Attributes:
        rows: how many it has written.
    """

    file: TextIO
    rows: int = 0

    def __post_init__(self) -> None:
        self._writer = csv.DictWriter(self.file, COLUMNS)
        self._writer.writeheader()

    def add(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Write rows; what a spreadsheet would calculate becomes text."""
        for row in rows:
            self._writer.writerow({name: as_text(field) for name, field in row.items()})
            self.rows += 1


def rows_of(
    entry: Entry, item: FrozenItem, choice: ItemChoice, sheet: ProductSheet, right_holder: str
) -> Iterator[dict[str, str]]:
    """The rows of an item. Views and points that its published sheet does not have are left out.

    Args:
        right_holder: the name of the organisation that attests the label.
    """
    split = Split.TEST if item.part is Part.GOLD else SPLITS[item.part]
    for photo in entry.agreed_photos:
        if choice.counts(entry.id, photo.index, photo.sha256):
            yield {
                "image": image_path(photo),
                "sha256": photo.sha256,
                "product": entry.product_id,
                "label": entry.agreed_label.value,
                "item": item.item,
                "view": photo.view if photo.view in {view.id for view in sheet.views} and photo.view else "",
                "right_holder": right_holder,
                "source": photo.source,
                "points": _points(entry, photo, sheet),
                "split": split.value,
                "capture": photo.capture.value,
                "licence": entry.licence,
                "contributed_on": entry.contributed_on.isoformat(),
            }


def image_path(photo: EntryPhoto) -> str:
    """Where a photo lies, from the folder of its manifest."""
    return f"images/{photo.sha256[:2]}/{photo.sha256}.{ENDINGS.get(photo.media_type, 'jpg')}"


def reference_path(product: str, picture: SheetPicture) -> str:
    """Where a picture lies that a product's sheet names, from the folder of the manifest.

    Its digest is not all in the name, which must be short enough for long names of products.
    """
    return f"references/{product}/{picture.sha256[:NAMED]}.{ENDINGS.get(picture.media_type, 'jpg')}"


def _points(entry: Entry, photo: EntryPhoto, sheet: ProductSheet) -> str:
    """The points that a counterfeit's photo shows to deviate."""
    if entry.agreed_label is Label.GENUINE:
        return ""
    known = {point.id for point in sheet.points}
    return ";".join(_mark(mark) for mark in photo.marks if mark.id in known)


def _mark(mark: PointMark) -> str:
    return mark.id if mark.box is None else f"{mark.id}@{','.join(map(repr, mark.box))}"
