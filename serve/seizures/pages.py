"""The pages of a seizure's record: the interception and the lines of goods of a case."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.cases.domain import CaseState
from serve.cases.dossier import Dossier
from serve.cases.page_parts import names_for
from serve.cases.panels import CasePanel
from serve.cases.permissions import CasePermission
from serve.cases.routes import CaseId, Changer, Reader
from serve.codelists.domain import CodeLists, CodeRejectedError
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import language_of
from serve.platform.versions import ANY_VERSION, ReadVersion, etag
from serve.seizures.domain import CODES, TITLES, Goods, GoodsLine, SeizureRejectedError
from serve.seizures.messages import in_words
from serve.seizures.page_forms import GoodsForm, InterceptionForm, choices
from serve.seizures.panels import RecordPanel
from serve.seizures.routes import ClockPart, LineId, SeizuresPart
from serve.seizures.service import SeizureFile, Seizures

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(prefix="/cases/{case_id}", include_in_schema=False, default_response_class=HTMLResponse)
ListsPart = Annotated[CodeLists, Depends(provided(CodeLists))]
Refused = (SeizureRejectedError, CodeRejectedError)


@router.get("/record")
def get_record(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    seizures: SeizuresPart,
    lists: ListsPart,
    clock: ClockPart,
    case_id: CaseId,
) -> str:
    """The record of a seizure: its parts are saved apart."""
    return _record(request, actor, pages, lists, clock, seizures.view(actor, case_id))


def _record(
    request: Request, actor: Actor, pages: Pages, lists: CodeLists, clock: Clock, file: SeizureFile, **said: Any
) -> str:
    language, day = language_of(request), file.said.found_on or clock.shown().date()
    parts: Parts = request.app.state.parts
    names = {
        **_names(file, actor),
        "panels": [
            {**each.names(parts, actor, file.case.id), "case": file.case, "template": each.template}
            for each in parts.subjects.extensions(RecordPanel)
        ],
        "offered": {**choices(lists, file.said, day, language), **choices(lists, Goods(), day, language)},
        "found": in_words(lists, file.said, language),
        "lines": [(line, in_words(lists, line.said, language)) for line in file.goods],
        "values": file.said.__dict__,
        "goods_values": Goods().__dict__,
        "goods_problem": NOTHING,
        **said,
    }
    return rendered(request, pages, "seizure.html", **names_for(**names))


def _names(file: SeizureFile, actor: Actor) -> dict[str, Any]:
    return {
        "file": file,
        "case": file.case,
        "may_change": file.case.state is CaseState.OPEN and actor.may(CasePermission.CHANGE),
        "titles": TITLES,
        "coded": CODES,
        "problem": NOTHING,
        "problem_field": "",
        "item_titles": {item.id: item.title for item in file.items},
    }


@router.post("/record")
def post_record(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    seizures: SeizuresPart,
    lists: ListsPart,
    clock: ClockPart,
    call: CallPart,
    case_id: CaseId,
    form: Annotated[InterceptionForm, Form()],
) -> Response:
    """Save the interception, and show the record."""
    try:
        seizures.save(actor, case_id, form.said, call, version=_read(form.read))
    except Refused as refused:
        values: Mapping[str, Any] = {name: text or None for name, text in form.model_dump().items()}
        said = {"values": values, "problem": refused.message, "problem_field": refused.field}
        page = _record(request, actor, pages, lists, clock, seizures.view(actor, case_id), **said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(case_id)


@router.post("/goods")
def post_goods(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    seizures: SeizuresPart,
    lists: ListsPart,
    clock: ClockPart,
    call: CallPart,
    case_id: CaseId,
    form: Annotated[GoodsForm, Form()],
) -> Response:
    """Add a line of goods, and show it in the record."""
    try:
        _, line_id = seizures.add(actor, case_id, form.said, call)
    except Refused as refused:
        said = {"goods_values": _typed(form), "goods_problem": refused.message, "problem_field": refused.field}
        page = _record(request, actor, pages, lists, clock, seizures.view(actor, case_id), **said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(case_id, line_id)


@router.get("/goods/{line_id}")
def get_line(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    seizures: SeizuresPart,
    lists: ListsPart,
    clock: ClockPart,
    case_id: CaseId,
    line_id: LineId,
) -> str:
    """A line of goods, to correct or remove it."""
    file = seizures.view(actor, case_id)
    line = file.line(line_id)
    file.case.must_be_open()
    return _line(request, actor, pages, lists, clock, file, line, line.said.__dict__)


@router.post("/goods/{line_id}")
def post_line(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    seizures: SeizuresPart,
    lists: ListsPart,
    clock: ClockPart,
    call: CallPart,
    case_id: CaseId,
    line_id: LineId,
    form: Annotated[GoodsForm, Form()],
) -> Response:
    """Correct a line of goods, and show it in the record."""
    try:
        seizures.change(actor, case_id, line_id, form.said.__dict__, call, version=_read(form.read))
    except Refused as refused:
        file = seizures.view(actor, case_id)
        line, said = file.line(line_id), {"problem": refused.message, "problem_field": refused.field}
        page = _line(request, actor, pages, lists, clock, file, line, _typed(form), **said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(case_id, line_id)


@router.post("/goods/{line_id}/remove")
def post_remove(actor: Changer, seizures: SeizuresPart, call: CallPart, case_id: CaseId, line_id: LineId) -> Response:
    """Remove a wrong line of goods."""
    seizures.remove(actor, case_id, line_id, call)
    return _to(case_id)


def _line(
    request: Request,
    actor: Actor,
    pages: Pages,
    lists: CodeLists,
    clock: Clock,
    file: SeizureFile,
    line: GoodsLine,
    values: Mapping[str, Any],
    **said: Any,
) -> str:
    day = file.said.found_on or clock.shown().date()
    offered = choices(lists, line.said, day, language_of(request))
    names = {**_names(file, actor), "line": line, "goods_values": values, "offered": offered, **said}
    return rendered(request, pages, "seizure_line.html", **names_for(**names))


def _typed(form: GoodsForm) -> Mapping[str, Any]:
    """What was typed, by the names of `Goods`."""
    return form.model_dump() | {"item_id": form.item or None}


def _read(version: str) -> ReadVersion:
    return ReadVersion(frozenset({etag(version)})) if version else ANY_VERSION


def _to(case_id: str, line_id: str = "") -> RedirectResponse:
    place = f"#{line_id}" if line_id else ""
    return RedirectResponse(f"/cases/{case_id}/record{place}", HTTPStatus.SEE_OTHER)


def on_a_case(parts: Parts, actor: Actor, dossier: Dossier) -> Mapping[str, Any]:
    """What the page of a case says of its record."""
    file = parts[Seizures].of_case(actor, dossier.case.id)
    return {"seizure": file, "is_begun": file.interception is not None or bool(file.goods)}


PANEL = CasePanel("seizure_panel.html", on_a_case)
