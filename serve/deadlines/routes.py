"""GET /v1/deadline: when a legal deadline ends, without a procedure; for forms that show it before they are sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.deadlines.counting import Deadlines
from serve.deadlines.days_domain import event_of
from serve.deadlines.permissions import DeadlinePermission
from serve.deadlines.schemas import DeadlineOut, deadline_out
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses

LONGEST_EVENT, LONGEST_RULE, LONGEST_SUBDIVISION, LONGEST_ZONE = 40, 100, 10, 64

router = APIRouter(prefix="/v1", tags=["deadlines"])
Counter = Annotated[Actor, Depends(permitted(DeadlinePermission.COUNT))]
DeadlinesPart = Annotated[Deadlines, Depends(provided(Deadlines))]
EVENT = (
    "The day where the authority is, such as 2026-12-18, or a moment with an offset, such as 2026-12-18T23:30+09:00."
)
Subdivision = Annotated[
    str, Query(max_length=LONGEST_SUBDIVISION, description="A part of the country with holidays of its own.")
]
Zone = Annotated[
    str | None,
    Query(max_length=LONGEST_ZONE, description="The authority's time zone. By default that of the country's capital."),
]


@router.get(
    "/deadline",
    operation_id="countDeadline",
    summary="Count a legal deadline",
    description="Nothing is stored. `shingan deadline` prints the same.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_deadline(
    _: Counter,
    deadlines: DeadlinesPart,
    rule: Annotated[str, Query(max_length=LONGEST_RULE, examples=["eu-608-2013/right-holder"])],
    event: Annotated[str, Query(max_length=LONGEST_EVENT, description=EVENT, examples=["2026-12-18"])],
    country: Annotated[str, Query(pattern="^[A-Z]{2}$", description="The authority's.", examples=["DE"])],
    subdivision: Subdivision = "",
    zone: Zone = None,
    extension: Annotated[int, Query(ge=0, le=1000, description="Days by which it is extended.")] = 0,
) -> DeadlineOut:
    """When a deadline ends, and how it was counted."""
    found = deadlines.count(
        rule, event_of(event), country, subdivision=subdivision, zone=zone or None, extension=extension
    )
    return deadline_out(found)
