"""The pages on which administrators require a second factor, and take a person's factors away."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, Wording, message
from serve.accounts.domain import Actor
from serve.accounts.panels import PeopleLink, PersonPanel
from serve.accounts.routes import AccountsPart, Manager, Username
from serve.accounts.service import Accounts
from serve.factors.requiring import RequiredFactors
from serve.factors.routes import RequiredPart
from serve.platform.pages import Pages, PagesPart, rendered

REQUIRED = "/organisations/second-factor"
NO_DAY = message("Write a day, such as 2027-01-31.")
PERSON_PANEL = PersonPanel("person_factors_link.html")
PEOPLE_LINK = PeopleLink(REQUIRED, message("Who needs a second factor"))

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Kept = Annotated[str, Query(max_length=40)]


@router.get(REQUIRED)
def get_required(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    required: RequiredPart,
    kept: Kept = "",
) -> str:
    """What each organisation requires whose people the actor manages."""
    return _required(request, actor, pages, accounts, required, kept=kept)


def _required(
    request: Request,
    actor: Actor,
    pages: Pages,
    accounts: Accounts,
    required: RequiredFactors,
    *,
    kept: str = "",
    problem: Wording = NOTHING,
    refused: str = "",
) -> str:
    mine = [each for each in accounts.organisations(actor) if actor.is_operator or each.id == actor.organisation_id]
    found = [required.view(actor, each.id) for each in mine]
    said = {"kept": kept, "problem": problem, "refused": refused}
    return rendered(request, pages, "required_factors.html", found=found, **said)


@router.post(REQUIRED)
def post_required(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    required: RequiredPart,
    organisation: Annotated[str, Form(max_length=34)] = "",
    since: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Require a second factor from a day on; an empty day requires none."""
    try:
        day = date.fromisoformat(since.strip()) if since.strip() else None
    except ValueError:
        page = _required(request, actor, pages, accounts, required, problem=NO_DAY, refused=organisation)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    required.require(actor, organisation, day)
    return RedirectResponse(f"{REQUIRED}?kept={organisation}", HTTPStatus.SEE_OTHER)


@router.get("/people/{username}/factors")
def get_person_factors(
    request: Request, actor: Manager, pages: PagesPart, required: RequiredPart, username: Username, kept: Kept = ""
) -> str:
    """What a person has, and the button that takes it away."""
    found = required.of_person(actor, username)
    return rendered(request, pages, "person_factors.html", found=found, kept=bool(kept))


@router.post("/people/{username}/factors/reset")
def post_reset(actor: Manager, required: RequiredPart, username: Username) -> Response:
    """Take all second factors of a person away."""
    required.reset(actor, username)
    return RedirectResponse(f"/people/{username}/factors?kept=yes", HTTPStatus.SEE_OTHER)
