"""The JSON API of response times."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from serve.enquiries.responding import ResponseTimes
from serve.enquiries.response_domain import DAYS
from serve.enquiries.response_schemas import ResponseTimesOut, times_out
from serve.enquiries.routes import Reader
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses

router = APIRouter(prefix="/v1/response-times", tags=["enquiries"])
ResponseTimesPart = Annotated[ResponseTimes, Depends(provided(ResponseTimes))]
MOST_DAYS = 3660
Days = Annotated[int, Query(ge=1, le=MOST_DAYS, description="How far back enquiries are looked at.")]


@router.get(
    "",
    operation_id="getResponseTimes",
    summary="How long answers to enquiries took",
    description="A right holder's people see its own times, by agency; an agency's those of each right holder that it "
    "has asked.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_response_times(actor: Reader, times: ResponseTimesPart, days: Days = DAYS) -> ResponseTimesOut:
    """How long answers to enquiries took."""
    return times_out(times.view(actor, days))
