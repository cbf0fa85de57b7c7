"""The page of contributions that right holders' answers propose."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from serve.catalogue.service import Catalogue
from serve.contributions.routes import After, ContributionsPart, Reader, pictures_of
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/contributions")
def get_contributions(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    contributions: ContributionsPart,
    catalogue: Annotated[Catalogue, Depends(provided(Catalogue))],
    after: After = None,
) -> str:
    """Proposed contributions, the latest first."""
    page = contributions.page(actor, after, LISTED)
    languages = languages_of(request)
    return rendered(
        request,
        pages,
        "contributions.html",
        page=page,
        pictures={each.id: pictures_of(each) for each in page.contributions},
        products={sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages)},
    )
