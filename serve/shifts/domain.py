"""A shift: a span of time at a place or in a unit. Imports only the standard library and `model`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from model.errors import ValueRejectedError
from model.messages import message
from serve.audit.domain import record_digest
from serve.cases.domain import CaseRejectedError, checked_line, required_text
from serve.cases.dossier import CaseSummary
from serve.cases.terms import place_term, unit_term

USUAL = timedelta(hours=8)
LONGEST = timedelta(days=31)
MOST_LISTED = 100  # cases, and notes


class ShiftRejectedError(ValueRejectedError):
    """The span or the note is invalid; the message says why."""


@dataclass(frozen=True)
class ShiftQuery:
    """Which shift.

    Attributes:
        since: from when, included.
        before: until when, not included.
        place, unit: of cases, in upper or lower case; empty for any.
    """

    since: datetime
    before: datetime
    place: str = ""
    unit: str = ""

    def has(self, place: str, unit: str) -> bool:
        """Whether a case with these is of the shift."""
        is_there = not self.place or place_term(place) == place_term(self.place)
        return is_there and (not self.unit or unit_term(unit) == unit_term(self.unit))

    @property
    def terms(self) -> list[str]:
        """The terms in the index of cases that a case of the shift has."""
        return ([place_term(self.place)] if self.place else []) + ([unit_term(self.unit)] if self.unit else [])


class PlacedCount(NamedTuple):
    """Where something was, and how much of it.

    Attributes:
        place, unit: of its case; both empty of what is in no case.
    """

    place: str
    unit: str
    amount: int


@dataclass(frozen=True)
class ShiftNote:
    """What the next shift is told.

    Attributes:
        unit: which unit it is for; empty for every one.
        by: id of the person who wrote it.
    """

    id: str
    organisation_id: str
    unit: str
    text: str
    by: str
    at: datetime

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        return record_digest(asdict(self))


@dataclass(frozen=True)
class Shift:
    """What was done in a shift, and what waits.

    Attributes:
        examinations: how many.
        opened, closed: the first MOST_LISTED cases, the latest first, without verdicts on which the reader's opinion is
            pending.
        opened_count, closed_count: how many there are.
        open_cases: how many cases are open now.
        pending_opinions: how many opinions were asked and are not given.
        open_enquiries: how many enquiries wait for a right holder.
        photo_requests: how many requests of right holders for photos have no reply.
        pressing_deadlines: how many legal deadlines end within three days.
        lapsed_deadlines: how many have run out, and have no result.
        notes: the latest first; those for the unit, and those for every one.
        names: of the people in it, by id.
    """

    query: ShiftQuery
    examinations: int
    opened: Sequence[CaseSummary]
    opened_count: int
    closed: Sequence[CaseSummary]
    closed_count: int
    open_cases: int
    pending_opinions: int
    open_enquiries: int
    photo_requests: int
    pressing_deadlines: int
    lapsed_deadlines: int
    notes: Sequence[ShiftNote]
    names: Mapping[str, str]


def checked_query(query: ShiftQuery) -> ShiftQuery:
    """A query, cleaned and checked.

    Raises:
        ShiftRejectedError: the span is empty or too long, or a line is invalid.
    """
    if query.before <= query.since:
        raise ShiftRejectedError(message("The shift ends before it begins. Change one of the two times."), "until")
    if query.before - query.since > LONGEST:
        raise ShiftRejectedError(message("The span is longer than 31 days. Choose a shorter one."), "until")
    return ShiftQuery(query.since, query.before, _line(query.place, "place"), _line(query.unit, "unit"))


def checked_note(text: str, unit: str) -> tuple[str, str]:
    """The text of a note and the unit that it is for, cleaned.

    Raises:
        ShiftRejectedError: the text is missing, or one of them is invalid.
    """
    try:
        return required_text(text, "notes"), checked_line(unit, "unit")
    except CaseRejectedError as reason:
        raise ShiftRejectedError(reason.message, "text" if reason.field == "notes" else reason.field) from None


def _line(text: str, field: str) -> str:
    try:
        return checked_line(text, field)
    except CaseRejectedError as reason:
        raise ShiftRejectedError(reason.message, reason.field) from None
