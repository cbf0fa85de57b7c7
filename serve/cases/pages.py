"""The pages of cases: the list, a new case, one with everything in it, and the steps of a case as a whole."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from model.messages import Message, Wording, message
from model.verdict import Outcome
from serve.accounts.domain import NoColleagueError
from serve.accounts.guard import CallPart
from serve.accounts.routes import ColleaguesPart
from serve.cases.closing import Closing
from serve.cases.coded_store import UsedCodes
from serve.cases.domain import CaseRejectedError, CaseState, Details, ItemFinding
from serve.cases.dossier import CaseQuery
from serve.cases.next_steps import next_step
from serve.cases.page_parts import (
    LONGEST_NAME,
    CataloguePart,
    Line,
    SearchText,
    Text,
    foreign_photos,
    meant_products,
    names_for,
    photos_left_out,
    sheets,
    to_case,
)
from serve.cases.panels import CasePanel, ItemPanel, marks_of
from serve.cases.routes import LONGEST_VERSION, CaseId, CasesPart, Changer, ClosingPart, Holder, Opener, Reader
from serve.codelists.domain import CodeLists
from serve.codelists.messages import words_of
from serve.platform.fields import advice_on
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import PartsPart
from serve.platform.reader import language_of
from serve.platform.translations import Language

CODED = ("port", "traffic", "origin", "goods_kind", "result")
TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/cases")
def get_list(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    cases: CasesPart,
    colleagues: ColleaguesPart,
    catalogue: CataloguePart,
    parts: PartsPart,
    q: SearchText = "",
    state: SearchText = "",
    officer: SearchText = "",
    product: SearchText = "",
    outcome: SearchText = "",
    conclusion: SearchText = "",
    opened_from: SearchText = "",
    opened_until: SearchText = "",
    place: SearchText = "",
    unit: SearchText = "",
    port: SearchText = "",
    traffic: SearchText = "",
    origin: SearchText = "",
    goods_kind: SearchText = "",
    result: SearchText = "",
    after: SearchText = "",
) -> str:
    """The agency's cases, with a search."""
    asked = {
        "q": q,
        "state": state,
        "officer": officer,
        "product": product,
        "outcome": outcome,
        "conclusion": conclusion,
        "opened_from": opened_from,
        "opened_until": opened_until,
        "place": place,
        "unit": unit,
        "port": port,
        "traffic": traffic,
        "origin": origin,
        "goods_kind": goods_kind,
        "result": result,
    }
    if officer:
        with suppress(NoColleagueError):  # then no case matches
            asked["officer"] = colleagues.called(actor, officer, "officer")
    found, officers = cases.search(actor, _query(asked), after or None), colleagues.officers(actor)
    given = {name: value for name, value in asked.items() if value}
    more = f"/cases?{urlencode({**given, 'after': found.after})}" if found.after else ""
    names = names_for(
        found=found,
        asked=asked,
        filtered=len(given.keys() - {"q"}),
        more=more,
        advice=advice_on(asked["q"]),
        officers=[(each.username, each.name) for each in officers.people],
        are_many_officers=officers.are_many,
        products=[(sheet.id, sheet.called) for sheet in sheets(request, actor, catalogue)],
        is_first=not after,
        known=cases.known(actor),
        coded=_coded(cases.used_codes(actor), asked, parts[CodeLists], language_of(request)),
        marks=marks_of(parts, actor, [case.id for case in found.cases]),
    )
    return rendered(request, pages, "cases.html", **names)


class CodedFilter(NamedTuple):
    """A coded field by which the list is filtered.

    Attributes:
        options: its codes with their words: those that cases have, and the one that is asked for.
    """

    name: str
    title: Message
    options: list[tuple[str, Wording]]


def _coded(
    used: Sequence[UsedCodes], asked: Mapping[str, str], lists: CodeLists, language: Language
) -> list[CodedFilter]:
    """The filters by coded fields that find anything."""
    found = []
    for field, codes in used:
        offered = dict.fromkeys([*codes, *filter(None, [asked[field.name]])])
        options = [(code, words_of(lists[field.list_id], code, language)) for code in offered]
        found += [CodedFilter(field.name, field.title, options)] if options else []
    return found


def _query(asked: Mapping[str, str]) -> CaseQuery:
    """The query of the form; an empty field means any value.

    Raises:
        CaseRejectedError: a field has a value that the form does not offer.
    """
    try:
        return CaseQuery(
            state=CaseState(asked["state"]) if asked["state"] else None,
            officer=asked["officer"] or None,
            product=asked["product"] or None,
            outcome=Outcome(asked["outcome"]) if asked["outcome"] else None,
            conclusion=ItemFinding(asked["conclusion"]) if asked["conclusion"] else None,
            opened_from=date.fromisoformat(asked["opened_from"]) if asked["opened_from"] else None,
            opened_until=date.fromisoformat(asked["opened_until"]) if asked["opened_until"] else None,
            text=asked["q"],
            place=asked["place"] or None,
            unit=asked["unit"] or None,
            codes={name: asked[name] for name in CODED if asked[name]},
        )
    except ValueError:
        raise CaseRejectedError(message("The address of this list has an invalid search; start a new one.")) from None


@router.get("/cases/new")
def get_new(request: Request, actor: Opener, pages: PagesPart, cases: CasesPart) -> str:
    """The form for a new case, with the person's unit, or that of their latest case."""
    known = cases.known(actor)
    return rendered(request, pages, "case_new.html", **names_for(known=known, unit=cases.usual_unit(actor)))


@router.post("/cases")
def post_new(
    actor: Opener,
    cases: CasesPart,
    call: CallPart,
    place: Line = "",
    lane: Line = "",
    declaration: Line = "",
    notes: Text = "",
    unit: Line = "",
) -> Response:
    """Open a case, and continue to it."""
    return to_case(cases.open(actor, Details(place, lane, declaration, notes, unit), call).case.id)


@router.get("/cases/{case_id}")
def get_case(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    cases: CasesPart,
    catalogue: CataloguePart,
    parts: PartsPart,
    case_id: CaseId,
    examined: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
) -> str:
    """A case with everything in it."""
    dossier = cases.view(actor, case_id)
    products = {sheet.id: sheet.called for sheet in sheets(request, actor, catalogue)}
    fresh = next(
        ((file, seen) for file in dossier.items for seen in file.visits if seen.examination.id == examined),
        None,
    )
    names = names_for(
        dossier=dossier,
        case=dossier.case,
        names=dossier.names,
        is_open=dossier.case.state is CaseState.OPEN,
        products=products,
        meant=meant_products(dossier, products),
        left_out=photos_left_out(dossier, products),
        foreign=foreign_photos(dossier),
        fresh=fresh,
        next_step=next_step(dossier, actor),
        gaps=parts[Closing].gaps(actor, case_id),
    )
    items, whole = parts.subjects.extensions(ItemPanel), parts.subjects.extensions(CasePanel)
    shared = {**names, "actor": actor}
    names["panels"] = [{**shared, **each.names(parts, actor, dossier), "template": each.template} for each in items]
    names["case_panels"] = [
        {**shared, **each.names(parts, actor, dossier), "template": each.template} for each in whole
    ]
    return rendered(request, pages, "case.html", **names)


@router.post("/cases/{case_id}")
def post_change(
    actor: Changer,
    cases: CasesPart,
    case_id: CaseId,
    call: CallPart,
    place: Line = "",
    lane: Line = "",
    declaration: Line = "",
    notes: Text = "",
    unit: Line = "",
    read: Annotated[str | None, Form(max_length=LONGEST_VERSION)] = None,
) -> Response:
    """Update a case. What others have added to it meanwhile does not matter: the form has only its details."""
    said = {"place": place, "lane": lane, "declaration": declaration, "notes": notes, "unit": unit}
    cases.change(actor, case_id, said, call, read_details=read.partition(".")[0] if read else None)
    return to_case(case_id)


@router.post("/cases/{case_id}/close")
def post_close(actor: Changer, closing: ClosingPart, call: CallPart, case_id: CaseId, reason: Text = "") -> Response:
    """Close a case."""
    closing.close(actor, case_id, reason, call)
    return to_case(case_id)


@router.post("/cases/{case_id}/reopen")
def post_reopen(actor: Changer, closing: ClosingPart, call: CallPart, case_id: CaseId, reason: Text = "") -> Response:
    """Reopen a case."""
    closing.reopen(actor, case_id, reason, call)
    return to_case(case_id)


@router.post("/cases/{case_id}/hold")
def post_hold(
    actor: Holder,
    closing: ClosingPart,
    call: CallPart,
    case_id: CaseId,
    held: Annotated[bool, Form()],
    reason: Text = "",
) -> Response:
    """Hold a case, or lift the hold."""
    closing.set_hold(actor, case_id, reason, held=held, call=call)
    return to_case(case_id)
