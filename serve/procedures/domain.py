"""A procedure for one right holder of a case: its steps, its clocks and its result.

Imports only the standard library and `model`.
"""

import json
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from model.errors import ShinganError, ValueRejectedError
from model.messages import message
from serve.audit.domain import record_digest
from serve.deadlines.days_domain import day_of, event_of
from serve.deadlines.domain import Condition, DayKind, SkippedDay

EXTENSION, RESULT = "extension", "result"  # steps that are no word of a rule; the second is also a list of codes
RIGHT_KIND = "right_kind"  # a list of codes
NO_ACTION = ("released_no_action", "excluded_no_action")  # results that follow if no one acted; they are shown first
LONGEST_NAME, LONGEST_WORD, LONGEST_SUBDIVISION, LONGEST_ZONE, LONGEST_EVENT = 200, 100, 10, 64, 40


class ProcedureRejectedError(ValueRejectedError):
    """A value of a procedure is invalid; the message says why."""


class ProcedureStateError(ShinganError):
    """The state of the procedure doesn't allow this; the message says what to do."""


class ClockState(StrEnum):
    """The state of a clock as it is stored. Whether an open one has run out depends on the moment: see `Standing`."""

    OPEN = "open"
    MET = "met"
    ENDED = "ended"  # the procedure has a result
    REPLACED = "replaced"  # counted again from another day, or extended
    VOID = "void"  # it does not run for what the procedure is now


class Standing(StrEnum):
    """How a clock stands at a moment."""

    RUNNING = "running"
    LAPSED = "lapsed"
    MET = "met"
    LATE = "late"  # done after the last day
    ENDED = "ended"


class DeadlineState(StrEnum):
    """Which deadlines are listed."""

    RUNNING = "running"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class ProcedureDetails:
    """What an officer writes about a procedure.

    Attributes:
        right_holder: its name.
        right_holder_id: the organisation of this service that it is; None if it has no account.
        right_kind: a code of its list, or empty.
        regime: id of the law whose clocks run; empty if none is known for the country.
        country: the authority's.
        subdivision: the part of the country with holidays of its own; empty for none.
        zone: the authority's time zone.
        reasons: the finding department's.
    """

    right_holder: str
    right_holder_id: str | None
    right_kind: str
    right_number: str
    application_number: str
    regime: str
    country: str
    subdivision: str
    zone: str
    perishable: bool
    small_consignment: bool
    ex_officio: bool
    reasons: str

    @property
    def conditions(self) -> Mapping[Condition, bool]:
        """What rules ask of it."""
        return {
            Condition.PERISHABLE: self.perishable,
            Condition.SMALL_CONSIGNMENT: self.small_consignment,
            Condition.EX_OFFICIO: self.ex_officio,
        }


@dataclass(frozen=True)
class ProcedureStep:
    """What happened in a procedure. Steps are only added; of one kind, the latest counts.

    Attributes:
        position: from 1.
        kind: a word of a rule, EXTENSION or RESULT.
        event: the day, or the moment with its offset, as it was given.
        on: the day, where the authority was when it was recorded; see `Procedure.dated_steps`.
        rule: whose clock is extended; empty for other steps.
        days: by how many in all; 0 for other steps.
        is_withdrawn: the step of this kind was recorded by mistake: none counts.
        note: what the officer writes about it; of RESULT the result.
    """

    position: int
    kind: str
    event: str
    on: date
    rule: str
    days: int
    is_withdrawn: bool
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ProcedureClock:
    """A deadline as it was counted. What it rests on never changes; counted again, it becomes another one.

    Attributes:
        position: from 1.
        step: the position of the step that started it.
        version: the day from which the version of the rule is valid.
        skipped: days that don't count, without Saturdays and Sundays.
        expires_at: the first moment after the last day, in UTC.
        pressing_from: the day from which three days or fewer are left.
        met_on: the day of the step that met it; None if none did.
    """

    position: int
    step: int
    rule: str
    version: date
    source: str
    party: str
    answer: str
    lapse: str
    proposes: str
    met_by: tuple[str, ...]
    kind: DayKind
    country: str
    subdivision: str
    zone: str
    started_on: date
    day: date
    days: int
    extension: int
    calendar: str
    skipped: tuple[SkippedDay, ...]
    expires_at: datetime
    pressing_from: date
    state: ClockState = ClockState.OPEN
    met_on: date | None = None

    @property
    def counts(self) -> bool:
        """Whether it was not counted again since."""
        return self.state not in {ClockState.REPLACED, ClockState.VOID}

    def standing(self, now: datetime) -> Standing:
        """How it stands at a moment."""
        if self.state is ClockState.MET:
            return Standing.LATE if self.met_on is not None and self.met_on > self.day else Standing.MET
        if self.state is not ClockState.OPEN:
            return Standing.ENDED
        return Standing.LAPSED if now >= self.expires_at else Standing.RUNNING


@dataclass(frozen=True)
class Procedure:
    """What follows for one right holder.

    Attributes:
        organisation_id: the agency.
        result: a code of its list; None while it is open.
        cost: of what followed, as a decimal number; None if it is not known.
    """

    id: str
    organisation_id: str
    case_id: str
    details: ProcedureDetails
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    steps: tuple[ProcedureStep, ...] = ()
    clocks: tuple[ProcedureClock, ...] = ()
    result: str | None = None
    result_on: date | None = None
    cost: str | None = None
    currency: str | None = None

    @property
    def version(self) -> str:
        """A digest: a person who changes the procedure states with it which version they had read."""
        return digest_of(self)[:16]

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"case": self.case_id, "sha256": digest_of(self)}

    @property
    def current(self) -> tuple[ProcedureClock, ...]:
        """Its clocks that count, those that end first on top."""
        counting = (clock for clock in self.clocks if clock.counts)
        return tuple(sorted(counting, key=lambda clock: (clock.expires_at, clock.position)))

    @property
    def dated_steps(self) -> tuple[ProcedureStep, ...]:
        """Its steps, each on its day in the time zone that is written now: a moment has another one elsewhere."""
        zone = ZoneInfo(self.details.zone)
        return tuple(replace(step, on=day_of(event_of(step.event), zone)) for step in self.steps)

    @property
    def counting_steps(self) -> dict[str, ProcedureStep]:
        """The step of each kind that counts; extensions are of their rule, see `extending`."""
        latest = {step.kind: step for step in self.dated_steps if step.kind not in {EXTENSION, RESULT}}
        return {kind: step for kind, step in latest.items() if not step.is_withdrawn}

    @property
    def standing_steps(self) -> list[ProcedureStep]:
        """Its steps, and the one with its result, without those that were taken back."""
        result = (step for step in reversed(self.dated_steps) if step.kind == RESULT)
        return [*self.counting_steps.values(), *([next(result)] if self.result is not None else [])]

    def proposing(self, now: datetime) -> ProcedureClock | None:
        """The clock by which a result follows, as no one acted in time, or someone after the last day; None without."""
        missed = (clock for clock in self.current if clock.standing(now) in {Standing.LAPSED, Standing.LATE})
        return next((clock for clock in missed if clock.proposes), None)

    def proposed(self, now: datetime) -> str | None:
        """The result that follows, for an officer to confirm; None without any."""
        clock = self.proposing(now)
        return clock.proposes if clock and self.result is None else None

    def must_be_open(self) -> None:
        """Raise ProcedureStateError if it has a result."""
        if self.result is not None:
            raise ProcedureStateError(message("The procedure has a result. Take the result back first."))


class DeadlineEntry(NamedTuple):
    """A clock in a list of deadlines, as its reader may see it.

    Attributes:
        procedure_id, case_id, case_number: None for a right holder.
        agency: the organisation's id.
    """

    clock: ProcedureClock
    name: str
    procedure_id: str | None
    case_id: str | None
    case_number: str | None
    agency: str
    right_holder: str
    right_kind: str
    right_number: str
    application_number: str


def values_of(procedure: Procedure) -> dict[str, Any]:
    """The stored values, as the digests in the audit log cover them."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(procedure), default=_written))
    return values


def digest_of(procedure: Procedure) -> str:
    """A sha256 over the stored values, which the audit log keeps."""
    return record_digest(values_of(procedure))


def _written(value: date | datetime) -> str:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value.isoformat()


def checked_line(text: str, field: str) -> str:
    """A line of text without surrounding and doubled space.

    Raises:
        ProcedureRejectedError: it has characters that can't be shown.
    """
    return _shown(" ".join(text.split()), field, allowed="")


def checked_text(text: str, field: str) -> str:
    """A text of several lines, likewise."""
    return _shown(text.replace("\r\n", "\n").replace("\r", "\n").strip(), field, allowed="\n\t")


def known_word(word: str, field: str, known: Collection[str]) -> str:
    """A word of a list.

    Raises:
        ProcedureRejectedError: the list does not have it.
    """
    if word not in known:
        words = message("{word}: is none of {known}", word=word, known=", ".join(sorted(known)))
        raise ProcedureRejectedError(words, field)
    return word


def _shown(text: str, field: str, *, allowed: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in allowed for letter in text):
        raise ProcedureRejectedError(message("There is a control character in it; remove it."), field)
    return text
