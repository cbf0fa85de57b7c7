"""What has happened, for administrators: /v1/audit/events, and the same as a table."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.events import spreadsheet
from serve.events.domain import MOST_EXPORTED, EventQuery
from serve.events.permissions import EventPermission
from serve.events.schemas import EventsOut, event_out
from serve.events.service import Events
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of

LONGEST = 64  # characters of a value that is searched for
CSV = "text/csv; charset=utf-8"

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Reader = Annotated[Actor, Depends(permitted(EventPermission.READ))]
EventsPart = Annotated[Events, Depends(provided(Events))]


def searched(
    by: Annotated[str | None, Query(alias="actor", max_length=LONGEST, description="Username of who acted.")] = None,
    action: Annotated[
        str | None,
        Query(max_length=LONGEST, description="Such as `case:view`; `case` for all that was done to cases."),
    ] = None,
    subject: Annotated[str | None, Query(max_length=LONGEST, description="The id of what it happened to.")] = None,
    person: Annotated[
        str | None, Query(max_length=LONGEST, description="Username of the person to whom it happened.")
    ] = None,
    since: Annotated[Day | None, Query(alias="from", description="A day in UTC.")] = None,
    until: Annotated[Day | None, Query(description="A day in UTC; included.")] = None,
) -> EventQuery:
    """Which events to read."""
    return EventQuery(by, action, subject, person, since, until)


Searched = Annotated[EventQuery, Depends(searched)]


@router.get(
    "/events",
    operation_id="listEvents",
    summary="What has happened",
    description="Each look, change and download, the latest first. An agency's administrator sees what its people did "
    "and what happened to its cases and people; a right holder's what its people did and what happened to them; an "
    "operator's all. A sign-in that was refused is `session:refuse`, with the username that was tried as "
    "`subject_username`, if someone has it. Other names are not kept: some are passwords in the wrong field.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_events(
    actor: Reader,
    events: EventsPart,
    query: Searched,
    after: Annotated[str | None, Query(pattern="^[1-9][0-9]{0,17}$", description=AFTER)] = None,
    limit: Limit = PAGE,
) -> EventsOut:
    """One page of the events that the actor may read."""
    page = events.page(actor, query, None if after is None else int(after), limit)
    return EventsOut(
        events=[event_out(event) for event in page.events],
        after=None if page.after is None else str(page.after),
        searched_back_to=page.searched_back_to,
    )


@router.get(
    "/events.csv",
    operation_id="exportEvents",
    summary="What has happened, as a table",
    description=f"In your language, at most {MOST_EXPORTED:,} events. Cells that a spreadsheet would take for a "
    "formula are text. The export is recorded.",
    response_class=Response,
    responses={
        200: {"description": "A table (CSV, UTF-8).", "content": {"text/csv": {"schema": {"type": "string"}}}},
        **problem_responses(401, 403, 422, 503),
    },
)
def get_table(request: Request, actor: Reader, events: EventsPart, query: Searched) -> Response:
    """The events that the actor may read and that match."""
    made = spreadsheet.table(events.export(actor, query), language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"', "Vary": "Accept-Language"}
    return Response(made, headers=headers, media_type=CSV)
