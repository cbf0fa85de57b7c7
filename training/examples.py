"""A manifest's rows as the network learns from them: indices instead of names, and what is known of each point."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.catalogue import ProductSheet, View
from model.datasets.splits import Split
from model.description import UNNAMED_REGION, PointHead, ReleaseDescription, ViewHead
from model.released_product import Basis
from training.amounts import FEWEST_MARKS
from training.errors import WorkError
from training.manifest import Label, Manifest, Row, path_inside
from training.network import Heads

UNSTATED_VIEW = "photo"  # the one view of a product whose rows and sheet name none


@dataclass(frozen=True)
class Mark:
    """A deviating point on a photo; box: (x, y, width, height) as fractions of the upright photo, or None."""

    point: int
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Example:
    """One photo.

    Attributes:
        product: index.
        view: index among the view heads; -1 where the row doesn't say and the product has several, or has no heads.
        view_name: the view's id; empty if the row doesn't say and the product has several.
        marks: deviating points that have a head.
        points_known: whether points that are not marked are known to match: on every genuine photo, and on
            the photos of a counterfeit item of which any photo is marked.
    """

    path: Path
    item: str
    split: Split
    counterfeit: bool
    product: int
    view: int
    marks: tuple[Mark, ...]
    points_known: bool
    row: Row
    view_name: str = ""


@dataclass(frozen=True)
class TrainingSet:
    """All examples with the heads that they can teach.

    Attributes:
        sheets: a product sheet for each product, in the order of the product indices.
        views, points: names of the heads, in the order of their indices.
        genuine_only: products of which no counterfeit is there, or was there, to learn from.
    """

    examples: tuple[Example, ...]
    heads: Heads
    sheets: tuple[ProductSheet, ...]
    views: tuple[ViewHead, ...]
    points: tuple[PointHead, ...]
    genuine_only: frozenset[str]

    def of(self, split: Split) -> list[Example]:
        """The examples of one split."""
        return [example for example in self.examples if example.split is split]

    @property
    def without_counterfeits(self) -> bool:
        """Whether no product has counterfeits to learn from."""
        return len(self.genuine_only) == len(self.sheets)


def read_training_set(manifest: Manifest) -> TrainingSet:
    """Turn a manifest into examples.

    Raises:
        WorkError: there is nothing to learn from: no genuine training rows.
    """
    products = sorted({row.product for row in manifest.rows})
    sheets = tuple(with_views(manifest.catalogue[product], manifest.rows) for product in products)
    views = tuple(ViewHead(sheet.id, view.id) for sheet in sheets for view in sheet.views)
    points = _point_heads(sheets, manifest.rows)
    heads = _heads(products, views, points)
    names = _Names(products, views, points)
    examples = tuple(_examples(manifest.rows, manifest.folder, names, {sheet.id: sheet for sheet in sheets}))
    _refuse_unlearnable(examples)
    return TrainingSet(examples, heads, sheets, views, points, _genuine_only(examples, products))


def _genuine_only(examples: Sequence[Example], products: Sequence[str]) -> frozenset[str]:
    """The products of which no counterfeit is there to learn from."""
    return frozenset(products) - {
        example.row.product for example in examples if example.split is Split.TRAIN and example.counterfeit
    }


def learned_set(rows: Sequence[Row], folder: Path, release: ReleaseDescription) -> TrainingSet:
    """Rows for the heads that a release has: what the network learned stays, and no point has a limit yet.

    Args:
        rows: of the release's products.
        folder: of the manifest.
        release: without enrolled products.
    """
    products, views = tuple(release.products), release.views
    points = tuple(replace(point, deviates_above=0.0) for point in release.points)
    return TrainingSet(
        examples=tuple(example_rows(rows, folder, release)),
        heads=_heads(products, views, points),
        sheets=tuple(one.sheet for one in release.products.values()),
        views=views,
        points=points,
        genuine_only=frozenset(name for name, one in release.products.items() if one.basis is Basis.GENUINE_ONLY),
    )


def example_rows(rows: Sequence[Row], folder: Path, release: ReleaseDescription) -> list[Example]:
    """Rows as examples for the heads of a release; all of their products must be the release's."""
    names = _Names(list(release.products), release.views, release.points)
    return list(_examples(rows, folder, names, {name: one.sheet for name, one in release.products.items()}))


def with_views(sheet: ProductSheet, rows: Sequence[Row]) -> ProductSheet:
    """The sheet, with views taken from its rows where it lists none."""
    if sheet.views:
        return sheet
    named = sorted({row.view for row in rows if row.product == sheet.id and row.view}) or [UNSTATED_VIEW]
    return replace(sheet, views=tuple(View(id=name, title={"en": name}, required=True) for name in named))


def _point_heads(sheets: Sequence[ProductSheet], rows: Sequence[Row]) -> tuple[PointHead, ...]:
    """Annotated points that are marked often enough to be learned, then one unnamed region a product."""
    marks = Counter(
        (row.product, mark) for row in rows if row.split is Split.TRAIN for mark in {m.id for m in row.points}
    )
    named = [
        PointHead(sheet.id, point.id, point.view, deviates_above=0.0)
        for sheet in sheets
        for point in sheet.points
        if marks[sheet.id, point.id] >= FEWEST_MARKS
    ]
    return (*named, *(PointHead(sheet.id, UNNAMED_REGION, None, deviates_above=0.0) for sheet in sheets))


def _heads(products: Sequence[str], views: Sequence[ViewHead], points: Sequence[PointHead]) -> Heads:
    columns = {(head.product, head.view): index for index, head in enumerate(views)}
    return Heads(
        products=tuple(products),
        view_product=tuple(products.index(head.product) for head in views),
        point_product=tuple(products.index(head.product) for head in points),
        point_view=tuple(-1 if head.view is None else columns[head.product, head.view] for head in points),
        annotated=sum(head.point != UNNAMED_REGION for head in points),
    )


class _Names(NamedTuple):
    """What the indices of products, views and points stand for."""

    products: Sequence[str]
    views: Sequence[ViewHead]
    points: Sequence[PointHead]


def _examples(
    rows: Sequence[Row], folder: Path, names: _Names, sheets: Mapping[str, ProductSheet]
) -> Iterator[Example]:
    marked_items = {row.item for row in rows if row.points}
    for row in rows:
        columns = {head.point: index for index, head in enumerate(names.points) if head.product == row.product}
        yield Example(
            path=path_inside(folder, row.image),
            item=row.item,
            split=row.split,
            counterfeit=row.label is Label.COUNTERFEIT,
            product=names.products.index(row.product),
            view=_view_index(row, names.views),
            marks=tuple(Mark(columns[m.id], m.box) for m in row.points if m.id in columns),
            points_known=row.label is Label.GENUINE or row.item in marked_items,
            row=row,
            view_name=_view_name(row, sheets[row.product]),
        )


def _view_index(row: Row, views: Sequence[ViewHead]) -> int:
    """Index among the view heads; -1 where the row doesn't say and its product has several."""
    own = [index for index, head in enumerate(views) if head.product == row.product]
    named = [index for index in own if views[index].view == row.view]
    if named:
        return named[0]
    return own[0] if len(own) == 1 else -1


def _view_name(row: Row, sheet: ProductSheet) -> str:
    """As the row says; where it doesn't, the one that there is."""
    named = {view.id for view in sheet.views}
    if row.view in named:
        return row.view or ""
    return sheet.views[0].id if len(sheet.views) == 1 else ""


def _refuse_unlearnable(examples: Sequence[Example]) -> None:
    if not any(example.split is Split.TRAIN and not example.counterfeit for example in examples):
        raise WorkError("the train split has no genuine rows; there is nothing to compare with")


def hold_out(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Split training examples by item into (for the network, for development), class by class within each product."""
    random = np.random.default_rng([seed, 1])
    development: set[str] = set()
    for group in sorted({(example.product, example.counterfeit) for example in examples}):
        items = sorted({e.item for e in examples if (e.product, e.counterfeit) == group})
        count = min(len(items) - 1, max(1, round(share * len(items)))) if len(items) > 1 else 0
        development |= set(random.permutation(np.array(items))[:count].tolist())
    return [e for e in examples if e.item not in development], [e for e in examples if e.item in development]


def sampling_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """How often each example is drawn: products and labels evenly, items of a group evenly; the weights sum to 1."""
    photos = Counter(example.item for example in examples)
    items = Counter(
        {
            group: len({e.item for e in examples if (e.product, e.counterfeit) == group})
            for group in {(e.product, e.counterfeit) for e in examples}
        }
    )
    weights = np.array([1.0 / (photos[e.item] * items[e.product, e.counterfeit]) for e in examples])
    return np.asarray(weights / weights.sum(), np.float64)
