"""The pages on which people set up their passkeys, one-time codes and recovery codes."""

from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi import Path as PathPart
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from markupsafe import Markup

from model.messages import NOTHING, Wording
from serve.accounts.device_keys import IN_BROWSERS
from serve.accounts.domain import Actor, NotPermittedError
from serve.accounts.guard import COOKIE
from serve.accounts.own import OwnAccount
from serve.accounts.own_routes import OwnPart, SignInPart
from serve.accounts.pages import enter
from serve.factors.browser_pages import PASSKEY_COOKIE, answer_of, party_of, remember, take_back
from serve.factors.domain import FactorRejectedError
from serve.factors.passkeys import Passkeys
from serve.factors.routes import FactorsPart, SettingUp
from serve.factors.schemas import NewPasskeyIn
from serve.factors.service import OwnFactors, SecretToScan
from serve.platform.dependencies import provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.qr_codes import qr_code

TEMPLATES = Path(__file__).parent / "templates"
FACTORS = "/account/factors"

router = APIRouter(prefix=FACTORS, include_in_schema=False, default_response_class=HTMLResponse)


async def _in_browser(actor: SettingUp) -> Actor:
    """The actor, unless a token calls: one that leaked must not become a way to sign in."""
    if actor.is_by_token:
        raise NotPermittedError(IN_BROWSERS)
    return actor


InBrowser = Annotated[Actor, Depends(_in_browser)]
PasskeysPart = Annotated[Passkeys, Depends(provided(Passkeys))]
Text = Annotated[str, Form(max_length=200)]
PasskeyId = Annotated[str, PathPart(pattern="^b-[0-9a-f]{32}$")]


@router.get("")
def get_factors(
    request: Request,
    actor: SettingUp,
    pages: PagesPart,
    factors: FactorsPart,
    own: OwnPart,
    changed: Annotated[str, Query(max_length=16)] = "",
) -> str:
    """What the person has."""
    return _page(request, actor, pages, factors, own, changed=bool(changed))


def _page(request: Request, actor: Actor, pages: Pages, factors: OwnFactors, own: OwnAccount, **said: Any) -> str:
    names = {"changed": False, "problem": NOTHING, **said}
    view = factors.view(actor)
    offers_passkeys = party_of(request) is not None and not actor.is_by_token
    names |= {"view": view, "has_password": own.has_password(actor), "offers_passkeys": offers_passkeys}
    return rendered(request, pages, "factors.html", **names)


@router.get("/codes")
def get_codes(request: Request, actor: InBrowser, pages: PagesPart, factors: FactorsPart) -> str:
    """What the person's app scans, until a code has confirmed that it did."""
    return _codes(request, pages, factors.pending_codes(actor))


@router.post("/codes")
def post_codes(actor: InBrowser, factors: FactorsPart) -> Response:
    """Begin to set up one-time codes."""
    factors.begin_codes(actor)
    return RedirectResponse(f"{FACTORS}/codes", HTTPStatus.SEE_OTHER)


def _codes(request: Request, pages: Pages, secret: SecretToScan, problem: Wording = NOTHING) -> str:
    parts = [secret.secret[start : start + 4] for start in range(0, len(secret.secret), 4)]
    picture = Markup(qr_code(secret.address))  # noqa: S704  # drawn here
    return rendered(request, pages, "one_time_codes.html", picture=picture, key=" ".join(parts), problem=problem)


@router.post("/codes/confirm")
def post_confirm(
    request: Request,
    actor: InBrowser,
    pages: PagesPart,
    factors: FactorsPart,
    sign_in: SignInPart,
    code: Text = "",
) -> Response:
    """Confirm with a code, and show the recovery codes only once."""
    try:
        codes = factors.confirm_codes(actor, code)
    except FactorRejectedError as refused:
        page = _codes(request, pages, factors.pending_codes(actor), refused.message)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _with_recovery(request, actor, pages, sign_in, codes)


def _with_recovery(
    request: Request, actor: Actor, pages: Pages, sign_in: SignInPart, codes: tuple[str, ...]
) -> Response:
    """The page with new recovery codes; who had to set up a factor may do everything from now on."""
    page = HTMLResponse(rendered(request, pages, "recovery_codes.html", codes=codes))
    return _renewed(request, actor, sign_in, page)


def _renewed(request: Request, actor: Actor, sign_in: SignInPart, response: Response) -> Response:
    if actor.must_set_up:
        entered = enter(request, sign_in.again(actor, request.cookies.get(COOKIE)), FACTORS)
        for name, value in entered.raw_headers:
            if name == b"set-cookie":
                response.raw_headers.append((name, value))
    return response


@router.post("/codes/remove")
def post_remove_codes(actor: InBrowser, factors: FactorsPart) -> Response:
    """Remove the one-time codes."""
    factors.remove_codes(actor)
    return RedirectResponse(f"{FACTORS}?changed=yes", HTTPStatus.SEE_OTHER)


@router.post("/recovery")
def post_recovery(
    request: Request, actor: InBrowser, pages: PagesPart, factors: FactorsPart, sign_in: SignInPart
) -> Response:
    """Make new recovery codes, and show them only once."""
    return _with_recovery(request, actor, pages, sign_in, factors.renew_recovery(actor))


@router.post("/passkeys/options", response_class=JSONResponse)
def post_passkey_options(request: Request, actor: InBrowser, passkeys: PasskeysPart) -> Response:
    """What the script asks the browser for."""
    ceremony = passkeys.begin_adding(actor, party_of(request, must=True))
    return remember(request, answer_of(ceremony.options), PASSKEY_COOKIE, ceremony.kept)


@router.post("/passkeys", response_class=JSONResponse)
def post_passkey(
    request: Request, actor: InBrowser, passkeys: PasskeysPart, sign_in: SignInPart, given: NewPasskeyIn
) -> Response:
    """Add the passkey that the browser has made."""
    kept = request.cookies.get(PASSKEY_COOKIE)
    passkeys.add(actor, party_of(request, must=True), kept, given.name, given.credential)
    response = JSONResponse({"location": f"{FACTORS}?changed=yes"})
    take_back(request, response, PASSKEY_COOKIE)
    return _renewed(request, actor, sign_in, response)


@router.post("/passkeys/{passkey_id}/remove")
def post_remove_passkey(actor: InBrowser, factors: FactorsPart, passkey_id: PasskeyId) -> Response:
    """Remove a passkey."""
    factors.remove_passkey(actor, passkey_id)
    return RedirectResponse(f"{FACTORS}?changed=yes", HTTPStatus.SEE_OTHER)
