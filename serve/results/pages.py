"""The pages with the results of seminars."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from serve.examinations.routes import CataloguePart
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.results.messages import left_out
from serve.results.naming import SheetNames, map_heading, missed_words
from serve.results.routes import Country, MayRead, OnlySitting, ResultsPart, Year
from serve.results.taps_domain import CELLS
from serve.seminars.routes import SeminarId

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/seminar-results")
def get_overview(
    request: Request,
    actor: MayRead,
    pages: PagesPart,
    results: ResultsPart,
    catalogue: CataloguePart,
    country: Country = None,
    year: Year = None,
) -> str:
    """Results over seminars, by country and year."""
    read = results.overview(actor, country, year)
    named = (
        {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages_of(request))} if read.products else {}
    )
    return rendered(request, pages, "seminar_results.html", read=read, country=country, year=year, products=named)


@router.get("/seminars/{seminar_id}/results")
def get_results(
    request: Request,
    actor: MayRead,
    pages: PagesPart,
    results: ResultsPart,
    seminar_id: SeminarId,
    sitting: OnlySitting = None,
) -> str:
    """The results of a seminar, or of one of its sittings."""
    read = results.of_seminar(actor, seminar_id, sitting)
    names = SheetNames(read.held, languages_of(request))
    return rendered(
        request,
        pages,
        "results.html",
        read=read,
        figures=read.figures,
        names=names,
        missed=lambda each: missed_words(each, names),
        map_heading=lambda each: map_heading(each, names),
        cells_count=CELLS,
        left_out=left_out(read.figures),
    )
