"""Checks the product sheets that a data set is learned with: reference pictures, regions, views and languages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from model.catalogue import MarkedText, Point, ProductSheet, Region, Visibility
from model.datasets.findings import DataFinding, warning
from training.languages import wrong_with
from training.manifest import Manifest
from training.references import found_references, marks_without
from training.sheets import is_bare
from training.validate.report import examples

READERS = tuple(Visibility)  # from most readers of a point to fewest
FRAMED = 0.75  # the middle of a region, either way, that is framed for readers from whom a point is withheld
SHOWN = 12  # digits of a digest in a message


def check_sheets(manifest: Manifest) -> Iterator[DataFinding]:
    """The sheets of the products that have rows."""
    found = found_references(manifest)
    for product in sorted({row.product for row in manifest.rows} & set(manifest.catalogue)):
        sheet = manifest.catalogue[product]
        yield from _without_pictures(sheet, found[product])
        yield from _without_regions(sheet)
        yield from _over_withheld(sheet)
        yield from _languages(sheet)
        if not (sheet.views or is_bare(sheet)):
            text = f"{product}: the sheet lists no views, so that an officer is asked for no photo; list them"
            yield warning("sheet-without-views", (), text)


def _without_pictures(sheet: ProductSheet, found: set[str]) -> Iterator[DataFinding]:
    """Points and texts of which no reference picture can be shown beside an officer's photo."""
    lacking = list(marks_without(sheet, found))
    unnamed = [mark.id for mark in lacking if mark.reference is None]
    if unnamed:
        text = f"{sheet.id}: no reference picture of {', '.join(unnamed)}; name a genuine photo of this data set"
        yield warning("no-reference-picture", (), f"{text} by its sha256 in the sheet's `reference`")
    unknown: dict[str, list[str]] = defaultdict(list)
    for mark in lacking:
        if mark.reference is not None:
            unknown[mark.reference].append(mark.id)
    for digest, marks in unknown.items():
        text = f"{sheet.id}: no genuine photo of this product has the sha256 {digest[:SHOWN]}..., the reference of"
        yield warning("unknown-reference", (), f"{text} {examples(marks)}; add the photo, or correct the digest")


def _without_regions(sheet: ProductSheet) -> Iterator[DataFinding]:
    nowhere = [point.id for point in sheet.points if point.region is None]
    if nowhere:
        text = f"{sheet.id}: no region of {', '.join(nowhere)}, so that the place can't be framed for an officer"
        yield warning("point-without-region", (), f"{text}; give `region = [x, y, width, height]` in fractions")


def _over_withheld(sheet: ProductSheet) -> Iterator[DataFinding]:
    """Points and texts whose frame would reach over one that some of its readers may not see."""
    marks: Sequence[Point | MarkedText] = (*sheet.points, *sheet.texts)
    for shown, withheld in permutations(marks, 2):
        if _reaches_over(shown, withheld):
            text = f"{sheet.id}: the region of {shown.id} reaches over that of {withheld.id}"
            yield warning("region-over-withheld", (), f"{text}, which fewer readers may see; keep the regions apart")


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


def _languages(sheet: ProductSheet) -> Iterator[DataFinding]:
    """Language tags under which no reader finds a text."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, tags in _tags(sheet):
        for tag in tags:
            if wrong_with(tag):
                places[tag].append(place)
    for tag, where in places.items():
        text = f"{sheet.id}: {tag!r} {wrong_with(tag)} (in {examples(where)})"
        yield warning("unknown-language-tag", (), f"{text}; no reader is shown a text under a wrong tag")


def _tags(sheet: ProductSheet) -> Iterator[tuple[str, Iterable[str]]]:
    """The tags of each text, with its name in the sheet."""
    yield "name", sheet.name
    for number, view in enumerate(sheet.views, start=1):
        yield f"views[{number}].title", view.title
    for number, point in enumerate(sheet.points, start=1):
        texts: Mapping[str, Mapping[str, str]] = {
            "title": point.title,
            "genuine": point.genuine,
            "counterfeit": point.counterfeit,
        }
        yield from ((f"points[{number}].{key}", tags) for key, tags in texts.items())
    yield "packaging", sheet.trade.packaging
    for number, contact in enumerate(sheet.trade.contacts, start=1):
        yield f"contacts[{number}].languages", contact.languages
