"""The page on which a shift is handed over."""

import secrets
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.cases.domain import LONGEST_LINE, LONGEST_TEXT
from serve.cases.page_parts import names_for
from serve.cases.routes import CasesPart
from serve.cases.service import Cases
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of
from serve.shifts.domain import ShiftQuery, ShiftRejectedError
from serve.shifts.routes import ClockPart, Reader, ShiftsPart, Writer, query_of
from serve.shifts.service import Shifts

TEMPLATES = Path(__file__).parent / "templates"
NO_TIME = message("Write both times as day and time, such as 2026-11-28 06:00.")

router = APIRouter(prefix="/shift", include_in_schema=False, default_response_class=HTMLResponse)
Field = Annotated[str, Query(max_length=2 * LONGEST_LINE)]
FormLine = Annotated[str, Form(max_length=2 * LONGEST_LINE)]


@router.get("")
def get_shift(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    shifts: ShiftsPart,
    cases: CasesPart,
    clock: ClockPart,
    since: Field = "",
    until: Field = "",
    place: Field = "",
    unit: Field = "",
) -> Response:
    """A shift, to be read and printed; a form with what is wrong in it if the times are."""
    zone = language_of(request).zone or UTC
    try:
        query = query_of(clock, _moment(since, zone), _moment(until, zone), place, unit)
        return HTMLResponse(_page(request, actor, pages, shifts, cases, query))
    except ShiftRejectedError as refused:
        query = query_of(clock, None, None, "", "")
        page = _page(request, actor, pages, shifts, cases, query, problem=refused.message)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(
    request: Request, actor: Actor, pages: Pages, shifts: Shifts, cases: Cases, query: ShiftQuery, **said: Any
) -> str:
    shift, zone = shifts.view(actor, query), language_of(request).zone or UTC
    names = {
        "shift": shift,
        "since": _local(shift.query.since, zone),
        "until": _local(shift.query.before, zone),
        "known": cases.known(actor),
        "idempotency_key": secrets.token_urlsafe(),
        "problem": NOTHING,
        "note_problem": NOTHING,
        "written": "",
        "longest_text": LONGEST_TEXT,
        **said,
    }
    return rendered(request, pages, "shift.html", **names_for(**names))


@router.post("/notes")
def post_note(
    request: Request,
    actor: Writer,
    pages: PagesPart,
    shifts: ShiftsPart,
    cases: CasesPart,
    clock: ClockPart,
    call: CallPart,
    text: Annotated[str, Form(max_length=2 * LONGEST_TEXT)] = "",
    unit: FormLine = "",
) -> Response:
    """Write a note for the next shift, and show the shift that ends now."""
    try:
        shifts.write(actor, text, unit, call)
    except ShiftRejectedError as refused:
        query, problem = query_of(clock, None, None, "", ""), refused.message
        page = _page(request, actor, pages, shifts, cases, query, note_problem=problem, written=text)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    here = f"?{urlencode({'unit': unit})}" if unit.strip() else ""
    return RedirectResponse(f"/shift{here}#notes", HTTPStatus.SEE_OTHER)


def _moment(written: str, zone: tzinfo) -> datetime | None:
    """A time as a form sends it, in the reader's time zone; None if the field is empty."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ShiftRejectedError(NO_TIME, "since") from None


def _local(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
