"""The JSON API of sittings, for hosts."""

from collections.abc import AsyncIterable
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.sittings.demonstrating import Demonstrating
from serve.sittings.domain import Sitting
from serve.sittings.following import CHANGED, followed
from serve.sittings.hub import Hub
from serve.sittings.permissions import SittingPermission
from serve.sittings.schemas import (
    SittingComparisonIn,
    SittingDemoIn,
    SittingIn,
    SittingOut,
    SittingsOut,
    SittingStepIn,
    brief_out,
    event_out,
    sitting_out,
)
from serve.sittings.service import Sittings
from serve.sittings.showing import Screens

router = APIRouter(prefix="/v1/sittings", tags=["sittings"])

SittingsPart = Annotated[Sittings, Depends(provided(Sittings))]
DemonstratingPart = Annotated[Demonstrating, Depends(provided(Demonstrating))]
HubPart = Annotated[Hub, Depends(provided(Hub))]
Host = Annotated[Actor, Depends(permitted(SittingPermission.HOLD))]
ID_PATTERN = "^d-[0-9a-f]{32}$"
SittingId = Annotated[str, Path(pattern=ID_PATTERN)]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
LastEventId = Annotated[
    str, Header(pattern="^[0-9]{0,9}$", description="The number of the last event that the caller has; empty for none.")
]
AfterEvent = Annotated[
    int, Query(ge=0, le=999_999_999, description="The same for the first connection, on which browsers send no header.")
]
CHANGING = problem_responses(400, 401, 403, 404, 409, 422, 503)


@router.post(
    "",
    operation_id="openSitting",
    status_code=201,
    summary="Open a sitting of a seminar",
    description="Its steps are those that the seminar has now. Phones join with its code.",
    responses={201: located("the sitting"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_sitting(
    actor: Host, sittings: SittingsPart, given: SittingIn, call: CallPart, response: Response
) -> SittingOut:
    """Open a sitting."""
    made = sittings.open(actor, given.seminar, is_rehearsal=given.rehearsal, call=call)
    response.headers["Location"] = f"{router.prefix}/{made.sitting.id}"
    return sitting_out(made)


@router.get(
    "",
    operation_id="listSittings",
    summary="Sittings",
    description="The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_sittings(
    actor: Host,
    sittings: SittingsPart,
    seminar: Annotated[str | None, Query(pattern="^y-[0-9a-f]{32}$", description="Only of this seminar.")] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> SittingsOut:
    """One page of the sittings."""
    page = sittings.page(actor, seminar, after, limit)
    return SittingsOut(sittings=[brief_out(each) for each in page.entries], after=page.after)


@router.get(
    "/{sitting_id}",
    operation_id="getSitting",
    summary="One sitting",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_sitting(actor: Host, sittings: SittingsPart, sitting_id: SittingId) -> SittingOut:
    """One sitting."""
    return sitting_out(sittings.get(actor, sitting_id))


@router.post(
    "/{sitting_id}/step",
    operation_id="showSittingStep",
    summary="Show a step",
    description="Any step, also an earlier one. A question that was revealed stays revealed.",
    responses=CHANGING,
)
def post_step(
    actor: Host, sittings: SittingsPart, sitting_id: SittingId, given: SittingStepIn, call: CallPart
) -> SittingOut:
    """Show a step."""
    return sitting_out(sittings.go_to(actor, sitting_id, given.step, call))


@router.post(
    "/{sitting_id}/assist",
    operation_id="assistSittingStep",
    summary="Show the assistant's verdict to seats that have answered",
    description="Of an assisted exercise. Those seats then answer once more.",
    responses=CHANGING,
)
def post_assist(actor: Host, sittings: SittingsPart, sitting_id: SittingId, call: CallPart) -> SittingOut:
    """Show the assistant's verdict."""
    return sitting_out(sittings.assist(actor, sitting_id, call))


@router.post(
    "/{sitting_id}/demo",
    operation_id="demonstrateInSitting",
    summary="Show an item that you examined for practice",
    description="In the live demo that is shown. The verdict stays hidden until `revealSittingStep`; then it is shown "
    "with the points that deviate, count and may be shown. It stays practice.",
    responses=CHANGING,
)
def post_demo(
    actor: Host, demonstrating: DemonstratingPart, sitting_id: SittingId, given: SittingDemoIn, call: CallPart
) -> SittingOut:
    """Show an item that the caller examined."""
    return sitting_out(demonstrating.choose(actor, sitting_id, given.examination, call))


@router.post(
    "/{sitting_id}/comparison",
    operation_id="compareInSitting",
    summary="Show the pictures of a comparison in another way",
    description="In the comparison that is shown, on the projector: beside each other, with a slider, or one in place "
    "of the other, and which place of them how large. Phones show none of it. Another step begins with both, whole.",
    responses=CHANGING,
)
def post_comparison(
    actor: Host, sittings: SittingsPart, sitting_id: SittingId, given: SittingComparisonIn, call: CallPart
) -> SittingOut:
    """Show the pictures like this."""
    return sitting_out(sittings.compare(actor, sitting_id, given.view, call))


@router.post(
    "/{sitting_id}/reveal",
    operation_id="revealSittingStep",
    summary="Reveal the truth of the step",
    description="From then on the question takes no answers.",
    responses=CHANGING,
)
def post_reveal(actor: Host, sittings: SittingsPart, sitting_id: SittingId, call: CallPart) -> SittingOut:
    """Reveal the truth."""
    return sitting_out(sittings.reveal(actor, sitting_id, call))


@router.post(
    "/{sitting_id}/code",
    operation_id="renewJoinCode",
    summary="Replace the join code",
    description="Phones that have joined keep their seats. The new code holds for 12 hours.",
    responses=CHANGING,
)
def post_code(actor: Host, sittings: SittingsPart, sitting_id: SittingId, call: CallPart) -> SittingOut:
    """Replace the join code."""
    return sitting_out(sittings.renew_code(actor, sitting_id, call))


@router.post(
    "/{sitting_id}/close",
    operation_id="closeSitting",
    summary="Close a sitting",
    description="Seats lose their names, and a rehearsal its answers.",
    responses=CHANGING,
)
def post_close(actor: Host, sittings: SittingsPart, sitting_id: SittingId, call: CallPart) -> SittingOut:
    """Close a sitting."""
    return sitting_out(sittings.close(actor, sitting_id, call))


async def _followed(actor: Host, sittings: SittingsPart, sitting_id: SittingId) -> Sitting:
    """A sitting that the actor may follow: asked before the answer begins."""
    return (await anyio.to_thread.run_sync(sittings.get, actor, sitting_id)).sitting


@router.get(
    "/{sitting_id}/events",
    operation_id="followSitting",
    summary="What happens in a sitting, as it happens",
    description="Server-sent events, each with its number as `id` and its kind as `event`. A connection that was cut "
    "goes on after the number in `Last-Event-ID`. The event `changed`, without a number, says that something of the "
    "step may no longer be shown, may be shown again, or is withheld for another reason: look at it again. The stream "
    "ends after ten minutes, and when the server stops: connect again.",
    response_class=EventSourceResponse,
    responses=problem_responses(401, 403, 404, 422, 503),
)
async def get_events(
    hub: HubPart,
    screens: Annotated[Screens, Depends(provided(Screens))],
    sitting: Annotated[Sitting, Depends(_followed)],
    last_event_id: LastEventId = "",
    after: AfterEvent = 0,
) -> AsyncIterable[ServerSentEvent]:
    """Every event after the last that the caller has."""
    async for event in followed(hub, screens, sitting, int(last_event_id or after), is_host=True):
        if event is None:
            yield ServerSentEvent(data={}, event=CHANGED)
        else:
            yield ServerSentEvent(data=event_out(event), event=event.kind.value, id=str(event.number))
