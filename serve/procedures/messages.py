"""What people read about procedures."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from model.messages import Message, Wording, counted, in_context, message
from serve.deadlines.domain import DayKind
from serve.deadlines.messages import answer_words, lapse_words, party_words, step_words
from serve.procedures.domain import EXTENSION, RESULT, Standing

STANDINGS: Mapping[Standing, Message] = MappingProxyType(
    {
        Standing.RUNNING: in_context("state of a legal deadline", "Running"),
        Standing.LAPSED: in_context("state of a legal deadline", "Lapsed"),
        Standing.MET: in_context("state of a legal deadline", "Met"),
        Standing.LATE: in_context("state of a legal deadline", "Met late"),
        Standing.ENDED: in_context("state of a legal deadline", "Ended with the procedure"),
    }
)
EXTENDED = in_context("step of a procedure", "the deadline was extended")
CONCLUDED = in_context("step of a procedure", "the result was recorded")
WORKING_LEFT = counted("{count} working day left", "{count} working days left")
CALENDAR_LEFT = counted("{count} day left", "{count} days left")
LAST_DAY = message("Today is the last day")
LAPSED_ON = message("Lapsed: the last day was {day}")


def left(kind: DayKind, standing: Standing, days_left: int, day: date) -> Message:
    """How much of a clock is left that no one has met.

    Args:
        days_left: that count; 0 on the last day.
    """
    if standing is Standing.LAPSED:
        return LAPSED_ON.of(day=day)
    if days_left <= 0:
        return LAST_DAY
    return (WORKING_LEFT if kind is DayKind.WORKING else CALENDAR_LEFT).of(count=days_left)


def kind_words(kind: str) -> Wording:
    """A step in words; a text of the operator's as it stands."""
    return {EXTENSION: EXTENDED, RESULT: CONCLUDED}.get(kind) or step_words(kind)


FOR_TEMPLATES = {
    "clock_standings": STANDINGS,
    "clock_left": left,
    "clock_answer": answer_words,
    "clock_lapse": lapse_words,
    "clock_party": party_words,
    "procedure_step": kind_words,
}
