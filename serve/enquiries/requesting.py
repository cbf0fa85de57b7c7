"""Photos that a right holder asks for before it answers: one transaction each, with its audit event."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.messages import message
from serve.accounts.domain import Actor
from serve.catalogue.service import Catalogue
from serve.enquiries.domain import (
    ChosenPhoto,
    Enquiry,
    EnquiryRejectedError,
    NoRecipientError,
    ShownEnquiry,
    checked_words,
)
from serve.enquiries.drafting import EnquiryDrafting
from serve.enquiries.more_domain import MorePhotos
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.reading import RequestedPoints, record_change, shown
from serve.enquiries.request_domain import LONGEST_REQUEST, PhotoRequest, RequestReply, RequestTarget
from serve.enquiries.request_rules_domain import asked_for, checked_target, replied, without_request
from serve.enquiries.showing import Selection
from serve.enquiries.work import EnquiryWork
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

IN_WORDS = RequestTarget()


class ShownRequest(NamedTuple):
    """A photo request with its enquiry."""

    read: ShownEnquiry
    request: PhotoRequest


@dataclass(frozen=True)
class PhotoRequests:
    """The use cases. All of them block."""

    work: Works[EnquiryWork]
    drafting: EnquiryDrafting
    catalogue: Catalogue
    points: RequestedPoints

    def withheld(self, actor: Actor, read: ShownEnquiry) -> frozenset[str]:
        """Ids of the points of the right holder's own sheet that it does not show to the agency of an enquiry."""
        sheet = self._own_sheet(actor, read.enquiry.product_id)
        if sheet is None:
            return frozenset()
        with self.work.look(actor) as work:
            sight = work.organisations.sight_of(read.agency)
        return frozenset(each.id for each in sheet.points if not sight.sees(each.visibility, sheet.right_holder))

    def ask(
        self,
        actor: Actor,
        enquiry_id: str,
        text: str,
        target: RequestTarget = IN_WORDS,
        call: IdempotentCall = UNNAMED,
    ) -> ShownRequest:
        """Ask for photos instead of answering; the enquiry stays open.

        Args:
            text: what the photos have to show; the agency always reads it.
            target: a point or a view of the right holder's own sheet. Of a point that the right holder does not show to
                the agency, the agency reads nothing.

        Raises:
            EnquiryRejectedError: the text or the target is invalid, or photos were asked for too often.
            EnquiryStateError: the enquiry is not open.
            NotFoundError: there is none that was sent to the actor's organisation.
        """
        words = checked_words(text, "text", LONGEST_REQUEST)
        with self.work.look(actor) as work:
            product = work.enquiries.get(enquiry_id).product_id
        checked = checked_target(target, self._own_sheet(actor, product))
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                request = PhotoRequest(
                    id=work.id("h"),
                    text=words,
                    point=checked.point,
                    view=checked.view,
                    salt=secrets.token_hex(16),
                    by=actor.person_id,
                    name=actor.name,
                    at=work.now,
                )
                after = asked_for(work.enquiries.get(enquiry_id, for_change=True), request)
                work.photo_requests.add(after, request)
                record_change(work, EnquiryAction.REQUEST, after, request=request.id)
            return _found(shown(work, [work.enquiries.get(enquiry_id)])[0], work.id("h"))

    def withdraw(self, actor: Actor, enquiry_id: str, request_id: str, call: IdempotentCall = UNNAMED) -> ShownRequest:
        """Ask no more for photos that the agency has not replied to.

        Raises:
            EnquiryStateError: the enquiry is not open, or the request has a reply, or was withdrawn.
            NotFoundError: there is no such enquiry that was sent to the actor's organisation, or no such request.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                before = work.enquiries.get(enquiry_id, for_change=True)
                request = request_of(before, request_id)
                after = without_request(before, request_id, work.now)
                work.photo_requests.withdraw(request, work.now)
                record_change(work, EnquiryAction.REQUEST_WITHDRAW, after, request=request_id)
            return _found(shown(work, [work.enquiries.get(enquiry_id)])[0], request_id)

    def reply(
        self,
        actor: Actor,
        enquiry_id: str,
        request_id: str,
        selection: Selection,
        text: str = "",
        call: IdempotentCall = UNNAMED,
    ) -> ShownRequest:
        """Send photos of the item to the right holder that asked for them.

        Args:
            selection: the photos, by default those that show the product and were first examined after the request;
                none by default while other requests of the enquiry wait, too.
            text: a remark on them.

        Raises:
            EnquiryRejectedError: there is none to send, or one can't be sent.
            EnquiryStateError: the enquiry is not open, or the request has a reply.
            NotFoundError: the actor's agency has no such enquiry, or it has no such request.
        """
        words = checked_words(text, "text", LONGEST_REQUEST, required=False)
        with self.work.look(actor) as work:
            enquiry = work.enquiries.get(enquiry_id)
        request = request_of(enquiry, request_id)
        photos: Mapping[ChosenPhoto, StoredPhoto] = {}
        if request in enquiry.pending:
            more = self.drafting.more_photos(actor, enquiry)
            by_default = more.choices_for(request, enquiry)
            photos = more.chosen(by_default if selection.choices is None else selection.choices, selection.foreign)
        return self._reply(actor, enquiry_id, request, words, photos, selection, call)

    def refuse(
        self, actor: Actor, enquiry_id: str, request_id: str, reason: str, call: IdempotentCall = UNNAMED
    ) -> ShownRequest:
        """Say why something can't be photographed.

        Raises:
            EnquiryRejectedError: the reason is missing or invalid.
            EnquiryStateError, NotFoundError: as for `reply`.
        """
        words = checked_words(reason, "reason", LONGEST_REQUEST)
        with self.work.look(actor) as work:
            request = request_of(work.enquiries.get(enquiry_id), request_id)
        return self._reply(actor, enquiry_id, request, words, {}, Selection(), call)

    def of_item(self, actor: Actor, case_id: str, item_id: str) -> list[ShownEnquiry]:
        """The enquiries about an item in which photos are awaited from the actor's agency, for a page that is recorded.

        None while the actor's opinion on the item is pending: what is asked would tell what others found.
        """
        with self.work.look(actor) as work:
            if item_id in work.case_opinions.waiting_items(actor.person_id):
                return []
            about = [each for each in work.enquiries.of_case(case_id) if each.pending and each.own.item_id == item_id]
            found = shown(work, about)
        return self.points.seen(actor, found)

    def more_photos(self, actor: Actor, read: ShownEnquiry) -> MorePhotos | None:
        """The photos that can be sent for the requests of an enquiry, for a page; None if none waits, or none can."""
        if not read.enquiry.pending:
            return None
        try:
            return self.drafting.more_photos(actor, read.enquiry)
        except (EnquiryRejectedError, NoRecipientError):  # the item is meant to be another product by now
            return None

    def _reply(
        self,
        actor: Actor,
        enquiry_id: str,
        request: PhotoRequest,
        text: str,
        photos: Mapping[ChosenPhoto, StoredPhoto],
        selection: Selection,
        call: IdempotentCall,
    ) -> ShownRequest:
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                before = work.enquiries.get(enquiry_id, for_change=True)
                given = RequestReply((), text, actor.person_id, work.now)
                after = replied(before, request.id, given, photos)
                work.enquiries.add_photos(after, len(before.photos))
                work.photo_requests.reply(request, request_of(after, request.id).reply or given)
                foreign = [photo.sha256 for choice, photo in photos.items() if choice in selection.foreign]
                details = {"foreign": foreign} if foreign else {}
                record_change(work, EnquiryAction.REPLY, after, request=request.id, photos=len(photos), **details)
            read = shown(work, [work.enquiries.get(enquiry_id)])
        return _found(self.points.seen(actor, read)[0], request.id)

    def _own_sheet(self, actor: Actor, product_id: str) -> ProductSheet | None:
        """The sheet of a product that readers see, if it is of the actor's organisation."""
        sheet = self.catalogue.whole().get(product_id)
        return sheet if sheet is not None and sheet.right_holder == actor.organisation.name else None


def request_of(enquiry: Enquiry, request_id: str) -> PhotoRequest:
    """A photo request of an enquiry.

    Raises:
        NotFoundError: it has no such request.
    """
    for each in enquiry.requests:
        if each.id == request_id:
            return each
    raise NotFoundError(message("This enquiry has no such photo request."))


def _found(read: ShownEnquiry, request_id: str) -> ShownRequest:
    return ShownRequest(read, request_of(read.enquiry, request_id))
