"""What people read about procedures."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from model.messages import Message, Wording, counted, in_context, message
from serve.deadlines.domain import DayKind
from serve.deadlines.messages import answer_words, lapse_words, party_words, step_words
from serve.procedures.domain import EXTENSION, RESULT, Standing

RIGHT_KINDS: Mapping[str, Message] = MappingProxyType(
    {
        "trade_mark": in_context("intellectual property", "Trade mark"),
        "design": in_context("intellectual property", "Design"),
        "copyright": in_context("intellectual property", "Copyright or related right"),
        "patent": in_context("intellectual property", "Patent"),
        "utility_model": in_context("intellectual property", "Utility model"),
        "geographical_indication": in_context("intellectual property", "Geographical indication"),
        "plant_variety": in_context("intellectual property", "Plant variety"),
        "other": in_context("intellectual property", "Another right"),
    }
)
# In this order results are counted and offered: first what follows if no one acts.
RESULTS: Mapping[str, Message] = MappingProxyType(
    {
        "released_no_action": in_context("result of a procedure", "Released, as no one acted"),
        "excluded_no_action": in_context("result of a procedure", "Deemed excluded, as no one decided"),
        "released_genuine": in_context("result of a procedure", "Released: genuine goods"),
        "released_not_infringing": in_context("result of a procedure", "Released: no right is infringed"),
        "destroyed": in_context("result of a procedure", "Destroyed"),
        "destroyed_small_consignment": in_context("result of a procedure", "Destroyed as a small consignment"),
        "forfeited": in_context("result of a procedure", "Seized and forfeited"),
        "court": in_context("result of a procedure", "Decided by a court"),
        "settled": in_context("result of a procedure", "Settled between the parties"),
    }
)
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


def result_words(result: str) -> Wording:
    """A result in words; a code that ended as it stands."""
    return RESULTS.get(result, result)


def right_words(kind: str) -> Wording:
    """A kind of right in words, likewise."""
    return RIGHT_KINDS.get(kind, kind)


FOR_TEMPLATES = {
    "clock_standings": STANDINGS,
    "clock_left": left,
    "clock_answer": answer_words,
    "clock_lapse": lapse_words,
    "clock_party": party_words,
    "procedure_step": kind_words,
    "procedure_result": result_words,
    "procedure_right": right_words,
}
