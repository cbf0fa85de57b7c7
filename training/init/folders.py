"""Reads labels, products and items off the folders that photos lie in."""

import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from training.init.photos import LeftOut, PhotoFile
from training.init.sheets import Sheets, sheet_named
from training.label_words import label_in_name
from training.spelling import alike, seen
from training.synonyms import LABELS

MOST_OF_ONE_OBJECT = 12  # photos; a folder with more is rather a batch of objects
COMMON = 0.5  # of the folders of one label that the other label has, too: then they are products
GENERIC = frozenset(  # names of folders that say no more than that photos are in them
    {
        *("photo", "photos", "image", "images", "img", "imgs", "picture", "pictures", "pics", "data", "dataset", "raw"),
        *("写真", "画像", "照片", "图片", "ảnh", "ภาพ", "foto", "fotos", "imágenes", "imagens", "фото", "صور"),
    }
)
NO_ID = re.compile(r"[^\w.-]+")


class ItemsBy(StrEnum):
    """What tells objects apart."""

    FOLDER = "folder"
    NAME = "name"


class PlacedPhoto(NamedTuple):
    """A photo whose label and product are read off its folders.

    Attributes:
        label: as in the manifest.
        name: of the product, as people wrote it.
        group: the path of the folders that it shares with the other photos of its item, or of several items.
        is_item: whether the group is one item.
    """

    photo: PhotoFile
    label: str
    product: str
    name: str
    group: str
    is_item: bool


@dataclass(frozen=True)
class Layout:
    """What the folders say.

    Attributes:
        items: what tells objects apart; is_guessed: whether the user did not say so.
    """

    photos: tuple[PlacedPhoto, ...]
    left_out: tuple[LeftOut, ...]
    items: ItemsBy
    is_guessed: bool


class _Parts(NamedTuple):
    """The folders of a photo: above the one that tells the label, and below it."""

    photo: PhotoFile
    label: str
    above: tuple[str, ...]
    below: tuple[str, ...]


def read_folders(
    photos: Iterable[PhotoFile], sheets: Sheets, *, root: str, items: ItemsBy | None, product: str | None
) -> Layout:
    """Read the folders of all photos.

    Args:
        root: name of the data set's folder: the product where no folder names one.
        items: what tells objects apart; None: guessed.
        product: of all photos; None: according to the folders.
    """
    parts, unlabelled = [], []
    for photo in photos:
        told = _parts_of(photo)
        if told is None:
            unlabelled.append(photo.path)
        else:
            parts.append(told)
    names_products = product is None and _first_names_product(parts, sheets, items)
    split = [(part, *_product_and_rest(part, root, product, names_products=names_products)) for part in parts]
    told_by = items or _guess([rest for _, _, rest in split])
    return Layout(
        photos=tuple(_placed(part, name, rest, sheets, told_by) for part, name, rest in split),
        left_out=_left_out(unlabelled),
        items=told_by,
        is_guessed=items is None,
    )


def _left_out(unlabelled: Sequence[str]) -> tuple[LeftOut, ...]:
    reason = "in no folder that says genuine or counterfeit, or in folders that say both"
    return (LeftOut(reason, tuple(unlabelled)),) if unlabelled else ()


def _parts_of(photo: PhotoFile) -> _Parts | None:
    """The photo with its label; None if no folder tells it, or if folders contradict one another."""
    whole = [LABELS.named(folder) for folder in photo.folders]
    told = whole if any(whole) else [label_in_name(folder) for folder in photo.folders]
    labels = {label for label in told if label}
    if len(labels) != 1:
        return None
    place = max(number for number, label in enumerate(told) if label)
    above = tuple(folder for folder, label in zip(photo.folders[:place], told, strict=False) if not label)
    below = photo.folders[place + 1 :]
    return _Parts(photo, labels.pop(), tuple(_without_generic(above)), tuple(_without_generic(below)))


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
        photo=part.photo,
        label=part.label,
        product=sheet_named(name, sheets) or as_id(name),
        name=seen(name),
        group=seen("/".join(part.photo.folders)),
        is_item=items is ItemsBy.FOLDER and bool(rest),
    )


def as_id(name: str) -> str:
    """A product's id made of its name: lower case, without spaces and signs."""
    plain = unicodedata.normalize("NFKC", seen(name)).lower()
    return NO_ID.sub("-", plain).strip("-.") or "product"
