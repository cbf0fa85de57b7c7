"""What several pages of enquiries need: photos that a form chooses, and what a page shows of photo requests."""

import re
from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple

from fastapi import Form

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import CaseState
from serve.catalogue.domain import ShownPoint, ShownSheet, ShownView
from serve.catalogue.service import Catalogue
from serve.enquiries.domain import ChosenPhoto, Enquiry, EnquiryRejectedError, EnquiryState, ShownEnquiry
from serve.enquiries.more_domain import MorePhotos
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.request_domain import LONGEST_REQUEST, PhotoRequest, RequestState
from serve.enquiries.request_schemas import sent_pictures
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.showing import Fit, ItemPhoto
from serve.examinations.asked_photos import AskedPhoto, PhotoAsking
from serve.platform.parts import Parts

CHOICE = re.compile(r"(e-[0-9a-f]{32}):([0-9]{1,4})")
Photos = Annotated[list[str] | None, Form(max_length=1000)]


class PhotoOption(NamedTuple):
    """A photo that can be sent for a request.

    Attributes:
        is_new: it was examined after the request, and shows the product.
    """

    photo: ItemPhoto
    value: str
    is_new: bool
    is_chosen: bool


class ShownPhotoRequest(NamedTuple):
    """A photo request on a page.

    Attributes:
        point, view: of the product sheet, in the reader's language; None if it names none that the reader may see.
        camera: the address where the item is photographed for it; empty if that is not possible now.
        options: photos that can be sent for it.
        pictures: addresses of those that were sent.
        is_over: the enquiry is no longer open, and the request has no reply.
        is_repeated: the item was photographed again, with only photos that the right holder has.
    """

    request: PhotoRequest
    point: ShownPoint | None
    view: ShownView | None
    camera: str
    options: tuple[PhotoOption, ...]
    pictures: list[str]
    is_over: bool
    is_repeated: bool

    @property
    def has_new(self) -> bool:
        """Whether the item has photos that were examined after the request."""
        return any(each.is_new for each in self.options)


class RequestParts(NamedTuple):
    """What a page shows of the photo requests of an enquiry.

    Attributes:
        sheet: from which a right holder chooses; None if it has none of the product.
        withheld: ids of its points that the agency doesn't see.
        is_closed: whether the case is closed, so that nothing more is photographed.
    """

    requests: tuple[ShownPhotoRequest, ...]
    sheet: ShownSheet | None
    withheld: Collection[str]
    is_closed: bool
    longest: int = LONGEST_REQUEST


def request_parts(requests: PhotoRequests, actor: Actor, read: ShownEnquiry, sheet: ShownSheet | None) -> RequestParts:
    """What the page of an enquiry shows of its photo requests.

    Args:
        sheet: of the product, as the reader sees it; None if there is none.
    """
    is_agency = read.enquiry.asked is not None
    more = requests.more_photos(actor, read) if is_agency and actor.may(EnquiryPermission.SEND) else None
    is_own = not is_agency and sheet is not None and sheet.right_holder == actor.organisation.name
    may_ask = is_own and read.enquiry.state is EnquiryState.OPEN and actor.may(EnquiryPermission.ANSWER)
    return RequestParts(
        tuple(_shown(read, each, sheet, more) for each in read.enquiry.requests),
        sheet if may_ask else None,
        requests.withheld(actor, read) if may_ask else (),
        is_closed=more is not None and more.case.state is CaseState.CLOSED,
    )


def _shown(
    read: ShownEnquiry, request: PhotoRequest, sheet: ShownSheet | None, more: MorePhotos | None
) -> ShownPhotoRequest:
    points = {each.id: each for each in sheet.points} if sheet else {}
    views = {each.id: each for each in sheet.views} if sheet else {}
    point = points.get(request.point or "")
    view = views.get(point.view if point else request.view or "")
    waits = more is not None and request in read.enquiry.pending
    return ShownPhotoRequest(
        request,
        point,
        view,
        camera_for(read, request, view) if waits and more and more.case.state is CaseState.OPEN else "",
        _options(request, more, read.enquiry) if waits and more else (),
        sent_pictures(read, request.reply) if request.reply else [],
        request.state is RequestState.WAITING and request not in read.enquiry.pending,
        is_repeated=waits and more is not None and more.repeats_since(request.at),
    )


def camera_for(read: ShownEnquiry, request: PhotoRequest, view: ShownView | None) -> str:
    """The address where the item of an enquiry is photographed for a request, of which a view may be known."""
    origin, product = read.enquiry.own, read.enquiry.product_id
    shown = f"&view={view.id}" if view else ""
    return f"/examine?case={origin.case_id}&item={origin.item_id}&product={product}{shown}&request={request.id}"


def asked_of_item(parts: Parts, actor: Actor, case_id: str, item_id: str, languages: Sequence[str]) -> list[AskedPhoto]:
    """The photos of an item that right holders ask for, if the actor may send some."""
    found = parts[PhotoRequests].of_item(actor, case_id, item_id) if actor.may(EnquiryPermission.SEND) else []
    sheets = {each.id: each for each in parts[Catalogue].sheets(actor, languages)} if found else {}
    return [
        _asked(read, _shown(read, request, sheets.get(read.enquiry.product_id), None))
        for read in found
        for request in read.enquiry.pending
    ]


def _asked(read: ShownEnquiry, shown: ShownPhotoRequest) -> AskedPhoto:
    named = shown.point or shown.view
    return AskedPhoto(
        id=shown.request.id,
        by=read.right_holder.name,
        shows=named.title if named else "",
        text=shown.request.text,
        view=shown.view.id if shown.view else "",
        page=f"/enquiries/{read.enquiry.id}#{shown.request.id}",
    )


ASKED_OF_ITEMS = PhotoAsking(asked_of_item)


def _options(request: PhotoRequest, more: MorePhotos, enquiry: Enquiry) -> tuple[PhotoOption, ...]:
    new, ticked = more.new_since(request.at), more.choices_for(request, enquiry)
    return tuple(
        PhotoOption(
            each,
            f"{each.choice.examination_id}:{each.choice.place}",
            is_new=each.choice in new,
            is_chosen=each.choice in ticked,
        )
        for each in more.left
        if each.fit is not Fit.OF_ANOTHER_HOLDER
    )


def choice_of(text: str) -> ChosenPhoto:
    """A photo that a form names.

    Raises:
        EnquiryRejectedError: it is not as a form names one.
    """
    found = CHOICE.fullmatch(text)
    if found is None:
        raise EnquiryRejectedError(
            message("The form names an invalid photo. Open the page again and choose the photos again.")
        )
    return ChosenPhoto(found[1], int(found[2]))
