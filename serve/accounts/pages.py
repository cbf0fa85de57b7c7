"""The pages of accounts: sign in and out, one's own account, and what a right holder allows."""

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from model.messages import NOTHING, listed, message
from serve.accounts.device_keys import DeviceKeys
from serve.accounts.domain import (
    ABSOLUTE,
    AccountError,
    Actor,
    Preferences,
    SecondStepNeededError,
    SignInRefusedError,
    TooManySignInsError,
)
from serve.accounts.first_page import first_page
from serve.accounts.guard import COOKIE, CallPart, permitted
from serve.accounts.openid import OpenId
from serve.accounts.own import OwnAccount
from serve.accounts.own_routes import OwnPart, Self, SignInPart, TokenId
from serve.accounts.panels import second_step, sign_in_panels
from serve.accounts.permissions import AccountPermission, OrganisationKind
from serve.accounts.routes import AccountsPart
from serve.accounts.signing_in import SignedIn
from serve.accounts.token_domain import TERMS
from serve.platform.dependencies import open_to_all, part_of, provided
from serve.platform.errors import NotFoundError
from serve.platform.languages import LONGEST_TAG, LONGEST_ZONE, zones
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import LANGUAGE_COOKIE
from serve.platform.settings import Settings
from serve.platform.translations import tags

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_ADDRESS = 2000
# The next person at this browser finds no page and no picture in its cache; what scripts stored, signed-out.js removes.
NOTHING_LEFT = {"Clear-Site-Data": '"cache"'}
OUT, OUT_EVERYWHERE = "here", "everywhere"  # where a person has just signed out, in the sign-in page's address
MAY_SEND = "upload:use"  # of a subject after this one
A_YEAR = 365 * 24 * 3600  # seconds
CHOSEN_COOKIE = "shingan_chosen_language"  # before signing in, by the person who then does
JUST_NOW = 600  # seconds; after them, another person may sign in here
CONTRADICTORY = message(
    "Nothing was changed: you took ticks away and left “Every agency” chosen. "
    "The form now says “Only those ticked here”; look at it, and save it if that is meant."
)
SIGNED_OUT = {
    OUT: message("You are signed out."),
    OUT_EVERYWHERE: message("You are signed out on every device."),
}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Open = Depends(open_to_all)
Text = Annotated[str, Form(max_length=200)]
Ids = Annotated[list[str] | None, Form(max_length=1000)]
Kept = Annotated[str, Query(max_length=128)]
Allowing = Annotated[Actor, Depends(permitted(AccountPermission.ALLOWANCE_CHANGE))]
DeviceKeysPart = Annotated[DeviceKeys, Depends(provided(DeviceKeys))]
OpenIdPart = Annotated[OpenId, Depends(provided(OpenId))]


def local(address: str) -> str:
    """An address on this service to continue at; the start page if it is none."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local and len(address) <= LONGEST_ADDRESS else "/"


def enter(request: Request, signed_in: SignedIn, wanted: str) -> RedirectResponse:
    """Continue with a new session, whose secret is in a cookie that scripts can't read. It blocks.

    A person who wanted no page begins on the first one of their role.
    """
    address = local(wanted)
    address = first_page(part_of(request.app, Parts), signed_in.actor) if address == "/" else address
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    _prefer_chosen(request, signed_in.actor, response)
    response.set_cookie(
        COOKIE,
        signed_in.secret,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="lax",  # strict would show the sign-in page to people who follow a link from a message
        secure=_is_secure(request),
    )
    return response


def _prefer_chosen(request: Request, actor: Actor, response: Response) -> None:
    """A language that was just chosen before signing in is the account's from now on, as one that is chosen after it.

    An account without a language leaves it to each browser, and this one remembers the choice.
    """
    if chosen := request.cookies.get(CHOSEN_COOKIE):
        response.delete_cookie(CHOSEN_COOKIE, samesite="lax", secure=_is_secure(request))
        if chosen in tags() and actor.language not in {None, chosen}:
            part_of(request.app, OwnAccount).prefer(actor, actor.preferences._replace(language=chosen))


def _is_secure(request: Request) -> bool:
    """Whether the browser uses https: according to the call, or to the public address if a proxy hides it."""
    settings = part_of(request.app, Settings)
    return request.url.scheme == "https" or settings.is_secure


@router.get("/sign-in", dependencies=[Open])
def get_sign_in(
    request: Request,
    pages: PagesPart,
    openid: OpenIdPart,
    next: str = "/",  # noqa: A002  # the address says so
    changed: Kept = "",
    signed_out: Kept = "",
) -> str:
    """The form; after a change of password or a sign-out it says so."""
    return _sign_in(
        request, pages, openid, next, is_changed=bool(changed), signed_out=SIGNED_OUT.get(signed_out, NOTHING)
    )


def _sign_in(request: Request, pages: Pages, openid: OpenId, wanted: str, **said: Any) -> str:
    names = {"error": "", "username": "", "is_changed": False, "signed_out": NOTHING, **said}
    names |= {"wanted": local(wanted), "providers": openid.offered(), "panels": sign_in_panels(request)}
    return rendered(request, pages, "sign_in.html", **names)


@router.post("/sign-in", dependencies=[Open])
def post_sign_in(
    request: Request,
    pages: PagesPart,
    sign_in: SignInPart,
    openid: OpenIdPart,
    username: Text = "",
    password: Text = "",
    next: Annotated[str, Form(max_length=LONGEST_ADDRESS)] = "/",  # noqa: A002  # the form says so
) -> Response:
    """Sign in, and continue at the address that the person wanted."""
    address = request.client.host if request.client else ""
    try:
        signed_in = sign_in.with_password(username, password, address, replaced=request.cookies.get(COOKIE))
        return enter(request, signed_in, next)
    except SecondStepNeededError as needed:
        return second_step(request, needed.person, local(next))
    except (SignInRefusedError, TooManySignInsError) as refused:
        page = _sign_in(request, pages, openid, next, error=refused.message, username=username)
        if isinstance(refused, TooManySignInsError):
            return HTMLResponse(page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(refused.retry_after)})
        return HTMLResponse(page, HTTPStatus.UNAUTHORIZED)


@router.post("/sign-out", dependencies=[Open])
def post_sign_out(request: Request, sign_in: SignInPart) -> Response:
    """End the session, if there is one."""
    if secret := request.cookies.get(COOKIE):
        sign_in.sign_out(secret)
    response = RedirectResponse(f"/sign-in?signed_out={OUT}", HTTPStatus.SEE_OTHER, NOTHING_LEFT)
    response.delete_cookie(COOKIE, secure=_is_secure(request), httponly=True, samesite="lax")
    return response


@router.post("/language", dependencies=[Open])
async def post_language(
    request: Request,
    own: OwnPart,
    language: Annotated[str, Form(max_length=LONGEST_TAG)],
    next: Annotated[str, Form(max_length=LONGEST_ADDRESS)] = "/",  # noqa: A002  # the form says so
) -> Response:
    """Choose a language: for this browser, and for their account if someone is signed in."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if language not in tags():
        raise NotFoundError(message("This language is not offered here."))
    if actor is not None:
        await run_in_threadpool(own.prefer, actor, actor.preferences._replace(language=language))
    response = RedirectResponse(local(next), HTTPStatus.SEE_OTHER)
    _remember(request, response, language)
    if actor is None:
        response.set_cookie(CHOSEN_COOKIE, language, max_age=JUST_NOW, samesite="lax", secure=_is_secure(request))
    return response


@router.post("/account/preferences")
def post_preferences(
    request: Request,
    actor: Self,
    own: OwnPart,
    language: Annotated[str, Form(max_length=LONGEST_TAG)] = "",
    time_zone: Annotated[str, Form(max_length=LONGEST_ZONE)] = "",
) -> Response:
    """Choose the language and time zone of one's account; an empty one is left to each browser."""
    own.prefer(actor, Preferences(language or None, time_zone.strip() or None))
    response = RedirectResponse("/account?kept=yes#preferences-heading", HTTPStatus.SEE_OTHER)
    if language in tags():
        _remember(request, response, language)
    elif actor.language:  # it was chosen, and no longer is
        response.delete_cookie(LANGUAGE_COOKIE, samesite="lax", secure=_is_secure(request))
    return response


def _remember(request: Request, response: Response, language: str) -> None:
    """Have the browser ask for a language, also when no one is signed in."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, samesite="lax", secure=_is_secure(request))


@router.get("/account")
def get_account(
    request: Request, actor: Self, pages: PagesPart, own: OwnPart, kept: Kept = "", forgotten: Kept = ""
) -> str:
    """The person's own account."""
    return _account(request, actor, pages, own, kept=bool(kept), forgotten=bool(forgotten))


@router.get("/account/device-key", response_class=JSONResponse)
def get_device_key(actor: Self, keys: DeviceKeysPart) -> dict[str, Any]:
    """The key with which the person's devices encrypt what waits on them, for scripts of the pages."""
    return keys.get(actor)._asdict()


@router.get("/account/device-key/id", response_class=JSONResponse)
def get_device_key_id(actor: Self, keys: DeviceKeysPart) -> dict[str, Any]:
    """What names that key, for pages that only say that something waits."""
    return {"id": keys.id(actor)}


@router.post("/account/device-key")
def post_device_key(actor: Self, keys: DeviceKeysPart, call: CallPart) -> Response:
    """Forget what waits on the person's devices."""
    keys.replace(actor, call)
    return RedirectResponse("/account?forgotten=yes#devices-heading", HTTPStatus.SEE_OTHER)


def _account(request: Request, actor: Actor, pages: PagesPart, own: OwnPart, **said: Any) -> str:
    names = {"new_token": None, "old_problem": "", "new_problem": "", "kept": False, "forgotten": False, **said}
    return rendered(
        request,
        pages,
        "account.html",
        tokens=own.tokens(actor),
        terms=TERMS,
        permissions=sorted(actor.permissions),
        now=own.work.clock.now(),
        has_password=own.has_password(actor),
        has_devices=actor.may(MAY_SEND) and not actor.is_by_token,
        zones=zones(),
        idempotency_key=secrets.token_urlsafe(),
        **names,
    )


@router.post("/account/tokens")
def post_token(
    request: Request,
    actor: Self,
    pages: PagesPart,
    own: OwnPart,
    call: CallPart,
    label: Text = "",
    days: Text = "",
    scope: Ids = None,
) -> str:
    """Create a token, and show its secret only once.

    Args:
        days: after which it ends; empty for no end.
        scope: the permissions that are ticked; none for all that the person may.
    """
    limits = own.limits(scope or None, int(days) if days.isdecimal() else None)
    return _account(request, actor, pages, own, new_token=own.add_token(actor, label, call, limits))


@router.post("/account/tokens/{token_id}/revoke")
def post_revoke(actor: Self, own: OwnPart, token_id: TokenId) -> Response:
    """Revoke a token."""
    own.revoke_token(actor, token_id)
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)


@router.post("/account/password")
def post_password(
    request: Request, actor: Self, pages: PagesPart, own: OwnPart, old: Text = "", new: Text = ""
) -> Response:
    """Change the person's password, and sign in with it; the form shows what is wrong."""
    try:
        own.change_password(actor, old, new)
    except (SignInRefusedError, AccountError) as refused:
        field = "old" if isinstance(refused, SignInRefusedError) else "new"
        page = _account(request, actor, pages, own, **{f"{field}_problem": refused.message})
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse("/sign-in?next=/account&changed=yes", HTTPStatus.SEE_OTHER)


@router.post("/account/sign-out-everywhere")
def post_sign_out_everywhere(actor: Self, sign_in: SignInPart) -> Response:
    """End all sessions of the person."""
    sign_in.sign_out_everywhere(actor)
    return RedirectResponse(f"/sign-in?signed_out={OUT_EVERYWHERE}", HTTPStatus.SEE_OTHER, NOTHING_LEFT)


@router.get("/allowance")
def get_allowance(
    request: Request,
    actor: Allowing,
    pages: PagesPart,
    accounts: AccountsPart,
    kept: Kept = "",
) -> str:
    """Which agencies see the right holder's points."""
    holding = accounts.allowance(actor).agencies
    return _allowance(request, actor, pages, accounts, holding=holding, chosen=holding, kept=bool(kept), problem="")


def _allowance(request: Request, actor: Actor, pages: PagesPart, accounts: AccountsPart, **said: Any) -> str:
    agencies = [each for each in accounts.organisations(actor) if each.kind == OrganisationKind.AGENCY]
    seeing = listed([each.name for each in agencies if each.id in (said["holding"] or ())])
    return rendered(request, pages, "allowance.html", agencies=agencies, seeing=seeing, **said)


@router.post("/allowance")
def post_allowance(
    request: Request,
    actor: Allowing,
    pages: PagesPart,
    accounts: AccountsPart,
    everyone: Annotated[bool, Form()],
    agencies: Ids = None,
    were_ticked: Ids = None,
) -> Response:
    """Set which agencies see the right holder's points; a contradictory form is shown again, and changes nothing."""
    ticked = agencies or []
    if everyone and not set(were_ticked or []) <= set(ticked):
        holding = accounts.allowance(actor).agencies
        said = {"holding": holding, "chosen": ticked, "kept": False, "problem": CONTRADICTORY}
        return HTMLResponse(_allowance(request, actor, pages, accounts, **said), HTTPStatus.UNPROCESSABLE_ENTITY)
    accounts.change_allowance(actor, None if everyone else ticked)
    return RedirectResponse("/allowance?kept=yes", HTTPStatus.SEE_OTHER)
