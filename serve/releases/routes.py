"""GET /v1/release: the active release, and what its promises rest on."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from model.released_product import Basis, Rule
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.accounts.service import Accounts
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.releases.permissions import ReleasePermission
from serve.releases.service import Releases

router = APIRouter(tags=["release"])
ReleasesPart = Annotated[Releases, Depends(provided(Releases))]

THRESHOLD_EXAMPLE: dict[str, Any] = {
    "log_odds": 2.1,
    "target": 0.05,
    "confidence": 0.95,
    "bound": 0.041,
    "items": 72,
    "errors": 0,
    "items_needed": 0,
    "products": 1,
    "pooling_p": None,
}
RULE_EXAMPLE: dict[str, Any] = {
    "views": ["box", "face"],
    "suspected": THRESHOLD_EXAMPLE,
    "consistent": THRESHOLD_EXAMPLE,
    "undecided": None,
    "intercept": -0.4,
}
EXAMPLE: dict[str, Any] = {
    "id": "r-0123456789abcdef",
    "active_since": "2026-11-23T09:00:00Z",
    "products": {"tornavik-6204": {"basis": "both_labels", "rules": [RULE_EXAMPLE]}},
    "refused": None,
}


class ProductPromise(BaseModel):
    """Where each definite outcome begins, for each set of views, and the calibration items that it rests on."""

    basis: Basis = Field(description="Which scores count: of both labels, of genuine items only, or both scores fused.")
    rules: list[Rule]


class RefusedRelease(BaseModel):
    """A release that was to become active after this one and was not, because it is not sound."""

    release: str
    reason: str
    at: datetime


class ReleaseOut(BaseModel):
    """The active release."""

    id: str = Field(description="Derived from the content of its release.json.")
    active_since: datetime = Field(
        description="When it was activated. If this process was started with a release that is not activated "
        "(`--release`), when it was loaded."
    )
    products: dict[str, ProductPromise]
    refused: RefusedRelease | None


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
