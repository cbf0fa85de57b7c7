"""The JSON API of the review queue."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of
from serve.platform.versions import ETAG, ReadVersionPart, etag
from serve.review.curating import ReviewQueue, ShownEntry
from serve.review.domain import LONGEST_PRODUCT, EntryState
from serve.review.permissions import ReviewPermission
from serve.review.queue_store import QueueFilter, QueueOrder
from serve.review.risk import RiskReason
from serve.review.schemas import (
    ENTRY_ID,
    ID_PATTERN,
    EntryDecisionIn,
    EntryDecisionsIn,
    EntryDecisionsOut,
    EntryOut,
    QueueOut,
    RefusedEntryOut,
    entry_out,
    shown_out,
)

router = APIRouter(prefix="/v1/review", tags=["review"])

QueuePart = Annotated[ReviewQueue, Depends(provided(ReviewQueue))]
Reader = Annotated[Actor, Depends(permitted(ReviewPermission.READ))]
Decider = Annotated[Actor, Depends(permitted(ReviewPermission.DECIDE))]
EntryName = Annotated[str, Path(pattern=ID_PATTERN, examples=[ENTRY_ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
Organisation = Annotated[str | None, Query(pattern="^o-[0-9a-f]{32}$", description="The id of the right holder.")]
Product = Annotated[str | None, Query(max_length=LONGEST_PRODUCT)]
Source = Annotated[
    str | None, Query(pattern=r"^[\w.-]+$", max_length=34, description="The contribution or confirmation it came with.")
]
Reason = Annotated[RiskReason | None, Query(description="A reason of risk that an entry has.")]
Risk = Annotated[float | None, Query(ge=0, le=1, description="The greatest risk that an entry has.")]
Order = Annotated[QueueOrder, Query(description="Which come first; of equal ones those that have waited longest.")]


@router.get(
    "/entries",
    operation_id="listReviewEntries",
    summary="The review queue",
    description="Labelled items that right holders hand in, the riskiest first. Those that wait for a decision, unless "
    "another state is asked for. Items of products that the release does not know (`reason=not_compared`) come after "
    "those of high and before those of low risk.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_entries(
    actor: Reader,
    queue: QueuePart,
    state: EntryState = EntryState.WAITING,
    right_holder: Organisation = None,
    product: Product = None,
    source: Source = None,
    reason: Reason = None,
    most_risk: Risk = None,
    order: Order = QueueOrder.RISKIEST,
    after: After = None,
    limit: Limit = PAGE,
) -> QueueOut:
    """One page of the queue."""
    found = queue.queue(
        actor, QueueFilter(state, right_holder, product, source, reason, most_risk, order), after, limit
    )
    shown = [entry_out(entry, found.names) for entry in found.page.entries]
    return QueueOut(entries=shown, counts=dict(found.counts), after=found.page.after)


def _with_version(shown: ShownEntry, response: Response) -> EntryOut:
    response.headers["ETag"] = etag(shown.entry.version)
    return shown_out(shown)


@router.get(
    "/entries/{entry_id}",
    operation_id="getReviewEntry",
    summary="One entry of the review queue",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_entry(actor: Reader, queue: QueuePart, entry_id: EntryName, response: Response) -> EntryOut:
    """One entry."""
    return _with_version(queue.view(actor, entry_id), response)


@router.get(
    "/entries/{entry_id}/photos/{index}.jpg",
    operation_id="getReviewPhoto",
    summary="A photo of an entry",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    queue: QueuePart,
    entry_id: EntryName,
    index: Index,
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(queue.photo(actor, entry_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.post(
    "/entries/{entry_id}/decisions",
    operation_id="decideReviewEntry",
    summary="Decide on an entry",
    description="`accept` it as attested, `send_back` with words for its right holder, `quarantine` it, or `propose` "
    "another label or other marks. A proposal is settled by a third person: `uphold` what was attested, or `adopt` "
    "what was proposed.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def post_decision(
    actor: Decider,
    queue: QueuePart,
    entry_id: EntryName,
    given: EntryDecisionIn,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> EntryOut:
    """Decide."""
    return _with_version(queue.decide(actor, entry_id, given.said, read, call), response)


@router.post(
    "/decisions",
    operation_id="decideReviewEntries",
    summary="Decide on several entries alike",
    description="Entries that can't be decided so are left as they are, each with the reason. So are entries that are "
    "to be accepted and are not assessed yet, unless `although_not_assessed` says otherwise.",
    responses=problem_responses(400, 401, 403, 409, 422, 503),
)
def post_decisions(
    request: Request, actor: Decider, queue: QueuePart, given: EntryDecisionsIn, call: CallPart
) -> EntryDecisionsOut:
    """Decide on several."""
    made = queue.decide_together(actor, given.entries, given.said, call)
    return EntryDecisionsOut(decided=list(made.decided), refused=_refused(request, made.refused))


def _refused(request: Request, refused: Mapping[str, Wording]) -> list[RefusedEntryOut]:
    say = language_of(request).say
    return [RefusedEntryOut(entry=name, reason=say(reason)) for name, reason in refused.items()]
