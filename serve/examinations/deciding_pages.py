"""The pages of deciding before the verdict shows, and of the organisation's rule about it."""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.guard import CallPart
from serve.examinations.deciding import ANSWERS
from serve.examinations.deciding_routes import DecisionsPart, Ruler
from serve.examinations.decision_domain import DecisionStateError, Said
from serve.examinations.routes import ExaminationId, Examiner
from serve.examinations.schemas import EXAMINATIONS
from serve.platform.pages import PagesPart, rendered

RULES = "/examining-rules"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/examinations/{examination_id}/decision")
def get_decision(
    request: Request,
    actor: Examiner,
    pages: PagesPart,
    decisions: DecisionsPart,
    examination_id: ExaminationId,
    missing: str = "",
) -> Response:
    """The question with the photos; the verdict if it does not wait for a decision."""
    try:
        found = decisions.view(actor, examination_id)
    except DecisionStateError:
        return RedirectResponse(f"/examinations/{examination_id}", HTTPStatus.SEE_OTHER)
    names = {
        "photos": [f"{EXAMINATIONS}/{found.id}/photos/{index}.jpg" for index in range(len(found.photos))],
        "answers": ANSWERS,
        "examination_id": found.id,
        "is_missing": bool(missing),
        "idempotency_key": secrets.token_urlsafe(),
    }
    return HTMLResponse(rendered(request, pages, "decide.html", **names))


@router.post("/examinations/{examination_id}/decision")
def post_decision(
    actor: Examiner,
    decisions: DecisionsPart,
    call: CallPart,
    examination_id: ExaminationId,
    decision: Annotated[Said | None, Form()] = None,
) -> Response:
    """Keep what the person says, then show the verdict; ask again if they said nothing."""
    if decision is None:
        return RedirectResponse(f"/examinations/{examination_id}/decision?missing=yes", HTTPStatus.SEE_OTHER)
    decisions.decide(actor, examination_id, decision, call)
    return RedirectResponse(f"/examinations/{examination_id}", HTTPStatus.SEE_OTHER)


@router.get(RULES)
def get_rules(request: Request, actor: Ruler, pages: PagesPart, decisions: DecisionsPart, kept: str = "") -> str:
    """Whether the organisation's people decide first."""
    return rendered(request, pages, "rules.html", decides_first=decisions.rule(actor), kept=bool(kept))


@router.post(RULES)
def post_rules(actor: Ruler, decisions: DecisionsPart, decides_first: Annotated[bool, Form()] = False) -> Response:  # noqa: FBT002  # a form's field
    """Set the rule."""
    decisions.change_rule(actor, decides=decides_first)
    return RedirectResponse(f"{RULES}?kept=yes", HTTPStatus.SEE_OTHER)
