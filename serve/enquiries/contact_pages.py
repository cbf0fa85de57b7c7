"""The page on which a right holder names whom it tells of enquiries that wait too long."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import message
from serve.enquiries.contact_domain import MOST_HOURS, EnquiryContact
from serve.enquiries.contact_routes import ContactNamer, EscalationsPart
from serve.enquiries.domain import EnquiryRejectedError
from serve.platform.pages import PagesPart, rendered
from serve.platform.versions import ANY_VERSION, ReadVersion, etag

LONGEST_NUMBER = 6

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Numbers = Annotated[list[str] | None, Form(max_length=1000)]


@router.get("/enquiry-contacts")
def get_contacts(
    request: Request,
    actor: ContactNamer,
    pages: PagesPart,
    escalations: EscalationsPart,
    kept: Annotated[str, Query(max_length=10)] = "",
) -> str:
    """Who is told, and when."""
    found = escalations.contacts(actor)
    named = {each.person_id: each for each in found.contacts.all}
    names = {
        "people": found.people,
        "named": named,
        "kept": bool(kept),
        "read": found.contacts.version,
    }
    return rendered(request, pages, "enquiry_contacts.html", most_hours=MOST_HOURS, **names)


@router.post("/enquiry-contacts")
def post_contacts(
    actor: ContactNamer,
    escalations: EscalationsPart,
    people: Numbers = None,
    hours: Numbers = None,
    percent: Numbers = None,
    read: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Name who is told: each person with a time in their row of the form."""
    rows = zip(people or (), hours or (), percent or (), strict=False)
    given = [EnquiryContact(person, _number(after), _number(part)) for person, after, part in rows if after or part]
    version = ReadVersion(frozenset({etag(read)})) if read else ANY_VERSION
    escalations.change(actor, given, version)
    return RedirectResponse("/enquiry-contacts?kept=yes", HTTPStatus.SEE_OTHER)


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= LONGEST_NUMBER):
        raise EnquiryRejectedError(message("Write hours and percent as whole numbers."), "contacts")
    return int(text)
