"""The page with what waits for a person."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.waiting.routes import OwnWorkPart, Reader

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 5  # of each kind

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]


@router.get("/work")
def get_work(request: Request, actor: Reader, pages: PagesPart, own: OwnWorkPart, catalogue: CataloguePart) -> str:
    """What waits for the reader."""
    work = own.view(actor, LISTED)
    products = {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages_of(request))}
    return rendered(request, pages, "work.html", work=work, products=products)
