"""Photos become items: one row of numbers for each physical object, so that none is ever on both sides."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from training.manifest import Label, Row
from training.validate.edge import EDGE_NAMES
from training.validate.photo import COLOUR_NAMES, RING_NAMES, Photo

MIN_ITEMS = 2  # a statement true of one item alone can't be learned from the others
MAX_STATEMENTS = 256  # columns: more, and time would grow with the square of the items
PARTS = re.compile(r"[/;,|\s]+")  # a source such as "phone-a, port" has parts
FREQUENCIES = 8  # along each axis of the small grey picture: where light and dark lie, without detail


@dataclass(frozen=True, eq=False)
class ItemTable:
    """Items and their attributes.

    Attributes:
        products: (items,), product ids.
        counterfeit: (items,), True or False.
        ids: of the items.
        rows: for each item, the numbers of its rows.
        names: of the attributes.
        values: (items, attributes), the mean over an item's photos; a statement is 1 where it is true.
        stated: (attributes,), True if the column stands for a statement.
        rows_stating: statement -> numbers of the rows that it is true of.
    """

    products: NDArray[np.str_]
    counterfeit: NDArray[np.bool_]
    ids: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    values: NDArray[np.float64]
    stated: NDArray[np.bool_]
    rows_stating: Mapping[str, frozenset[int]]

    def only(self, mask: NDArray[np.bool_]) -> "ItemTable":
        """The items where `mask`, (items,), is true."""
        return replace(
            self,
            products=self.products[mask],
            counterfeit=self.counterfeit[mask],
            ids=tuple(one for one, keep in zip(self.ids, mask, strict=True) if keep),
            rows=tuple(row for row, keep in zip(self.rows, mask, strict=True) if keep),
            values=self.values[mask],
        )

    def rows_where(self, mask: NDArray[np.bool_]) -> tuple[int, ...]:
        """The row numbers of the items where `mask`, (items,), is true."""
        return tuple(number for numbers in self.only(mask).rows for number in numbers)

    def learnable(self, least: int) -> "ItemTable":
        """The items of products that have at least so many of both labels."""
        counts = {name: np.bincount(self.counterfeit[its], minlength=2) for name, its in self.by_product().items()}
        return self.only(np.isin(self.products, [name for name, both in counts.items() if min(both) >= least]))

    def by_product(self) -> dict[str, NDArray[np.bool_]]:
        """Product id -> mask, (items,), of its items."""
        return {str(name): self.products == name for name in np.unique(self.products)}


class _Columns(NamedTuple):
    """Photos' measures: names, and values of shape (photos, names)."""

    names: tuple[str, ...]
    values: NDArray[np.float64]


class _Statements(NamedTuple):
    """What is true of some photos and not of others: values (photos, names), 0 or 1; name -> rows."""

    names: tuple[str, ...]
    values: NDArray[np.float64]
    rows: Mapping[str, frozenset[int]]


def background_of(photos: Sequence[Photo]) -> ItemTable:
    """The outer frame of the photos: colours, contrast and texture."""
    return _table(photos, measured=_measured(RING_NAMES, [photo.ring for photo in photos]))


def border_of(photos: Sequence[Photo]) -> ItemTable:
    """The outermost line of pixels, where a drawn border lies."""
    measured = _measured(EDGE_NAMES, [photo.edge.values for photo in photos])
    return _table(photos, measured=measured, stated=_stated(photos, [photo.edge.statements for photo in photos]))


def colour_of(photos: Sequence[Photo]) -> ItemTable:
    """The colours inside the frame, without regard to where they stand."""
    return _table(photos, measured=_measured(COLOUR_NAMES, [photo.colours for photo in photos]))


def metadata_of(photos: Sequence[Photo]) -> ItemTable:
    """What the files say besides their pictures."""
    names = tuple(photos[0].measures)
    measured = _Columns(names, np.array([[photo.measures[name] for name in names] for photo in photos]))
    return _table(photos, measured=measured, stated=_stated(photos, [photo.statements for photo in photos]))


def source_of(photos: Sequence[Photo]) -> ItemTable:
    """Who contributed the photos, and where and how they were taken."""
    nothing = _Columns((), np.empty((len(photos), 0)))
    return _table(photos, measured=nothing, stated=_stated(photos, [_origin(photo.row) for photo in photos]))


def appearance_of(photos: Sequence[Photo]) -> ItemTable:
    """How the photos look at a glance: light and dark, colours, and the frame."""
    names = (*(f"frequency {index}" for index in range(FREQUENCIES**2)), *COLOUR_NAMES, *RING_NAMES)
    values = [np.concatenate([_frequencies(photo.small), photo.colours, photo.ring]) for photo in photos]
    return _table(photos, measured=_measured(names, values))


def _frequencies(small: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The lowest frequencies of the discrete cosine transform, (FREQUENCIES squared,)."""
    waves = fft.dctn(small.astype(np.float32), norm="ortho")[:FREQUENCIES, :FREQUENCIES]
    return waves.ravel().astype(np.float32)


def _origin(row: Row) -> frozenset[str]:
    whole = {f"source {row.source!r}", f"right holder {row.right_holder!r}", f"capture {row.capture.value!r}"}
    parts = {part for part in PARTS.split(row.source) if part}
    return frozenset(whole | ({f"{part!r} in the source" for part in parts} if len(parts) > 1 else set()))


def _measured(names: tuple[str, ...], values: Sequence[NDArray[np.float32]]) -> _Columns:
    return _Columns(names, np.array(values, dtype=np.float64))


def _stated(photos: Sequence[Photo], statements: Sequence[frozenset[str]]) -> _Statements:
    """The statements made of most items, but not of all photos: one column each."""
    rows: dict[str, set[int]] = defaultdict(set)
    items: dict[str, set[str]] = defaultdict(set)
    for photo, made in zip(photos, statements, strict=True):
        for name in made:
            rows[name].add(photo.row.number)
            items[name].add(photo.row.item)
    counts = Counter({name: len(its) for name, its in sorted(items.items()) if len(rows[name]) < len(photos)})
    names = tuple(sorted(name for name, count in counts.most_common(MAX_STATEMENTS) if count >= MIN_ITEMS))
    values = np.array([[float(name in made) for name in names] for made in statements])
    return _Statements(names, values, {name: frozenset(rows[name]) for name in names})


def _table(photos: Sequence[Photo], *, measured: _Columns, stated: _Statements | None = None) -> ItemTable:
    """Average over each item's photos. An item that a manifest gives two labels or products counts as two."""
    groups: dict[tuple[str, str, Label], list[int]] = defaultdict(list)
    for index, photo in enumerate(photos):
        groups[photo.row.product, photo.row.item, photo.row.label].append(index)
    stated = stated or _Statements((), np.empty((len(photos), 0)), {})
    values = np.hstack([measured.values, stated.values])
    return ItemTable(
        products=np.array([product for product, _, _ in groups], dtype=np.str_),
        counterfeit=np.array([label is Label.COUNTERFEIT for _, _, label in groups], dtype=np.bool_),
        ids=tuple(item for _, item, _ in groups),
        rows=tuple(tuple(photos[index].row.number for index in indices) for indices in groups.values()),
        names=(*measured.names, *stated.names),
        values=np.array([values[indices].mean(axis=0) for indices in groups.values()]),
        stated=np.arange(values.shape[1]) >= len(measured.names),
        rows_stating=stated.rows,
    )
