"""What a drawing lacks, and what is known of how hard it is. Imports only the standard library and `model`."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from statistics import fmean
from typing import NamedTuple

from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldItem
from serve.seminars.domain import Lesson, Purpose, Question
from serve.seminars.drawing_domain import ItemDrawing, numbers_of, wanted


class Shortage(NamedTuple):
    """That a lesson has fewer questions than it was to have, because too few items may be shown.

    Attributes:
        number: of the lesson in the slot, from 1.
    """

    number: int
    purpose: Purpose
    label: Label
    wanted: int
    found: int


def shortages_of(
    lessons: Sequence[Lesson], questions: Collection[Question], drawing: ItemDrawing
) -> tuple[Shortage, ...]:
    """Where a slot has fewer questions than it was to have.

    Labels are dealt over the slot, so that a lesson lacks a label where the slot does: that of which it has fewer.
    """
    found: list[Shortage] = []
    for purpose in Purpose:
        found += _lacking(lessons, purpose, [each for each in questions if each.purpose is purpose], drawing)
    return tuple(sorted(found, key=lambda each: each.number))


def _lacking(
    lessons: Sequence[Lesson], purpose: Purpose, questions: Collection[Question], drawing: ItemDrawing
) -> Iterator[Shortage]:
    numbers = numbers_of(lessons, purpose)
    found = {name: Counter(each.label for each in questions if each.product_id == name) for name in numbers}
    due = wanted(drawing, lessons, purpose)
    lacks = {label: due.of(label) - sum(counts[label] for counts in found.values()) for label in Label}
    for place, (name, number) in enumerate(numbers.items(), 1):
        there, added = found[name], Counter[Label]()
        for _ in range(number - there.total()):
            open_ones = [label for label in Label if lacks[label] > 0] or list(Label)
            label = min(open_ones, key=lambda each: there[each] + added[each])
            lacks[label] -= 1
            added[label] += 1
        for label in Label:
            if added[label]:
                yield Shortage(place, purpose, label, there[label] + added[label], there[label])


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


class Unknown(NamedTuple):
    """Of how many items that were drawn it was not known how hard they are.

    Attributes:
        waiting: the service has not assessed them yet.
        never: nothing can be said of them until people have answered.
        late: it is known by now; another drawing would go by it.
    """

    waiting: int
    never: int
    late: int


def unknown_of(drawn: Iterable[tuple[Question, HeldItem]], drawing: ItemDrawing) -> Unknown:
    """What was not known when some questions were drawn about items.

    Args:
        drawing: with the answers that are there by now.
    """
    found: Counter[str] = Counter()
    for question, item in drawn:
        if not drawing.knows(item):
            found["never" if item.is_assessed else "waiting"] += 1
        elif not question.difficulty and drawing.difficulty(item):
            found["late"] += 1
    return Unknown(found["waiting"], found["never"], found["late"])
