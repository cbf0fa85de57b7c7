"""The steps of a seminar in order, of what may be shown. Imports only the standard library and `model`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from serve.seminars.domain import Purpose
from serve.seminars.shown_domain import ShownLesson, ShownQuestion, ShownSlot


class AgendaStepKind(StrEnum):
    """What happens in a step."""

    PRE_TEST = "pre_test"
    SHOT_LIST = "shot_list"
    COMPARISON = "comparison"  # genuine and counterfeit, at one point
    DEMO = "demo"  # the trainer examines an item before everyone
    EXERCISE = "exercise"
    POST_TEST = "post_test"

    @property
    def is_question(self) -> bool:
        """Whether people decide on an item in it."""
        return self in {AgendaStepKind.PRE_TEST, AgendaStepKind.EXERCISE, AgendaStepKind.POST_TEST}


@dataclass(frozen=True)
class Step:
    """A step of a seminar.

    Attributes:
        number: from 1.
        point_id: of a comparison.
        question_id: of a question.
        is_assisted: whether the assistant's verdict is shown after the first answer.
    """

    number: int
    kind: AgendaStepKind
    slot_id: str
    product_id: str
    point_id: str | None = None
    question_id: str | None = None
    is_assisted: bool = False


class _Part(NamedTuple):
    """A step without its number."""

    kind: AgendaStepKind
    slot_id: str
    product_id: str
    point_id: str | None = None
    question_id: str | None = None
    is_assisted: bool = False


def agenda_of(slots: Sequence[ShownSlot]) -> tuple[Step, ...]:
    """The steps of some slots: the pre-test of all, then slot by slot, then the post-test of all.

    Only what may be shown has steps.

    Args:
        slots: in their order; the caller chooses those that are ready, or all for a rehearsal.
    """
    parts = (*_tests(slots, Purpose.PRE_TEST), *_taught(slots), *_tests(slots, Purpose.POST_TEST))
    return tuple(Step(number, *part) for number, part in zip(count(1), parts, strict=False))


def _tests(slots: Sequence[ShownSlot], purpose: Purpose) -> Iterator[_Part]:
    for slot in slots:
        for lesson in slot.lessons:
            yield from (_asked(slot, each) for each in lesson.of_purpose(purpose))


def _taught(slots: Sequence[ShownSlot]) -> Iterator[_Part]:
    for slot in slots:
        for lesson in slot.lessons:
            yield from _lesson(slot, lesson)


def _lesson(slot: ShownSlot, shown: ShownLesson) -> Iterator[_Part]:
    if shown.product is None:
        return
    name = shown.product.product_id
    if shown.lesson.shows_shots and shown.product.sheet.views:
        yield _Part(AgendaStepKind.SHOT_LIST, slot.slot.id, name)
    yield from (_Part(AgendaStepKind.COMPARISON, slot.slot.id, name, each.point.id) for each in shown.points)
    if shown.lesson.has_demo:
        yield _Part(AgendaStepKind.DEMO, slot.slot.id, name)
    yield from (_asked(slot, each) for each in shown.of_purpose(Purpose.EXERCISE))


def _asked(slot: ShownSlot, shown: ShownQuestion) -> _Part:
    asked = shown.question
    kind = AgendaStepKind(asked.purpose.value)
    return _Part(kind, slot.slot.id, asked.product_id, None, asked.id, asked.is_assisted)
