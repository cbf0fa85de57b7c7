"""GET /v1/work: what waits for a person."""

from typing import Annotated

from fastapi import APIRouter, Depends

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import PAGE, Limit
from serve.waiting.permissions import WaitingPermission
from serve.waiting.schemas import WorkOut, work_out
from serve.waiting.service import OwnWork

router = APIRouter(prefix="/v1/work", tags=["work"])
Reader = Annotated[Actor, Depends(permitted(WaitingPermission.READ))]
OwnWorkPart = Annotated[OwnWork, Depends(provided(OwnWork))]


@router.get(
    "",
    operation_id="getWork",
    summary="What waits for you",
    description="How many things of each kind wait, and the first of each kind. The list of each kind has the others.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_work(actor: Reader, own: OwnWorkPart, limit: Limit = PAGE) -> WorkOut:
    """All that waits."""
    return work_out(own.view(actor, limit))
