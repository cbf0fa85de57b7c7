"""The page on which a person says where they are told that something waits."""

from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, Wording
from serve.accounts.domain import LONGEST_PASSWORD, Actor, PasswordRefusedError, TooManySignInsError
from serve.accounts.guard import permitted
from serve.notices.domain import LONGEST_ADDRESS, NoticeRejectedError
from serve.notices.permissions import NoticePermission
from serve.notices.routes import NoticesPart, Self
from serve.notices.schemas import LONGEST_TOKEN
from serve.notices.sending import SETTINGS
from serve.notices.service import OwnNotices
from serve.platform.pages import Pages, PagesPart, rendered

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(prefix=SETTINGS, include_in_schema=False, default_response_class=HTMLResponse)
Token = Annotated[str, Query(max_length=LONGEST_TOKEN)]


@router.get("")
def get_notices(
    request: Request,
    actor: Self,
    pages: PagesPart,
    notices: NoticesPart,
    kept: Annotated[str, Query(max_length=16)] = "",
) -> str:
    """Where the person is told, and whether."""
    return _page(request, actor, pages, notices, kept=bool(kept))


def _page(
    request: Request,
    actor: Actor,
    pages: Pages,
    notices: OwnNotices,
    *,
    written: str | None = None,
    problem: Wording = NOTHING,
    password_problem: Wording = NOTHING,
    kept: bool = False,
) -> str:
    found = notices.view(actor)
    shown = written if written is not None else found.address if found else ""
    said = {"found": found, "written": shown, "problem": problem, "password_problem": password_problem, "kept": kept}
    offered, has_password = notices.is_offered, notices.own.has_password(actor)
    return rendered(request, pages, "notices.html", **said, offered_by_mail=offered, has_password=has_password)


@router.post("")
def post_notices(
    request: Request,
    actor: Self,
    pages: PagesPart,
    notices: NoticesPart,
    address: Annotated[str, Form(max_length=2 * LONGEST_ADDRESS)] = "",
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
    *,
    on: Annotated[bool, Form()] = False,
) -> Response:
    """Set the address, or remove it if the field is empty; the form says what is wrong."""
    try:
        notices.choose(actor, address.strip() or None, is_on=on, password=password)
    except (NoticeRejectedError, PasswordRefusedError, TooManySignInsError) as refused:
        of_address = isinstance(refused, NoticeRejectedError)
        said = (refused.message, NOTHING) if of_address else (NOTHING, refused.message)
        page = _page(request, actor, pages, notices, written=address, problem=said[0], password_problem=said[1])
        if isinstance(refused, TooManySignInsError):
            return HTMLResponse(page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(refused.retry_after)})
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"{SETTINGS}?kept=yes", HTTPStatus.SEE_OTHER)


@router.post("/again")
def post_again(request: Request, actor: Self, pages: PagesPart, notices: NoticesPart) -> Response:
    """Have a new message to confirm the address sent."""
    try:
        notices.ask_again(actor)
    except NoticeRejectedError as refused:
        page = _page(request, actor, pages, notices, problem=refused.message)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"{SETTINGS}?kept=yes", HTTPStatus.SEE_OTHER)


@router.get("/confirm", dependencies=[Depends(permitted(NoticePermission.USE))])
def get_confirm(request: Request, pages: PagesPart, token: Token = "") -> str:
    """Ask for a click: programs that look at messages open links, and must confirm nothing."""
    return rendered(request, pages, "notices_confirm.html", token=token)


@router.post("/confirm")
def post_confirm(
    request: Request,
    actor: Self,
    pages: PagesPart,
    notices: NoticesPart,
    token: Annotated[str, Form(max_length=LONGEST_TOKEN)] = "",
) -> Response:
    """Confirm the address."""
    try:
        notices.confirm(actor, token)
    except NoticeRejectedError as refused:
        page = _page(request, actor, pages, notices, problem=refused.message)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"{SETTINGS}?kept=yes", HTTPStatus.SEE_OTHER)
