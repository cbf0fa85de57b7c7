"""The forms of photo requests, on the page of an enquiry."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import message
from serve.accounts.guard import CallPart
from serve.enquiries.domain import EnquiryRejectedError
from serve.enquiries.page_parts import Photos, choice_of
from serve.enquiries.request_domain import LONGEST_REQUEST, RequestTarget
from serve.enquiries.request_routes import PhotoRequestsPart, RequestId
from serve.enquiries.requesting import ShownRequest
from serve.enquiries.routes import Answerer, Asker, EnquiryId
from serve.enquiries.showing import Selection

LONGEST_TARGET = 200
KINDS = ("point", "view")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=2 * LONGEST_REQUEST)]  # the browser counts a line's end as one, and sends two


@router.post("/enquiries/{enquiry_id}/photo-requests")
def post_request(
    actor: Answerer,
    requests: PhotoRequestsPart,
    enquiry_id: EnquiryId,
    call: CallPart,
    of: Annotated[str, Form(max_length=LONGEST_TARGET)] = "",
    text: Text = "",
) -> Response:
    """Ask for photos."""
    return _to(requests.ask(actor, enquiry_id, text, _target(of), call))


@router.post("/enquiries/{enquiry_id}/photo-requests/{request_id}/reply")
def post_reply(
    actor: Asker,
    requests: PhotoRequestsPart,
    enquiry_id: EnquiryId,
    request_id: RequestId,
    call: CallPart,
    text: Text = "",
    photos: Photos = None,
    foreign_photos: Photos = None,
) -> Response:
    """Send the photos that were asked for."""
    foreign = [choice_of(each) for each in foreign_photos or ()]
    choices = (*(choice_of(each) for each in photos or ()), *foreign)
    selection = Selection(choices=choices, foreign=frozenset(foreign))
    return _to(requests.reply(actor, enquiry_id, request_id, selection, text, call))


@router.post("/enquiries/{enquiry_id}/photo-requests/{request_id}/refuse")
def post_refusal(
    actor: Asker,
    requests: PhotoRequestsPart,
    enquiry_id: EnquiryId,
    request_id: RequestId,
    call: CallPart,
    text: Text = "",
) -> Response:
    """Say why it can't be photographed."""
    return _to(requests.refuse(actor, enquiry_id, request_id, text, call))


@router.post("/enquiries/{enquiry_id}/photo-requests/{request_id}/withdraw")
def post_withdrawal(
    actor: Answerer, requests: PhotoRequestsPart, enquiry_id: EnquiryId, request_id: RequestId, call: CallPart
) -> Response:
    """Withdraw a photo request."""
    return _to(requests.withdraw(actor, enquiry_id, request_id, call))


def _target(text: str) -> RequestTarget:
    """What a photo is asked of, as the form names it."""
    kind, _, name = text.partition(":")
    if not text:
        return RequestTarget()
    if kind not in KINDS:
        raise EnquiryRejectedError(message("Choose a point or a view, or describe it in your words."), "point")
    return RequestTarget(**{kind: name})


def _to(done: ShownRequest) -> RedirectResponse:
    return RedirectResponse(f"/enquiries/{done.read.enquiry.id}#{done.request.id}", HTTPStatus.SEE_OTHER)
