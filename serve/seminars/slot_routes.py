"""The JSON API of slots: those who prepare a seminar fill them, right holders release or return them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.accounts.permissions import OrganisationKind
from serve.examinations.picture_routes import PICTURE, Index
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.versions import ETAG, ReadVersionPart, etag
from serve.seminars.domain import SlotState
from serve.seminars.examples import SLOT_ID
from serve.seminars.permissions import SeminarPermission
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.routes import EntryName, PointName, PoolPart, Preparer, PreparingPart, ProductName, SeminarId
from serve.seminars.shown_domain import ShownSlot
from serve.seminars.slot_schemas import (
    SlotAskIn,
    SlotChange,
    SlotIn,
    SlotOut,
    SlotReleaseIn,
    SlotReturnIn,
    SlotsOut,
    listed_slot_out,
    slot_out,
)

adding = APIRouter(prefix="/v1/seminars", tags=["seminars"])
router = APIRouter(prefix="/v1/seminar-slots", tags=["seminars"])

ReviewingPart = Annotated[SlotReviewing, Depends(provided(SlotReviewing))]
Reader = Annotated[Actor, Depends(permitted(SeminarPermission.SLOT_READ))]
Reviewer = Annotated[Actor, Depends(permitted(SeminarPermission.REVIEW))]
ID_PATTERN = "^a-[0-9a-f]{32}$"
SlotId = Annotated[str, Path(pattern=ID_PATTERN, examples=[SLOT_ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


@adding.post(
    "/{seminar_id}/slots",
    operation_id="addSlot",
    status_code=201,
    summary="Add a slot to a seminar",
    description="A right holder has one slot in a seminar. Its items are drawn: none twice in the seminar, exercises "
    "from easy to hard, and two tests that are equally hard.",
    responses={201: located("the slot"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_slot(
    actor: Preparer,
    preparing: PreparingPart,
    reviewing: ReviewingPart,
    seminar_id: SeminarId,
    given: SlotIn,
    call: CallPart,
    response: Response,
) -> SlotOut:
    """Add a slot."""
    made = preparing.add(actor, seminar_id, given.draft, call)
    response.headers["Location"] = f"{router.prefix}/{made.slot.id}"
    return _out(actor, reviewing, made)


@router.get(
    "",
    operation_id="listSlots",
    summary="Slots about which right holders were asked",
    description="A right holder's people see its own. The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_slots(
    actor: Reader, reviewing: ReviewingPart, state: SlotState | None = None, after: After = None, limit: Limit = PAGE
) -> SlotsOut:
    """One page of the slots."""
    page = reviewing.page(actor, state, after, limit)
    return SlotsOut(slots=[listed_slot_out(each) for each in page.entries], after=page.after)


@router.get(
    "/{slot_id}",
    operation_id="getSlot",
    summary="One slot",
    description="With all that it would show now. A right holder's people read it once it was asked.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_slot(actor: Reader, reviewing: ReviewingPart, slot_id: SlotId, response: Response) -> SlotOut:
    """One slot."""
    return _with_version(actor, reviewing, reviewing.get(actor, slot_id), response)


@router.patch(
    "/{slot_id}",
    operation_id="changeSlot",
    summary="Change a slot",
    description="If what it shows changes, it is a draft again, and the right holder must be asked.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def patch_slot(
    actor: Preparer,
    preparing: PreparingPart,
    reviewing: ReviewingPart,
    slot_id: SlotId,
    given: SlotChange,
    read: ReadVersionPart,
    response: Response,
) -> SlotOut:
    """Change a slot."""
    return _with_version(actor, reviewing, preparing.change(actor, slot_id, given.values, read), response)


@router.delete(
    "/{slot_id}",
    operation_id="removeSlot",
    status_code=204,
    summary="Remove a slot from its seminar",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_slot(actor: Preparer, preparing: PreparingPart, slot_id: SlotId, call: CallPart) -> Response:
    """Remove a slot."""
    preparing.remove(actor, slot_id, call)
    return Response(status_code=204)


@router.post(
    "/{slot_id}/ask",
    operation_id="askForRelease",
    summary="Ask the right holder to release a slot",
    description="The right holder sees every point with its pictures, and every item with its label. A slot that lacks "
    "items is refused unless you say that you know it; one with neither points nor items is refused in any case.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_ask(
    actor: Preparer,
    preparing: PreparingPart,
    reviewing: ReviewingPart,
    slot_id: SlotId,
    call: CallPart,
    given: SlotAskIn | None = None,
) -> SlotOut:
    """Ask for the release."""
    return _out(actor, reviewing, preparing.ask(actor, slot_id, call, is_short=bool(given and given.short)))


@router.post(
    "/{slot_id}/release",
    operation_id="releaseSlot",
    summary="Release a slot",
    description="It may be shown as you have looked at it. If it changes afterwards, you are asked again.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_release(
    actor: Reviewer, reviewing: ReviewingPart, slot_id: SlotId, given: SlotReleaseIn, call: CallPart
) -> SlotOut:
    """Release a slot."""
    made = reviewing.release(actor, slot_id, given.sha256, for_course=given.for_course, call=call)
    return _out(actor, reviewing, made)


@router.post(
    "/{slot_id}/return",
    operation_id="returnSlot",
    summary="Return a slot",
    description="Also one that you have released: it may not be shown any more.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_return(
    actor: Reviewer, reviewing: ReviewingPart, slot_id: SlotId, given: SlotReturnIn, call: CallPart
) -> SlotOut:
    """Return a slot."""
    return _out(actor, reviewing, reviewing.give_back(actor, slot_id, given.words, call))


@router.get(
    "/{slot_id}/products/{product_id}/points/{point_id}.jpg",
    operation_id="getSlotPoint",
    summary="The genuine picture of a point that a slot shows",
    **PICTURE,
)
async def get_point(
    actor: Reader,
    reviewing: ReviewingPart,
    slot_id: SlotId,
    product_id: ProductName,
    point_id: PointName,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: reviewing.point_picture(actor, slot_id, product_id, point_id))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{slot_id}/products/{product_id}/photos/{accepted_id}/{index}.jpg",
    operation_id="getSlotPhoto",
    summary="A photo that a slot shows",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    reviewing: ReviewingPart,
    slot_id: SlotId,
    product_id: ProductName,
    accepted_id: EntryName,
    index: Index,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: reviewing.photo(actor, slot_id, product_id, accepted_id, index))
    return Response(drawn, media_type="image/jpeg")


def _out(actor: Actor, reviewing: SlotReviewing, read: ShownSlot) -> SlotOut:
    is_preparer = actor.kind != OrganisationKind.RIGHT_HOLDER
    return slot_out(read, reviewing.agencies(read), is_preparer=is_preparer)


def _with_version(actor: Actor, reviewing: SlotReviewing, read: ShownSlot, response: Response) -> SlotOut:
    response.headers["ETag"] = etag(read.slot.digest)
    return _out(actor, reviewing, read)
