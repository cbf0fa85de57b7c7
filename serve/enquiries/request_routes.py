"""The JSON API of photo requests: a right holder asks for photos before it answers, and the agency replies."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from model.messages import message
from serve.accounts.guard import CallPart
from serve.enquiries.domain import EnquiryRejectedError
from serve.enquiries.examples import PHOTO_REQUEST
from serve.enquiries.request_schemas import (
    PhotoReplyIn,
    PhotoRequestIn,
    PhotoRequestOut,
    PhotoRequestsOut,
    request_out,
    requests_out,
)
from serve.enquiries.requesting import PhotoRequests, request_of
from serve.enquiries.routes import Answerer, Asker, EnquiriesPart, EnquiryId, Reader
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of

router = APIRouter(prefix="/v1/enquiries/{enquiry_id}/photo-requests", tags=["enquiries"])
PhotoRequestsPart = Annotated[PhotoRequests, Depends(provided(PhotoRequests))]
ID_PATTERN = "^h-[0-9a-f]{32}$"
RequestId = Annotated[str, Path(pattern=ID_PATTERN, examples=[PHOTO_REQUEST["id"]])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


@router.post(
    "",
    operation_id="askForPhotos",
    status_code=201,
    summary="Ask for photos before answering",
    description="The enquiry stays open. The agency sees the request with the enquiry, photographs the item, and sends "
    "you the photos; or it says why it can't be photographed.",
    responses={201: located("the photo request"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_request(
    actor: Answerer,
    requests: PhotoRequestsPart,
    enquiry_id: EnquiryId,
    given: PhotoRequestIn,
    call: CallPart,
    response: Response,
) -> PhotoRequestOut:
    """Ask for photos."""
    made = requests.ask(actor, enquiry_id, given.text, given.target, call)
    response.headers["Location"] = f"/v1/enquiries/{enquiry_id}/photo-requests/{made.request.id}"
    return request_out(made.read, made.request)


@router.get(
    "",
    operation_id="listPhotoRequests",
    summary="The photo requests of an enquiry",
    description="In the order in which they were made.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_requests(
    actor: Reader, enquiries: EnquiriesPart, enquiry_id: EnquiryId, after: After = None, limit: Limit = PAGE
) -> PhotoRequestsOut:
    """One page of the photo requests of an enquiry."""
    page = page_of(requests_out(enquiries.view(actor, enquiry_id)), after, limit, lambda each: each.id)
    return PhotoRequestsOut(photo_requests=list(page.entries), after=page.after)


@router.get(
    "/{request_id}",
    operation_id="getPhotoRequest",
    summary="One photo request",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_request(
    actor: Reader, enquiries: EnquiriesPart, enquiry_id: EnquiryId, request_id: RequestId
) -> PhotoRequestOut:
    """One photo request."""
    read = enquiries.view(actor, enquiry_id)
    return request_out(read, request_of(read.enquiry, request_id))


@router.post(
    "/{request_id}/withdraw",
    operation_id="withdrawPhotoRequest",
    summary="Withdraw a photo request",
    description="As long as the agency has not replied. The enquiry then waits for your answer again.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_withdrawal(
    actor: Answerer, requests: PhotoRequestsPart, enquiry_id: EnquiryId, request_id: RequestId, call: CallPart
) -> PhotoRequestOut:
    """Withdraw a photo request."""
    done = requests.withdraw(actor, enquiry_id, request_id, call)
    return request_out(done.read, done.request)


@router.post(
    "/{request_id}/reply",
    operation_id="replyToPhotoRequest",
    summary="Send the photos that were asked for",
    description="Once, as long as the enquiry is open. The right holder sees the photos beside its request. With "
    "`not_possible`, the text says why there are none.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_reply(
    actor: Asker,
    requests: PhotoRequestsPart,
    enquiry_id: EnquiryId,
    request_id: RequestId,
    given: PhotoReplyIn,
    call: CallPart,
) -> PhotoRequestOut:
    """Send the photos that were asked for, or say why there are none."""
    if given.not_possible and given.photos:
        raise EnquiryRejectedError(message("Send photos, or say why there are none: not both."), "photos")
    if given.not_possible:
        done = requests.refuse(actor, enquiry_id, request_id, given.text, call)
    else:
        done = requests.reply(actor, enquiry_id, request_id, given.selection, given.text, call)
    return request_out(done.read, done.request)
