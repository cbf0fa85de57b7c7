"""The JSON of procedures and deadlines."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from serve.accounts.schemas import Body
from serve.cases.schemas import PersonRef, Text
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
    DeadlineEntry,
    ProcedureClock,
    ProcedureStep,
    Standing,
)
from serve.procedures.listing import DeadlineLists, DeadlinePage, ResultCount
from serve.procedures.messages import RESULTS, RIGHT_KINDS
from serve.procedures.service import ShownProcedure

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Word = Annotated[str, Field(max_length=LONGEST_WORD)]
Line = Annotated[str, Field(max_length=LONGEST_NAME)]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,14}(\.[0-9]{1,4})?$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
ORGANISATION = "^o-[0-9a-f]{32}$"
REGIME = "The law whose clocks run, such as `eu-608-2013`. By default that of the country; empty for none."
EVENT = (
    "The day where the authority is, such as 2026-12-18, or a moment with an offset, such as 2026-12-18T23:30+09:00."
)
KINDS = f"One of {', '.join(RIGHT_KINDS)}; empty if it is not known."
SEES = (
    "The organisation of this service that it is; null if it has no account. It then sees the deadlines that it has to "
    "meet itself, with right, application number and your agency's name; nothing else of the procedure or the case."
)


class ProcedureIn(Body):
    """A procedure for one right holder of a case."""

    right_holder: str = Field(max_length=LONGEST_NAME, json_schema_extra=NEEDED)
    right_holder_id: str | None = Field(default=None, pattern=ORGANISATION, description=SEES)
    right_kind: Word = Field(default="", description=KINDS)
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
    right_kind: Word | None = Field(default=None, description=KINDS)
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
        max_length=LONGEST_WORD, description=f"One of {', '.join(RESULTS)}; empty to take the result back."
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


class DeadlineEntryOut(BaseModel):
    """A deadline that no one has met yet."""

    id: str
    procedure: str | None = Field(description="Null for a right holder.")
    case: str | None = Field(description="Null for a right holder.")
    case_number: str | None = Field(description="Null for a right holder.")
    agency: str
    agency_country: str | None
    right_holder: str
    right_kind: str
    right_number: str
    application_number: str
    rule: str
    party: str
    answer: str
    lapse: str
    event: date
    deadline: date = Field(description="The last day.")
    expires_at: datetime
    standing: Standing
    days_left: int = Field(description="0 on the last day and after it.")
    kind: DayKind


class DeadlinesOut(PageOut):
    """Some deadlines, those that end first on top."""

    deadlines: list[DeadlineEntryOut]


class ResultCountOut(BaseModel):
    """How many procedures ended with a result."""

    result: str
    count: int = Field(ge=0)


class ProcedureResultsOut(BaseModel):
    """How procedures ended; first those in which no one acted. Procedures are no articles."""

    results: list[ResultCountOut]


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
        steps=[_step(shown, step) for step in found.steps],
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


def deadlines_out(page: DeadlinePage, lists: DeadlineLists) -> DeadlinesOut:
    """A page of deadlines."""
    return DeadlinesOut(deadlines=[_entry(each, page, lists) for each in page.entries], after=page.after)


def _entry(entry: DeadlineEntry, page: DeadlinePage, lists: DeadlineLists) -> DeadlineEntryOut:
    clock, agency = entry.clock, page.agencies[entry.agency]
    return DeadlineEntryOut(
        id=entry.name,
        procedure=entry.procedure_id,
        case=entry.case_id,
        case_number=entry.case_number,
        agency=agency.name,
        agency_country=agency.country,
        right_holder=entry.right_holder,
        right_kind=entry.right_kind,
        right_number=entry.right_number,
        application_number=entry.application_number,
        rule=clock.rule,
        party=clock.party,
        answer=clock.answer,
        lapse=clock.lapse,
        event=clock.started_on,
        deadline=clock.day,
        expires_at=clock.expires_at,
        standing=clock.standing(page.read_at),
        days_left=lists.days_left(clock),
        kind=clock.kind,
    )


def results_out(found: list[ResultCount]) -> ProcedureResultsOut:
    """Counts of results."""
    return ProcedureResultsOut(results=[ResultCountOut(result=each.result, count=each.amount) for each in found])


_ID = "x-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d"
_PERSON = {"id": "u-0f1e2d3c4b5a69788796a5b4c3d2e1f0", "name": "Aiko Tanaka"}
PROCEDURE: dict[str, Any] = {
    "id": _ID,
    "case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e",
    "right_holder": "Tornavik",
    "right_holder_id": None,
    "right_kind": "trade_mark",
    "right_number": "018000001",
    "application_number": "AFA-2026-17",
    "regime": "eu-608-2013",
    "country": "DE",
    "subdivision": "",
    "zone": "Europe/Berlin",
    "perishable": False,
    "small_consignment": False,
    "ex_officio": False,
    "reasons": "",
    "made_by": _PERSON,
    "made_at": "2026-12-18T09:00:00Z",
    "changed_at": "2026-12-18T09:05:00Z",
    "steps": [
        {
            "number": 1,
            "kind": "right-holder-notified",
            "event": "2026-12-18",
            "on": "2026-12-18",
            "rule": "",
            "days": 0,
            "withdrawn": False,
            "note": "",
            "by": _PERSON,
            "at": "2026-12-18T09:05:00Z",
        }
    ],
    "clocks": [
        {
            "number": 1,
            "rule": "eu-608-2013/right-holder",
            "valid_from": "2014-01-01",
            "source": "Regulation (EU) No 608/2013, Article 23(1)(a) and (b), (3), (4) and (5)",
            "party": "right-holder",
            "answer": "confirm-and-consent",
            "lapse": "goods-released",
            "met_by": ["right-holder-confirmed", "court-action"],
            "kind": "working",
            "country": "DE",
            "subdivision": "",
            "zone": "Europe/Berlin",
            "event": "2026-12-18",
            "deadline": "2027-01-05",
            "days": 10,
            "extension": 0,
            "calendar": "DE, holidays 0.109",
            "skipped": [{"day": "2026-12-25", "name": "Christmas Day"}],
            "expires_at": "2027-01-05T23:00:00Z",
            "state": "open",
            "standing": "running",
            "met_on": None,
            "days_left": 10,
        }
    ],
    "proposed_result": None,
    "result": None,
    "result_on": None,
    "cost": None,
    "currency": None,
}
EXAMPLES: dict[str, Any] = {
    "ProcedureOut": PROCEDURE,
    "ProceduresOut": {"procedures": [PROCEDURE], "after": None},
    "DeadlinesOut": {
        "deadlines": [
            {
                "id": f"{_ID}.1",
                "procedure": _ID,
                "case": PROCEDURE["case"],
                "case_number": "2026-000012",
                "agency": "First Customs",
                "agency_country": "DE",
                **{name: PROCEDURE[name] for name in ("right_holder", "right_kind", "right_number")},
                "application_number": "AFA-2026-17",
                **{name: PROCEDURE["clocks"][0][name] for name in ("rule", "party", "answer", "lapse", "event")},
                "deadline": "2027-01-05",
                "expires_at": "2027-01-05T23:00:00Z",
                "standing": "running",
                "days_left": 10,
                "kind": "working",
            }
        ],
        "after": None,
    },
    "ProcedureResultsOut": {"results": [{"result": "released_no_action", "count": 1}]},
}
