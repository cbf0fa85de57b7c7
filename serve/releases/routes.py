"""GET /v1/release: the active release, and what its promises rest on. GET /v1/releases: all that are kept."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from model.released_product import Basis, Rule
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.accounts.service import Accounts
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut, page_of
from serve.releases.domain import ReleaseState
from serve.releases.permissions import ReleasePermission
from serve.releases.registry import ReleaseRegistry
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


KEPT_EXAMPLE: dict[str, Any] = {
    "id": "r-0123456789abcdef",
    "state": "active",
    "staged_by": "command-line",
    "staged_at": "2026-11-23T08:55:00Z",
    "changed_by": "command-line",
    "changed_at": "2026-11-23T09:00:00Z",
}
LIST_EXAMPLE: dict[str, Any] = {"releases": [KEPT_EXAMPLE], "after": None}


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


class KeptRelease(BaseModel):
    """A release that the service keeps."""

    id: str = Field(description="Derived from the content of its release.json.")
    state: ReleaseState
    staged_by: str = Field(description="The id of who staged it; `command-line` or `system` where no person did.")
    staged_at: datetime
    changed_by: str = Field(description="The same of who brought it into its state.")
    changed_at: datetime


class ReleasesOut(PageOut):
    """One page of the releases that the service keeps, the first staged first."""

    releases: list[KeptRelease]


@router.get(
    "/v1/releases",
    operation_id="listReleases",
    summary="The releases that are kept",
    description="Which releases are staged, active, rolled back and retired, for the operator. They are changed by "
    "`shingan release`.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def list_releases(
    actor: Annotated[Actor, Depends(permitted(ReleasePermission.LIST))],
    registry: Annotated[ReleaseRegistry, Depends(provided(ReleaseRegistry))],
    after: Annotated[str | None, Query(pattern="^r-[0-9a-f]{16}$", description=AFTER)] = None,
    limit: Limit = PAGE,
) -> ReleasesOut:
    """One page of all releases, as the operator may see them."""
    page = page_of(registry.all(actor), after, limit, lambda release: release.id)
    kept = [
        KeptRelease(
            id=each.id,
            state=each.state,
            staged_by=each.staged.by,
            staged_at=each.staged.at,
            changed_by=each.changed.by,
            changed_at=each.changed.at,
        )
        for each in page.entries
    ]
    return ReleasesOut(releases=kept, after=page.after)


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
