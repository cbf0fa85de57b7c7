"""GET /v1/audit/events: what has happened, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.events.domain import EventQuery
from serve.events.permissions import EventPermission
from serve.events.schemas import EventsOut, event_out
from serve.events.service import Events
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit

router = APIRouter(prefix="/v1/audit", tags=["audit"])


@router.get(
    "/events",
    operation_id="listEvents",
    summary="What has happened",
    description="Each look, change and download, the latest first. An agency's administrator sees what its people did "
    "and what happened to its cases and people; a right holder's what its people did and what happened to them; an "
    "operator's all.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_events(
    actor: Annotated[Actor, Depends(permitted(EventPermission.READ))],
    events: Annotated[Events, Depends(provided(Events))],
    by: Annotated[str | None, Query(alias="actor", max_length=64, description="Username of who acted.")] = None,
    action: Annotated[str | None, Query(max_length=64, description="Such as `case:view`.")] = None,
    subject: Annotated[str | None, Query(max_length=64, description="The id of what it happened to.")] = None,
    since: Annotated[Day | None, Query(alias="from", description="A day in UTC.")] = None,
    until: Annotated[Day | None, Query(description="A day in UTC; included.")] = None,
    after: Annotated[str | None, Query(pattern="^[1-9][0-9]{0,17}$", description=AFTER)] = None,
    limit: Limit = PAGE,
) -> EventsOut:
    """One page of the events that the actor may read."""
    query = EventQuery(by, action, subject, since, until)
    page = events.page(actor, query, None if after is None else int(after), limit)
    return EventsOut(
        events=[event_out(event) for event in page.events],
        after=None if page.after is None else str(page.after),
        searched_back_to=page.searched_back_to,
    )
