"""Questions to right holders about items of cases, and their answers: one transaction each, with its audit event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import AccountError, Actor
from serve.accounts.languages import check_offered
from serve.cases.permissions import CaseAction
from serve.catalogue.domain import SheetUse
from serve.catalogue.usage import count_use
from serve.enquiries.domain import (
    Answer,
    AnswerOutcome,
    Enquiry,
    EnquiryRejectedError,
    EnquiryState,
    QueuePlace,
    ShownEnquiry,
    amended,
    answered,
    check_needed_by,
    checked_words,
    digest_of_answer,
    seen_by,
    withdrawn,
)
from serve.enquiries.drafting import EnquiryDrafting, right_holder_of
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.reading import RequestedPoints, record, record_change, shown
from serve.enquiries.showing import BY_DEFAULT, Selection
from serve.enquiries.work import EnquiryWork
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Work, Works

Say = Callable[[Enquiry, Answer], Enquiry]
SAID: Mapping[Say, EnquiryAction] = {answered: EnquiryAction.ANSWER, amended: EnquiryAction.AMEND}


@dataclass(frozen=True)
class OnAnswer:
    """What a subject makes of an answer, in the transaction that keeps it.

    Attributes:
        make: takes the enquiry with its answer; gives the digest of what it made, by id, for the audit log.
    """

    make: Callable[[EnquiryWork, Enquiry], Mapping[str, str]]


class EnquiryPage(NamedTuple):
    """Some enquiries, in the order in which they were asked for.

    Attributes:
        read_at: when.
        after: the id after which the next page begins; None if this is the last.
        is_partial: whether those about items are left out on which the actor's opinion is pending.
    """

    enquiries: tuple[ShownEnquiry, ...]
    read_at: datetime
    after: str | None
    is_partial: bool


@dataclass(frozen=True)
class Enquiries:
    """The use cases. All of them block.

    Attributes:
        on_answered: what else an answer creates, in the same transaction; returns digests by id, for the audit log.
    """

    work: Works[EnquiryWork]
    drafting: EnquiryDrafting
    points: RequestedPoints
    on_answer: Sequence[OnAnswer]

    def ask(
        self,
        actor: Actor,
        case_id: str,
        item_id: str,
        *,
        question: str,
        language: str | None = None,
        needed_by: date | None = None,
        selection: Selection = BY_DEFAULT,
        call: IdempotentCall = UNNAMED,
    ) -> ShownEnquiry:
        """Ask the right holder of an item's product about some of its photos.

        Args:
            language: the tag of the one in which the question was drafted; None if it is not known.
            needed_by: the last day on which the answer is of use; None if that doesn't matter.
            selection: the product and the photos.

        Raises:
            CaseStateError: the case is closed.
            EnquiryRejectedError: the question, the day or the selection is invalid.
            NoRecipientError: the right holder is not known, or has no account here.
            NotFoundError: the actor may see no such item.
        """
        words = checked_words(question, "question")
        check_language(language)
        draft = self.drafting.draft(actor, case_id, item_id, selection)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                check_needed_by(needed_by, work.now)
                work.cases.get(case_id, for_change=True).must_be_open()
                enquiry = Enquiry(
                    id=work.id("q"),
                    organisation_id=actor.organisation_id,
                    right_holder_id=right_holder_of(work, draft.sheet).id,
                    product_id=draft.sheet.id,
                    question=words,
                    asked_at=work.now,
                    state=EnquiryState.OPEN,
                    photos=tuple(draft.photos.values()),
                    asked=draft.asked,
                    language=language,
                    needed_by=needed_by,
                )
                work.enquiries.add(enquiry)
                work.cases.touch(case_id, work.now)
                count_use(work, draft.sheet.right_holder, draft.sheet.id, SheetUse.ASKED)
                foreign = {"foreign": list(draft.foreign)} if draft.foreign else {}
                record_change(work, EnquiryAction.CREATE, enquiry, item=item_id, **foreign)
            read = shown(work, [work.enquiries.get(work.id("q"))])
        return self.points.seen(actor, read)[0]  # who asks again after a request must see no withheld point in it

    def answer(
        self, actor: Actor, enquiry_id: str, outcome: AnswerOutcome, statement: str, call: IdempotentCall = UNNAMED
    ) -> ShownEnquiry:
        """Answer an enquiry, once.

        Raises:
            EnquiryRejectedError: the statement is missing or invalid.
            EnquiryStateError: it is answered, or was withdrawn.
            NotFoundError: there is none that was sent to the actor's organisation.
        """
        return self._say(actor, enquiry_id, answered, outcome, checked_words(statement, "statement"), call)

    def amend(
        self, actor: Actor, enquiry_id: str, outcome: AnswerOutcome, statement: str, call: IdempotentCall = UNNAMED
    ) -> ShownEnquiry:
        """Correct an answer with another one, which counts instead; the earlier one stays readable.

        Raises:
            EnquiryRejectedError, NotFoundError: as for `answer`.
            EnquiryStateError: there is no answer yet, or the enquiry was withdrawn.
        """
        return self._say(actor, enquiry_id, amended, outcome, checked_words(statement, "statement"), call)

    def _say(
        self, actor: Actor, enquiry_id: str, say: Say, outcome: AnswerOutcome, statement: str, call: IdempotentCall
    ) -> ShownEnquiry:
        with self.work.begin(actor, call) as work:
            before = work.enquiries.get(enquiry_id, for_change=True)
            if not work.replayed:
                said = Answer(outcome, statement, actor.person_id, actor.name, work.now)
                after = say(before, said)
                work.enquiries.change(after)
                work.enquiries.mark_unread(after, work.now)
                confirmations = {
                    name: sha256 for each in self.on_answer for name, sha256 in each.make(work, after).items()
                }
                record_change(work, SAID[say], after, sha256=digest_of_answer(said), confirmations=confirmations)
            return shown(work, [work.enquiries.get(enquiry_id)])[0]

    def withdraw(self, actor: Actor, enquiry_id: str, call: IdempotentCall = UNNAMED) -> ShownEnquiry:
        """Withdraw an enquiry that is not answered: the right holder no longer sees its photos.

        Raises:
            EnquiryStateError: it is answered, or already withdrawn.
            NotFoundError: the actor's agency has sent no such enquiry.
        """
        with self.work.begin(actor, call) as work:
            before = work.enquiries.get(enquiry_id, for_change=True)
            if not work.replayed:
                after = withdrawn(before, actor.person_id, work.now)
                work.enquiries.change(after)
                record_change(work, EnquiryAction.WITHDRAW, after)
            read = shown(work, [work.enquiries.get(enquiry_id)])
        return self.points.seen(actor, read)[0]

    def view(self, actor: Actor, enquiry_id: str) -> ShownEnquiry:
        """An enquiry for an actor; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            enquiry = work.enquiries.get(enquiry_id)
            read = shown(work, [enquiry])
            record(work, EnquiryAction.VIEW, enquiry)
            if read[0].enquiry.asked is None and read[0].enquiry.photos:
                _record_photos(work, read[0].enquiry)
            unread = _unread(work, [enquiry_id])
        self._mark_read(actor, unread)
        return self.points.seen(actor, read)[0]

    def photo(self, actor: Actor, enquiry_id: str, index: int) -> StoredPhoto:
        """A photo of an enquiry, for a picture. A right holder's first look is recorded.

        Raises:
            NotFoundError: the actor may see no such photo.
        """
        with self.work.look(actor) as work:
            enquiry = seen_by(actor, work.enquiries.get(enquiry_id))
            if not 0 <= index < len(enquiry.photos):
                raise NotFoundError(message("This enquiry has no such photo."))
            is_recorded = enquiry.asked is not None or work.enquiries.has_looked(enquiry_id, actor.person_id)
            if not is_recorded:  # opening the enquiry is already recorded
                _record_photos(work, enquiry)
            return enquiry.photos[index]

    def page(self, actor: Actor, state: EnquiryState | None, after: str | None, limit: int) -> EnquiryPage:
        """The enquiries that the actor may see, the latest first; the look is recorded.

        Those of colleagues about an item on which the actor's opinion is pending are left out: they would tell what
        the assistant or the right holder says of it.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no enquiry `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            without = work.case_opinions.waiting_items(actor.person_id)
            found = work.enquiries.page(state, after, limit + 1, without)
            page = _page(work, found, limit, is_partial=bool(without))
        return page._replace(enquiries=tuple(self.points.seen(actor, page.enquiries)))

    def queue(self, actor: Actor, state: EnquiryState | None, after: QueuePlace | None, limit: int) -> EnquiryPage:
        """The enquiries to a right holder: those that wait for an answer first, the most urgent of them on top.

        These are the ones whose answer is needed by the earliest day; those without a day follow, the oldest first.
        After them come the others, the latest first. The look is recorded.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no enquiry `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            return _page(work, work.enquiries.queue(state, after, limit + 1), limit)

    def open_count(self, actor: Actor) -> int:
        """How many enquiries wait for an answer, for a page whose view is recorded."""
        with self.work.look(actor) as work:
            return work.enquiries.open_count()

    def view_of_case(self, actor: Actor, case_id: str) -> list[ShownEnquiry]:
        """The enquiries about the items of a case of the actor's agency, the oldest first; the look is recorded.

        Raises:
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.look(actor) as work:
            work.cases.get(case_id)
            found = shown(work, work.enquiries.of_case(case_id))
            work.record(CaseAction.LIST, case_id, enquiries=len(found))
            for each in found:
                record(work, EnquiryAction.VIEW, each.enquiry)
            unread = _unread(work, [each.enquiry.id for each in found])
        self._mark_read(actor, unread)
        return self.points.seen(actor, found)

    def of_case(self, actor: Actor, case_id: str) -> list[ShownEnquiry]:
        """The enquiries about a case's items, the oldest first, for a page or bundle that is recorded."""
        with self.work.look(actor) as work:
            found = shown(work, work.enquiries.of_case(case_id))
            unread = _unread(work, [each.enquiry.id for each in found])
        self._mark_read(actor, unread)
        return self.points.seen(actor, found)

    def _mark_read(self, actor: Actor, unread: Sequence[str]) -> None:
        """Note that the actor has read what came to these enquiries in answer to what they asked themselves."""
        if unread:
            with self.work.begin(actor) as work:
                work.enquiries.mark_read(unread, actor.person_id)
                work.photo_requests.mark_read(unread, actor.person_id)


def check_language(language: str | None) -> None:
    """Raise EnquiryRejectedError for a language that the service does not offer."""
    try:
        check_offered(language)
    except AccountError as reason:
        raise EnquiryRejectedError(reason.message, reason.field) from None


def _page(work: EnquiryWork, found: Sequence[Enquiry], limit: int, *, is_partial: bool = False) -> EnquiryPage:
    """A page of the first enquiries that were found; there is a next one if there are more than `limit`."""
    read = shown(work, found[:limit])
    work.record(EnquiryAction.VIEW, work.tenant.organisation_id, enquiries=len(read))
    return EnquiryPage(tuple(read), work.now, found[limit - 1].id if len(found) > limit else None, is_partial)


def _unread(work: EnquiryWork, ids: Sequence[str]) -> list[str]:
    """Those of these enquiries in which the actor has something to read that they asked for."""
    person = work.actor.person_id
    return [*work.enquiries.unread(ids, person), *work.photo_requests.unread(ids, person)]


def _record_photos(work: EnquiryWork, enquiry: Enquiry) -> None:
    record(work, EnquiryAction.PHOTO_VIEW, enquiry, photos=[photo.sha256 for photo in enquiry.photos])


def about_item(work: Work, item_id: str) -> frozenset[str]:
    """Ids of the enquiries about an item, of which each shows what the assistant or the right holder says of it."""
    return work.of(EnquiryWork).enquiries.ids_about(item_id)
