"""The pages on which courses are listed, offered and withdrawn."""

import secrets
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.guard import CallPart
from serve.courses.domain import CourseRejectedError
from serve.courses.permissions import CoursePermission
from serve.courses.routes import After, CourseId, CoursesPart, Offerer, Reader, ShowingPart
from serve.platform.pages import Pages, PagesPart, rendered

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(prefix="/courses", include_in_schema=False, default_response_class=HTMLResponse)
SeminarChoice = Annotated[str, Form(pattern="^y-[0-9a-f]{32}$")]


@router.get("")
def get_courses(request: Request, actor: Reader, pages: PagesPart, courses: CoursesPart, after: After = None) -> str:
    """The courses that the reader may see, the latest first."""
    names = {
        "page": courses.page(actor, after, LISTED),
        "is_first": after is None,
        "may_offer": actor.may(CoursePermission.OFFER),
        "may_take": actor.may(CoursePermission.TAKE),
    }
    return rendered(request, pages, "courses.html", **names)


@router.get("/new")
def get_new(request: Request, actor: Offerer, pages: PagesPart, courses: CoursesPart) -> str:
    """The form with which a seminar's lessons are offered as a course."""
    return _form(request, actor, pages, courses)


@router.post("")
def post_new(
    request: Request,
    actor: Offerer,
    pages: PagesPart,
    courses: CoursesPart,
    call: CallPart,
    seminar: SeminarChoice,
    until: Annotated[date, Form()],
) -> Response:
    """Offer a course, and continue to it."""
    try:
        made = courses.offer(actor, seminar, until, call)
    except CourseRejectedError as fault:
        page = _form(request, actor, pages, courses, seminar, until, fault)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_offer(made.course.id)


@router.get("/{course_id}/offer")
def get_offer(
    request: Request,
    actor: Offerer,
    pages: PagesPart,
    courses: CoursesPart,
    showing: ShowingPart,
    course_id: CourseId,
) -> str:
    """A course as those who offer it see it: figures for the operator, and nothing of a person."""
    read = courses.get(actor, course_id)
    names = {
        "read": read,
        "content": showing.least(read.course),
        "waiting": showing.waiting(read.course) if read.is_running else [],
        "may_take": read.is_running and actor.may(CoursePermission.TAKE),
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "course_offer.html", **names)


@router.post("/{course_id}/withdraw")
def post_withdraw(actor: Offerer, courses: CoursesPart, course_id: CourseId, call: CallPart) -> Response:
    """Withdraw a course."""
    courses.withdraw(actor, course_id, call)
    return _to_offer(course_id)


def _form(
    request: Request,
    actor: Offerer,
    pages: Pages,
    courses: CoursesPart,
    seminar: str = "",
    until: date | None = None,
    fault: CourseRejectedError | None = None,
) -> str:
    names = {
        "seminars": courses.offerable(actor),
        "chosen": seminar,
        "until": until or "",
        "error": fault.message if fault else "",
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "course_new.html", **names)


def _to_offer(course_id: str) -> Response:
    return RedirectResponse(f"/courses/{course_id}/offer", HTTPStatus.SEE_OTHER)
