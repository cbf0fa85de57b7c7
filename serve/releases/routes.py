"""GET /v1/release: the active release, and what its promises rest on."""

from typing import Annotated

from fastapi import APIRouter, Depends

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.accounts.service import Accounts
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.releases.active_schemas import ProductPromise, RefusedRelease, ReleaseOut
from serve.releases.permissions import ReleasePermission
from serve.releases.service import Releases

router = APIRouter(tags=["release"])
ReleasesPart = Annotated[Releases, Depends(provided(Releases))]


@router.get(
    "/v1/release",
    operation_id="getRelease",
    summary="The active release",
    description="Which release examines now, since when, and the error bounds that its outcomes keep, for the "
    "products whose right holders let the asking agency see what they tell officers.",
    responses=problem_responses(401, 403, 503),
)
def get_release(
    actor: Annotated[Actor, Depends(permitted(ReleasePermission.READ))],
    releases: ReleasesPart,
    accounts: Annotated[Accounts, Depends(provided(Accounts))],
) -> ReleaseOut:
    """The active release, with the promises about products whose figures are for the actor."""
    active, sight = releases.active, accounts.sight(actor)
    promises = {
        name: ProductPromise(basis=product.basis, rules=list(product.rules))
        for name, product in active.examiner.release.description.products.items()
        if sight.is_allowed(product.sheet.right_holder)
    }
    refused = RefusedRelease(**releases.refused._asdict()) if releases.refused else None
    return ReleaseOut(id=active.examiner.release.id, active_since=active.since, products=promises, refused=refused)
