"""A seminar: one day's meeting for officers of a country, and the slots in which right holders' products are taught.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.datasets.fields import Label
from model.errors import ShinganError, ValueRejectedError
from model.messages import message
from serve.audit.domain import record_digest
from serve.clearances.domain import PartKind, PartName

HALF = 0.5  # the share of counterfeits by default
SHORTEST_SLOT, LONGEST_SLOT = 5, 30  # minutes


class SeminarRejectedError(ValueRejectedError):
    """A seminar or slot can't be prepared like this; the message says why."""


class SeminarStateError(ShinganError):
    """The state of a seminar or slot does not allow this; the message says what to do."""


class SeminarState(StrEnum):
    """Where a seminar stands."""

    PLANNED = "planned"
    CLOSED = "closed"  # it is over: nothing of it changes any more
    CANCELLED = "cancelled"


class SlotState(StrEnum):
    """Where a slot stands."""

    DRAFT = "draft"  # also after a change of what was released
    ASKED = "asked"  # the right holder is to look at it
    RELEASED = "released"
    RETURNED = "returned"


class Purpose(StrEnum):
    """What a question is for, in the order of a seminar."""

    PRE_TEST = "pre_test"
    EXERCISE = "exercise"
    POST_TEST = "post_test"


@dataclass(frozen=True)
class Seminar:
    """A seminar without its slots.

    Attributes:
        organisation_id: of those who prepare it: an agency, or the operator.
        country: ISO 3166-1 alpha-2.
        languages: tags, in which it is held; the first one counts where one is needed.
        agencies: ids of those whose officers take part, sorted.
        share: of counterfeits among the items that people decide on.
        seed: hexadecimal digits by which items are drawn.
        prepared_by: id of the person.
    """

    id: str
    organisation_id: str
    title: str
    country: str
    languages: tuple[str, ...]
    day: date
    agencies: tuple[str, ...]
    share: float
    seed: str
    prepared_by: str
    prepared_at: datetime
    state: SeminarState = SeminarState.PLANNED

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest({**vars(self), "day": self.day.isoformat()})

    def check_planned(self) -> None:
        """Raise SeminarStateError unless it can still be changed."""
        if self.state is SeminarState.CANCELLED:
            raise SeminarStateError(message("This seminar is cancelled. Prepare a new one."))
        if self.state is SeminarState.CLOSED:
            raise SeminarStateError(message("This seminar is over and closed. Prepare a new one."))


def is_shown_later(seminar: Seminar, *, in_course: bool) -> bool:
    """Whether a slot may still be shown: of a seminar that is closed, in a course that its right holder allowed."""
    return seminar.state is SeminarState.PLANNED or (in_course and seminar.state is SeminarState.CLOSED)


def ended(seminar: Seminar, state: SeminarState) -> Seminar:
    """The seminar after it was closed or cancelled.

    Raises:
        SeminarStateError: it was before.
    """
    seminar.check_planned()
    return replace(seminar, state=state)


class LessonPoint(NamedTuple):
    """An identification point that a lesson shows.

    Attributes:
        counterfeit: the photo of a counterfeit item beside the genuine picture; None without one.
    """

    point_id: str
    counterfeit: PartName | None = None


@dataclass(frozen=True)
class Lesson:
    """What is shown of one product.

    Attributes:
        points: in the order in which they are shown.
        shows_shots: whether the shot list is shown first.
        has_demo: whether the trainer examines an item before everyone.
        exercises: how many items people decide on after the points.
        is_assisted: whether the assistant's verdict is shown in exercises after the first answer.
        tests: how many items of it each of the two tests has.
    """

    product_id: str
    points: tuple[LessonPoint, ...] = ()
    shows_shots: bool = True
    has_demo: bool = True
    exercises: int = 0
    is_assisted: bool = False
    tests: int = 0

    @property
    def point_ids(self) -> frozenset[str]:
        """Ids of its points."""
        return frozenset(each.point_id for each in self.points)


@dataclass(frozen=True)
class Question:
    """An item that people decide on.

    Attributes:
        position: among the questions of the product and purpose, from 1.
        entry_id: of the accepted item.
        photos: the indices of its photos that are shown.
        label: the truth, when it was drawn.
        difficulty: the higher, the harder (see `drawing_domain`).
        is_assisted: whether the assistant's verdict is shown after the first answer.
    """

    id: str
    product_id: str
    purpose: Purpose
    position: int
    entry_id: str
    photos: tuple[int, ...]
    label: Label
    difficulty: float
    is_assisted: bool = False

    @property
    def names(self) -> tuple[PartName, ...]:
        """The photos, as clearances name them."""
        return tuple(PartName(PartKind.PHOTO, self.entry_id, index) for index in self.photos)


class Asking(NamedTuple):
    """That the right holder was asked to look at a slot, by the person with this id."""

    by: str
    at: datetime


class SlotDecision(NamedTuple):
    """What the right holder decided on a slot.

    Attributes:
        by: the id of the person.
        words: why it was returned; empty if it was released.
        sha256: of what was released; None if it was returned.
        for_course: whether people may also learn from it alone, without a seminar.
    """

    by: str
    at: datetime
    words: str = ""
    sha256: str | None = None
    for_course: bool = False


@dataclass(frozen=True)
class Slot:
    """The minutes of one right holder in a seminar.

    Attributes:
        organisation_id: whose seminar it is.
        position: in the seminar, from 1.
        note: for those who prepare it; neither shown nor read by the right holder.
        questions: in the order of lessons, purposes and positions.
        asked: the last time; it stays when the slot is changed afterwards.
        decision: the last one on what the slot is now; of a draft, why it was returned as it was before, if it was.
        was_for_course: whether the right holder had allowed courses when it released the slot as it was before; False
            once there is another decision.
    """

    id: str
    seminar_id: str
    organisation_id: str
    right_holder_id: str
    position: int
    minutes: int
    note: str = ""
    lessons: tuple[Lesson, ...] = ()
    questions: tuple[Question, ...] = ()
    state: SlotState = SlotState.DRAFT
    asked: Asking | None = None
    decision: SlotDecision | None = None
    was_for_course: bool = False

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"seminar": self.seminar_id, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        lessons = [{**vars(lesson), "points": _points(lesson)} for lesson in self.lessons]
        values = {**vars(self), "lessons": lessons, "questions": [vars(each) for each in self.questions]}
        if not self.was_for_course:
            del values["was_for_course"]  # as before there was one
        return record_digest(values)

    @property
    def released(self) -> str | None:
        """The sha256 of what the right holder released; None unless the slot is released."""
        return self.decision.sha256 if self.decision and self.state is SlotState.RELEASED else None

    @property
    def allows_course(self) -> bool:
        """Whether its right holder allows courses, or did before what it shows changed."""
        return _allowed_course(self)

    @property
    def is_changed_since_asked(self) -> bool:
        """Whether it is a draft again, since it was changed after the right holder had been asked."""
        return self.state is SlotState.DRAFT and self.asked is not None

    def of_product(self, product_id: str) -> tuple[Question, ...]:
        """The questions of one lesson."""
        return tuple(each for each in self.questions if each.product_id == product_id)


def _points(lesson: Lesson) -> list[list[Any]]:
    return [[each.point_id, each.counterfeit and list(each.counterfeit)] for each in lesson.points]


def with_content(slot: Slot, lessons: tuple[Lesson, ...], questions: tuple[Question, ...]) -> Slot:
    """The slot with other contents: a draft, unless it shows the same. How hard that is, is kept anyway."""
    if lessons != slot.lessons or _drawn(questions) != _drawn(slot.questions):
        return replace(drafted(slot), lessons=lessons, questions=questions)
    hard = {each.entry_id: each.difficulty for each in questions}
    return replace(slot, questions=tuple(replace(each, difficulty=hard[each.entry_id]) for each in slot.questions))


def _drawn(questions: Collection[Question]) -> list[Question]:
    return [replace(each, id="", difficulty=0.0) for each in questions]


def drafted(slot: Slot) -> Slot:
    """The slot as a draft that no one has decided on; it keeps why it was returned before."""
    why = slot.decision if slot.decision and slot.decision.words else None
    return replace(slot, state=SlotState.DRAFT, decision=why, was_for_course=_allowed_course(slot))


def _allowed_course(slot: Slot) -> bool:
    return slot.decision.for_course if slot.decision else slot.was_for_course


def asked(slot: Slot, asking: Asking, *, is_changed: bool) -> Slot:
    """The slot after the right holder was asked.

    Args:
        is_changed: whether what would be shown has changed since it was released.

    Raises:
        SeminarStateError: the right holder was asked before, or has released it as it is.
    """
    if slot.state is SlotState.ASKED:
        raise SeminarStateError(message("The right holder is asked already. Wait for the answer."))
    if slot.state is SlotState.RELEASED and not is_changed:
        raise SeminarStateError(message("The right holder has released this slot. There is nothing to ask."))
    return replace(slot, state=SlotState.ASKED, asked=asking, decision=None, was_for_course=_allowed_course(slot))


def released(slot: Slot, decision: SlotDecision) -> Slot:
    """The slot after its release.

    Raises:
        SeminarStateError: the right holder is not asked.
    """
    if slot.state is not SlotState.ASKED:
        raise SeminarStateError(
            message("This slot is not waiting for your release. Look at it again: it may have been changed.")
        )
    return replace(slot, state=SlotState.RELEASED, decision=decision, was_for_course=False)


def returned(slot: Slot, decision: SlotDecision) -> Slot:
    """The slot after it was returned; one that was released before is no longer.

    Raises:
        SeminarStateError: the right holder is not asked, and has not released it.
    """
    if slot.state not in {SlotState.ASKED, SlotState.RELEASED}:
        raise SeminarStateError(
            message("This slot is not waiting for you, and is not released. There is nothing to return.")
        )
    return replace(slot, state=SlotState.RETURNED, decision=decision, was_for_course=False)
