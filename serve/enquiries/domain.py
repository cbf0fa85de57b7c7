"""An enquiry: an officer asks the right holder about an item. Imports only the standard library and `model`."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from model.errors import ShinganError, ValueRejectedError
from model.messages import message
from model.released_product import ReleasedProduct, Threshold
from model.verdict import Outcome
from serve.accounts.domain import Actor, Organisation
from serve.audit.domain import record_digest
from serve.cases.domain import LONGEST_TEXT, CaseRejectedError, checked_text, required_text
from serve.enquiries.escalation_domain import Escalation
from serve.enquiries.request_domain import PhotoRequest, RequestState
from serve.examinations.domain import Examination, StoredPhoto

MOST_PHOTOS = 8  # shown by one enquiry
ADDED_LATER = frozenset({"language", "needed_by", "requests", "escalations"})  # which earlier versions lack
BEHIND_UTC = timedelta(hours=12)  # the last time zone in which a day ends
LATEST_NEEDED = timedelta(days=2 * 366)  # a later day is a typing error


class EnquiryRejectedError(ValueRejectedError):
    """The question or the answer is invalid; the message says why."""


class EnquiryStateError(ShinganError):
    """The state of the enquiry doesn't allow this; the message says what to do."""


class NoRecipientError(ShinganError):
    """The item's right holder is unknown, or has no account here."""


class EnquiryState(StrEnum):
    """The state of an enquiry."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class QueuePlace(NamedTuple):
    """Where a page of a right holder's queue ended.

    Attributes:
        was_open: whether that enquiry waited for an answer then; it may have one by now.
    """

    enquiry_id: str
    was_open: bool


class AnswerOutcome(StrEnum):
    """What a right holder says of an item."""

    CONFIRMED_GENUINE = "confirmed_genuine"
    CONFIRMED_COUNTERFEIT = "confirmed_counterfeit"
    CANNOT_TELL = "cannot_tell"


class Bound(NamedTuple):
    """A promise of a release about one error.

    Attributes:
        limit: the upper bound of the error rate, a fraction.
        products: how many products' items it was counted on together; 1 if they are the product's own.
    """

    limit: float
    products: int


class Promise(NamedTuple):
    """What a release promises for a product: the loosest bounds of its rules; None if no rule has any."""

    rejection: Bound | None  # genuine called suspected
    acceptance: Bound | None  # counterfeit called consistent


class ChosenPhoto(NamedTuple):
    """One photo of an item: its examination, and its index there, from 0."""

    examination_id: str
    place: int


@dataclass(frozen=True)
class EnquiryOrigin:
    """The part that only the agency sees. It is never shown to the right holder.

    Attributes:
        by: id of the person.
        examinations: for each photo of the enquiry, the examination from which it was chosen.
        examination_id: the latest examination of the item at that time that has one of the photos.
        release, outcome: of that examination.
        withdrawn_by: id of the person; None if it wasn't withdrawn.
    """

    case_id: str
    item_id: str
    by: str
    examinations: tuple[str, ...]
    examination_id: str
    release: str
    outcome: Outcome
    promise: Promise
    withdrawn_by: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the right holder says, to be read in court. Answers are only added; the latest counts.

    Attributes:
        by: id of the person.
        name: their name at that time.
    """

    outcome: AnswerOutcome
    statement: str
    by: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Enquiry:
    """A question about some photos of one item, and what was answered.

    Attributes:
        organisation_id: the agency.
        right_holder_id: the organisation asked.
        language: the tag of the language in which the question was drafted; None if that is not known.
        needed_by: the last day on which the answer is of use to the agency; None if it named none.
        photos: originals; the right holder gets pictures of them without metadata.
        asked: None for the right holder.
        answers: the answer and then the amendments to it.
        requests: what the right holder asked to be photographed, in order.
        escalations: who was told that it waits too long, in order.
    """

    id: str
    organisation_id: str
    right_holder_id: str
    product_id: str
    question: str
    asked_at: datetime
    state: EnquiryState
    photos: tuple[StoredPhoto, ...]
    asked: EnquiryOrigin | None
    answers: tuple[Answer, ...] = ()
    withdrawn_at: datetime | None = None
    language: str | None = None
    needed_by: date | None = None
    requests: tuple[PhotoRequest, ...] = ()
    escalations: tuple[Escalation, ...] = ()

    @property
    def asked_with(self) -> int:
        """How many of the photos were sent with the question; the others follow photo requests."""
        return len(self.photos) - sum(len(each.reply.photos) for each in self.requests if each.reply)

    @property
    def pending(self) -> tuple[PhotoRequest, ...]:
        """The photo requests that wait for the agency; none once the enquiry is no longer open."""
        is_open = self.state is EnquiryState.OPEN
        return tuple(each for each in self.requests if each.state is RequestState.WAITING and is_open)

    @property
    def latest(self) -> Answer | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def own(self) -> EnquiryOrigin:
        """The part that only the agency sees.

        Raises:
            ValueError: this is the enquiry as the right holder sees it.
        """
        if self.asked is None:
            raise ValueError("the right holder does not see this")
        return self.asked


@dataclass(frozen=True)
class ShownEnquiry:
    """An enquiry as a reader may see it, with names.

    Attributes:
        asker: who asked; empty if the reader may not see it.
    """

    enquiry: Enquiry
    agency: Organisation
    right_holder: Organisation
    asker: str


def new_id(prefix: str) -> str:
    """An unguessable id: q- enquiries, a- the answers to them."""
    return f"{prefix}-{secrets.token_hex(16)}"


def seen_by(actor: Actor, enquiry: Enquiry) -> Enquiry:
    """An enquiry as an actor may see it: for the right holder without the agency's part.

    Without photos if withdrawn.
    """
    if actor.organisation_id == enquiry.organisation_id:
        return enquiry
    photos = () if enquiry.state is EnquiryState.WITHDRAWN else enquiry.photos
    requests = tuple(
        replace(each, reply=replace(each.reply, by="")) if each.reply else each for each in enquiry.requests
    )
    return replace(enquiry, asked=None, photos=photos, requests=requests)


def by_item(shown: Iterable[ShownEnquiry]) -> dict[str, list[ShownEnquiry]]:
    """Enquiries of the actor's agency by their item, in the same order."""
    found: dict[str, list[ShownEnquiry]] = {}
    for each in shown:
        found.setdefault(each.enquiry.own.item_id, []).append(each)
    return found


def checked_words(text: str, field: str, longest: int = LONGEST_TEXT, *, required: bool = True) -> str:
    """A text of several lines, without surrounding space.

    Raises:
        EnquiryRejectedError: it is required and missing, too long, or has characters that can't be shown.
    """
    try:
        return required_text(text, field, longest) if required else checked_text(text, field, longest)
    except CaseRejectedError as reason:
        raise EnquiryRejectedError(reason.message, reason.field) from None


def check_needed_by(day: date | None, now: datetime) -> None:
    """Raise EnquiryRejectedError if no answer can arrive by that day, or if its year is a typing error."""
    if day is None:
        return
    if day < (now - BEHIND_UTC).date():
        raise EnquiryRejectedError(
            message("The day by which you need the answer has passed. Choose today or a later day."), "needed_by"
        )
    if day > (now + LATEST_NEEDED).date():
        raise EnquiryRejectedError(
            message("The day by which you need the answer is more than two years away. Check the year."), "needed_by"
        )


def chosen(choices: Sequence[ChosenPhoto], examinations: Sequence[Examination]) -> dict[ChosenPhoto, StoredPhoto]:
    """The chosen photos of an item, in that order.

    Args:
        choices: 1 to MOST_PHOTOS, none twice.
        examinations: of the item.

    Raises:
        EnquiryRejectedError: there are too few or too many, or one is not a photo of the item.
    """
    if not 1 <= len(set(choices)) == len(choices) <= MOST_PHOTOS:
        raise EnquiryRejectedError(
            message("Choose 1 to {most_photos} photos of the item, each once.", most_photos=MOST_PHOTOS), "photos"
        )
    there = {
        ChosenPhoto(examination.id, place): photo
        for examination in examinations
        for place, photo in enumerate(examination.photos)
    }
    if missing := [choice for choice in choices if choice not in there]:
        raise EnquiryRejectedError(
            message(
                "Photo {place} of {examination_id} is no photo of this item.",
                place=missing[0].place,
                examination_id=missing[0].examination_id,
            ),
            "photos",
        )
    return {choice: there[choice] for choice in choices}


def latest_with(photos: Sequence[StoredPhoto], examinations: Sequence[Examination]) -> Examination:
    """The latest examination that has one of these photos; at least one has.

    Args:
        examinations: the oldest first.
    """
    digests = {photo.sha256 for photo in photos}
    return next(
        examination
        for examination in reversed(examinations)
        if any(photo.sha256 in digests for photo in examination.photos)
    )


def promise_of(product: ReleasedProduct | None) -> Promise:
    """What a release promises for a product; nothing if it doesn't know the product."""
    rules = product.rules if product else ()
    return Promise(_loosest([rule.suspected for rule in rules]), _loosest([rule.consistent for rule in rules]))


def _loosest(thresholds: Sequence[Threshold]) -> Bound | None:
    return max((Bound(each.bound, each.products) for each in thresholds if each.bound is not None), default=None)


def answered(enquiry: Enquiry, answer: Answer) -> Enquiry:
    """The enquiry with its answer.

    Raises:
        EnquiryStateError: it has one, or was withdrawn.
    """
    if enquiry.state is EnquiryState.ANSWERED:
        raise EnquiryStateError(message("This enquiry is already answered. Add an amendment if the answer was wrong."))
    _refuse_withdrawn(enquiry)
    return replace(enquiry, state=EnquiryState.ANSWERED, answers=(answer,))


def amended(enquiry: Enquiry, answer: Answer) -> Enquiry:
    """The enquiry with one more answer, which replaces the previous one.

    Raises:
        EnquiryStateError: there is none yet, or it was withdrawn.
    """
    _refuse_withdrawn(enquiry)
    if enquiry.state is EnquiryState.OPEN:
        raise EnquiryStateError(message("This enquiry is not answered yet, so there is nothing to amend. Answer it."))
    return replace(enquiry, answers=(*enquiry.answers, answer))


def withdrawn(enquiry: Enquiry, by: str, at: datetime) -> Enquiry:
    """The enquiry withdrawn: the right holder no longer sees its photos.

    Raises:
        EnquiryStateError: it is answered, or already withdrawn.
    """
    if enquiry.state is EnquiryState.ANSWERED:
        raise EnquiryStateError(message("This enquiry is answered, so it can no longer be withdrawn."))
    _refuse_withdrawn(enquiry)
    return replace(enquiry, state=EnquiryState.WITHDRAWN, withdrawn_at=at, asked=replace(enquiry.own, withdrawn_by=by))


def _refuse_withdrawn(enquiry: Enquiry) -> None:
    if enquiry.state is EnquiryState.WITHDRAWN:
        raise EnquiryStateError(message("The agency withdrew this enquiry. There is nothing to do."))


def values_of(enquiry: Enquiry) -> dict[str, Any]:
    """The stored values of an enquiry without its answers; what later versions added is in it only if it is given.

    The points of photo requests are sealed: an agency holds these values, and may not be allowed to see the points.
    """
    values = {**asdict(enquiry), "answers": None, "needed_by": enquiry.needed_by and enquiry.needed_by.isoformat()}
    values["requests"] = [each.sealed for each in enquiry.requests]
    return {name: value for name, value in values.items() if value or name not in ADDED_LATER}


def digest_of(enquiry: Enquiry) -> str:
    """A sha256 over the stored values of an enquiry without its answers, which the audit log keeps."""
    return record_digest(values_of(enquiry))


def digest_of_answer(answer: Answer) -> str:
    """A sha256 over the canonical JSON of an answer, which the audit log keeps."""
    return record_digest(asdict(answer))
