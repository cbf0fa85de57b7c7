"""Makes lessons of what a person chooses: points that may be shown, each with the photo of a counterfeit.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.datasets.fields import Label
from model.messages import message
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldPhoto, HeldProduct
from serve.seminars.domain import Lesson, LessonPoint, SeminarRejectedError

MOST_LESSONS, MOST_POINTS, MOST_EXERCISES, MOST_TESTS = 10, 50, 30, 15
TOO_MANY_LESSONS = message("A slot has {most} products at most. Leave some out.", most=MOST_LESSONS)
TOO_MANY_POINTS = message("A lesson shows {most} points at most. Leave some out.", most=MOST_POINTS)
WRONG_EXERCISES = message("A lesson has from 0 to {most} exercises.", most=MOST_EXERCISES)
WRONG_TESTS = message("Each test has from 0 to {most} items of one product.", most=MOST_TESTS)


class ChosenPoint(NamedTuple):
    """A point that a person chooses.

    Attributes:
        counterfeit: the photo beside it; None to have one chosen.
        has_counterfeit: whether there is to be one.
    """

    point_id: str
    counterfeit: PartName | None = None
    has_counterfeit: bool = True


@dataclass(frozen=True)
class LessonDraft:
    """What a person chooses for a lesson. See `serve.seminars.domain.Lesson`.

    Attributes:
        points: None for all that may be shown.
    """

    product_id: str
    points: tuple[ChosenPoint, ...] | None = None
    shows_shots: bool = True
    has_demo: bool = True
    exercises: int = 0
    is_assisted: bool = False
    tests: int = 0


def lessons_of(
    drafts: Sequence[LessonDraft], right_holder_id: str, products: Collection[HeldProduct]
) -> tuple[Lesson, ...]:
    """The lessons of a slot.

    Args:
        products: those of which something may be shown to all agencies of the seminar.

    Raises:
        SeminarRejectedError: they can't be like this.
    """
    names = [draft.product_id for draft in drafts]
    if len(names) > MOST_LESSONS:
        raise SeminarRejectedError(TOO_MANY_LESSONS, "lessons")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SeminarRejectedError(
            message("The product {product} is chosen twice. Leave it out once.", product=twice), "lessons"
        )
    own = {each.product_id: each for each in products if each.right_holder.id == right_holder_id}
    return tuple(_lesson(draft, own) for draft in drafts)


def _lesson(draft: LessonDraft, products: Mapping[str, HeldProduct]) -> Lesson:
    product = products.get(draft.product_id)
    if product is None:
        raise SeminarRejectedError(
            message(
                "Nothing of the product {product} may be shown to all agencies of this seminar by this right holder. "
                "Leave the product out, or ask the right holder for a clearance.",
                product=draft.product_id,
            ),
            "lessons",
        )
    _check_numbers(draft)
    return Lesson(
        product_id=draft.product_id,
        points=_points(draft, product),
        shows_shots=draft.shows_shots,
        has_demo=draft.has_demo,
        exercises=draft.exercises,
        is_assisted=draft.is_assisted,
        tests=draft.tests,
    )


def _check_numbers(draft: LessonDraft) -> None:
    if not 0 <= draft.exercises <= MOST_EXERCISES:
        raise SeminarRejectedError(WRONG_EXERCISES, "exercises")
    if not 0 <= draft.tests <= MOST_TESTS:
        raise SeminarRejectedError(WRONG_TESTS, "tests")


def _points(draft: LessonDraft, product: HeldProduct) -> tuple[LessonPoint, ...]:
    chosen = draft.points
    if chosen is None:
        chosen = tuple(ChosenPoint(point.id) for point in product.points)[:MOST_POINTS]
    chosen = tuple({each.point_id: each for each in chosen}.values())
    if len(chosen) > MOST_POINTS:
        raise SeminarRejectedError(TOO_MANY_POINTS, "points")
    return tuple(_with_photos(chosen, product))


def _with_photos(chosen: Sequence[ChosenPoint], product: HeldProduct) -> Iterator[LessonPoint]:
    """The points with their photos: of as few items as possible, as an item that is shown can't be decided on."""
    given = (each.counterfeit for each in chosen if each.has_counterfeit)
    items = {name.name for name in given if name is not None}
    for each in chosen:
        _check_point(each, product)
        photo = each.counterfeit
        if each.has_counterfeit and photo is None:
            found = _best(product, each.point_id, items)
            photo = found.name if found else None
        if photo is None or not each.has_counterfeit:
            yield LessonPoint(each.point_id)
        else:
            items.add(photo.name)
            yield LessonPoint(each.point_id, photo)


def _check_point(chosen: ChosenPoint, product: HeldProduct) -> None:
    if product.point(chosen.point_id) is None:
        raise SeminarRejectedError(
            message(
                "The point {point} of {product} may not be shown to all agencies of this seminar. Leave the point out.",
                point=chosen.point_id,
                product=product.product_id,
            ),
            "points",
        )
    names = {photo.name for photo in counterfeits_of(product, chosen.point_id)}
    if chosen.has_counterfeit and chosen.counterfeit is not None and chosen.counterfeit not in names:
        raise SeminarRejectedError(
            message(
                "The photo for the point {point} of {product} is of no counterfeit item on which this point is marked, "
                "or may not be shown. Choose another photo.",
                point=chosen.point_id,
                product=product.product_id,
            ),
            "points",
        )


def counterfeits_of(product: HeldProduct, point_id: str) -> list[HeldPhoto]:
    """The photos of counterfeit items on which a point is marked."""
    items = (item for item in product.items.values() if item.label is Label.COUNTERFEIT)
    return [photo for item in items for photo in item.photos if any(mark.id == point_id for mark in photo.marks)]


def _best(product: HeldProduct, point_id: str, items: Collection[str]) -> HeldPhoto | None:
    """The photo that shows a point best.

    Of an item that is shown anyway; where it is marked with a place; of the item on which most points are marked; of
    the view that has the point; and the one whose item the release finds clearest.
    """
    point = product.point(point_id)

    def worth(photo: HeldPhoto) -> tuple[bool, bool, int, bool, float, str]:
        item = product.items[photo.name.name]
        has_place = any(mark.id == point_id and mark.box for mark in photo.marks)
        marked = len({mark.id for each in item.photos for mark in each.marks})
        is_view = point is not None and photo.view == point.view
        return item.entry_id in items, has_place, marked, is_view, item.strength or 0.0, photo.name.text

    return max(counterfeits_of(product, point_id), key=worth, default=None)
