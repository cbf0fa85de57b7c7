"""Whom to ask about a product: the contacts that its sheet names, and whether they answer now."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from model.sheet_trade import Contact
from serve.accounts.domain import Actor
from serve.catalogue.guide import Guide
from serve.catalogue.hours_domain import Availability, answering
from serve.platform.errors import NotFoundError


@dataclass(frozen=True)
class ContactNow:
    """A contact as of a moment.

    Attributes:
        there: that moment in the contact's zone; None if the sheet names none.
        availability: whether the contact answers then; None if that can't be told.
    """

    contact: Contact
    there: datetime | None
    availability: Availability | None


def contacts_now(guide: Guide, actor: Actor, product: str, now: datetime) -> tuple[ContactNow, ...]:
    """The contacts of a product's sheet, as far as the actor may see them; those who answer now come first."""
    try:
        sheet = guide.source(product).sheet
    except NotFoundError:
        return ()
    if not guide.catalogue.accounts.sight(actor).is_allowed(sheet.right_holder):
        return ()
    found = [_as_of(contact, now) for contact in sheet.trade.contacts]
    return tuple(sorted(found, key=lambda each: not (each.availability and each.availability.is_open)))


def _as_of(contact: Contact, now: datetime) -> ContactNow:
    there = now.astimezone(ZoneInfo(contact.time_zone)) if contact.time_zone else None
    return ContactNow(contact, there, answering(contact.hours, there) if contact.hours and there else None)
