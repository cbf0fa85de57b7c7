"""The page of service accounts: what they may do, their tokens, and new ones."""

import secrets
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import message
from serve.accounts.domain import LONGEST_KEYWORD, USERNAME_RULE, Actor
from serve.accounts.guard import CallPart
from serve.accounts.own_routes import TokenId
from serve.accounts.panels import PeopleLink
from serve.accounts.people_pages import TYPED_USERNAME
from serve.accounts.routes import AccountsPart, Manager
from serve.accounts.service import Accounts
from serve.accounts.service_account_routes import ServiceName, ServicesPart
from serve.accounts.service_accounts import ServiceAccounts
from serve.accounts.token_domain import TERMS
from serve.accounts.tokens import Tokens
from serve.platform.pages import PagesPart, rendered

SERVICES = "/service-accounts"
PEOPLE_LINK = PeopleLink(SERVICES, message("Service accounts"))

router = APIRouter(prefix=SERVICES, include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=200)]
Ids = Annotated[list[str] | None, Form(max_length=1000)]


@router.get("")
def get_services(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    services: ServicesPart,
    kept: Annotated[str, Query(max_length=128)] = "",
) -> str:
    """The service accounts that the actor manages."""
    return _page(request, actor, pages, accounts, services, kept=kept)


def _page(
    request: Request, actor: Actor, pages: PagesPart, accounts: Accounts, services: ServiceAccounts, **said: Any
) -> str:
    mine = [each for each in accounts.organisations(actor) if actor.is_operator or each.id == actor.organisation_id]
    kinds = accounts.roles.kinds if actor.is_operator else (actor.kind,)
    names = {"new_token": None, "made_for": "", "kept": "", **said}
    names |= {
        "found": services.all(actor),
        "organisations": mine,
        "roles": {each: accounts.roles.roles_of_kind[each] for each in kinds},
        "may": accounts.roles.permissions,
        "terms": TERMS,
        "now": accounts.work.clock.now(),
        "username_rule": USERNAME_RULE,
        "username_pattern": TYPED_USERNAME,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "service_accounts.html", **names)


def _kept(username: str) -> RedirectResponse:
    return RedirectResponse(f"{SERVICES}?{urlencode({'kept': username})}#service-{username}", HTTPStatus.SEE_OTHER)


@router.post("")
def post_service(
    actor: Manager,
    services: ServicesPart,
    call: CallPart,
    role: Annotated[str, Form(max_length=LONGEST_KEYWORD)],
    organisation: Text = "",
    username: Text = "",
    name: Text = "",
) -> Response:
    """Add a service account."""
    added = services.add(actor, organisation_id=organisation, username=username, name=name, role=role, call=call)
    return _kept(added.person.username)


@router.post("/{service_account}/tokens")
def post_token(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    services: ServicesPart,
    service_account: ServiceName,
    call: CallPart,
    label: Text = "",
    days: Text = "",
    scope: Ids = None,
) -> str:
    """Make a token, and show its secret only once."""
    limits = Tokens(accounts.work).limits(scope or None, int(days) if days.isdecimal() else None)
    new = services.add_token(actor, service_account, label, limits, call)
    return _page(request, actor, pages, accounts, services, new_token=new, made_for=service_account)


@router.post("/{service_account}/tokens/{token_id}/revoke")
def post_revoke(actor: Manager, services: ServicesPart, service_account: ServiceName, token_id: TokenId) -> Response:
    """Revoke a token."""
    services.revoke_token(actor, service_account, token_id)
    return _kept(service_account)


@router.post("/{service_account}/disable")
def post_disable(
    actor: Manager, accounts: AccountsPart, services: ServicesPart, service_account: ServiceName
) -> Response:
    """Disable a service account, which ends its tokens."""
    accounts.set_disabled(actor, services.one(actor, service_account).person.username, disabled=True)
    return _kept(service_account)


@router.post("/{service_account}/enable")
def post_enable(
    actor: Manager, accounts: AccountsPart, services: ServicesPart, service_account: ServiceName
) -> Response:
    """Enable it again."""
    accounts.set_disabled(actor, services.one(actor, service_account).person.username, disabled=False)
    return _kept(service_account)
