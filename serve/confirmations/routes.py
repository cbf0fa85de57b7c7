"""The JSON API of confirmations: what right holders' answers say about stopped items."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.confirmations.permissions import ConfirmationPermission
from serve.confirmations.schemas import CONFIRMATIONS, ConfirmationOut, ConfirmationsOut, confirmation_out
from serve.confirmations.service import Confirmations
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit

router = APIRouter(prefix=CONFIRMATIONS, tags=["confirmations"])

ConfirmationsPart = Annotated[Confirmations, Depends(provided(Confirmations))]
Reader = Annotated[Actor, Depends(permitted(ConfirmationPermission.READ))]
ID_PATTERN = "^b-[0-9a-f]{32}$"
ConfirmationId = Annotated[str, Path(pattern=ID_PATTERN, examples=["b-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


@router.get(
    "",
    operation_id="listConfirmations",
    summary="What right holders' answers confirm",
    description="Photos of seized items that their right holder has confirmed to be genuine or counterfeit. A right "
    "holder sees its own, an operator's administrator all.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_confirmations(
    actor: Reader,
    confirmations: ConfirmationsPart,
    after: After = None,
    limit: Limit = PAGE,
) -> ConfirmationsOut:
    """Confirmations that count, the latest first."""
    page = confirmations.page(actor, after, limit)
    shown = [confirmation_out(actor, each, page.right_holders[each.right_holder_id]) for each in page.confirmations]
    return ConfirmationsOut(confirmations=shown, after=page.after)


@router.get(
    "/{confirmation_id}",
    operation_id="getConfirmation",
    summary="One confirmation",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_confirmation(
    actor: Reader, confirmations: ConfirmationsPart, confirmation_id: ConfirmationId
) -> ConfirmationOut:
    """One confirmation."""
    page = confirmations.view(actor, confirmation_id)
    confirmation = page.confirmations[0]
    return confirmation_out(actor, confirmation, page.right_holders[confirmation.right_holder_id])


@router.get(
    "/{confirmation_id}/photos/{index}.jpg",
    operation_id="getConfirmationPhoto",
    summary="A photo of a confirmation",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    confirmations: ConfirmationsPart,
    confirmation_id: ConfirmationId,
    index: Index,
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(confirmations.photo(actor, confirmation_id, index)))
    return Response(drawn, media_type="image/jpeg")
