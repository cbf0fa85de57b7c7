"""The pages after an examination: revise it, put it into a case, and from there ask the right holder."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.guard import CallPart
from serve.cases.domain import CaseState
from serve.cases.dossier import CaseQuery
from serve.cases.filing import Destination
from serve.cases.page_parts import Description, SearchText, names_for, to_case
from serve.cases.revision_routes import FilingsPart, RevisionsPart, revise
from serve.cases.routes import CasesPart, Changer
from serve.cases.schemas import CASE_ID_PATTERN
from serve.examinations.routes import ExaminationId, ExaminationsPart, Examiner, SettingsPart, WorkersPart
from serve.platform.fields import advice_on
from serve.platform.pages import PagesPart, rendered

ASK = "ask"
Then = Literal["", "ask"]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/examinations/{examination_id}/revisions")
async def post_revision(
    request: Request,
    actor: Examiner,
    settings: SettingsPart,
    workers: WorkersPart,
    revisions: RevisionsPart,
    examination_id: ExaminationId,
) -> Response:
    """Judge the photos again with the form's changes, and redirect to the new verdict."""
    made = await revise(request, actor, settings, workers, revisions, examination_id)
    return RedirectResponse(f"/examinations/{made.id}", HTTPStatus.SEE_OTHER)


@router.get("/examinations/{examination_id}/case")
def get_case(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    examinations: ExaminationsPart,
    cases: CasesPart,
    examination_id: ExaminationId,
    q: SearchText = "",
) -> Response:
    """Choose a case for an examination; an examination that is already in a case redirects there."""
    examination = examinations.view(actor, examination_id)
    origin = examination.origin
    if origin.case_id is not None and origin.case_item_id is not None:
        return to_case(origin.case_id, origin.case_item_id)
    found = cases.search(actor, CaseQuery(state=CaseState.OPEN, text=q))
    names = names_for(examination=examination, found=found, q=q, advice=advice_on(q))
    return HTMLResponse(rendered(request, pages, "file.html", **names))


@router.post("/examinations/{examination_id}/case")
def post_case(
    actor: Changer,
    filings: FilingsPart,
    examination_id: ExaminationId,
    call: CallPart,
    case: Annotated[str, Form(pattern=f"^$|{CASE_ID_PATTERN}")] = "",
    description: Description = "",
    then: Annotated[Then, Form()] = "",
) -> Response:
    """Put an examination into a case, and redirect to it, or to the question to the right holder."""
    filed = filings.file(actor, examination_id, Destination(case or None, description=description), call)
    if then == ASK:
        return _to_question(filed.case.id, filed.file.item.id, is_new=not case)
    return to_case(filed.case.id, filed.file.item.id)


def _to_question(case_id: str, item_id: str, *, is_new: bool) -> RedirectResponse:
    """Redirect to the form, which says that a case was opened for it."""
    opened = "?opened=yes" if is_new else ""
    return RedirectResponse(f"/cases/{case_id}/items/{item_id}/enquiries/new{opened}", HTTPStatus.SEE_OTHER)
