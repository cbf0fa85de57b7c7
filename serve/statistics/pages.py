"""The page that tracks the releases' real error over time."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from model.messages import Share
from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.statistics import messages
from serve.statistics.routes import Product, Reader, Release, StatisticsPart

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/statistics")
def get_statistics(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    statistics: StatisticsPart,
    catalogue: Annotated[Catalogue, Depends(provided(Catalogue))],
    product: Product = None,
    release: Release = None,
) -> str:
    """The real error by release and product."""
    languages = languages_of(request)
    return rendered(
        request,
        pages,
        "real_error.html",
        found=statistics.real_errors(actor, product, release),
        is_part=product is not None or release is not None,
        products={sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages)},
        standings=messages.STANDINGS,
        caution=messages.CAUTION,
        how_counted=messages.COUNTED.of(confidence=Share(messages.CONFIDENCE)),
    )
