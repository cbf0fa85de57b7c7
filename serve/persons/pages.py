"""The pages of the persons of a case: who is recorded, a look for a reason, correcting, handing out, removing."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from model.messages import NOTHING
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.cases.domain import CaseState
from serve.cases.dossier import Dossier
from serve.cases.page_parts import names_for
from serve.cases.panels import CasePanel
from serve.cases.routes import CaseId
from serve.codelists.domain import CodeLists, CodeRejectedError
from serve.persons.domain import LONGEST, TITLES, CasePersonRejectedError, PersonalData
from serve.persons.messages import DEEDS, in_words
from serve.persons.page_forms import CasePersonForm, choices
from serve.persons.permissions import CasePersonPermission
from serve.persons.routes import CasePersonId, PersonAnswerer, PersonChanger, PersonReader, PersonsPart
from serve.persons.schemas import events_of, export_out
from serve.persons.service import CasePersons, PersonsOfCase
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import language_of
from serve.platform.versions import ANY_VERSION, ReadVersion, etag
from serve.seizures.panels import RecordPanel

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_EVENTS = 50

router = APIRouter(prefix="/cases/{case_id}/persons", include_in_schema=False, default_response_class=HTMLResponse)
ClockPart = Annotated[Clock, Depends(provided(Clock))]
ListsPart = Annotated[CodeLists, Depends(provided(CodeLists))]
Reason = Annotated[str, Form(max_length=100)]
Refused = (CasePersonRejectedError, CodeRejectedError)


@router.get("")
def get_persons(
    request: Request,
    actor: PersonReader,
    pages: PagesPart,
    persons: PersonsPart,
    lists: ListsPart,
    clock: ClockPart,
    case_id: CaseId,
) -> str:
    """Which persons a case has, and what was done with what is kept of them; nothing about them."""
    return _page(request, actor, pages, lists, clock, persons.of_case(actor, case_id))


@router.post("/look")
def post_look(
    request: Request,
    actor: PersonReader,
    pages: PagesPart,
    persons: PersonsPart,
    lists: ListsPart,
    clock: ClockPart,
    case_id: CaseId,
    reason: Reason = "",
) -> Response:
    """The same, with what is kept of them."""
    try:
        _, seen = persons.look(actor, case_id, reason)
    except Refused as refused:
        said = {"problem": refused.message}
        page = _page(request, actor, pages, lists, clock, persons.of_case(actor, case_id), **said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    language = language_of(request)
    shown = [(each, in_words(each.said, lists, language) if each.said else None) for each in seen]
    return HTMLResponse(_page(request, actor, pages, lists, clock, persons.of_case(actor, case_id), seen=shown))


@router.post("")
def post_person(
    request: Request,
    actor: PersonChanger,
    pages: PagesPart,
    persons: PersonsPart,
    lists: ListsPart,
    clock: ClockPart,
    call: CallPart,
    case_id: CaseId,
    form: Annotated[CasePersonForm, Form()],
) -> Response:
    """Record a person."""
    try:
        persons.add(actor, case_id, form.said, call)
    except Refused as refused:
        said = {"values": form.said, "add_problem": refused.message, "problem_field": refused.field}
        page = _page(request, actor, pages, lists, clock, persons.of_case(actor, case_id), **said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(case_id)


@router.post("/{case_person_id}")
def post_correction(
    request: Request,
    actor: PersonChanger,
    pages: PagesPart,
    persons: PersonsPart,
    lists: ListsPart,
    clock: ClockPart,
    call: CallPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    form: Annotated[CasePersonForm, Form()],
) -> Response:
    """Correct what is kept of a person."""
    read = ReadVersion(frozenset({etag(form.read)})) if form.read else ANY_VERSION
    try:
        persons.correct(actor, case_id, case_person_id, vars(form.said), form.reason, call, version=read)
    except Refused as refused:
        names = _names(request, actor, lists, clock, persons.of_case(actor, case_id))
        typed = {"values": form.said, "form": form, "person_id": case_person_id}
        said = {"problem": refused.message, "problem_field": refused.field}
        page = rendered(request, pages, "case_person.html", **names_for(**{**names, **typed, **said}))
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(case_id)


@router.post("/{case_person_id}/export")
def post_export(
    request: Request,
    actor: PersonAnswerer,
    pages: PagesPart,
    persons: PersonsPart,
    lists: ListsPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    reason: Reason = "",
    kind: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """All that is kept of one person: a page to print, or a file."""
    export = persons.export(actor, case_id, case_person_id, reason)
    if kind == "json":
        name = f"person-{export.of.case.number}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return JSONResponse(export_out(export).model_dump(mode="json"), headers=headers)
    said, language = export.seen.said, language_of(request)
    names = {
        "export": export,
        "case": export.of.case,
        "found": in_words(said, lists, language) if said else None,
        "events": events_of(export.of, case_person_id),
        "titles": TITLES,
        "deeds": DEEDS,
        "reasons": dict(choices(lists, export.of.case.opened_at.date(), language)["reason"]),
        "reason": reason,
    }
    return HTMLResponse(rendered(request, pages, "case_person_export.html", **names_for(**names)))


@router.post("/{case_person_id}/remove")
def post_remove(
    actor: PersonAnswerer,
    persons: PersonsPart,
    call: CallPart,
    case_id: CaseId,
    case_person_id: CasePersonId,
    reason: Reason = "",
) -> Response:
    """Remove what is kept of a person."""
    persons.remove(actor, case_id, case_person_id, reason, call)
    return _to(case_id)


def _page(
    request: Request, actor: Actor, pages: Pages, lists: CodeLists, clock: Clock, of: PersonsOfCase, **said: Any
) -> str:
    names = {"seen": None, "values": PersonalData(""), "add_problem": NOTHING, "problem": NOTHING, "problem_field": ""}
    given = {**_names(request, actor, lists, clock, of), **names, **said}
    return rendered(request, pages, "case_persons.html", **names_for(**given))


def _names(request: Request, actor: Actor, lists: CodeLists, clock: Clock, of: PersonsOfCase) -> dict[str, Any]:
    offered = choices(lists, clock.shown().date(), language_of(request))
    return {
        "of": of,
        "case": of.case,
        "events": of.events[-SHOWN_EVENTS:][::-1],
        "numbers": {person.id: number for number, person in enumerate(of.persons, 1)},
        "may_add": of.case.state is CaseState.OPEN and actor.may(CasePersonPermission.CHANGE),
        "may_change": actor.may(CasePersonPermission.CHANGE),
        "may_answer": actor.may(CasePersonPermission.ANSWER),
        "titles": TITLES,
        "offered": offered,
        "reasons": dict(offered["reason"]),
        "deeds": DEEDS,
        "lengths": LONGEST,
    }


def _to(case_id: str) -> RedirectResponse:
    return RedirectResponse(f"/cases/{case_id}/persons", HTTPStatus.SEE_OTHER)


def on_a_case(parts: Parts, actor: Actor, dossier: Dossier) -> Mapping[str, Any]:
    """What the page of a case says of its persons: how many they are, to those who may look at them."""
    return number_recorded(parts, actor, dossier.case.id)


def number_recorded(parts: Parts, actor: Actor, case_id: str) -> Mapping[str, Any]:
    """How many persons a case has; None for people who may not look at them."""
    if not actor.may(CasePersonPermission.READ):
        return {"person_count": None}
    return {"person_count": len(parts[CasePersons].of_case(actor, case_id).persons)}


PANEL = CasePanel("case_person_panel.html", on_a_case)
RECORD_PANEL = RecordPanel("case_person_panel.html", number_recorded)
