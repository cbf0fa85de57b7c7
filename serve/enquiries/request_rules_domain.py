"""When photos may be asked for, and what may be replied. Imports only the standard library and `model`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from model.catalogue import ProductSheet
from model.messages import message
from serve.accounts.domain import Sight
from serve.enquiries.domain import (
    ChosenPhoto,
    Enquiry,
    EnquiryRejectedError,
    EnquiryState,
    EnquiryStateError,
)
from serve.enquiries.request_domain import MOST_REQUESTS, PhotoRequest, RequestReply, RequestTarget
from serve.examinations.domain import StoredPhoto


def asked_for(enquiry: Enquiry, request: PhotoRequest) -> Enquiry:
    """The enquiry with one more photo request.

    Raises:
        EnquiryRejectedError: it has too many.
        EnquiryStateError: it is not open.
    """
    _must_be_open(enquiry)
    if len(enquiry.requests) >= MOST_REQUESTS:
        raise EnquiryRejectedError(
            message(
                "You have asked for photos {most} times. Answer the enquiry with what you have seen.",
                most=MOST_REQUESTS,
            )
        )
    return replace(enquiry, requests=(*enquiry.requests, request))


def replied(
    enquiry: Enquiry, request_id: str, reply: RequestReply, photos: Mapping[ChosenPhoto, StoredPhoto]
) -> Enquiry:
    """The enquiry with the reply to a photo request, and with the photos that were sent for it.

    Args:
        reply: without photos; these follow those that the enquiry has.

    Raises:
        EnquiryRejectedError: the enquiry has one of the photos already.
        EnquiryStateError: it is not open, or the request has a reply, or was withdrawn.
    """
    _must_be_open(enquiry)
    _must_wait(enquiry, request_id)
    _refuse_sent(enquiry, photos)
    first = len(enquiry.photos)
    reply = replace(reply, photos=tuple(range(first, first + len(photos))))
    taken = tuple(choice.examination_id for choice in photos)
    return replace(
        enquiry,
        photos=(*enquiry.photos, *photos.values()),
        asked=replace(enquiry.own, examinations=(*enquiry.own.examinations, *taken)),
        requests=tuple(replace(each, reply=reply) if each.id == request_id else each for each in enquiry.requests),
    )


def without_request(enquiry: Enquiry, request_id: str, at: datetime) -> Enquiry:
    """The enquiry after a photo request was withdrawn: nothing is awaited for it any more.

    Raises:
        EnquiryStateError: the enquiry is not open, or the request has a reply, or was withdrawn.
    """
    _must_be_open(enquiry)
    _must_wait(enquiry, request_id)
    requests = (replace(each, withdrawn_at=at) if each.id == request_id else each for each in enquiry.requests)
    return replace(enquiry, requests=tuple(requests))


def checked_target(target: RequestTarget, sheet: ProductSheet | None) -> RequestTarget:
    """What a photo is asked of.

    Args:
        sheet: the right holder's own, of the product of the enquiry; None if there is none to choose from.

    Raises:
        EnquiryRejectedError: the sheet has no such point or view, or both are named.
    """
    if target.point is not None and target.view is not None:
        raise EnquiryRejectedError(message("Choose a point or a view, not both."), "point")
    if target.point is not None and target.point not in {each.id for each in (sheet.points if sheet else ())}:
        raise EnquiryRejectedError(message("Your product sheet has no such point."), "point")
    if target.view is not None and target.view not in {each.id for each in (sheet.views if sheet else ())}:
        raise EnquiryRejectedError(message("Your product sheet has no such view."), "view")
    return target


def without_withheld(enquiry: Enquiry, sheet: ProductSheet | None, sight: Sight) -> Enquiry:
    """The enquiry for an agency: of its photo requests only the points that the agency may see.

    Args:
        sheet: of the product; None if there is none.
    """
    points = sheet.points if sheet else ()
    seen = {point.id for point in points if sheet and sight.sees(point.visibility, sheet.right_holder)}
    requests = (replace(each, point=each.point if each.point in seen else None) for each in enquiry.requests)
    return replace(enquiry, requests=tuple(requests))


def _refuse_sent(enquiry: Enquiry, photos: Mapping[ChosenPhoto, StoredPhoto]) -> None:
    known = {photo.sha256 for photo in enquiry.photos}
    for choice, photo in photos.items():
        if photo.sha256 in known:
            raise EnquiryRejectedError(
                message(
                    "The right holder has photo {place} of {examination} already.",
                    place=choice.place,
                    examination=choice.examination_id,
                ),
                "photos",
            )


def _must_wait(enquiry: Enquiry, request_id: str) -> None:
    for each in enquiry.requests:
        if each.id == request_id and each.withdrawn_at is not None:
            raise EnquiryStateError(message("The right holder has withdrawn this photo request."))
        if each.id == request_id and each.reply is not None:
            raise EnquiryStateError(message("This photo request has a reply already."))


def _must_be_open(enquiry: Enquiry) -> None:
    if enquiry.state is EnquiryState.ANSWERED:
        raise EnquiryStateError(message("This enquiry is answered, so no photos can be asked for or sent any more."))
    if enquiry.state is EnquiryState.WITHDRAWN:
        raise EnquiryStateError(message("The agency withdrew this enquiry. There is nothing to do."))
