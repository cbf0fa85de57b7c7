"""The JSON API of seizures: the interception of a case, and its lines of goods."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.guard import CallPart
from serve.cases.routes import CaseId, Changer, Reader
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.reader import language_of
from serve.platform.versions import ETAG, ReadVersionPart, etag
from serve.seizures.domain import Interception
from serve.seizures.exporting import as_csv, as_xlsx
from serve.seizures.permissions import SeizureAction
from serve.seizures.schemas import (
    LINE_PATTERN,
    GoodsChange,
    GoodsIn,
    GoodsLineOut,
    GoodsLinesOut,
    InterceptionIn,
    InterceptionOut,
    goods_of,
    interception_out,
    line_out,
    said_of,
)
from serve.seizures.service import SeizureFile, Seizures

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["seizures"])
SeizuresPart = Annotated[Seizures, Depends(provided(Seizures))]
ClockPart = Annotated[Clock, Depends(provided(Clock))]
LineId = Annotated[str, Path(pattern=LINE_PATTERN, examples=["m-6b7c8d9e0f1a4b2c8d3e4f5a6b7c8d9e"])]
AfterLine = Annotated[str | None, Query(pattern=LINE_PATTERN, description=AFTER)]


@router.get(
    "/interception",
    operation_id="getInterception",
    summary="How the goods of a case were found",
    description="In codes (`/v1/code-lists`). Empty if no one has said so.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_interception(actor: Reader, seizures: SeizuresPart, case_id: CaseId, response: Response) -> InterceptionOut:
    """The interception of a case."""
    return _interception(seizures.view(actor, case_id), response)


@router.put(
    "/interception",
    operation_id="saveInterception",
    summary="Say how the goods of a case were found",
    description="In place of what was said before. A value that is no code of its list is refused; one that was "
    "written before may stay.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def put_interception(
    actor: Changer,
    seizures: SeizuresPart,
    case_id: CaseId,
    given: InterceptionIn,
    call: CallPart,
    version: ReadVersionPart,
    response: Response,
) -> InterceptionOut:
    """Save the interception of a case."""
    said = Interception(**given.model_dump())
    return _interception(seizures.save(actor, case_id, said, call, version=version), response)


def _interception(file: SeizureFile, response: Response) -> InterceptionOut:
    response.headers["ETag"] = etag(file.version)
    return interception_out(file)


@router.get(
    "/goods",
    operation_id="listGoods",
    summary="The lines of goods of a case",
    description="In order.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_goods(
    actor: Reader, seizures: SeizuresPart, case_id: CaseId, after: AfterLine = None, limit: Limit = PAGE
) -> GoodsLinesOut:
    """One page of the lines of goods."""
    file = seizures.view(actor, case_id)
    page = page_of(file.goods, after, limit, lambda line: line.id)
    return GoodsLinesOut(goods=[line_out(line, file.names) for line in page.entries], after=page.after)


@router.post(
    "/goods",
    operation_id="addGoods",
    status_code=201,
    summary="Add a line of goods",
    description="It is the last one.",
    responses={201: located("the line"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_goods(
    actor: Changer, seizures: SeizuresPart, case_id: CaseId, given: GoodsIn, call: CallPart, response: Response
) -> GoodsLineOut:
    """Add a line of goods."""
    file, line_id = seizures.add(actor, case_id, goods_of(given), call)
    response.headers["Location"] = f"/v1/cases/{case_id}/goods/{line_id}"
    return _line(file, line_id, response)


@router.get(
    "/goods/{line_id}",
    operation_id="getGoods",
    summary="One line of goods",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_line(
    actor: Reader, seizures: SeizuresPart, case_id: CaseId, line_id: LineId, response: Response
) -> GoodsLineOut:
    """One line of goods."""
    return _line(seizures.view(actor, case_id), line_id, response)


@router.patch(
    "/goods/{line_id}",
    operation_id="changeGoods",
    summary="Correct a line of goods",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def patch_line(
    actor: Changer,
    seizures: SeizuresPart,
    case_id: CaseId,
    line_id: LineId,
    given: GoodsChange,
    call: CallPart,
    version: ReadVersionPart,
    response: Response,
) -> GoodsLineOut:
    """Correct a line of goods."""
    said = said_of(given.model_dump(exclude_unset=True))
    return _line(seizures.change(actor, case_id, line_id, said, call, version=version), line_id, response)


@router.delete(
    "/goods/{line_id}",
    operation_id="removeGoods",
    status_code=204,
    summary="Remove a wrong line of goods",
    description="While nothing rests on it, such as an enquiry about its item, or a procedure of which a step is "
    "recorded; the answer names what does. A line on which something rests can still be corrected.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_line(actor: Changer, seizures: SeizuresPart, case_id: CaseId, line_id: LineId, call: CallPart) -> None:
    """Remove a line of goods."""
    seizures.remove(actor, case_id, line_id, call)


def _table(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string"}}}
    return {200: {"description": "A table.", "content": content}, **problem_responses(401, 403, 404, 422, 503)}


@router.get(
    "/seizure-record.csv",
    operation_id="exportSeizureTable",
    summary="The record of a seizure, for other systems",
    description="In codes; a line for each line of goods, with the interception before it. Cells that a spreadsheet "
    "would take for a formula are text. The export is recorded.",
    response_class=Response,
    responses=_table("text/csv"),
)
def get_csv(request: Request, actor: Reader, seizures: SeizuresPart, case_id: CaseId) -> Response:
    """The record as CSV."""
    file = seizures.view(actor, case_id, SeizureAction.EXPORT)
    headers = {"Content-Disposition": f'attachment; filename="seizure-{file.case.number}.csv"'}
    return Response(as_csv(file, language_of(request)), headers=headers, media_type=CSV)


@router.get(
    "/seizure-record.xlsx",
    operation_id="exportSeizureWorkbook",
    summary="The record of a seizure, for people",
    description="In words of your language, in two sheets. Text is text, also where it begins as a formula does. The "
    "export is recorded.",
    response_class=Response,
    responses=_table(XLSX),
)
def get_xlsx(request: Request, actor: Reader, seizures: SeizuresPart, clock: ClockPart, case_id: CaseId) -> Response:
    """The record as a workbook."""
    file = seizures.view(actor, case_id, SeizureAction.EXPORT)
    name = f"seizure-{file.case.number}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept-Language"}
    made = as_xlsx(file, seizures.lists, language_of(request), clock.shown())
    return Response(made, headers=headers, media_type=XLSX)


def _line(file: SeizureFile, line_id: str, response: Response) -> GoodsLineOut:
    line = file.line(line_id)
    response.headers["ETag"] = etag(line.version)
    return line_out(line, file.names)
