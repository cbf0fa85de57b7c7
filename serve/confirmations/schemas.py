"""Bodies of the JSON API of confirmations."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.confirmations.domain import Confirmation, ConfirmationState
from serve.platform.paging import PageOut

CONFIRMATIONS = "/v1/confirmations"
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
    return [f"{CONFIRMATIONS}/{confirmation.id}/photos/{index}.jpg" for index in range(len(confirmation.photos))]


def confirmation_out(actor: Actor, confirmation: Confirmation, right_holder: str) -> ConfirmationOut:
    """One confirmation, as the actor may see it."""
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
