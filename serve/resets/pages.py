"""The pages on which people ask for a new password, and choose it."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, Wording
from serve.accounts.domain import AccountError, TooManySignInsError
from serve.accounts.panels import SignInPanel
from serve.platform.dependencies import open_to_all, part_of, provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.resets.domain import ResetRefusedError
from serve.resets.service import CHOOSE, PasswordResets

TEMPLATES = Path(__file__).parent / "templates"
ASK = "/sign-in/forgotten"
LONGEST_SECRET = 100

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(open_to_all)])
ResetsPart = Annotated[PasswordResets, Depends(provided(PasswordResets))]
Text = Annotated[str, Form(max_length=200)]


def _names(request: Request) -> Mapping[str, Any] | None:
    return {"path": ASK} if part_of(request.app, PasswordResets).is_offered else None


SIGN_IN_PANEL = SignInPanel("sign_in_forgotten.html", _names)


@router.get(ASK)
def get_forgotten(
    request: Request, pages: PagesPart, resets: ResetsPart, asked: Annotated[str, Query(max_length=16)] = ""
) -> str:
    """The form; after it was sent, the page says the same for every username."""
    return _forgotten(request, pages, resets, asked=bool(asked))


def _forgotten(request: Request, pages: Pages, resets: PasswordResets, **said: Any) -> str:
    names = {"asked": False, "problem": NOTHING, "username": "", **said}
    return rendered(request, pages, "forgotten.html", is_offered=resets.is_offered, **names)


@router.post(ASK)
def post_forgotten(request: Request, pages: PagesPart, resets: ResetsPart, username: Text = "") -> Response:
    """Have a link sent, if there is such a person."""
    try:
        resets.ask(username, request.client.host if request.client else "")
    except TooManySignInsError as refused:
        page = _forgotten(request, pages, resets, problem=refused.message, username=username)
        return HTMLResponse(page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(refused.retry_after)})
    return RedirectResponse(f"{ASK}?asked=yes", HTTPStatus.SEE_OTHER)


@router.get(CHOOSE)
def get_reset(
    request: Request, pages: PagesPart, resets: ResetsPart, token: Annotated[str, Query(max_length=LONGEST_SECRET)] = ""
) -> str:
    """The form to which the link leads; without a valid one, the page leads to another link."""
    try:
        resets.check(token)
    except ResetRefusedError as refused:
        return _reset(request, pages, token, refused=refused.message)
    return _reset(request, pages, token)


@router.post(CHOOSE)
def post_reset(
    request: Request,
    pages: PagesPart,
    resets: ResetsPart,
    token: Annotated[str, Form(max_length=LONGEST_SECRET)] = "",
    new: Text = "",
) -> Response:
    """Choose the password, and go on to sign in with it; the form shows what is wrong."""
    try:
        resets.choose(token, new)
    except (AccountError, ResetRefusedError) as refused:
        name = "problem" if isinstance(refused, AccountError) else "refused"
        page = _reset(request, pages, token, **{name: refused.message})
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse("/sign-in?changed=yes", HTTPStatus.SEE_OTHER)


def _reset(
    request: Request, pages: Pages, token: str, *, problem: Wording = NOTHING, refused: Wording = NOTHING
) -> str:
    said = {"problem": problem, "refused": refused, "ask": ASK}
    return rendered(request, pages, "reset.html", token=token, **said)
