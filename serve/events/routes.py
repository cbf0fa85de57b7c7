"""GET /v1/audit/events: what has happened, for administrators."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.events.domain import EventQuery, ShownEvent
from serve.events.permissions import EventPermission
from serve.events.service import Events
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut

router = APIRouter(prefix="/v1/audit", tags=["audit"])

EXAMPLES: dict[str, Any] = {
    "EventsOut": {
        "events": [
            {
                "number": 4711,
                "at": "2026-11-25T10:20:00Z",
                "actor": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f",
                "actor_name": "Aiko Tanaka",
                "action": "conclusion:create",
                "subject": "n-0f1e2d3c4b5a49788796a5b4c3d2e1f0",
                "details": {"case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"},
            }
        ],
        "after": "4711",
        "searched_back_to": None,
    }
}


class EventOut(BaseModel):
    """One thing that happened."""

    number: int = Field(description="Its place in the log, from 1.")
    at: datetime
    actor: str | None = Field(
        description="Id of the person; `anonymous`, `retention`, `command-line` or `system` if it was none. Null for a "
        "person of another organisation."
    )
    actor_name: str | None
    action: str = Field(description="Such as `case:view`.")
    subject: str = Field(description="The id of what it happened to.")
    details: dict[str, str | int | bool] = Field(description="What else the reader may know of it.")


class EventsOut(PageOut):
    """One page of events, the latest first."""

    events: list[EventOut]
    searched_back_to: datetime | None = Field(
        description="Set if the search stopped before the page was full: few events match. Older ones may match, too; "
        "continue with `after`."
    )


def _out(event: ShownEvent) -> EventOut:
    return EventOut(**vars(event))


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
        events=[_out(event) for event in page.events],
        after=None if page.after is None else str(page.after),
        searched_back_to=page.searched_back_to,
    )
