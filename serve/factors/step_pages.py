"""The page of the second step of a sign-in, and the calls with which a passkey signs in."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from model.messages import NOTHING, Wording
from serve.accounts.domain import Person, SignInRefusedError, TooManySignInsError
from serve.accounts.guard import COOKIE
from serve.accounts.pages import enter
from serve.accounts.panels import SecondStepPage, SignInPanel
from serve.factors.browser_pages import PASSKEY_COOKIE, STEP_COOKIE, answer_of, led_to, party_of, remember, take_back
from serve.factors.domain import SecondStepOverError
from serve.factors.own_pages import PasskeysPart
from serve.factors.schemas import PasskeyIn
from serve.factors.second_steps import HalfWay, SecondSteps
from serve.platform.dependencies import open_to_all, part_of, provided
from serve.platform.pages import Pages, PagesPart, rendered

STEP, ENTER = "/sign-in/second-step", "/sign-in/passkey"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(open_to_all)])
StepsPart = Annotated[SecondSteps, Depends(provided(SecondSteps))]


def _names(request: Request) -> Mapping[str, Any] | None:
    return {"path": ENTER} if party_of(request) is not None else None


def _begin(request: Request, person: Person, wanted: str) -> Response:
    """Lead a person whose password was right to the second step."""
    kept = part_of(request.app, SecondSteps).begin(person, wanted)
    return remember(request, led_to(STEP), STEP_COOKIE, kept)


SIGN_IN_PANEL = SignInPanel("sign_in_passkey.html", _names)
SECOND_STEP_PAGE = SecondStepPage(_begin)


@router.get(STEP)
def get_step(request: Request, pages: PagesPart, steps: StepsPart) -> Response:
    """The form; without a sign-in that is half way, the page on which one begins."""
    try:
        return HTMLResponse(_step(request, pages, steps.view(request.cookies.get(STEP_COOKIE))))
    except SecondStepOverError:
        return led_to("/sign-in")


def _step(request: Request, pages: Pages, half_way: HalfWay, problem: Wording = NOTHING) -> str:
    passkey = _names(request) if half_way.has_passkeys else None
    return rendered(request, pages, "second_step.html", half_way=half_way, passkey=passkey, problem=problem)


@router.post(STEP)
def post_step(
    request: Request, pages: PagesPart, steps: StepsPart, code: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Sign in with a code, and continue at the address that the person wanted."""
    kept, address = request.cookies.get(STEP_COOKIE), request.client.host if request.client else ""
    try:
        half_way = steps.view(kept)
    except SecondStepOverError:
        return led_to("/sign-in")
    try:
        signed_in = steps.finish(kept, code, address, request.cookies.get(COOKIE))
    except TooManySignInsError as refused:
        page = _step(request, pages, half_way, refused.message)
        return HTMLResponse(page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(refused.retry_after)})
    except SignInRefusedError as refused:
        return HTMLResponse(_step(request, pages, half_way, refused.message), HTTPStatus.UNAUTHORIZED)
    response = enter(request, signed_in, half_way.wanted)
    take_back(request, response, STEP_COOKIE)
    return response


@router.post(f"{ENTER}/options", response_class=JSONResponse)
def post_options(request: Request, passkeys: PasskeysPart) -> Response:
    """What the script asks the browser for."""
    ceremony = passkeys.begin_sign_in(party_of(request, must=True))
    return remember(request, answer_of(ceremony.options), PASSKEY_COOKIE, ceremony.kept)


@router.post(ENTER, response_class=JSONResponse)
def post_passkey(request: Request, passkeys: PasskeysPart, given: PasskeyIn, next: str = "/") -> Response:  # noqa: A002
    """Sign in with a passkey; the script goes on at the address in the answer."""
    address = request.client.host if request.client else ""
    kept, replaced = request.cookies.get(PASSKEY_COOKIE), request.cookies.get(COOKIE)
    party = party_of(request, must=True)
    signed_in = passkeys.finish_sign_in(party, kept, given.credential, address, replaced)
    entered = enter(request, signed_in, next)
    response = JSONResponse({"location": entered.headers["location"]})
    response.raw_headers += [header for header in entered.raw_headers if header[0] == b"set-cookie"]
    for cookie in (PASSKEY_COOKIE, STEP_COOKIE):
        take_back(request, response, cookie)
    return response
