"""The page of response times."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from model.messages import Share
from serve.enquiries.response_domain import DAYS, FEWEST_FOR_TAIL
from serve.enquiries.response_routes import Days, ResponseTimesPart
from serve.enquiries.routes import Reader
from serve.platform.pages import PagesPart, rendered

PERIODS = (30, 90, DAYS)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/response-times")
def get_response_times(
    request: Request, actor: Reader, pages: PagesPart, times: ResponseTimesPart, days: Days = DAYS
) -> str:
    """How long answers to enquiries took."""
    names = {"days": days, "periods": PERIODS, "fewest": FEWEST_FOR_TAIL, "confidence": Share(0.95)}
    return rendered(request, pages, "response_times.html", found=times.view(actor, days), **names)
