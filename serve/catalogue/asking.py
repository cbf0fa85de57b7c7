"""Whom to ask about a product: the contacts that its sheet names, and whether they answer now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from model.sheet_trade import Contact
from serve.accounts.domain import Actor
from serve.catalogue.guide import Guide
from serve.catalogue.guide_source import NotExaminedNowError
from serve.catalogue.hours_domain import Answering, answering
from serve.platform.errors import NotFoundError


@dataclass(frozen=True)
class ContactNow:
    """A contact as of a moment.

    Attributes:
        there: that moment in the contact's zone; None if the sheet names none.
        answering: whether the contact answers then; None if that can't be told.
    """

    contact: Contact
    there: datetime | None
    answering: Answering | None


def contacts_now(
    guide: Guide, actor: Actor, product: str, languages: Sequence[str], now: datetime
) -> tuple[ContactNow, ...]:
    """The contacts of a product's sheet, as far as the actor may see them; those who answer now come first."""
    try:
        sheet = guide.sheet(actor, product, languages)
    except (NotFoundError, NotExaminedNowError):
        return ()
    found = [_as_of(contact, now) for contact in (sheet.trade.contacts if sheet.trade else ())]
    return tuple(sorted(found, key=lambda each: not (each.answering and each.answering.is_open)))


def _as_of(contact: Contact, now: datetime) -> ContactNow:
    there = now.astimezone(ZoneInfo(contact.time_zone)) if contact.time_zone else None
    return ContactNow(contact, there, answering(contact.hours, there) if contact.hours and there else None)
