"""The JSON API of contributions: what right holders' answers propose."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.contributions.domain import Contribution, ContributionState, Label
from serve.contributions.permissions import ContributionPermission
from serve.contributions.service import Contributions
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut

router = APIRouter(prefix="/v1/contributions", tags=["contributions"])

ContributionsPart = Annotated[Contributions, Depends(provided(Contributions))]
Reader = Annotated[Actor, Depends(permitted(ContributionPermission.READ))]
ID_PATTERN = "^b-[0-9a-f]{32}$"
ContributionId = Annotated[str, Path(pattern=ID_PATTERN, examples=["b-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]

CONTRIBUTION: dict[str, Any] = {
    "id": "b-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "right_holder": "Tornavik AB",
    "enquiry": "q-5f4e3d2c1b0a99887766554433221100",
    "product": "tornavik-6204",
    "label": "counterfeit",
    "photos": [
        {
            "sha256": "5c1e0d6f0b3d6b1d8d6b1f2e3a4b5c6d7e8f90112233445566778899aabbccdd",
            "picture": "/v1/contributions/b-0f1e2d3c4b5a69788796a5b4c3d2e1f0/photos/0.jpg",
        }
    ],
    "confirmed_at": "2026-11-25T13:40:00Z",
    "state": "proposed",
}
EXAMPLES: dict[str, Any] = {
    "ContributionOut": CONTRIBUTION,
    "ContributionsOut": {"contributions": [CONTRIBUTION], "after": None},
}


class ContributedPhotoOut(BaseModel):
    """One photo of a contribution."""

    sha256: str = Field(description="Of the original.")
    picture: str = Field(description="The photo upright, of moderate size, as JPEG without metadata.")


class ContributionOut(BaseModel):
    """One item's photos with the label that its right holder has confirmed."""

    id: str
    right_holder: str
    enquiry: str | None = Field(
        description="The enquiry that was answered; null for the operator, who sees no enquiries."
    )
    product: str
    label: Label
    photos: list[ContributedPhotoOut]
    confirmed_at: datetime
    state: ContributionState


class ContributionsOut(PageOut):
    """Some contributions, the latest first."""

    contributions: list[ContributionOut]


def pictures_of(contribution: Contribution) -> list[str]:
    """The addresses of the pictures of a contribution's photos."""
    return [f"{router.prefix}/{contribution.id}/photos/{index}.jpg" for index in range(len(contribution.photos))]


def _out(actor: Actor, contribution: Contribution, right_holder: str) -> ContributionOut:
    return ContributionOut(
        id=contribution.id,
        right_holder=right_holder,
        enquiry=None if actor.is_operator else contribution.enquiry_id,
        product=contribution.product_id,
        label=contribution.label,
        photos=[
            ContributedPhotoOut(sha256=photo.sha256, picture=picture)
            for photo, picture in zip(contribution.photos, pictures_of(contribution), strict=True)
        ],
        confirmed_at=contribution.confirmed_at,
        state=contribution.state,
    )


@router.get(
    "/proposed",
    operation_id="listProposedContributions",
    summary="What right holders' answers contribute",
    description="Photos of seized items that their right holder has confirmed to be genuine or counterfeit. A right "
    "holder sees its own, an operator's administrator all.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_proposed(
    actor: Reader,
    contributions: ContributionsPart,
    after: After = None,
    limit: Limit = PAGE,
) -> ContributionsOut:
    """Proposed contributions, the latest first."""
    page = contributions.page(actor, after, limit)
    shown = [_out(actor, each, page.right_holders[each.right_holder_id]) for each in page.contributions]
    return ContributionsOut(contributions=shown, after=page.after)


@router.get(
    "/{contribution_id}",
    operation_id="getContribution",
    summary="One contribution",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_contribution(
    actor: Reader, contributions: ContributionsPart, contribution_id: ContributionId
) -> ContributionOut:
    """One proposed contribution."""
    page = contributions.view(actor, contribution_id)
    contribution = page.contributions[0]
    return _out(actor, contribution, page.right_holders[contribution.right_holder_id])


@router.get(
    "/{contribution_id}/photos/{index}.jpg",
    operation_id="getContributionPhoto",
    summary="A photo of a contribution",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    contributions: ContributionsPart,
    contribution_id: ContributionId,
    index: Index,
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(contributions.photo(actor, contribution_id, index)))
    return Response(drawn, media_type="image/jpeg")
