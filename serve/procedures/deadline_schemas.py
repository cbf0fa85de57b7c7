"""The JSON of deadlines, and of how procedures ended."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from serve.deadlines.domain import DayKind
from serve.platform.paging import PageOut
from serve.procedures.domain import DeadlineEntry, Standing
from serve.procedures.listing import DeadlineLists, DeadlinePage, ResultCount


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
