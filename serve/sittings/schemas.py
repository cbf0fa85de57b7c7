"""The JSON of sittings. A host reads all of it; phones read no JSON but the acknowledgement of their answer."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.accounts.schemas import Body
from serve.platform.paging import PageOut
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import MOST_TAPS, Round, SeatAnswer, SentAnswer, Tap, checked_sureness
from serve.sittings.comparison_domain import MOST_SCALE, ComparisonMode, ComparisonView
from serve.sittings.domain import EventKind, Sitting, SittingEvent, SittingState
from serve.sittings.joining_domain import written_code
from serve.sittings.service import HostView
from serve.sittings.step_domain import Phase, SealedStep

MOST_STEPS = 1000
Fraction = Annotated[float, Field(ge=0, le=1)]


class SittingIn(Body):
    """Which seminar is held."""

    seminar: str = Field(pattern="^y-[0-9a-f]{32}$")
    rehearsal: bool = Field(default=False, description="Whether it leaves no results: its answers go when it closes.")


class SittingStepIn(Body):
    """Which step is shown."""

    step: int = Field(ge=1, le=MOST_STEPS, description="Its number, from 1.")


class SittingDemoIn(Body):
    """Which item is shown in a live demo."""

    examination: str = Field(pattern="^e-[0-9a-f]{32}$", description="The id of your own practice.")


class SittingComparisonIn(Body):
    """How the two pictures of a comparison are shown."""

    mode: ComparisonMode
    shown: Label = Field(default=Label.COUNTERFEIT, description="In `swap`, the picture that is seen.")
    slider: int = Field(default=50, ge=0, le=100, description="In `slider`, how much of the genuine picture is seen.")
    scale: float = Field(default=1, ge=1, le=MOST_SCALE, description="How many times as large as the whole picture.")
    x: Fraction = Field(default=0.5, description="The place in the middle, as a fraction of the pictures' width.")
    y: Fraction = Field(default=0.5, description="The same of their height.")

    @property
    def view(self) -> ComparisonView:
        """The same for a use case."""
        return ComparisonView(self.mode, self.shown, self.slider, self.scale, self.x, self.y)


class TapIn(Body):
    """A place by which a person judged, as fractions of a photo's width and height from the upper left corner."""

    photo: int = Field(ge=0, description="Its place among the photos of the question, from 0.")
    x: Fraction
    y: Fraction


class SeatAnswerIn(Body):
    """What a phone answers."""

    step: int = Field(ge=1, le=MOST_STEPS)
    round: Round = Round.FIRST
    choice: Choice
    sureness: Sureness | None = None
    taps: list[TapIn] = Field(default_factory=list, max_length=MOST_TAPS)

    @property
    def given(self) -> SentAnswer:
        """The same for a use case.

        Raises:
            SittingRejectedError: it does not say how sure the person is.
        """
        taps = tuple(Tap(each.photo, each.x, each.y) for each in self.taps)
        return SentAnswer(self.step, self.round, self.choice, checked_sureness(self.choice, self.sureness), taps)


class SeatAnswerOut(BaseModel):
    """An answer that is kept."""

    step: int
    round: Round
    choice: Choice
    sureness: Sureness
    at: datetime


class SittingStepOut(BaseModel):
    """A step of the seminar, as it was when the sitting was opened."""

    number: int
    kind: AgendaStepKind
    product: str
    point: str | None = Field(description="Of a comparison, the id of the point.")
    label: Label | None = Field(description="Of a question, what the item is.")
    assisted: bool = Field(description="Whether the assistant's verdict may be shown before the truth.")
    revealed_at: datetime | None = Field(description="When the truth was shown. Null if it was not.")
    outcome: Outcome | None = Field(description="Of a live demo that is revealed, the verdict on the item; else null.")
    deviating: list[str] = Field(description="The ids of the points that it names and that the slot shows.")


class SittingComparisonOut(BaseModel):
    """How the two pictures of a comparison are shown."""

    mode: ComparisonMode
    shown: Label
    slider: int
    scale: float
    x: float
    y: float


class SittingTallyOut(BaseModel):
    """How many seats gave an answer to the step that is shown."""

    round: Round
    choice: Choice
    seats: int


class SittingBriefOut(BaseModel):
    """A sitting in a list."""

    id: str
    seminar: str
    rehearsal: bool
    state: SittingState
    opened_at: datetime
    closed_at: datetime | None


class SittingOut(SittingBriefOut):
    """A sitting, as its host sees it."""

    join_code: str | None = Field(description="With which phones join, at `/join`. Null once the sitting is closed.")
    join_until: datetime = Field(description="Until when the code holds.")
    step: int = Field(description="The number of the step that is shown; 0 before the first.")
    phase: Phase
    steps: list[SittingStepOut]
    seats: int = Field(description="How many phones have joined.")
    wrong_codes: int = Field(
        description="How many wrong codes were entered lately, for any seminar; 0 if these are few."
    )
    tallies: list[SittingTallyOut] = Field(
        description="The answers to the step that is shown; empty once it is closed."
    )
    last_event: int = Field(description="The number of the last event of `followSitting`.")
    comparison: SittingComparisonOut = Field(description="How the pictures of the comparison that is shown stand.")


class SittingsOut(PageOut):
    """Some sittings, the latest first."""

    sittings: list[SittingBriefOut]


class SittingEventOut(BaseModel):
    """Something that happened in a sitting."""

    number: int
    kind: EventKind
    step: int
    phase: Phase
    at: datetime


def brief_out(sitting: Sitting) -> SittingBriefOut:
    """A sitting in a list."""
    return SittingBriefOut(
        id=sitting.id,
        seminar=sitting.seminar_id,
        rehearsal=sitting.is_rehearsal,
        state=sitting.state,
        opened_at=sitting.opened_at,
        closed_at=sitting.closed_at,
    )


def sitting_out(view: HostView) -> SittingOut:
    """A sitting as its host sees it."""
    sitting = view.sitting
    return SittingOut(
        **brief_out(sitting).model_dump(),
        join_code=sitting.join_code and written_code(sitting.join_code),
        join_until=sitting.join_until,
        step=sitting.step,
        phase=sitting.phase,
        steps=[_step_out(each, sitting.taught(each)) for each in sitting.steps],
        seats=view.seats,
        wrong_codes=view.wrong_codes,
        tallies=[SittingTallyOut(**each._asdict()) for each in view.tallies],
        last_event=sitting.last_event,
        comparison=SittingComparisonOut(**sitting.compared._asdict()),
    )


def _step_out(step: SealedStep, taught: Collection[str]) -> SittingStepOut:
    said = step.assistance if step.demonstration and step.revealed_at else None
    return SittingStepOut(
        number=step.number,
        kind=step.kind,
        product=step.product_id,
        point=step.point_id,
        label=step.question.label if step.question else None,
        assisted=step.is_assisted,
        revealed_at=step.revealed_at,
        outcome=said.outcome if said else None,
        deviating=[each for each in said.points if each in taught] if said else [],
    )


def event_out(event: SittingEvent) -> SittingEventOut:
    """An event without the sitting that it is of."""
    return SittingEventOut(number=event.number, kind=event.kind, step=event.step, phase=event.phase, at=event.at)


def answer_out(answer: SeatAnswer) -> SeatAnswerOut:
    """An answer that is kept."""
    given = answer.given
    return SeatAnswerOut(step=given.step, round=given.round, choice=given.choice, sureness=given.sureness, at=answer.at)
