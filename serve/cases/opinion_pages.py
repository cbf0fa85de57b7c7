"""The pages of second opinions, for the colleague who is asked: the photos, and the form for the opinion."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.guard import CallPart
from serve.cases.domain import ItemFinding
from serve.cases.opinion_routes import Giver, OpinionId
from serve.cases.page_parts import Text, names_for
from serve.cases.routes import OpinionsPart
from serve.platform.pages import PagesPart, rendered

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
    return rendered(request, pages, "opinion.html", **names_for(file=file, opinion=file.opinion, names=file.names))


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
