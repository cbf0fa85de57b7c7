"""The JSON API of results, with their exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.examinations.picture_routes import DrawingPool
from serve.platform.dependencies import provided
from serve.platform.languages import LONGEST_TAG, language_for
from serve.platform.openapi import problem_responses
from serve.platform.reader import languages_of
from serve.results.exporting import ExportReader, Exports
from serve.results.overview_schemas import ResultsOverviewOut, overview_out
from serve.results.permissions import ResultPermission
from serve.results.schemas import SeminarResultsOut, results_out
from serve.results.service import Results
from serve.seminars.routes import SeminarId
from serve.sittings.routes import ID_PATTERN

PDF, CSV = "application/pdf", "text/csv; charset=utf-8"

router = APIRouter(prefix="/v1", tags=["results"])

ResultsPart = Annotated[Results, Depends(provided(Results))]
ExportsPart = Annotated[Exports, Depends(provided(Exports))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
MayRead = Annotated[Actor, Depends(permitted(ResultPermission.READ))]
OnlySitting = Annotated[str | None, Query(pattern=ID_PATTERN, description="Only this one of the seminar.")]
Country = Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Only seminars for it (ISO 3166-1 alpha-2).")]
Year = Annotated[int | None, Query(ge=2000, le=9999, description="Only seminars held in it.")]
Tag = Annotated[str, Query(max_length=LONGEST_TAG, description="Of the report; by default, that of the caller.")]
TABLE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A table (CSV, UTF-8).", "content": {"text/csv": {"schema": {"type": "string"}}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
}


def reader_of(request: Request, tag: str = "") -> ExportReader:
    """The reader of what is made.

    Args:
        tag: of the language that was chosen; empty for the caller's.
    """
    wanted = languages_of(request)
    languages = (tag, *wanted) if tag else wanted
    return ExportReader(language_for(languages), languages)


@router.get(
    "/seminar-results",
    operation_id="summariseSeminarResults",
    summary="The results over seminars",
    description="An agency's people see those of the seminars that their agency prepares, the operator's see all.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_overview(
    actor: MayRead, results: ResultsPart, country: Country = None, year: Year = None
) -> ResultsOverviewOut:
    """All of them together, by country and year, and each."""
    return overview_out(results.overview(actor, country, year))


@router.get(
    "/seminar-results.csv",
    operation_id="exportSeminarResults",
    summary="The results over seminars, as a table",
    description="A line for each part of each seminar, in your language. Cells that a spreadsheet would take for a "
    "formula are text. The export is recorded.",
    **TABLE,
)
def get_overview_table(
    request: Request, actor: MayRead, exports: ExportsPart, country: Country = None, year: Year = None
) -> Response:
    """The table."""
    return _table(exports.overview(actor, country, year, reader_of(request)), "results")


@router.get(
    "/seminars/{seminar_id}/results",
    operation_id="getSeminarResults",
    summary="The results of a seminar",
    description="Of its sittings that are closed; rehearsals leave none. No figure is about a person: with fewer than "
    "5 seats, there are none by product, point or question.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_results(
    actor: MayRead, results: ResultsPart, seminar_id: SeminarId, sitting: OnlySitting = None
) -> SeminarResultsOut:
    """The results."""
    return results_out(results.of_seminar(actor, seminar_id, sitting))


@router.get(
    "/seminars/{seminar_id}/results.csv",
    operation_id="exportResultsOfSeminar",
    summary="The results of a seminar, as a table",
    description="In your language. Cells that a spreadsheet would take for a formula are text. The export is recorded.",
    **TABLE,
)
def get_table(
    request: Request, actor: MayRead, exports: ExportsPart, seminar_id: SeminarId, sitting: OnlySitting = None
) -> Response:
    """The table."""
    return _table(exports.table(actor, seminar_id, sitting, reader_of(request)), f"results-{seminar_id}")


@router.get(
    "/seminars/{seminar_id}/results.pdf",
    operation_id="printResultsOfSeminar",
    summary="The results of a seminar, on one page",
    description="Measures of the group, what it learned, and the points that it missed most often, as a PDF. That it "
    "was made is recorded in the audit log.",
    response_class=Response,
    responses={
        200: {"description": "A PDF.", "content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
async def get_report(
    request: Request,
    actor: MayRead,
    exports: ExportsPart,
    pool: PoolPart,
    seminar_id: SeminarId,
    sitting: OnlySitting = None,
    language: Tag = "",
) -> Response:
    """The report."""
    reader = reader_of(request, language)
    made = await pool.run(lambda: exports.report(actor, seminar_id, sitting, reader))
    name = f"results-{seminar_id}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(made, headers=headers, media_type=PDF)


def _table(made: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept-Language"}
    return Response(made, headers=headers, media_type=CSV)
