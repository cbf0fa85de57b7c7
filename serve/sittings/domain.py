"""A sitting: one run of a seminar with a projector and phones, where it stands, and its numbered events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from model.errors import ShinganError, ValueRejectedError
from model.messages import message
from serve.audit.domain import record_digest
from serve.seminars.agenda import AgendaStepKind
from serve.sittings.comparison_domain import BESIDE, ComparisonView
from serve.sittings.step_domain import Assistance, Demonstration, Phase, SealedStep, StepContent

FEWEST_SEATS = 5  # that answer: of fewer, a figure could be about one person, and a sitting leaves none
BEFORE_THE_FIRST = 0  # the number of the step before a sitting's first
IS_OVER = message("This sitting is closed.")
NOT_JUDGED = message("The assistant's verdict on this item is not there. Try again in a moment, or reveal the truth.")

NO_COMPARISON = message("Pictures can be compared only in a comparison. Go to that step first.")
NO_DEMO = message("An item that you examined can be shown only in a live demo. Go to that step first.")


class SittingRejectedError(ValueRejectedError):
    """What was sent can't be taken like this; the message says why."""


class SittingStateError(ShinganError):
    """Where the sitting stands does not allow this; the message says what to do."""


class SittingState(StrEnum):
    """Whether a sitting goes on."""

    OPEN = "open"
    CLOSED = "closed"


class EventKind(StrEnum):
    """What happened in a sitting. Screens follow it."""

    OPENED = "opened"
    STEP = "step"
    ASSIST = "assist"
    REVEAL = "reveal"
    CLOSED = "closed"
    DEMO = "demo"
    COMPARED = "compared"
    SEAT_JOINED = "seat_joined"
    ANSWERED = "answered"


FOR_HOST_ALONE = frozenset({EventKind.SEAT_JOINED, EventKind.ANSWERED, EventKind.COMPARED})
NEVER_SEALED = frozenset({"last_event", "compared"})  # they change with each answer, and while pictures are moved


@dataclass(frozen=True)
class Sitting:
    """A sitting.

    Attributes:
        organisation_id: whose seminar it is.
        is_rehearsal: whether it leaves no results.
        join_code: with which phones join, in capitals, until `join_until`; None once it is closed.
        step: the number of the step that is shown; 0 before the first.
        steps: in order, from number 1.
        last_event: the number of its last event.
        is_made_up: whether its answers were made up for the demo: then they say nothing of how hard an item is, and go
            with the seminar.
        compared: how the pictures of the comparison that is shown stand to each other.
    """

    id: str
    seminar_id: str
    organisation_id: str
    is_rehearsal: bool
    join_code: str | None
    join_until: datetime
    opened_by: str
    opened_at: datetime
    steps: tuple[SealedStep, ...]
    step: int = BEFORE_THE_FIRST
    closed_at: datetime | None = None
    last_event: int = 0
    is_made_up: bool = False
    compared: ComparisonView = BESIDE

    @property
    def state(self) -> SittingState:
        """Whether it goes on."""
        return SittingState.OPEN if self.closed_at is None else SittingState.CLOSED

    @property
    def shown(self) -> SealedStep | None:
        """The step that is shown; None before the first."""
        return self.steps[self.step - 1] if self.step > BEFORE_THE_FIRST else None

    def taught(self, step: SealedStep) -> frozenset[str]:
        """Ids of the points of a step's product that its slot shows: no screen speaks of others of this product."""
        of_it = (each for each in self.steps if (each.slot_id, each.product_id) == (step.slot_id, step.product_id))
        return frozenset(each.point_id for each in of_it if each.point_id is not None)

    def content(self, slot_id: str) -> frozenset[StepContent]:
        """What its steps teach and ask of a slot."""
        return frozenset(each.content for each in self.steps if each.slot_id == slot_id)

    @property
    def unassisted(self) -> tuple[SealedStep, ...]:
        """The assisted questions of which the assistant has said nothing yet."""
        return tuple(step for step in self.steps if step.is_assisted and step.is_question and not step.assistance)

    @property
    def phase(self) -> Phase:
        """What is happening."""
        return self.shown.phase if self.shown else Phase.WAITING

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"seminar": self.seminar_id, "rehearsal": self.is_rehearsal, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values, without those of `NEVER_SEALED`."""
        left_out = NEVER_SEALED if self.is_made_up else NEVER_SEALED | {"is_made_up"}  # as before there was the last
        values = {name: value for name, value in vars(self).items() if name not in left_out}
        return record_digest({**values, "steps": [dict(step.sealed) for step in self.steps]})


class SittingEvent(NamedTuple):
    """Something that happened in a sitting.

    Attributes:
        number: from 1, without a gap.
        step, phase: of the sitting, after it.
    """

    sitting_id: str
    number: int
    kind: EventKind
    step: int
    phase: Phase
    at: datetime


def moved(sitting: Sitting, number: int) -> Sitting:
    """The sitting with another step shown. A question that was revealed stays revealed.

    Raises:
        SittingRejectedError: it has no such step.
        SittingStateError: it is closed.
    """
    check_open(sitting)
    if number not in range(1, len(sitting.steps) + 1):
        raise SittingRejectedError(message("The sitting has no step {number}.", number=number), "step")
    return replace(sitting, step=number, compared=BESIDE)


def assisting(sitting: Sitting, now: datetime) -> Sitting:
    """The sitting with the assistant's verdict shown to those who have answered.

    Raises:
        SittingStateError: no assisted question is being asked.
    """
    step = _shown(sitting)
    if not step.is_assisted or step.phase is not Phase.ASKING:
        raise SittingStateError(
            message("The assistant's verdict can be shown only while an assisted exercise is asked.")
        )
    if step.assistance is None:
        raise SittingStateError(NOT_JUDGED)
    return _with_step(sitting, replace(step, assisted_at=now))


def demonstrating(sitting: Sitting, number: int, demonstration: Demonstration, said: Assistance) -> Sitting:
    """The sitting with an item that the host examined before the hall; its verdict is hidden until it is revealed.

    Args:
        number: of the step for whose product it was examined.

    Raises:
        SittingStateError: no live demo is shown, or another step's.
    """
    step = _shown(sitting)
    if step.kind is not AgendaStepKind.DEMO or step.number != number:
        raise SittingStateError(NO_DEMO)
    return _with_step(sitting, replace(step, demonstration=demonstration, assistance=said, revealed_at=None))


def comparing(sitting: Sitting, view: ComparisonView) -> Sitting:
    """The sitting with the pictures of its comparison shown like this.

    Raises:
        SittingStateError: no comparison is shown.
    """
    if not _shown(sitting).is_comparison:
        raise SittingStateError(NO_COMPARISON)
    return replace(sitting, compared=view)


def revealing(sitting: Sitting, now: datetime) -> Sitting:
    """The sitting with the truth of the step shown to everyone.

    Raises:
        SittingStateError: the step has nothing to reveal, or it is revealed already.
    """
    step = _shown(sitting)
    if step.revealed_at is not None:
        raise SittingStateError(message("This is revealed already."))
    if not step.is_question and step.kind is not AgendaStepKind.DEMO:
        raise SittingStateError(message("This step has nothing to reveal. Go to the next one."))
    if step.kind is AgendaStepKind.DEMO and step.demonstration is None:
        raise SittingStateError(message("Examine the item, and choose it on this page, before you reveal its verdict."))
    return _with_step(sitting, replace(step, revealed_at=now))


def closed(sitting: Sitting, now: datetime) -> Sitting:
    """The sitting after its end: its code no longer holds.

    Raises:
        SittingStateError: it is closed already.
    """
    check_open(sitting)
    return replace(sitting, join_code=None, closed_at=now)


def event_of(sitting: Sitting, kind: EventKind, now: datetime) -> tuple[Sitting, SittingEvent]:
    """The sitting with one more event, and that event."""
    number = sitting.last_event + 1
    event = SittingEvent(sitting.id, number, kind, sitting.step, sitting.phase, now)
    return replace(sitting, last_event=number), event


def check_open(sitting: Sitting) -> None:
    """Check that a sitting goes on.

    Raises:
        SittingStateError: it is closed.
    """
    if sitting.state is SittingState.CLOSED:
        raise SittingStateError(IS_OVER)


def _shown(sitting: Sitting) -> SealedStep:
    check_open(sitting)
    if sitting.shown is None:
        raise SittingStateError(message("Go to the first step."))
    return sitting.shown


def _with_step(sitting: Sitting, step: SealedStep) -> Sitting:
    steps = (step if each.number == step.number else each for each in sitting.steps)
    return replace(sitting, steps=tuple(steps))
