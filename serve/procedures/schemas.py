"""The JSON of procedures and deadlines."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from serve.accounts.schemas import Body
from serve.cases.schemas import PersonRef, Text
from serve.codelists.domain import LONGEST_CODE
from serve.deadlines.domain import DayKind
from serve.deadlines.schemas import SkippedDayOut, skipped_out
from serve.platform.fields import NEEDED, Day
from serve.platform.paging import PageOut
from serve.procedures.domain import (
    LONGEST_EVENT,
    LONGEST_NAME,
    LONGEST_SUBDIVISION,
    LONGEST_WORD,
    LONGEST_ZONE,
    ClockState,
    ProcedureClock,
    ProcedureStep,
    Standing,
)
from serve.procedures.listing import DeadlineLists
from serve.procedures.service import ShownProcedure

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Word = Annotated[str, Field(max_length=LONGEST_WORD)]
Kind = Annotated[str, Field(max_length=LONGEST_CODE)]
Line = Annotated[str, Field(max_length=LONGEST_NAME)]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,14}(\.[0-9]{1,4})?$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
ORGANISATION = "^o-[0-9a-f]{32}$"
REGIME = "The law whose clocks run, such as `eu-608-2013`. By default that of the country; empty for none."
EVENT = (
    "The day where the authority is, such as 2026-12-18, or a moment with an offset, such as 2026-12-18T23:30+09:00."
)
KINDS = "A code of the list `right_kind`; empty if it is not known."
SEES = (
    "The organisation of this service that it is; null if it has no account. It then sees the deadlines that it has to "
    "meet itself, with right, application number and your agency's name; nothing else of the procedure or the case."
)


class ProcedureIn(Body):
    """A procedure for one right holder of a case."""

    right_holder: str = Field(max_length=LONGEST_NAME, json_schema_extra=NEEDED)
    right_holder_id: str | None = Field(default=None, pattern=ORGANISATION, description=SEES)
    right_kind: Kind = Field(default="", description=KINDS)
    right_number: Word = ""
    application_number: Word = Field(default="", description="Of the application for action.")
    regime: Word | None = Field(default=None, description=REGIME)
    country: Country | None = Field(default=None, description="The authority's. By default your agency's.")
    subdivision: str = Field(
        default="", max_length=LONGEST_SUBDIVISION, description="A part of the country with holidays of its own."
    )
    zone: str | None = Field(
        default=None, max_length=LONGEST_ZONE, description="The authority's time zone. By default the capital's."
    )
    perishable: bool = False
    small_consignment: bool = False
    ex_officio: bool = Field(default=False, description="Without an application for action.")
    reasons: Text = Field(default="", description="Of the finding department.")


class ProcedureChange(Body):
    """Changes of a procedure; omitted values stay. Its clocks are counted again where that changes them."""

    right_holder: Line | None = None
    right_holder_id: str | None = Field(default=None, pattern=ORGANISATION, description=SEES)
    right_kind: Kind | None = Field(default=None, description=KINDS)
    right_number: Word | None = None
    application_number: Word | None = None
    regime: Word | None = Field(default=None, description=REGIME)
    country: Country | None = None
    subdivision: Annotated[str, Field(max_length=LONGEST_SUBDIVISION)] | None = None
    zone: Annotated[str, Field(max_length=LONGEST_ZONE)] | None = None
    perishable: bool | None = None
    small_consignment: bool | None = None
    ex_officio: bool | None = None
    reasons: Text | None = None


class ProcedureStepIn(Body):
    """What happened. Of one kind, the latest counts: a step with another day corrects the one before."""

    kind: str = Field(
        max_length=LONGEST_WORD,
        description="A step of the law's rules, such as `right-holder-notified`, or `extension`.",
        examples=["right-holder-notified"],
        json_schema_extra=NEEDED,
    )
    event: str = Field(max_length=LONGEST_EVENT, description=EVENT, examples=["2026-12-18"], json_schema_extra=NEEDED)
    rule: Word = Field(default="", description="Of an extension: the rule whose clock is extended.")
    days: int = Field(default=0, ge=0, le=1000, description="Of an extension: by how many days in all.")
    withdrawn: bool = Field(default=False, description="The step of this kind was recorded by mistake; none counts.")
    note: Text = ""


class ProcedureResultIn(Body):
    """How a procedure ended. All its clocks end with it."""

    result: str = Field(
        max_length=LONGEST_CODE, description="A code of the list `result` on that day; empty to take the result back."
    )
    on: Day | None = Field(default=None, description="The day, by default today.")
    cost: Amount | None = Field(default=None, description="Of storage, destruction and the like.", examples=["120.50"])
    currency: Currency | None = Field(default=None, description="ISO 4217.", examples=["EUR"])


class ProcedureStepOut(BaseModel):
    """What happened."""

    number: int = Field(description="Counted from 1.")
    kind: str
    event: str = Field(description="As it was given.")
    on: date = Field(description="The day, where the authority is.")
    rule: str
    days: int
    withdrawn: bool
    note: str = Field(description="Of `result` the result.")
    by: PersonRef
    at: datetime


class ProcedureClockOut(BaseModel):
    """A deadline as it was counted."""

    number: int = Field(description="Counted from 1.")
    rule: str
    valid_from: date = Field(description="Of the version of the rule that counts.")
    source: str
    party: str = Field(description="Who has to act; empty if the rule does not say so.")
    answer: str = Field(description="What has to be done in time.")
    lapse: str = Field(description="What follows if nothing is done.")
    met_by: list[str] = Field(description="The steps that meet it.")
    kind: DayKind = Field(description="Which days count.")
    country: str
    subdivision: str
    zone: str
    event: date = Field(description="The day of the event, where the authority is.")
    deadline: date = Field(description="The last day.")
    days: int
    extension: int
    calendar: str
    skipped: list[SkippedDayOut]
    expires_at: datetime
    state: ClockState = Field(
        description="open; met; ended: the procedure has a result; replaced: counted again; void: does not run."
    )
    standing: Standing | None = Field(description="How it stands now; null if it was counted again or does not run.")
    met_on: date | None
    days_left: int | None = Field(
        description="Days of its kind that are left: 0 on the last day and after it; null unless it is open."
    )


class ProcedureOut(BaseModel):
    """A procedure."""

    id: str
    case: str
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
    made_by: PersonRef
    made_at: datetime
    changed_at: datetime
    steps: list[ProcedureStepOut]
    clocks: list[ProcedureClockOut] = Field(description="Every one that was counted, the oldest first.")
    proposed_result: str | None = Field(description="What follows, as no one acted in time; an officer confirms it.")
    result: str | None
    result_on: date | None
    cost: str | None
    currency: str | None


class ProceduresOut(PageOut):
    """Some procedures, the oldest first."""

    procedures: list[ProcedureOut]


def procedure_out(shown: ShownProcedure, lists: DeadlineLists) -> ProcedureOut:
    """A procedure for the API."""
    found, details = shown.procedure, shown.procedure.details
    return ProcedureOut(
        id=found.id,
        case=found.case_id,
        **{name: getattr(details, name) for name in ProcedureIn.model_fields},
        made_by=_person(shown, found.made_by),
        made_at=found.made_at,
        changed_at=found.changed_at,
        steps=[_step(shown, step) for step in found.dated_steps],
        clocks=[_clock(clock, lists) for clock in found.clocks],
        proposed_result=found.proposed(lists.clock.shown()),
        result=found.result,
        result_on=found.result_on,
        cost=found.cost,
        currency=found.currency,
    )


def _person(shown: ShownProcedure, person_id: str) -> PersonRef:
    return PersonRef(id=person_id, name=shown.names.get(person_id, person_id))


def _step(shown: ShownProcedure, step: ProcedureStep) -> ProcedureStepOut:
    return ProcedureStepOut(
        number=step.position,
        kind=step.kind,
        event=step.event,
        on=step.on,
        rule=step.rule,
        days=step.days,
        withdrawn=step.is_withdrawn,
        note=step.note,
        by=_person(shown, step.by),
        at=step.at,
    )


def _clock(clock: ProcedureClock, lists: DeadlineLists) -> ProcedureClockOut:
    return ProcedureClockOut(
        number=clock.position,
        rule=clock.rule,
        valid_from=clock.version,
        source=clock.source,
        party=clock.party,
        answer=clock.answer,
        lapse=clock.lapse,
        met_by=list(clock.met_by),
        kind=clock.kind,
        country=clock.country,
        subdivision=clock.subdivision,
        zone=clock.zone,
        event=clock.started_on,
        deadline=clock.day,
        days=clock.days,
        extension=clock.extension,
        calendar=clock.calendar,
        skipped=skipped_out(clock.skipped),
        expires_at=clock.expires_at,
        state=clock.state,
        standing=lists.standing(clock) if clock.counts else None,
        met_on=clock.met_on,
        days_left=lists.days_left(clock) if clock.state is ClockState.OPEN else None,
    )
