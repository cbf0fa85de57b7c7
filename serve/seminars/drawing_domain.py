"""Draws the items on which people decide in a slot: exercises from easy to hard, and two tests that are equally hard.

Everything follows from what may be shown and from the seminar's seed, so that a drawing can be repeated. Imports only
the standard library and `model`.
"""

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple, TypeVar

from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldItem, HeldProduct
from serve.seminars.domain import Lesson, Purpose, Question

ENOUGH_ANSWERS = 10  # from which on people's answers say more than a release does
_Thing = TypeVar("_Thing")
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

    def difficulty(self, item: HeldItem) -> float:
        """How hard it is to tell what an item is: log10 of the odds of a wrong answer; 0 if nothing is known.

        People's answers count once there are enough of them; half a wrong and half a right answer are added, so that
        there are odds where all were right. Before, what the release says of its photos.
        """
        count = self.counts.get(item.entry_id)
        if count is not None and count.answers >= ENOUGH_ANSWERS:
            return math.log10((count.wrong + 0.5) / (count.answers - count.wrong + 0.5))
        strength = item.strength or 0.0
        return strength if item.label is Label.GENUINE else 0.0 - strength  # never -0.0, which SQLite does not keep


class LabelCounts(NamedTuple):
    """How many items of each label."""

    genuine: int = 0
    counterfeit: int = 0

    def of(self, label: Label) -> int:
        """Those of one label."""
        return self.counterfeit if label is Label.COUNTERFEIT else self.genuine


def shared_out(numbers: Iterable[int], share: float) -> list[LabelCounts]:
    """Divide numbers of items by label, so that the share of counterfeits is right for all of them together.

    If each were rounded, three times one item would be three counterfeits at a share of a half.
    """
    found, before, counterfeits = [], 0, 0
    for number in numbers:
        before += number
        wanted = math.floor(before * share + 0.5)
        found.append(LabelCounts(number - (wanted - counterfeits), wanted - counterfeits))
        counterfeits = wanted
    return found


class WantedItems(NamedTuple):
    """How many items of each label a lesson is to have."""

    exercises: LabelCounts
    tests: LabelCounts


def wanted_of(lessons: Sequence[Lesson], share: float) -> list[WantedItems]:
    """What each lesson of a slot is to have."""
    exercises = shared_out((lesson.exercises for lesson in lessons), share)
    tests = shared_out((lesson.tests for lesson in lessons), share)
    return [WantedItems(*both) for both in zip(exercises, tests, strict=True)]


def drawn(
    drawing: ItemDrawing, lessons: Sequence[Lesson], products: Mapping[str, HeldProduct], used: Used
) -> tuple[Question, ...]:
    """The questions of a slot, without ids.

    Where there are too few items, there are fewer questions; `shortages_of` says where. Tests come before exercises.

    Args:
        products: what may be shown, by id.
        used: what the lessons and other slots of the seminar show.
    """
    questions: list[Question] = []
    for lesson, wanted in zip(lessons, wanted_of(lessons, drawing.share), strict=True):
        product = products.get(lesson.product_id)
        if product is None:
            continue
        items = _apart(drawing, product, used)
        pairs = [pair for label in Label for pair in _pairs(drawing, items, label, wanted.tests.of(label))]
        tested = {item.entry_id for pair in pairs for item in pair}
        left = [item for item in items if item.entry_id not in tested]
        exercises = [each for label in Label for each in _spread(left, label, wanted.exercises.of(label))]
        for item in (*(item for pair in pairs for item in pair), *exercises):
            used = used.with_item(item)
        questions += _questions(drawing, lesson, pairs, exercises)
    return tuple(questions)


class _Pair(NamedTuple):
    """Two items of one label that are about equally hard: one for each test."""

    before: HeldItem
    after: HeldItem


def _apart(drawing: ItemDrawing, product: HeldProduct, used: Used) -> list[HeldItem]:
    """The items that people have not seen, each photo in one item alone, the easy ones first."""
    found = []
    for item in sorted(product.items.values(), key=lambda item: drawing.order(item.entry_id)):
        if not used.has(item):
            used = used.with_item(item)
            found.append(item)
    return sorted(found, key=drawing.difficulty)


def _pairs(drawing: ItemDrawing, items: Iterable[HeldItem], label: Label, number: int) -> list[_Pair]:
    """Pairs of neighbours, spread over all difficulties.

    The seed says which test the easier one of the first pair goes to; then they take turns, so that neither test gets
    the easier ones.
    """
    of_it = [item for item in items if item.label is label]
    neighbours = [_Pair(*of_it[place : place + 2]) for place in range(0, len(of_it) - 1, 2)]
    pairs = _evenly(neighbours, number)
    is_turned = bool(pairs) and int(drawing.order(pairs[0].before.entry_id, "turn"), 16) % 2
    return [pair if (place + is_turned) % 2 == 0 else _Pair(*reversed(pair)) for place, pair in enumerate(pairs)]


def _spread(items: Iterable[HeldItem], label: Label, number: int) -> list[HeldItem]:
    return _evenly([item for item in items if item.label is label], number)


def _evenly(things: Sequence[_Thing], number: int) -> list[_Thing]:
    """So many of them, at equal distances; all if there are fewer."""
    if number >= len(things):
        return list(things)
    return [things[int((place + 0.5) * len(things) / number)] for place in range(number)]


def _questions(
    drawing: ItemDrawing, lesson: Lesson, pairs: Sequence[_Pair], exercises: Sequence[HeldItem]
) -> Iterable[Question]:
    def shuffled(items: Iterable[HeldItem]) -> list[HeldItem]:
        return sorted(items, key=lambda item: drawing.order(item.entry_id, "place"))

    easy_first = sorted(shuffled(exercises), key=drawing.difficulty)
    of_purpose = {
        Purpose.PRE_TEST: shuffled(pair.before for pair in pairs),
        Purpose.EXERCISE: easy_first,
        Purpose.POST_TEST: shuffled(pair.after for pair in pairs),
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


class Shortage(NamedTuple):
    """That a lesson has fewer questions than it was to have, because too few items may be shown.

    Attributes:
        number: of the lesson in the slot, from 1.
        purpose: for the tests, the first one: both lack as many.
    """

    number: int
    purpose: Purpose
    label: Label
    wanted: int
    found: int


def shortages_of(lessons: Sequence[Lesson], questions: Collection[Question], share: float) -> tuple[Shortage, ...]:
    """Where a slot has fewer questions than it was to have."""
    found = []
    for number, (lesson, wanted) in enumerate(zip(lessons, wanted_of(lessons, share), strict=True), 1):
        for purpose, counts in ((Purpose.PRE_TEST, wanted.tests), (Purpose.EXERCISE, wanted.exercises)):
            for label in Label:
                key = (lesson.product_id, purpose, label)
                there = sum((each.product_id, each.purpose, each.label) == key for each in questions)
                found.append(Shortage(number, purpose, label, counts.of(label), there))
    return tuple(each for each in found if each.found < each.wanted)


class Balance(NamedTuple):
    """How hard the two tests are.

    Attributes:
        items: how many each has.
        before, after: the mean difficulty of each; None without items.
    """

    items: int
    before: float | None
    after: float | None


def balance_of(questions: Collection[Question]) -> Balance:
    """How hard the tests among some questions are."""
    before, after = (
        [each.difficulty for each in questions if each.purpose is purpose]
        for purpose in (Purpose.PRE_TEST, Purpose.POST_TEST)
    )
    return Balance(len(before), fmean(before) if before else None, fmean(after) if after else None)
