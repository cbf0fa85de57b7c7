"""The most wrong items with what the verdict rested on: photos, the strongest finding's place, the sum of reasons."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import localized
from model.description import UNNAMED_REGION, ReleaseDescription
from model.errors import PhotoRejectedError
from model.evidence import overlay
from model.intake import read_picture
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding, PointFinding
from training.examine import ExaminedItem
from training.examples import Example
from training.report.figures import MostWrong
from training.report.terms import FINDINGS, OUTCOMES, REASONS, signed

SIDES = (400, 320, 240, 160)  # of the photos, pixels: the largest with which all of them fit in the budget
BUDGET = 2_000_000  # bytes of base64 text: so much opens at once on a phone
LANGUAGE = "en"
POINTS_SHOWN = 4
UNNAMED = {UNNAMED_REGION: "unnamed region", STRANGE: "strange detail", MISSING: "missing details"}


class ShownPhoto(NamedTuple):
    """A photo as a data URI; framed: whether it shows the strongest finding's place."""

    uri: str
    caption: str
    framed: bool


class Reasoned(NamedTuple):
    """One summand of the log-odds."""

    what: str
    finding: str
    weight: str


@dataclass(frozen=True)
class ShownItem:
    """One item, put into words.

    Attributes:
        sums: the weightiest points, the rest in one line, and the residual: they add up to `log_odds`.
        marked: points that the contributor marked as deviating.
        wrong: whether the verdict was wrong, rather than inconclusive or right with little to spare.
    """

    item: str
    product: str
    label: str
    outcome: str
    wrong: bool
    log_odds: str
    reasons: tuple[str, ...]
    sums: tuple[Reasoned, ...]
    marked: tuple[str, ...]
    photos: tuple[ShownPhoto, ...]


class ShownItems(NamedTuple):
    """The most wrong items of either label."""

    genuine: tuple[ShownItem, ...]
    counterfeit: tuple[ShownItem, ...]


def shown_items(found: MostWrong, release: ReleaseDescription, budget: int = BUDGET) -> ShownItems:
    """The items with their photos, as large as the budget (bytes of base64 text) allows; the smallest size always fits.

    A photo that can't be read any more is left out.
    """
    for side in SIDES:
        genuine, counterfeit = (tuple(_shown(item, release, side) for item in group) for group in found)
        shown = ShownItems(genuine, counterfeit)
        if sum(len(photo.uri) for group in shown for item in group for photo in item.photos) <= budget:
            break
    return shown


def point_title(product: str, point: str, release: ReleaseDescription) -> str:
    """A point's title on the product sheet."""
    if point in UNNAMED:
        return UNNAMED[point]
    points = release.products[product].sheet.points
    return next((localized(each.title, LANGUAGE) for each in points if each.id == point), point)


def product_name(product: str, release: ReleaseDescription) -> str:
    """A product's name on its sheet."""
    return localized(release.products[product].sheet.name, LANGUAGE)


def _shown(item: ExaminedItem, release: ReleaseDescription, side: int) -> ShownItem:
    verdict, marks = item.verdict, {mark.id for example in item.examples for mark in example.row.points}
    definite_but = "suspected_counterfeit" if not item.counterfeit else "consistent_with_genuine"
    return ShownItem(
        item=item.examples[0].item,
        product=product_name(item.product, release),
        label="counterfeit" if item.counterfeit else "genuine",
        outcome=OUTCOMES[verdict.outcome],
        wrong=verdict.outcome.value == definite_but,
        log_odds=signed(item.log_odds),
        reasons=tuple(REASONS[reason] for reason in verdict.reasons),
        sums=tuple(_sums(item, release)),
        marked=tuple(point_title(item.product, mark, release) for mark in sorted(marks)),
        photos=tuple(_photos(item, release, side)),
    )


def _sums(item: ExaminedItem, release: ReleaseDescription) -> list[Reasoned]:
    """The weightiest points in falling order of their weight, what the others add, and the residual."""
    by_size = sorted(item.verdict.points, key=lambda point: -abs(point.weight))
    named = sorted(by_size[:POINTS_SHOWN], key=lambda point: -point.weight)
    sums = [_reasoned(point, item.product, release) for point in named]
    others = by_size[POINTS_SHOWN:]
    if others:
        sums.append(Reasoned(f"{len(others)} other points", "", signed(sum(point.weight for point in others))))
    return [*sums, Reasoned("whole view (residual)", "", signed(item.verdict.residual or 0.0))]


def _reasoned(point: PointFinding, product: str, release: ReleaseDescription) -> Reasoned:
    return Reasoned(point_title(product, point.id, release), FINDINGS[point.finding], signed(point.weight))


def _photos(item: ExaminedItem, release: ReleaseDescription, side: int) -> list[ShownPhoto]:
    """Every photo of the item, the place of the strongest visible finding framed, that photo first."""
    strongest = next((point for point in item.verdict.points if point.photo is not None), None)
    photos = []
    for number, example in enumerate(item.examples):
        framed = strongest if strongest is not None and strongest.photo == number else None
        data = _jpeg(example, framed, side)
        if data is not None:
            uri = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
            photos.append(ShownPhoto(uri, _caption(example, framed, item.product, release), framed is not None))
    return sorted(photos, key=lambda photo: not photo.framed)


def _caption(example: Example, framed: PointFinding | None, product: str, release: ReleaseDescription) -> str:
    view = example.row.view or "photo"
    if framed is None:
        return view
    verb = "strongest finding" if framed.finding is Finding.DEVIATES else "strongest place, though it matches"
    return f"{view}; framed: {verb}, {point_title(product, framed.id, release)}"


def _jpeg(example: Example, framed: PointFinding | None, side: int) -> bytes | None:
    try:
        picture = read_picture(example.path.read_bytes(), longest_side=side)
    except (OSError, PhotoRejectedError):
        return None
    return overlay(picture.pixels, framed.region if framed else None)


def right_holders(items: Sequence[ExaminedItem], release: ReleaseDescription) -> list[str]:
    """Whose products the items are, by name."""
    return sorted({release.products[item.product].sheet.right_holder for item in items})
