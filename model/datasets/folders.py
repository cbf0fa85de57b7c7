"""Reads labels, products and items off the folders that photos lie in.

Paths are plain texts with slashes, relative to the data set's folder, as on a disk or in an archive. No file is opened.
`model.datasets.names` goes on with the names of the photos.
"""

import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.datasets.label_words import label_in_name
from model.datasets.spelling import alike, seen
from model.datasets.synonyms import LABELS
from model.messages import Wording, message

MOST_OF_ONE_OBJECT = 12  # photos; a folder with more is rather a batch of objects
COMMON = 0.5  # of the folders of one label that the other label has, too: then they are products
GENERIC = frozenset(  # names of folders that say no more than that photos are in them
    {
        *("photo", "photos", "image", "images", "img", "imgs", "picture", "pictures", "pics", "data", "dataset", "raw"),
        *("写真", "画像", "照片", "图片", "ảnh", "ภาพ", "foto", "fotos", "imágenes", "imagens", "фото", "صور"),
    }
)
NO_ID = re.compile(r"[^\w.-]+")
# Translators: each of these follows the number of files that are left out, and their names follow it.
NO_LABEL = message("in no folder that says genuine or counterfeit, or in folders that say both")
OTHER_LABEL = message("in a folder that says the other label than the one given")
Sheets = Mapping[str, ProductSheet]  # by the product's id


class ItemsBy(StrEnum):
    """What tells objects apart."""

    FOLDER = "folder"
    NAME = "name"


class LeftOutFiles(NamedTuple):
    """Files that are not part of the data set; reason: why, for the user."""

    reason: Wording
    files: tuple[str, ...]


class PlacedPhoto(NamedTuple):
    """A photo whose label and product are read off its folders.

    Attributes:
        path: as given.
        label: as in the manifest.
        product: its id: of the sheet whose id or name the folder has, otherwise made of the folder's name.
        name: of the product, as people wrote it.
        group: the path of the folders that it shares with the other photos of its item, or of several items.
        is_item: whether the group is one item.
    """

    path: str
    label: Label
    product: str
    name: str
    group: str
    is_item: bool


@dataclass(frozen=True)
class Layout:
    """What the folders say.

    Attributes:
        left_out: photos whose label they don't tell.
        items: what tells objects apart; is_guessed: whether the user did not say so.
    """

    photos: tuple[PlacedPhoto, ...]
    left_out: tuple[LeftOutFiles, ...]
    items: ItemsBy
    is_guessed: bool


class _Parts(NamedTuple):
    """The folders of a photo: above the one that tells the label, and below it."""

    path: str
    label: Label
    above: tuple[str, ...]
    below: tuple[str, ...]


def read_folders(
    paths: Iterable[str],
    sheets: Sheets,
    *,
    root: str,
    items: ItemsBy | None = None,
    product: str | None = None,
    label: Label | None = None,
) -> Layout:
    """Read the folders of all photos.

    Args:
        paths: of the photos alone; what else lies in the folders is not to be given.
        root: name of the data set's folder: the product where no folder names one.
        items: what tells objects apart; None: guessed.
        product: of all photos; None: according to the folders.
        label: of all photos; None: according to the folders. A folder that says the other one is not overruled: its
            photos are left out.
    """
    told = {path: _parts_of(path, label) for path in paths}
    parts = [each for each in told.values() if each is not None]
    names_products = product is None and _first_names_product(parts, sheets, items)
    split = [(part, *_product_and_rest(part, root, product, names_products=names_products)) for part in parts]
    told_by = items or _guess([rest for _, _, rest in split])
    return Layout(
        photos=tuple(_placed(part, name, rest, sheets, told_by) for part, name, rest in split),
        left_out=_left_out([path for path, each in told.items() if each is None], label),
        items=told_by,
        is_guessed=items is None,
    )


def _left_out(unlabelled: Sequence[str], label: Label | None) -> tuple[LeftOutFiles, ...]:
    reason = NO_LABEL if label is None else OTHER_LABEL
    return (LeftOutFiles(reason, tuple(unlabelled)),) if unlabelled else ()


def _parts_of(path: str, given: Label | None) -> _Parts | None:
    """The photo with its label; None if no folder tells it, or if folders contradict one another or the given one."""
    folders = _folders(path)
    whole = [LABELS.named(folder) for folder in folders]
    told = whole if any(whole) else [label_in_name(folder) for folder in folders]
    labels = {label for label in (*told, given) if label}
    if len(labels) != 1:
        return None
    place = max((number for number, label in enumerate(told) if label), default=-1)
    above = tuple(folder for folder, label in zip(folders[: max(place, 0)], told, strict=False) if not label)
    below = folders[place + 1 :]
    return _Parts(path, Label(labels.pop()), tuple(_without_generic(above)), tuple(_without_generic(below)))


def _folders(path: str) -> tuple[str, ...]:
    """The folders above a photo, outermost first."""
    return PurePosixPath(path).parts[:-1]


def _without_generic(folders: Iterable[str]) -> Iterable[str]:
    return (folder for folder in folders if alike(folder) not in GENERIC)


def _first_names_product(parts: Sequence[_Parts], sheets: Sheets, items: ItemsBy | None) -> bool:
    """Whether the first folder below the label is a product, where no folder above it is."""
    below = [part for part in parts if not part.above and part.below]
    names = {part.below[0] for part in below}
    if any(sheet_named(name, sheets) for name in names):
        return True
    if not any(map(_has_letters, names)):  # years, or numbers of objects
        return False
    if any(len(part.below) > 1 for part in below):
        return True
    if items is not None:
        return items is ItemsBy.NAME
    return _both_labels_have(below) or (
        bool(below) and _typical_size(part.below[0] for part in below) > MOST_OF_ONE_OBJECT
    )


def _both_labels_have(parts: Iterable[_Parts]) -> bool:
    """Whether both labels have the same folders, as for products; numbers name objects."""
    folders: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        if _has_letters(part.below[0]):
            folders[part.label].add(part.below[0])
    sets = sorted(folders.values(), key=len)
    return len(sets) > 1 and len(sets[0] & sets[1]) >= COMMON * len(sets[0])


def _has_letters(name: str) -> bool:
    return any(map(str.isalpha, name))


def _typical_size(folders: Iterable[str]) -> float:
    counts: dict[str, int] = defaultdict(int)
    for folder in folders:
        counts[folder] += 1
    return statistics.median(counts.values())


def _product_and_rest(
    part: _Parts, root: str, product: str | None, *, names_products: bool
) -> tuple[str, tuple[str, ...]]:
    """The product's name, and the folders that are left to tell items."""
    if product is not None:
        return product, (*part.above, *part.below)
    if part.above:
        return " ".join(part.above), part.below
    if names_products and part.below:
        return part.below[0], part.below[1:]
    return root, part.below


def _guess(rests: Collection[tuple[str, ...]]) -> ItemsBy:
    """Folders, where most photos lie in some that are small enough for one object; otherwise names."""
    inside = ["/".join(rest) for rest in rests if rest]
    if not inside or 2 * len(inside) < len(rests) or _typical_size(inside) > MOST_OF_ONE_OBJECT:
        return ItemsBy.NAME
    return ItemsBy.FOLDER


def _placed(part: _Parts, name: str, rest: tuple[str, ...], sheets: Sheets, items: ItemsBy) -> PlacedPhoto:
    return PlacedPhoto(
        path=part.path,
        label=part.label,
        product=sheet_named(name, sheets) or as_id(name),
        name=seen(name),
        group=seen("/".join(_folders(part.path))),
        is_item=items is ItemsBy.FOLDER and bool(rest),
    )


def sheet_named(product: str, sheets: Sheets) -> str | None:
    """The id of the sheet whose id or name looks like this text; None if there is none."""
    key = alike(product)
    for sheet in sheets.values():
        if key in {alike(sheet.id), *map(alike, sheet.name.values())}:
            return sheet.id
    return None


def as_id(name: str) -> str:
    """A product's id made of its name: lower case, without spaces and signs."""
    plain = unicodedata.normalize("NFKC", seen(name)).lower()
    return NO_ID.sub("-", plain).strip("-.") or "product"
