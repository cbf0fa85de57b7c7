"""Checks rows against one another and against the catalogue; opens no image."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from model.catalogue import MarkedText, Point, ProductSheet, Region, Visibility
from training.findings import Finding, error, warning
from training.manifest import Label, Manifest, Row
from training.references import without_picture
from training.spelling import alike, difference, seen

SIMILAR = {"item": "similar-item-ids", "product": "similar-product-ids"}
READERS = tuple(Visibility)  # from most readers of a point to fewest
ALIKE_COLUMNS = ("item", "product", "view", "right_holder", "source")  # where two spellings would be two things
FRAMED = 0.75  # the middle of a region, either way, that is framed for readers from whom a point is withheld


def check_structure(manifest: Manifest) -> Iterator[Finding]:
    """Rows against the catalogue, images that stand there twice, and items that contradict themselves."""
    if not manifest.row_count:
        yield error("empty-manifest", (), "the manifest holds no rows under its header")
    for row in manifest.rows:
        yield from _against_catalogue(row, manifest.catalogue)
        if row.points and row.label is Label.GENUINE:
            text = "a genuine image is marked as deviating; correct label or points"
            yield error("points-on-genuine", (row.number,), text)
    yield from _without_pictures(manifest)
    yield from _over_withheld(manifest)
    yield from _repeated_images(manifest.rows)
    yield from _split_items(manifest.rows)
    for column in ALIKE_COLUMNS:
        yield from _similar(manifest.rows, column)


def _against_catalogue(row: Row, catalogue: Mapping[str, ProductSheet]) -> Iterator[Finding]:
    sheet = catalogue.get(row.product)
    if sheet is None:
        text = f"no sheet in the catalogue has the id {row.product!r}{_meant(row.product, catalogue)}"
        yield error("unknown-product", (row.number,), text)
        return
    views = {view.id for view in sheet.views}
    if row.view and views and row.view not in views:
        text = f"{row.product} has no view {row.view!r}, only {', '.join(sorted(views))}{_meant(row.view, views)}"
        yield error("unknown-view", (row.number,), text)
    if sheet.views or sheet.points:  # a bare sheet, made up from the rows, knows no points
        yield from _against_points(row, sheet)


def _meant(given: str, known: Iterable[str]) -> str:
    """The known name that looks like the given one, in words; empty if there is none."""
    found = next((name for name in known if alike(name) == alike(given)), None)
    return "" if found is None else f"; {found!r} differs from it {difference(given, found)}"


def _against_points(row: Row, sheet: ProductSheet) -> Iterator[Finding]:
    views = {point.id: point.view for point in sheet.points}
    for mark in row.points:
        if mark.id not in views:
            text = f"{row.product} has no identification point {mark.id!r}{_meant(mark.id, views)}"
            yield error("unknown-point", (row.number,), text)
        elif row.view and row.view != views[mark.id]:
            yield warning(
                "point-off-view",
                (row.number,),
                f"{mark.id!r} is marked on a photo of view {row.view!r}; the sheet says {views[mark.id]!r}",
            )


def _without_pictures(manifest: Manifest) -> Iterator[Finding]:
    """Points of which no reference picture can be shown beside an officer's photo; rows don't matter here."""
    for product in sorted({row.product for row in manifest.rows} & set(manifest.catalogue)):
        lacking = list(without_picture(manifest, manifest.catalogue[product]))
        if lacking:
            text = f"{product}: no reference picture of {', '.join(lacking)}; name a genuine photo of this data set"
            yield warning("no-reference-picture", (), f"{text} by its sha256 in the sheet's `reference`")


def _over_withheld(manifest: Manifest) -> Iterator[Finding]:
    """Points and texts whose frame would reach over one that some of its readers may not see."""
    for product in sorted({row.product for row in manifest.rows} & set(manifest.catalogue)):
        sheet = manifest.catalogue[product]
        marks: Sequence[Point | MarkedText] = (*sheet.points, *sheet.texts)
        for shown, withheld in permutations(marks, 2):
            if _reaches_over(shown, withheld):
                text = f"{product}: the region of {shown.id} reaches over that of {withheld.id}"
                yield warning(
                    "region-over-withheld", (), f"{text}, which fewer readers may see; keep the regions apart"
                )


def _reaches_over(shown: Point | MarkedText, withheld: Point | MarkedText) -> bool:
    if shown.region is None or withheld.region is None or shown.view != withheld.view:
        return False
    is_wider = READERS.index(shown.visibility) < READERS.index(withheld.visibility)
    return is_wider and _overlap(_middle(shown.region), withheld.region)


def _middle(region: Region) -> Region:
    left = (1 - FRAMED) / 2
    x, y, width, height = region
    return Region(x + left * width, y + left * height, FRAMED * width, FRAMED * height)


def _overlap(one: Region, other: Region) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _repeated_images(rows: Sequence[Row]) -> Iterator[Finding]:
    for image, same in _grouped(rows, lambda row: posixpath.normpath(row.image)):
        if len(same) > 1:
            yield error("duplicate-row", _numbers(same), f"{image} stands in {len(same)} rows; keep one")


def _split_items(rows: Sequence[Row]) -> Iterator[Finding]:
    """An item is one physical object: it has one label, one product and one split, however its id is encoded."""
    for _, same in _grouped(rows, lambda row: seen(row.item)):
        contradictions = (
            ("item-with-two-labels", sorted({row.label for row in same})),
            ("item-in-two-products", sorted({row.product for row in same})),
            ("item-in-two-splits", sorted({row.split for row in same})),
        )
        for code, values in contradictions:
            if len(values) > 1:
                text = f"item {_spelled(row.item for row in same)} has {' and '.join(values)}; an item is one object"
                yield error(code, _numbers(same), text)


def _similar(rows: Sequence[Row], column: str) -> Iterator[Finding]:
    """``A-1`` and ``a-1`` may be one object, counted twice and split in two.

    The same holds for everything else that rows name.
    """
    for _, same in _grouped(rows, lambda row: alike(getattr(row, column) or "")):
        spellings = {getattr(row, column) or "" for row in same}
        if len(spellings) > 1:
            of = "object" if column == "item" else column.replace("_", " ")
            text = f"{column.replace('_', ' ')} {_spelled(spellings)}: are they one {of}?"
            yield warning(SIMILAR.get(column, f"similar-{column.replace('_', '-')}s"), _numbers(same), text)


def _spelled(texts: Iterable[str]) -> str:
    """A text; or, where it has several spellings, two of them and in what they differ."""
    first, *others = sorted(set(texts))
    if not others:
        return repr(first)
    return f"{first!r} and {others[0]!r} (they differ {difference(first, others[0])})"


def _grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> Iterable[tuple[Hashable, list[Row]]]:
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.items()


def _numbers(rows: Iterable[Row]) -> Iterable[int]:
    return (row.number for row in rows)
