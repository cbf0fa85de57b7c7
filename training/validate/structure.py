"""Checks rows against one another; opens no image and no sheet.

A manifest may have a million rows, so the checks keep what is doubtful, and look for its rows in a second pass.
"""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from model.datasets.findings import DataFinding, error, warning
from model.datasets.spelling import alike, difference, seen
from training.manifest import Manifest, Row

SIMILAR = {"item": "similar-item-ids", "product": "similar-product-ids"}
ALIKE_COLUMNS = ("item", "product", "view", "right_holder", "source")  # where two spellings would be two things
ZONES = timedelta(days=1)  # east of UTC it may be tomorrow


def check_structure(manifest: Manifest, today: date) -> Iterator[DataFinding]:
    """Images that are there twice, items that contradict themselves, names in two spellings, dates to come."""
    if not manifest.row_count:
        yield error("empty-manifest", (), "the manifest holds no rows under its header; add one for each image")
    yield from _repeated_images(manifest.rows)
    yield from _split_items(manifest.rows)
    for column in ALIKE_COLUMNS:
        yield from _similar(manifest.rows, column)
    future = [row.number for row in manifest.rows if row.contributed_on and row.contributed_on > today + ZONES]
    if future:
        yield warning("future-date", future, f"contributed_on is after today, {today}; correct the date")


def _repeated_images(rows: Sequence[Row]) -> Iterator[DataFinding]:
    def image_of(row: Row) -> str:
        return posixpath.normpath(row.image)

    for image, same in _grouped(rows, image_of, _repeated(map(image_of, rows))).items():
        numbers = [row.number for row in same]
        yield error("duplicate-row", numbers, f"{image} is in {len(same)} rows; keep one")


def _repeated(texts: Iterable[str]) -> set[str]:
    once: set[str] = set()
    again: set[str] = set()
    for text in texts:
        (again if text in once else once).add(text)
    return again


def _split_items(rows: Sequence[Row]) -> Iterator[DataFinding]:
    """An item is one physical object: it has one label, one product and one split, however its id is encoded."""
    first: dict[str, Row] = {}
    doubtful = {
        row.item for row in rows if (row.label, row.product, row.split) != _kept(first.setdefault(seen(row.item), row))
    }
    for same in _grouped(rows, lambda row: seen(row.item), {seen(item) for item in doubtful}).values():
        contradictions = (
            ("item-with-two-labels", {row.label.value for row in same}, "correct the label"),
            ("item-in-two-products", {row.product for row in same}, "give each object an id of its own"),
            ("item-in-two-splits", {row.split.value for row in same}, "give all its photos one split"),
        )
        for code, values, cure in contradictions:
            if len(values) > 1:
                said = f"item {_spelled(row.item for row in same)} has {' and '.join(sorted(values))}"
                yield error(code, [row.number for row in same], f"{said}; an item is one object: {cure}")


def _kept(row: Row) -> tuple[str, str, str]:
    """What all photos of an item have in common."""
    return row.label, row.product, row.split


def _similar(rows: Sequence[Row], column: str) -> Iterator[DataFinding]:
    """``A-1`` and ``a-1`` may be one object, counted twice and split in two.

    The same holds for everything else that rows name.
    """

    def spelling(row: Row) -> str:
        return getattr(row, column) or ""

    name = column.replace("_", " ")
    for spellings in _alike({spelling(row) for row in rows}):
        numbers = [row.number for row in rows if spelling(row) in spellings]
        of = "object" if column == "item" else name
        text = f"{name} {_spelled(spellings)}: are they one {of}? If so, write it in one way"
        yield warning(SIMILAR.get(column, f"similar-{column.replace('_', '-')}s"), numbers, text)


def _alike(texts: set[str]) -> Iterator[set[str]]:
    """The texts of which several look the same; only those that are not their own key can be among them."""
    groups: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        key = alike(text)
        if key != text:
            groups[key].add(text)
    for key, others in groups.items():
        same = others | ({key} & texts)
        if len(same) > 1:
            yield same


def _spelled(texts: Iterable[str]) -> str:
    """A text; or, where it has several spellings, two of them and in what they differ."""
    first, *others = sorted(set(texts))
    if not others:
        return repr(first)
    return f"{first!r} and {others[0]!r} (they differ {difference(first, others[0])})"


def _grouped(rows: Iterable[Row], key: Callable[[Row], str], wanted: set[str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows if wanted else ():
        if (of := key(row)) in wanted:
            groups[of].append(row)
    return groups
