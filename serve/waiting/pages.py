"""The page with what waits for a person."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from serve.examinations.messages import OUTCOMES
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.routes import CataloguePart, ExaminationsPart, recent
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import PartsPart
from serve.platform.reader import languages_of
from serve.waiting.remaining import time_left
from serve.waiting.routes import OwnWorkPart, Reader

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 5  # of each kind
LATEST = 4  # examinations

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/work")
def get_work(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    own: OwnWorkPart,
    parts: PartsPart,
    catalogue: CataloguePart,
    examinations: ExaminationsPart,
) -> str:
    """What waits for the reader, and what they examined last."""
    work, latest = own.view(actor, LISTED), None
    products = {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages_of(request))}
    if actor.may(ExaminationPermission.READ):
        latest = recent(request, actor, examinations, catalogue, None, LATEST)
    outcomes = {outcome: text.headline for outcome, text in OUTCOMES.items()}
    said = {"products": products, "latest": latest, "outcomes": outcomes, "time_left": time_left(parts, actor, work)}
    return rendered(request, pages, "work.html", work=work, **said)
