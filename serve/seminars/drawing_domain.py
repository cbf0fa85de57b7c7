"""Draws the items on which people decide in a slot: exercises from easy to hard, and two tests that are equally hard.

Everything follows from what may be shown and from the seminar's seed, so that a drawing can be repeated. Imports only
the standard library and `model`.
"""

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldItem, HeldProduct
from serve.seminars.dealing_domain import Dealing, LabelCounts, wanted_counts, wanted_in_tests
from serve.seminars.domain import Lesson, Purpose, Question
from serve.seminars.pairing_domain import balanced, evenly, pairings_of, without

TESTS = (Purpose.PRE_TEST, Purpose.POST_TEST)
ENOUGH_ANSWERS = 10  # from which on people's answers say more than a release does
NOTHING_USED: frozenset[str] = frozenset()


class AnswerCount(NamedTuple):
    """How people have answered about an item in sittings.

    Attributes:
        wrong: those of the answers that named the other label.
    """

    answers: int
    wrong: int


@dataclass(frozen=True)
class Used:
    """What a drawing must not use, because people have seen it by then.

    Attributes:
        entries: ids of accepted items.
        photos: sha256 of pictures.
    """

    entries: frozenset[str] = NOTHING_USED
    photos: frozenset[str] = NOTHING_USED

    def has(self, item: HeldItem) -> bool:
        """Whether an item, or one of its photos, was seen."""
        return item.entry_id in self.entries or any(photo.sha256 in self.photos for photo in item.photos)

    def with_item(self, item: HeldItem) -> "Used":
        """The same after an item was seen."""
        return Used(self.entries | {item.entry_id}, self.photos | {photo.sha256 for photo in item.photos})

    def with_all(self, other: "Used") -> "Used":
        """The same after something else was seen, too."""
        return Used(self.entries | other.entries, self.photos | other.photos)


UNUSED = Used()


@dataclass(frozen=True)
class ItemDrawing:
    """By what items are drawn.

    Attributes:
        seed: of the seminar.
        share: of counterfeits.
        counts: answers in earlier sittings, by entry.
    """

    seed: str
    share: float
    counts: Mapping[str, AnswerCount] = field(default_factory=dict)

    def order(self, *names: str) -> str:
        """What orders things at random, always in the same way."""
        return hashlib.sha256("|".join((self.seed, *names)).encode()).hexdigest()

    def knows(self, item: HeldItem) -> bool:
        """Whether anything is known of how hard it is to tell what an item is."""
        return self._answered(item) is not None or item.strength is not None

    def difficulty(self, item: HeldItem) -> float:
        """How hard it is to tell what an item is: log10 of the odds of a wrong answer; 0 if nothing is known.

        People's answers count once there are enough of them; half a wrong and half a right answer are added, so that
        there are odds where all were right. Before, what the release says of its photos.
        """
        count = self._answered(item)
        if count is not None:
            return math.log10((count.wrong + 0.5) / (count.answers - count.wrong + 0.5))
        strength = item.strength or 0.0
        return strength if item.label is Label.GENUINE else 0.0 - strength  # never -0.0, which SQLite does not keep

    def _answered(self, item: HeldItem) -> AnswerCount | None:
        """People's answers about an item; None while there are too few."""
        count = self.counts.get(item.entry_id)
        return count if count is not None and count.answers >= ENOUGH_ANSWERS else None


def drawn(
    drawing: ItemDrawing, lessons: Sequence[Lesson], products: Mapping[str, HeldProduct], used: Used
) -> tuple[Question, ...]:
    """The questions of a slot, without ids.

    Where there are too few items, there are fewer questions; `shortage_domain` says where. Tests come before exercises.

    Args:
        products: what may be shown, by id.
        used: what the lessons and other slots of the seminar show.
    """
    apart = _all_apart(drawing, lessons, products, used)
    tests = Dealing({name: _counted(items) for name, items in apart.items()})
    for purpose in TESTS:
        tests.deal(drawing.order, purpose, numbers_of(lessons, purpose), wanted(drawing, lessons, purpose))
    tests.fit(drawing.share)
    pairings = {
        name: pairings_of(drawing, items, *(tests.counts(purpose, name) for purpose in TESTS))
        for name, items in apart.items()
    }
    before, after = balanced(drawing, pairings)
    left = {name: without(items, (*before[name], *after[name])) for name, items in apart.items()}
    exercises = Dealing({name: _counted(items) for name, items in left.items()})
    practised = numbers_of(lessons, Purpose.EXERCISE)
    exercises.deal(drawing.order, Purpose.EXERCISE, practised, wanted(drawing, lessons, Purpose.EXERCISE))
    exercises.fit(drawing.share)
    questions: list[Question] = []
    for lesson in lessons:
        name = lesson.product_id
        counts = exercises.counts(Purpose.EXERCISE, name)
        chosen = [each for label in Label for each in _spread(left[name], label, counts.of(label))]
        questions += _questions(drawing, lesson, before[name], chosen, after[name])
    return tuple(questions)


def numbers_of(lessons: Sequence[Lesson], purpose: Purpose) -> Mapping[str, int]:
    """How many questions for a purpose there are to be of each product."""
    is_exercise = purpose is Purpose.EXERCISE
    return {lesson.product_id: lesson.exercises if is_exercise else lesson.tests for lesson in lessons}


def wanted(drawing: ItemDrawing, lessons: Sequence[Lesson], purpose: Purpose) -> LabelCounts:
    """How many questions of each label a slot is to have for a purpose."""
    numbers = numbers_of(lessons, purpose)
    if purpose is Purpose.EXERCISE:
        return wanted_counts(drawing.order, purpose, numbers, drawing.share)
    both = wanted_in_tests(drawing.order, numbers, drawing.share)
    return both.before if purpose is Purpose.PRE_TEST else both.after


def free_items(drawing: ItemDrawing, lesson: Lesson, product: HeldProduct, used: Used) -> LabelCounts:
    """How many items of a product people can be asked about in a lesson, besides those that they see anyway.

    Args:
        used: what the lessons and other slots of the seminar show.
    """
    return _counted(_all_apart(drawing, [lesson], {lesson.product_id: product}, used)[lesson.product_id])


def asked_about(
    drawing: ItemDrawing, lessons: Sequence[Lesson], products: Mapping[str, HeldProduct], used: Used
) -> Mapping[str, HeldItem]:
    """The items that people can be asked about in a slot, by entry; as for `drawn`."""
    return {item.entry_id: item for items in _all_apart(drawing, lessons, products, used).values() for item in items}


def _all_apart(
    drawing: ItemDrawing, lessons: Sequence[Lesson], products: Mapping[str, HeldProduct], used: Used
) -> Mapping[str, list[HeldItem]]:
    found = {}
    for lesson in lessons:
        name, product = lesson.product_id, products.get(lesson.product_id)
        found[name] = _apart(drawing, product.only(lesson.point_ids), used) if product else []
        for item in found[name]:
            used = used.with_item(item)
    return found


def _counted(items: Collection[HeldItem]) -> LabelCounts:
    found = [item.label for item in items]
    return LabelCounts(found.count(Label.GENUINE), found.count(Label.COUNTERFEIT))


def _apart(drawing: ItemDrawing, product: HeldProduct, used: Used) -> list[HeldItem]:
    """The items that people have not seen and that can be explained, each photo in one alone, the easy ones first.

    Args:
        product: with the points of the lesson alone.
    """
    found = []
    for item in sorted(product.items.values(), key=lambda item: drawing.order(item.entry_id)):
        if not item.hides and not used.has(item):
            used = used.with_item(item)
            found.append(item)
    return sorted(found, key=drawing.difficulty)


def _spread(items: Iterable[HeldItem], label: Label, number: int) -> list[HeldItem]:
    return evenly([item for item in items if item.label is label], number)


def _questions(
    drawing: ItemDrawing,
    lesson: Lesson,
    before: Sequence[HeldItem],
    exercises: Sequence[HeldItem],
    after: Sequence[HeldItem],
) -> Iterable[Question]:
    def shuffled(items: Iterable[HeldItem]) -> list[HeldItem]:
        return sorted(items, key=lambda item: drawing.order(item.entry_id, "place"))

    easy_first = sorted(shuffled(exercises), key=drawing.difficulty)
    of_purpose = {
        Purpose.PRE_TEST: shuffled(before),
        Purpose.EXERCISE: easy_first,
        Purpose.POST_TEST: shuffled(after),
    }
    for purpose, items in of_purpose.items():
        for position, item in enumerate(items, 1):
            yield _question(drawing, lesson, purpose, position, item)


def _question(drawing: ItemDrawing, lesson: Lesson, purpose: Purpose, position: int, item: HeldItem) -> Question:
    return Question(
        id="",
        product_id=lesson.product_id,
        purpose=purpose,
        position=position,
        entry_id=item.entry_id,
        photos=tuple(photo.name.photo or 0 for photo in item.photos),
        label=item.label,
        difficulty=drawing.difficulty(item),
        is_assisted=lesson.is_assisted and purpose is Purpose.EXERCISE,
    )
