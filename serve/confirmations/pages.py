"""The page of what right holders' answers confirm."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from serve.catalogue.service import Catalogue
from serve.confirmations.routes import After, ConfirmationsPart, Reader
from serve.confirmations.schemas import pictures_of
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/confirmations")
def get_confirmations(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    confirmations: ConfirmationsPart,
    catalogue: Annotated[Catalogue, Depends(provided(Catalogue))],
    after: After = None,
) -> str:
    """Confirmed items, the latest first."""
    page = confirmations.page(actor, after, LISTED)
    languages = languages_of(request)
    return rendered(
        request,
        pages,
        "confirmations.html",
        page=page,
        pictures={each.id: pictures_of(each) for each in page.confirmations},
        products={sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages)},
    )
