"""GET /v1/overview: what a right holder sees of its products."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.overview.permissions import OverviewPermission
from serve.overview.schemas import OverviewOut, page_out
from serve.overview.service import Overview
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit

LONGEST_PRODUCT = 190

router = APIRouter(prefix="/v1/overview", tags=["overview"])
Reader = Annotated[Actor, Depends(permitted(OverviewPermission.READ))]
OverviewPart = Annotated[Overview, Depends(provided(Overview))]
After = Annotated[str | None, Query(max_length=LONGEST_PRODUCT, description=AFTER)]


@router.get(
    "",
    operation_id="getOverview",
    summary="Your products",
    description="What your organisation has contributed, what the active release can answer and how often it errs, "
    "what to contribute next, enquiries that wait, valid alerts, and how often agencies used your product sheets.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_overview(actor: Reader, overview: OverviewPart, after: After = None, limit: Limit = PAGE) -> OverviewOut:
    """One page of products."""
    return page_out(overview.view(actor, after, limit))
