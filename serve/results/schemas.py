"""Bodies of the JSON API of results."""

from datetime import datetime

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.results.domain import Assisted, CountedQuestion, PointMisses
from serve.results.learning_domain import Change, GroupLearning
from serve.results.measure_domain import Calls
from serve.results.measure_schemas import (
    DECIMALS,
    CallsOut,
    PartCallsOut,
    ShareOut,
    calls_out,
    parts_out,
    rate_out,
    rounded,
    share_out,
)
from serve.results.service import SeminarResults
from serve.results.taps_domain import HeatMap, InPlace
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Sureness


class ProductCallsOut(CallsOut):
    """The same for one product."""

    product: str


class QuestionCallsOut(CallsOut):
    """The same for one question."""

    question: str = Field(
        description="As it was first asked. In a later sitting it may ask about another item, which is a line of its "
        "own then."
    )
    number: int = Field(
        description="Part by part, in the order in which the items were first asked about. Over several sittings, an "
        "item that was asked about in the same part is one question."
    )
    part: AgendaStepKind
    product: str
    label: Label


class PointMissesOut(BaseModel):
    """How often a point that tells was missed."""

    product: str
    point: str
    missed: ShareOut = Field(description='"Genuine" among definite answers on counterfeit items that show it.')
    taps_inside: ShareOut | None = Field(description="Taps in its marked place, of all on any photo of these items.")


class GainOut(BaseModel):
    """A figure in the pre-test and in the post-test."""

    before: float
    after: float
    gain: float
    low: float | None = Field(description="Of the interval of the gain. Null where there is none.")
    high: float | None


class LearningOut(BaseModel):
    """What seats that took both tests learned. Intervals are BCa bootstrap ones, 95 %."""

    seats: int
    rough: bool = Field(description="Whether there are so few seats that intervals are often too short.")
    share_right: GainOut
    sensitivity: GainOut | None = Field(description="d' of all these seats together.")


class AssistedOut(BaseModel):
    """Answers to assisted exercises by the same seats."""

    seats: int
    alone: CallsOut
    assistant: CallsOut = Field(description="Its verdicts on these items, each once.")
    after: CallsOut = Field(description="Once they had seen the assistant's verdict.")


class SurenessOut(BaseModel):
    """First answers of people who were this sure."""

    sureness: Sureness
    answers: int = Field(description="Definite ones.")
    right: ShareOut | None = Field(description="Among them.")


class TapCellOut(BaseModel):
    """A cell of a grid of 12 by 12 on the photo, with the number of taps in it."""

    column: int
    row: int
    taps: int


class TellingPlaceOut(BaseModel):
    """Where a photo shows a point to deviate: x, y, width and height as fractions of the photo."""

    point: str
    box: tuple[float, float, float, float]


class TapsInsideOut(BaseModel):
    """Taps on a photo."""

    inside: int = Field(description="Those in a marked place, or next to it.")
    taps: int


class TapMapOut(BaseModel):
    """Where people tapped on a photo with their first answers."""

    product: str
    entry: str
    photo: int
    number: int = Field(description="Of the question.")
    cells: list[TapCellOut]
    places: list[TellingPlaceOut]
    inside: TapsInsideOut | None = Field(description="Null where no place is marked.")


class CountedSittingOut(BaseModel):
    """A sitting whose answers count."""

    id: str
    opened_at: datetime


class SeminarResultsOut(BaseModel):
    """The results of a seminar, or of one of its sittings. None of them is about a person."""

    seminar: str
    sittings: list[CountedSittingOut] = Field(description="All that are closed and were no rehearsal.")
    sitting: str | None = Field(description="The only one that is counted here. Null for all.")
    seats: int = Field(description="How many gave answers that count.")
    small: bool = Field(description="Whether there are no figures: in no sitting 5 seats answered the same question.")
    small_sittings: int = Field(description="How many sittings are left out, as they have fewer than 5 seats' answers.")
    small_seats: int = Field(description="How many seats answered in them.")
    dropped: int = Field(
        description="How many first answers of the other sittings are left out, so that no one can read those of "
        "fewer than 5 seats by subtraction."
    )
    calls: CallsOut
    parts: list[PartCallsOut]
    products: list[ProductCallsOut]
    points: list[PointMissesOut] = Field(description="The most often missed first; those that may be shown now.")
    questions: list[QuestionCallsOut] = Field(description="Those with at least 5 answers in a sitting.")
    learning: LearningOut | None
    assisted: AssistedOut | None
    sureness: list[SurenessOut] = Field(
        description="By how sure people were. Levels that fewer than 5 seats of a sitting chose are left out."
    )
    maps: list[TapMapOut] = Field(
        description="Of photos that may be shown now and on which 5 seats of a sitting tapped."
    )
    hidden_maps: int = Field(description="How many photos have no map because they may no longer be shown.")


def results_out(read: SeminarResults) -> SeminarResultsOut:
    """The results of a seminar."""
    figures = read.figures
    return SeminarResultsOut(
        seminar=read.seminar.id,
        sittings=[CountedSittingOut(id=each.id, opened_at=each.opened_at) for each in read.sittings],
        sitting=read.sitting_id,
        seats=figures.seats,
        small=figures.is_small,
        small_sittings=figures.small_sittings,
        small_seats=figures.small_seats,
        dropped=figures.dropped,
        calls=CallsOut(**calls_out(figures.calls)),
        parts=parts_out(figures.by_kind),
        products=[ProductCallsOut(product=name, **calls_out(calls)) for name, calls in figures.products.items()],
        points=[_point(each) for each in figures.points],
        questions=[_question(each) for each in figures.questions],
        learning=_learning(figures.learning) if figures.learning else None,
        assisted=_assisted(figures.assisted) if figures.assisted else None,
        sureness=[_sureness(level, calls) for level, calls in figures.sureness.items()],
        maps=[_map(each) for each in figures.maps],
        hidden_maps=figures.hidden_maps,
    )


def _point(each: PointMisses) -> PointMissesOut:
    return PointMissesOut(
        product=each.key.product_id,
        point=each.key.point_id,
        missed=share_out(each.missed),
        taps_inside=rate_out(each.tapped),
    )


def _question(each: CountedQuestion) -> QuestionCallsOut:
    of = each.question
    return QuestionCallsOut(
        question=of.id, number=each.number, part=of.kind, product=of.product_id, label=of.label, **calls_out(each.calls)
    )


def _learning(found: GroupLearning) -> LearningOut:
    return LearningOut(
        seats=found.seats,
        rough=found.is_rough,
        share_right=_change(found.share),
        sensitivity=_change(found.sensitivity) if found.sensitivity else None,
    )


def _change(change: Change) -> GainOut:
    low, high = change.interval or (None, None)
    before, after, gain = (round(each, DECIMALS) for each in (change.before, change.after, change.gain))
    return GainOut(before=before, after=after, gain=gain, low=rounded(low), high=rounded(high))


def _assisted(found: Assisted) -> AssistedOut:
    alone, assistant, after = (CallsOut(**calls_out(each)) for each in found[:3])
    return AssistedOut(seats=found.seats, alone=alone, assistant=assistant, after=after)


def _sureness(level: Sureness, calls: Calls) -> SurenessOut:
    return SurenessOut(sureness=level, answers=calls.n, right=rate_out(calls.rightness))


def _map(each: HeatMap) -> TapMapOut:
    return TapMapOut(
        product=each.product_id,
        entry=each.entry_id,
        photo=each.photo,
        number=each.number,
        cells=[TapCellOut(**cell._asdict()) for cell in each.cells],
        places=[TellingPlaceOut(point=place.point_id, box=(*place.box,)) for place in each.places],
        inside=_inside(each.in_places) if each.in_places else None,
    )


def _inside(found: InPlace) -> TapsInsideOut:
    return TapsInsideOut(**found._asdict())
