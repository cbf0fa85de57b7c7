"""The JSON API of clearances: a right holder gives and withdraws them, agencies for which they hold read them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.clearances.domain import MOST_PARTS, ClearanceState
from serve.clearances.drafting import ClearanceDrafting
from serve.clearances.examples import ENTRY, ID
from serve.clearances.permissions import ClearancePermission
from serve.clearances.schemas import (
    ClearanceIn,
    ClearanceItemsOut,
    ClearanceOut,
    ClearancesOut,
    ClearanceWithdrawalIn,
    clearance_out,
    item_out,
)
from serve.clearances.service import Clearances
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.review.domain import LONGEST_PRODUCT
from serve.review.schemas import ID_PATTERN as ENTRY_PATTERN

router = APIRouter(prefix="/v1/clearances", tags=["clearances"])

ClearancesPart = Annotated[Clearances, Depends(provided(Clearances))]
DraftingPart = Annotated[ClearanceDrafting, Depends(provided(ClearanceDrafting))]
PicturesPart = Annotated[Pictures, Depends(provided(Pictures))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
Reader = Annotated[Actor, Depends(permitted(ClearancePermission.READ))]
Giver = Annotated[Actor, Depends(permitted(ClearancePermission.GIVE))]
ID_PATTERN = "^g-[0-9a-f]{32}$"
ClearanceId = Annotated[str, Path(pattern=ID_PATTERN, examples=[ID])]
EntryName = Annotated[str, Path(pattern=ENTRY_PATTERN, examples=[ENTRY])]
Number = Annotated[int, Path(ge=1, le=MOST_PARTS, description="Its place in the clearance, from 1.")]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
AfterItem = Annotated[str | None, Query(pattern=ENTRY_PATTERN, description=AFTER)]
OfProduct = Annotated[str | None, Query(max_length=LONGEST_PRODUCT, description="Only of this product.")]


@router.post(
    "",
    operation_id="giveClearance",
    status_code=201,
    summary="Clear points and pictures for seminars",
    description="Agencies may show them from now on. A clearance shows an agency nothing of the product sheet that it "
    "does not see anyway; an agency that you refuse later sees nothing of it.",
    responses={201: located("the clearance"), **problem_responses(400, 401, 403, 409, 422, 503)},
)
def post_clearance(
    actor: Giver, clearances: ClearancesPart, given: ClearanceIn, call: CallPart, response: Response
) -> ClearanceOut:
    """Give a clearance."""
    made = clearances.give(actor, given.draft, call)
    response.headers["Location"] = f"{router.prefix}/{made.clearance.id}"
    return clearance_out(made)


@router.get(
    "",
    operation_id="listClearances",
    summary="Clearances",
    description="A right holder's people see those that it gave, an agency's the valid ones that hold for it. The "
    "latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_clearances(
    actor: Reader,
    clearances: ClearancesPart,
    product: OfProduct = None,
    state: ClearanceState | None = None,
    after: After = None,
    limit: Limit = PAGE,
) -> ClearancesOut:
    """One page of the clearances."""
    page = clearances.page(actor, product, state, after, limit)
    return ClearancesOut(clearances=[clearance_out(each) for each in page.entries], after=page.after)


@router.get(
    "/items",
    operation_id="listClearanceItems",
    summary="Items whose photos you can clear",
    description="The accepted items that your organisation contributed, the latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_items(
    actor: Giver,
    drafting: DraftingPart,
    product: OfProduct = None,
    label: Annotated[Label | None, Query(description="Only with this label.")] = None,
    after: AfterItem = None,
    limit: Limit = PAGE,
) -> ClearanceItemsOut:
    """One page of the items."""
    page = drafting.items(actor, product, label, limit, after)
    return ClearanceItemsOut(items=[item_out(each) for each in page.entries], after=page.after)


@router.get(
    "/items/{accepted_id}/photos/{index}.jpg",
    operation_id="getClearanceItemPhoto",
    summary="A photo of such an item",
    **PICTURE,
)
async def get_item_photo(
    actor: Giver, drafting: DraftingPart, accepted_id: EntryName, index: Index, pictures: PicturesPart, pool: PoolPart
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(drafting.item_photo(actor, accepted_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{clearance_id}",
    operation_id="getClearance",
    summary="One clearance",
    description="The right holder and the operator also read what no longer holds, and why.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_clearance(actor: Reader, clearances: ClearancesPart, clearance_id: ClearanceId) -> ClearanceOut:
    """One clearance."""
    return clearance_out(clearances.get(actor, clearance_id))


@router.get(
    "/{clearance_id}/parts/{part_number}.jpg",
    operation_id="getClearedPicture",
    summary="The picture of a part of a clearance that holds",
    **PICTURE,
)
async def get_picture(
    actor: Reader, clearances: ClearancesPart, clearance_id: ClearanceId, part_number: Number, pool: PoolPart
) -> Response:
    """One picture, upright and of moderate size, without metadata. Browsers don't cache it: it may be withdrawn."""
    drawn = await pool.run(lambda: clearances.picture(actor, clearance_id, part_number))
    return Response(drawn, media_type="image/jpeg")


@router.post(
    "/{clearance_id}/withdraw",
    operation_id="withdrawClearance",
    summary="Withdraw a clearance, or parts of it",
    description="From then on, agencies see no more of it by this clearance. Another clearance of the same part still "
    "holds: `others` names it.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_withdraw(
    actor: Giver, clearances: ClearancesPart, clearance_id: ClearanceId, given: ClearanceWithdrawalIn, call: CallPart
) -> ClearanceOut:
    """Withdraw parts."""
    return clearance_out(clearances.withdraw(actor, clearance_id, given.names, given.reason, call))
