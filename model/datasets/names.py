"""Reads items and views off the names of photos, after `model.datasets.folders` read the folders.

`read_paths` does both: from plain paths to what a manifest says of each photo.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from model.datasets.fields import Label
from model.datasets.folders import ItemsBy, Layout, LeftOutFiles, PlacedPhoto, Sheets, as_id, read_folders
from model.datasets.spelling import seen
from model.datasets.view_words import VIEWS

WORD = re.compile(r"[^\W_]+")
LAST_WORD = re.compile(r"(?P<word>[^\W\d_]+)[\W_]*(?P<number>\d{0,2})[\W_]*$")
COUNTER = re.compile(r"[\W_]*(?:\((\d{1,2})\)|(?<!\d)(\d{1,2}))$")  # at the end of a name: (3), -3, _03
BETWEEN = " _-.,()[]"  # characters between the parts of a name
FEWEST_ITEMS = 2  # that share a word which stands for a view
CAMERA = re.compile(  # names that cameras, phones and messengers give: they say nothing of the object
    r"(?:img|image|dsc[nf]?|pxl|p|pic|picture|photo|foto|imagem|imagen|mvimg|gopr|cimg|imgp|sam|vid|scan|screenshot|wa|"
    r"whatsapp|signal|telegram|line|kakaotalk|wechat|mmexport|received|写真|画像|照片|图片|фото|صورة)?[\W_]*\d[\d\W_]*"
    r"(?:at[\d\W_]+)?(?:am|pm)?[\d\W_]*",
    re.IGNORECASE,
)


class NamedPhoto(NamedTuple):
    """A photo with all that a manifest says of it; view: empty if not known."""

    placed: PlacedPhoto
    item: str
    view: str


class Named(NamedTuple):
    """What paths say of photos.

    Attributes:
        photos: by path.
        items: what told the items apart; is_guessed: whether the user did not say so.
        left_out: photos whose label is not told, with the reason.
    """

    photos: tuple[NamedPhoto, ...]
    items: ItemsBy
    is_guessed: bool
    left_out: tuple[LeftOutFiles, ...] = ()


class _Read(NamedTuple):
    """A name without the word that stands for a view; view: empty if none does."""

    rest: str
    view: str


def read_paths(
    paths: Iterable[str],
    sheets: Sheets,
    *,
    root: str,
    items: ItemsBy | None = None,
    product: str | None = None,
    label: Label | None = None,
) -> Named:
    """Product, label, item and view of each photo, as far as its folders and its name tell them.

    Args:
        paths: of the photos alone, relative to the data set's folder, with slashes.
        sheets: product id -> sheet; a folder is matched with their ids and names, and their views are known.
        root: name of the data set's folder: the product where no folder names one.
        items: what tells objects apart; None: guessed.
        product: of all photos; None: according to the folders.
        label: of all photos; None: according to the folders.
    """
    return name_items(read_folders(paths, sheets, root=root, items=items, product=product, label=label), sheets)


def name_items(layout: Layout, sheets: Sheets) -> Named:
    """Items and views of all photos."""
    photos = [named for group in _by_product(layout.photos) for named in _of_product(group, sheets)]
    by_path = tuple(sorted(photos, key=lambda named: named.placed.path))
    return Named(by_path, layout.items, layout.is_guessed, layout.left_out)


def _by_product(photos: Iterable[PlacedPhoto]) -> Iterable[list[PlacedPhoto]]:
    groups: dict[str, list[PlacedPhoto]] = defaultdict(list)
    for photo in photos:
        groups[photo.product].append(photo)
    return groups.values()


def _of_product(photos: Sequence[PlacedPhoto], sheets: Sheets) -> Iterator[NamedPhoto]:
    product = photos[0].product
    known = frozenset(view.id for view in sheets[product].views) if product in sheets else frozenset()
    read = _without_views({placed: seen(PurePosixPath(placed.path).stem) for placed in photos}, known)
    counted = _counted_prefixes(read)
    for placed, each in read.items():
        own = placed.group if placed.is_item else _item_of(each.rest, counted[placed.group])
        if placed.group and not placed.is_item:
            own = f"{placed.group}/{own}"
        yield NamedPhoto(placed, own, each.view)


def _without_views(names: Mapping[PlacedPhoto, str], known: frozenset[str]) -> dict[PlacedPhoto, _Read]:
    """Names without the words that stand for views.

    Args:
        known: ids of the sheet's views; without any, words that people use, and last words that come back.
    """
    if known:
        return {placed: _with_known_view(name, known) for placed, name in names.items()}
    ends = {placed: _last_word(name) for placed, name in names.items()}
    recurring = _recurring({placed: end for placed, end in ends.items() if end is not None})
    starts_vary = len({name.split(maxsplit=1)[0] for name in map(_apart, names.values()) if name}) > 1
    read = {}
    for placed, name in names.items():
        end, first = ends[placed], _first_word(name) if starts_vary else None
        is_view = end is not None and (end.view in recurring or VIEWS.named(end.view) is not None)
        read[placed] = (end if is_view else first) or _Read(name, "")
    return {placed: _Read(each.rest, VIEWS.named(each.view) or each.view) for placed, each in read.items()}


def _with_known_view(name: str, known: frozenset[str]) -> _Read:
    """The name without the id of one of the sheet's views at its end, or a word that people use for that id."""
    words = list(WORD.finditer(name))
    for view in sorted(known, key=len, reverse=True):
        count = len(WORD.findall(view))
        if len(words) >= count and as_id(name).endswith(as_id(view)):
            return _Read(name[: words[-count].start()].strip(BETWEEN), view)
    end = _last_word(name)
    meant = VIEWS.named(end.view) if end else None
    return end._replace(view=meant) if end and meant in known and meant else _Read(name, "")


def _last_word(name: str) -> _Read | None:
    """The name without its last word and a number behind it, and that word as the id of a view; None if it is none."""
    match = None if CAMERA.fullmatch(name) else LAST_WORD.search(name)
    if match is None or (match["number"] and not VIEWS.named(match["word"])):
        return None
    return _Read(name[: match.start()].strip(BETWEEN), as_id(match["word"]))


def _first_word(name: str) -> _Read | None:
    """The name without its first word, where people use that for a view."""
    first, *others = WORD.finditer(name)
    return _Read(name[first.end() :].strip(BETWEEN), first.group()) if others and VIEWS.named(first.group()) else None


def _apart(name: str) -> str:
    """A name's words with spaces between them."""
    return " ".join(WORD.findall(name))


def _recurring(ends: Mapping[PlacedPhoto, _Read]) -> frozenset[str]:
    """Last words that come back with several items, where some item has several: ``A1_hem``, ``A1_tag``, ``A2_hem``."""
    owners: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    for placed, end in ends.items():
        owner = placed.group if placed.is_item else f"{placed.group}/{end.rest}"
        owners[end.view].add(owner)
        words[owner].add(end.view)
    has_several = any(len(each) > 1 for each in words.values())
    return frozenset(word for word, items in owners.items() if has_several and len(items) >= FEWEST_ITEMS)


def _counted_prefixes(read: Mapping[PlacedPhoto, _Read]) -> dict[str, frozenset[str]]:
    """Folder -> what stands before a counter, where it counts several objects: A and B of A (1), A (2), B (1).

    One prefix alone numbers the objects themselves.
    """
    prefixes: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for placed, each in read.items():
        counter = None if CAMERA.fullmatch(each.rest) else COUNTER.search(each.rest)
        if counter is not None and counter.start():
            prefixes[placed.group][each.rest[: counter.start()]].add(int(counter[1] or counter[2]))
    groups = {placed.group: prefixes[placed.group] for placed in read}
    return {
        group: frozenset(prefix for prefix, numbers in found.items() if len(numbers) > 1 and len(found) > 1)
        for group, found in groups.items()
    }


def _item_of(name: str, counted: frozenset[str]) -> str:
    """The object that a name without its view names."""
    counter = COUNTER.search(name)
    if counter is not None and name[: counter.start()] in counted:
        return name[: counter.start()]
    return name
