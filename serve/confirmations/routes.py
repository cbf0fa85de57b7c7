"""The JSON API of confirmations: what right holders' answers say about stopped items."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.confirmations.domain import Confirmation, ConfirmationState
from serve.confirmations.permissions import ConfirmationPermission
from serve.confirmations.service import Confirmations
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut

router = APIRouter(prefix="/v1/confirmations", tags=["confirmations"])

ConfirmationsPart = Annotated[Confirmations, Depends(provided(Confirmations))]
Reader = Annotated[Actor, Depends(permitted(ConfirmationPermission.READ))]
ID_PATTERN = "^b-[0-9a-f]{32}$"
ConfirmationId = Annotated[str, Path(pattern=ID_PATTERN, examples=["b-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]

CONFIRMATION: dict[str, Any] = {
    "id": "b-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "right_holder": "Tornavik AB",
    "enquiry": "q-5f4e3d2c1b0a99887766554433221100",
    "product": "tornavik-6204",
    "label": "counterfeit",
    "photos": [
        {
            "sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
            "picture": "/v1/confirmations/b-0f1e2d3c4b5a69788796a5b4c3d2e1f0/photos/0.jpg",
        }
    ],
    "confirmed_at": "2026-11-25T13:40:00Z",
    "state": "proposed",
}
EXAMPLES: dict[str, Any] = {
    "ConfirmationOut": CONFIRMATION,
    "ConfirmationsOut": {"confirmations": [CONFIRMATION], "after": None},
}


class ConfirmedPhotoOut(BaseModel):
    """One photo of a confirmation."""

    sha256: str = Field(description="Of the original.")
    picture: str = Field(description="The photo upright, of moderate size, as JPEG without metadata.")


class ConfirmationOut(BaseModel):
    """One item's photos with the label that its right holder has confirmed."""

    id: str
    right_holder: str
    enquiry: str | None = Field(
        description="The enquiry that was answered; null for the operator, who sees no enquiries."
    )
    product: str
    label: Label
    photos: list[ConfirmedPhotoOut]
    confirmed_at: datetime
    state: ConfirmationState


class ConfirmationsOut(PageOut):
    """Some confirmations, the latest first."""

    confirmations: list[ConfirmationOut]


def pictures_of(confirmation: Confirmation) -> list[str]:
    """The addresses of the pictures of a confirmation's photos."""
    return [f"{router.prefix}/{confirmation.id}/photos/{index}.jpg" for index in range(len(confirmation.photos))]


def _out(actor: Actor, confirmation: Confirmation, right_holder: str) -> ConfirmationOut:
    return ConfirmationOut(
        id=confirmation.id,
        right_holder=right_holder,
        enquiry=None if actor.is_operator else confirmation.enquiry_id,
        product=confirmation.product_id,
        label=confirmation.label,
        photos=[
            ConfirmedPhotoOut(sha256=photo.sha256, picture=picture)
            for photo, picture in zip(confirmation.photos, pictures_of(confirmation), strict=True)
        ],
        confirmed_at=confirmation.confirmed_at,
        state=confirmation.state,
    )


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
    shown = [_out(actor, each, page.right_holders[each.right_holder_id]) for each in page.confirmations]
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
    return _out(actor, confirmation, page.right_holders[confirmation.right_holder_id])


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
