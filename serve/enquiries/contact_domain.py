"""Whom a right holder tells of an enquiry that waits too long, and when. Imports `model` alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta

from model.messages import message
from serve.audit.domain import record_digest
from serve.enquiries.domain import BEHIND_UTC, Enquiry, EnquiryRejectedError, EnquiryState

MOST_HOURS = 24 * 90
MOST_CONTACTS = 20
WHOLE = 100  # percent


@dataclass(frozen=True)
class EnquiryContact:
    """A person of a right holder who is told of enquiries that wait for too long.

    Attributes:
        person_id: of the right holder's people who may answer.
        after_hours: how long an enquiry has waited by then; None if that does not count.
        after_percent: of the time until the day on which the answer is needed; None if that does not count.
    """

    person_id: str
    after_hours: int | None
    after_percent: int | None


@dataclass(frozen=True)
class Contacts:
    """All contacts of a right holder."""

    all: tuple[EnquiryContact, ...]

    @property
    def version(self) -> str:
        """Changes with every change."""
        return record_digest({"contacts": [asdict(each) for each in self.all]})[:16]


def checked_contacts(given: Sequence[EnquiryContact]) -> tuple[EnquiryContact, ...]:
    """Contacts as they are kept, in order.

    Raises:
        EnquiryRejectedError: one is named twice, has no time or an impossible one, or there are too many.
    """
    if len(given) > MOST_CONTACTS or len({each.person_id for each in given}) < len(given):
        raise EnquiryRejectedError(message("Name at most {most} people, each once.", most=MOST_CONTACTS), "contacts")
    for each in given:
        _check(each)
    return tuple(sorted(given, key=lambda each: each.person_id))


def _check(contact: EnquiryContact) -> None:
    hours, percent = contact.after_hours, contact.after_percent
    if hours is None and percent is None:
        raise EnquiryRejectedError(
            message("Say after how many hours, or after what part of the time, each person is told."), "contacts"
        )
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise EnquiryRejectedError(message("Name 1 to {most} hours.", most=MOST_HOURS), "contacts")
    if percent is not None and not 1 <= percent <= WHOLE:
        raise EnquiryRejectedError(message("Name 1 to 100 percent of the time."), "contacts")


def waits_since(enquiry: Enquiry) -> datetime | None:
    """Since when an enquiry waits for the right holder; None if it does not, as for photos that it has asked for."""
    if enquiry.state is not EnquiryState.OPEN or enquiry.pending:
        return None
    replied = [each.reply.at for each in enquiry.requests if each.reply]
    withdrawn = [each.withdrawn_at for each in enquiry.requests if each.withdrawn_at]
    return max([enquiry.asked_at, *replied, *withdrawn])


def told_at(enquiry: Enquiry, contact: EnquiryContact) -> datetime | None:
    """When a contact is told of an enquiry, at the earlier of their two times; None if never, as things are."""
    since = waits_since(enquiry)
    if since is None:
        return None
    moments = []
    if contact.after_hours is not None:
        moments.append(since + timedelta(hours=contact.after_hours))
    if contact.after_percent is not None and enquiry.needed_by is not None:
        end = datetime.combine(enquiry.needed_by + timedelta(days=1), time.min, UTC) + BEHIND_UTC
        moments.append(since + max(end - since, timedelta(0)) * contact.after_percent / 100)
    return min(moments, default=None)
