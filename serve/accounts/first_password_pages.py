"""The page on which people choose a password in place of the first one, which they were given."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING
from serve.accounts.domain import AccountError
from serve.accounts.guard import COOKIE
from serve.accounts.own_routes import Newcomer, OwnPart, SignInPart
from serve.accounts.pages import LONGEST_ADDRESS, Text, enter, local
from serve.platform.pages import PagesPart, rendered

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/account/first-password")
def get_first_password(
    request: Request,
    actor: Newcomer,
    pages: PagesPart,
    next: str = "/",  # noqa: A002  # the address says so
) -> Response:
    """The form; people who have chosen a password are led to their account."""
    if not actor.must_change:
        return RedirectResponse("/account", HTTPStatus.SEE_OTHER)
    page = rendered(request, pages, "first_password.html", wanted=local(next), problem=NOTHING)
    return HTMLResponse(page)


@router.post("/account/first-password")
def post_first_password(
    request: Request,
    actor: Newcomer,
    pages: PagesPart,
    own: OwnPart,
    sign_in: SignInPart,
    new: Text = "",
    next: Annotated[str, Form(max_length=LONGEST_ADDRESS)] = "/",  # noqa: A002  # the form says so
) -> Response:
    """Choose a password, and continue in a new session; the form shows what is wrong."""
    try:
        own.choose_password(actor, new)
    except AccountError as refused:
        page = rendered(request, pages, "first_password.html", wanted=local(next), problem=refused.message)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return enter(request, sign_in.again(actor, request.cookies.get(COOKIE)), next)
