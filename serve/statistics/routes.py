"""GET /v1/statistics/real-error: how often releases were wrong on items that right holders confirmed later."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from model.intervals import CONFIDENCE
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of
from serve.statistics.messages import CAUTION
from serve.statistics.permissions import StatisticsPermission
from serve.statistics.schemas import RealErrorOut, track_out
from serve.statistics.service import Statistics

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])

StatisticsPart = Annotated[Statistics, Depends(provided(Statistics))]
Reader = Annotated[Actor, Depends(permitted(StatisticsPermission.READ))]
Product = Annotated[str | None, Query(max_length=200, pattern=r"^[\w.-]+$", description="Only this one.")]
Release = Annotated[str | None, Query(pattern="^r-[0-9a-f]{16}$", description="Only this one.")]


@router.get(
    "/real-error",
    operation_id="getRealError",
    summary="The releases' real error",
    description="By release, product and calendar month, on items whose right holder has confirmed what they are, "
    "against what the release promised. A right holder sees its own products.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_real_error(
    request: Request, actor: Reader, statistics: StatisticsPart, product: Product = None, release: Release = None
) -> RealErrorOut:
    """The real error, as the actor may see it."""
    found, caution = statistics.real_errors(actor, product, release), language_of(request).say(CAUTION)
    return RealErrorOut(caution=caution, confidence=CONFIDENCE, tracks=[track_out(each) for each in found])
