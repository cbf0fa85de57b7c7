"""The pages of second opinions, for the colleague who is asked: the photos, and the form for the opinion."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.colleagues import Colleagues
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.accounts.routes import AccountsPart, ColleaguesPart
from serve.accounts.service import Accounts
from serve.cases.domain import ItemFinding
from serve.cases.dossier import Dossier
from serve.cases.page_parts import LONGEST_NAME, Text, names_for, to_case
from serve.cases.routes import CaseId, Changer, ItemId
from serve.opinions.domain import asked_roles
from serve.opinions.routes import Giver, OpinionId, OpinionsPart
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/opinions")
def get_list(
    request: Request,
    actor: Giver,
    pages: PagesPart,
    opinions: OpinionsPart,
    *,
    with_given: Annotated[bool, Query(alias="all")] = False,
) -> str:
    """Opinions that the person is asked for."""
    asked = opinions.asked(actor, with_answered=with_given)
    return rendered(request, pages, "opinions.html", **names_for(asked=asked, with_given=with_given))


@router.get("/opinions/{opinion_id}")
def get_opinion(request: Request, actor: Giver, pages: PagesPart, opinions: OpinionsPart, opinion_id: OpinionId) -> str:
    """One opinion that the person is asked for: only photos and question until they have answered."""
    file = opinions.view(actor, opinion_id)
    pictures = [f"/v1/opinions/{opinion_id}/photos/{number}.jpg" for number in range(len(file.photos))]
    return rendered(
        request,
        pages,
        "opinion.html",
        **names_for(file=file, opinion=file.opinion, names=file.names, pictures=pictures),
    )


@router.post("/opinions/{opinion_id}/answer")
def post_answer(
    actor: Giver,
    opinions: OpinionsPart,
    call: CallPart,
    opinion_id: OpinionId,
    finding: Annotated[ItemFinding, Form()],
    reason: Text = "",
) -> Response:
    """Give an opinion, then see what the assistant and the officer found."""
    opinions.answer(actor, opinion_id, finding, reason, call)
    return RedirectResponse(f"/opinions/{opinion_id}", HTTPStatus.SEE_OTHER)


@router.post("/cases/{case_id}/items/{item_id}/opinions")
def post_opinion(
    actor: Changer,
    opinions: OpinionsPart,
    accounts: AccountsPart,
    colleagues: ColleaguesPart,
    call: CallPart,
    case_id: CaseId,
    item_id: ItemId,
    asked_of: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    question: Text = "",
) -> Response:
    """Ask a colleague for a second opinion, by their username or by the beginnings of their name."""
    colleague = colleagues.called(actor, asked_of, "asked_of", asked_roles(actor, accounts.roles))
    opinions.ask(actor, case_id, item_id, colleague, question, call)
    return to_case(case_id, item_id)


def on_a_case(parts: Parts, actor: Actor, _: Dossier) -> Mapping[str, Any]:
    """What the panel on a case's page says: whom the reader may ask."""
    return {"colleagues": parts[Colleagues].listed(actor, asked_roles(actor, parts[Accounts].roles))}
