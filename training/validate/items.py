"""Photos become items: one row of numbers for each physical object, so that none is ever on both sides."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.datasets.fields import Capture, Label
from training.validate.edge import EDGE_NAMES
from training.validate.photo import COLOUR_NAMES, FREQUENCY_NAMES, MEASURE_NAMES, RING_NAMES, VALUE_NAMES, Photo

MIN_ITEMS = 2  # a statement true of one item alone can't be learned from the others
MAX_STATEMENTS = 256  # columns: more, and time would grow with the square of the items
PARTS = re.compile(r"[/;,|\s]+")  # a source such as "phone-a, port" has parts
AT_ONCE = 10_000  # photos whose figures are added up at once


@dataclass(frozen=True, eq=False)
class ItemTable:
    """Items and their attributes.

    Attributes:
        products: (items,), product ids.
        counterfeit: (items,), True or False.
        ids: of the items.
        rows: for each item, the numbers of its rows.
        names: of the attributes.
        values: float32, (items, attributes), the mean over an item's photos; a statement is 1 where it is true.
        stated: (attributes,), True if the column stands for a statement.
        rows_stating: gives the numbers of the rows that a statement is true of.
    """

    products: NDArray[np.str_]
    counterfeit: NDArray[np.bool_]
    ids: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    values: NDArray[np.float32]
    stated: NDArray[np.bool_]
    rows_stating: Callable[[str], frozenset[int]]

    def only(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "ItemTable":
        """The items where a mask, (items,), is true, or at these places."""
        places = np.flatnonzero(which) if which.dtype == np.bool_ else which
        if len(places) == len(self.ids):
            return self
        return replace(
            self,
            products=self.products[places],
            counterfeit=self.counterfeit[places],
            ids=tuple(self.ids[place] for place in places),
            rows=tuple(self.rows[place] for place in places),
            values=self.values[places],
        )

    def rows_where(self, mask: NDArray[np.bool_]) -> tuple[int, ...]:
        """The row numbers of the items where `mask`, (items,), is true."""
        return tuple(number for place in np.flatnonzero(mask) for number in self.rows[place])

    def learnable(self, least: int) -> "ItemTable":
        """The items of products that have at least so many of both labels."""
        counts = {name: np.bincount(self.counterfeit[its], minlength=2) for name, its in self.by_product().items()}
        return self.only(np.isin(self.products, [name for name, both in counts.items() if min(both) >= least]))

    @cached_property
    def strata(self) -> NDArray[np.intp]:
        """(items,), a number for each product."""
        return np.unique(self.products, return_inverse=True)[1]

    def by_product(self) -> dict[str, NDArray[np.intp]]:
        """Product id -> places of its items, in their order."""
        order = np.argsort(self.products, kind="stable")
        names, starts = np.unique(self.products[order], return_index=True)
        parts = np.split(order, starts)[1:]  # the first is what comes before the first product: nothing
        return {str(name): places for name, places in zip(names, parts, strict=True)}


class _Items(NamedTuple):
    """Photos sorted into items: the items, (product, id, label), and the place of each photo's item."""

    keys: tuple[tuple[str, str, Label], ...]
    of_photo: NDArray[np.intp]

    def sizes(self) -> NDArray[np.float32]:
        """The photos of each item."""
        return np.bincount(self.of_photo, minlength=len(self.keys)).astype(np.float32)


class _Statements(NamedTuple):
    """What is said of photos: the distinct sets of statements, and the place of each photo's set."""

    sets: tuple[frozenset[str], ...]
    of_photo: NDArray[np.intp]

    def photos(self, name: str) -> NDArray[np.intp]:
        """The places of the photos that a statement is true of."""
        return np.flatnonzero(np.array([name in each for each in self.sets], np.bool_)[self.of_photo])


def background_of(photos: Sequence[Photo]) -> ItemTable:
    """The outer frame of the photos: colours, contrast and texture."""
    return _table(photos, RING_NAMES)


def border_of(photos: Sequence[Photo]) -> ItemTable:
    """The outermost line of pixels, where a drawn border lies."""
    return _table(photos, EDGE_NAMES, lambda photo: photo.look.edges)


def colour_of(photos: Sequence[Photo]) -> ItemTable:
    """The colours inside the frame, without regard to where they stand."""
    return _table(photos, COLOUR_NAMES)


def metadata_of(photos: Sequence[Photo]) -> ItemTable:
    """What the files say besides their pictures."""
    return _table(photos, MEASURE_NAMES, lambda photo: photo.look.statements)


def source_of(photos: Sequence[Photo]) -> ItemTable:
    """Who contributed the photos, and where and how they were taken."""
    return _table(photos, (), lambda photo: _origin(photo.row.source, photo.row.right_holder, photo.row.capture))


def appearance_of(photos: Sequence[Photo]) -> ItemTable:
    """How the photos look at a glance: light and dark, colours, and the frame."""
    return _table(photos, (*FREQUENCY_NAMES, *COLOUR_NAMES, *RING_NAMES))


@lru_cache(maxsize=4096)
def _origin(source: str, right_holder: str, capture: Capture) -> frozenset[str]:
    whole = {f"source {source!r}", f"right holder {right_holder!r}", f"capture {capture.value!r}"}
    parts = {part for part in PARTS.split(source) if part}
    return frozenset(whole | ({f"{part!r} in the source" for part in parts} if len(parts) > 1 else set()))


def _nothing(_: Photo) -> frozenset[str]:
    return frozenset()


def _table(
    photos: Sequence[Photo], names: Sequence[str], said_of: Callable[[Photo], frozenset[str]] = _nothing
) -> ItemTable:
    """Average over each item's photos. An item that a manifest gives two labels or products counts as two.

    Args:
        photos: of the items.
        names: of their figures, of `VALUE_NAMES`.
        said_of: gives the statements that are true of a photo.
    """
    items, statements = _items(photos), _statements(photos, said_of)
    stated = _telling(items, statements)
    values = np.empty((len(items.keys), len(names) + len(stated)), np.float32)
    values[:, : len(names)] = _means(photos, items, [VALUE_NAMES.index(name) for name in names])
    for column, name in enumerate(stated, start=len(names)):
        true = np.bincount(items.of_photo[statements.photos(name)], minlength=len(items.keys))
        values[:, column] = true / items.sizes()
    return ItemTable(
        products=np.array([product for product, _, _ in items.keys], dtype=np.str_),
        counterfeit=np.array([label is Label.COUNTERFEIT for _, _, label in items.keys], dtype=np.bool_),
        ids=tuple(item for _, item, _ in items.keys),
        rows=_rows(photos, items),
        names=(*names, *stated),
        values=values,
        stated=np.arange(values.shape[1]) >= len(names),
        rows_stating=lambda name: frozenset(photos[place].row.number for place in statements.photos(name)),
    )


def _items(photos: Sequence[Photo]) -> _Items:
    places: dict[tuple[str, str, Label], int] = {}
    of_photo = [places.setdefault((r.product, r.item, r.label), len(places)) for r in (photo.row for photo in photos)]
    return _Items(tuple(places), np.array(of_photo, np.intp))


def _rows(photos: Sequence[Photo], items: _Items) -> tuple[tuple[int, ...], ...]:
    rows: list[list[int]] = [[] for _ in items.keys]
    for photo, place in zip(photos, items.of_photo.tolist(), strict=True):
        rows[place].append(photo.row.number)
    return tuple(map(tuple, rows))


def _means(photos: Sequence[Photo], items: _Items, columns: Sequence[int]) -> NDArray[np.float32]:
    """The mean figures of each item's photos, (items, columns)."""
    sums = np.zeros((len(items.keys), len(columns)), np.float32)
    for start in range(0, len(photos), AT_ONCE):
        some = photos[start : start + AT_ONCE]
        np.add.at(sums, items.of_photo[start : start + AT_ONCE], [photo.look.values[columns] for photo in some])
    sums /= items.sizes()[:, np.newaxis]
    return sums


def _statements(photos: Sequence[Photo], said_of: Callable[[Photo], frozenset[str]]) -> _Statements:
    places: dict[frozenset[str], int] = {}
    of_photo = [places.setdefault(said_of(photo), len(places)) for photo in photos]
    return _Statements(tuple(places), np.array(of_photo, np.intp))


def _telling(items: _Items, statements: _Statements) -> tuple[str, ...]:
    """The statements that are true of most items, but not of all photos."""
    names = sorted(frozenset[str]().union(*statements.sets))
    places = {name: place for place, name in enumerate(names)}
    said = [np.array(sorted(places[name] for name in each), np.intp) for each in statements.sets]
    photos, of_items = _counts(said, statements.of_photo, items, len(names))
    which = [place for place in np.argsort(-of_items, kind="stable").tolist() if photos[place] < len(items.of_photo)]
    return tuple(sorted(names[place] for place in which[:MAX_STATEMENTS] if of_items[place] >= MIN_ITEMS))


def _counts(
    said: Sequence[NDArray[np.intp]], of_photo: NDArray[np.intp], items: _Items, names: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of how many photos, and of how many items, each statement is true, (names,).

    Args:
        said: the places of the statements of each set.
        of_photo: the place of each photo's set.
        items: of the photos.
        names: how many statements there are.
    """
    every = np.concatenate([*said, np.zeros(0, np.intp)])
    lengths = np.array([len(each) for each in said], np.intp)
    photos = np.zeros(names, np.intp)
    np.add.at(photos, every, np.repeat(np.bincount(of_photo, minlength=len(said)), lengths))
    sets, its = np.divmod(np.unique(of_photo * len(items.keys) + items.of_photo), len(items.keys))
    within = np.arange(lengths[sets].sum()) - np.repeat(np.cumsum(lengths[sets]) - lengths[sets], lengths[sets])
    true = every[np.repeat((np.cumsum(lengths) - lengths)[sets], lengths[sets]) + within]
    pairs = np.unique(true * len(items.keys) + np.repeat(its, lengths[sets]))
    return photos, np.bincount(pairs // len(items.keys), minlength=names)
