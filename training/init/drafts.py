"""The draft of a data set: what was understood, and the files that say so."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from model.datasets.folders import LeftOutFiles, Sheets
from model.datasets.manifest_rows import COLUMNS
from model.datasets.names import Named, NamedPhoto
from model.datasets.spreadsheet_cells import as_text, path_as_text
from training.errors import WorkError
from training.init.photos import PhotosFound
from training.init.sheets import draft_sheet
from training.sheets import CATALOGUE_FOLDER


class DraftGroup(NamedTuple):
    """The items of one product and label."""

    product: str
    label: str
    items: int
    photos: int
    views: tuple[str, ...]


@dataclass(frozen=True)
class ManifestDraft:
    """A manifest and sheets that are not written yet.

    Attributes:
        sheets: file in the catalogue -> its text; kept: ids of products that have a sheet already.
    """

    named: Named
    groups: tuple[DraftGroup, ...]
    left_out: tuple[LeftOutFiles, ...]
    manifest: str
    sheets: dict[str, str]
    kept: tuple[str, ...]

    def write(self, folder: Path, manifest: str) -> None:
        """Write all files; the manifest last, so that it never stands without its sheets.

        Raises:
            WorkError: a file is there already, or can't be written.
        """
        texts = {f"{CATALOGUE_FOLDER}/{name}": text for name, text in self.sheets.items()} | {manifest: self.manifest}
        for name, text in texts.items():
            path = folder / name
            try:
                path.parent.mkdir(exist_ok=True)
                with path.open("x", encoding="utf-8", newline="") as file:
                    file.write(text)
            except OSError as error:
                raise WorkError(f"{path}: can't be written ({error.strerror})") from error

    def as_json(self) -> dict[str, Any]:
        """What ``init --json`` prints."""
        return {
            "items_by": self.named.items.value,
            "guessed": self.named.is_guessed,
            "groups": [{**group._asdict(), "views": list(group.views)} for group in self.groups],
            "left_out": [{"reason": str(each.reason), "files": list(each.files)} for each in self.left_out],
            "sheets": sorted(self.sheets),
            "kept": list(self.kept),
        }


def draft_of(named: Named, found: PhotosFound, sheets: Sheets, right_holder: str, licence: str) -> ManifestDraft:
    """The draft of named photos among those that were found."""
    names = {photo.placed.product: photo.placed.name for photo in named.photos}
    new = {product: name for product, name in sorted(names.items()) if product not in sheets}
    return ManifestDraft(
        named=named,
        groups=tuple(_groups(named.photos)),
        left_out=(*found.left_out, *named.left_out),
        manifest=_manifest(named.photos, dict(found.photos), right_holder, licence),
        sheets={
            f"{product}.toml": draft_sheet(product, name, right_holder, _views(named.photos, product))
            for product, name in new.items()
        },
        kept=tuple(sorted(set(names) & set(sheets))),
    )


def _groups(photos: Sequence[NamedPhoto]) -> list[DraftGroup]:
    keys = sorted(
        {(each.placed.product, each.placed.label) for each in photos}, key=lambda key: (key[0], key[1] != "genuine")
    )
    groups = []
    for product, label in keys:
        own = [each for each in photos if (each.placed.product, each.placed.label) == (product, label)]
        views = tuple(sorted({each.view for each in own if each.view}))
        groups.append(DraftGroup(product, label, len({each.item for each in own}), len(own), views))
    return groups


def _views(photos: Sequence[NamedPhoto], product: str) -> list[str]:
    """The views of a product, those with most photos first."""
    counts = Counter(each.view for each in photos if each.placed.product == product and each.view)
    return [view for view, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _manifest(photos: Sequence[NamedPhoto], digests: Mapping[str, str], right_holder: str, licence: str) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for each in photos:
        fields = {
            "image": path_as_text(each.placed.path),
            "sha256": digests[each.placed.path],
            "product": each.placed.product,
            "label": each.placed.label,
            "item": path_as_text(each.item),  # begins with a folder, as a path does
            "view": each.view,
            "right_holder": right_holder,
            "licence": licence,
        }
        writer.writerow({name: as_text(field) for name, field in fields.items()})
    return text.getvalue()
