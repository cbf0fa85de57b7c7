"""What the page of a verdict says of those who can be asked."""

from datetime import datetime
from typing import NamedTuple

from model.messages import NOTHING, Wording
from model.sheet_trade import Contact
from serve.accounts.domain import Actor
from serve.catalogue.asking import ContactNow, contacts_now
from serve.catalogue.guide import Guide
from serve.catalogue.hours_words import said_hours
from serve.catalogue.printing.making import language_name
from serve.examinations import asking_messages, doubts
from serve.examinations.domain import Examination
from serve.platform.translations import Language


class Asked(NamedTuple):
    """One contact in words.

    Attributes:
        now: whether the contact answers now; empty if that can't be told.
        there: the time in the contact's zone, as on a clock; empty if it is not known.
        languages: that the contact speaks, in words.
        hours: in the reader's language as far as they are understood; empty if none are given.
    """

    contact: Contact
    is_open: bool
    now: Wording
    there: str
    languages: str
    hours: str


def asked(
    guide: Guide, actor: Actor, examination: Examination, language: Language, now: datetime
) -> list[Asked] | None:
    """Those who can be asked about the product judged; None if it is not certain which one it is, and in practice."""
    verdict = examination.verdict
    if verdict.product.id is None or not doubts.looks_fit(verdict) or examination.origin.practice is not None:
        return None
    found = contacts_now(guide, actor, verdict.product.id, now)
    return [_said(each, language) for each in found]


def _said(found: ContactNow, language: Language) -> Asked:
    return Asked(
        contact=found.contact,
        is_open=bool(found.availability and found.availability.is_open),
        now=_now(found),
        there=_clock(found.there) if found.there else "",
        languages=", ".join(language_name(tag, language) for tag in found.contact.languages),
        hours=said_hours(found.contact.hours or "", language),
    )


def _now(found: ContactNow) -> Wording:
    if found.availability is None or found.there is None:
        return NOTHING
    opens, until = found.availability.opens, found.availability.until
    if opens is not None and opens.date() == found.there.date():
        return asking_messages.OPENS_TODAY.of(time=_clock(opens))
    if opens is not None:
        return asking_messages.OPENS_LATER.of(day=opens.date(), time=_clock(opens))
    return asking_messages.OPEN if until is None else asking_messages.OPEN_UNTIL.of(time=_clock(until))


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
