"""Enquiries that wait for an answer or for photos, and what came in answer for who asked, as statements."""

from typing import Any

from sqlalchemy import Column, Select, and_, exists, select

from serve.accounts.tables import organisations
from serve.cases.tables import cases, items
from serve.enquiries.domain import EnquiryState
from serve.enquiries.tables import enquiries, escalations, photo_requests
from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, NO_LABEL, AnyPerson

WAITS = and_(photo_requests.c.replied_at.is_(None), photo_requests.c.withdrawn_at.is_(None))


def answers_to_read(person: AnyPerson) -> Select[Any]:
    """Enquiries of a person with an answer that they have not read; see `WaitingKind.found`."""
    own = enquiries.c.unread_by == person.person_id
    return _found(enquiries.c.unread_since, NEVER_DUE).where(own, visible(enquiries, person))


def to_answer(person: AnyPerson) -> Select[Any]:
    """Enquiries that wait for an answer of a right holder, and not for photos first; see `WaitingKind.found`."""
    is_open = enquiries.c.state == EnquiryState.OPEN.value
    asks_first = exists().where(photo_requests.c.enquiry_id == enquiries.c.id, WAITS)
    found = _found(enquiries.c.asked_at, enquiries.c.needed_by.label("due"))
    return found.where(is_open, ~asks_first, visible(enquiries, person))


def photos_to_take(person: AnyPerson) -> Select[Any]:
    """Photo requests to a person's open enquiries that have no reply; see `WaitingKind.found`."""
    is_open = enquiries.c.state == EnquiryState.OPEN.value
    own = and_(enquiries.c.asked_by == person.person_id, is_open, WAITS)
    named = (cases.c.number.label("case"), items.c.position.label("item"), organisations.c.name.label("right_holder"))
    found = _requests(photo_requests.c.asked_at).add_columns(*named)
    found = found.join(cases, cases.c.id == enquiries.c.case_id).join(items, items.c.id == enquiries.c.item_id)
    found = found.join(organisations, organisations.c.id == enquiries.c.right_holder_id)
    return found.where(own, visible(photo_requests, person))


def replies_to_read(person: AnyPerson) -> Select[Any]:
    """Photo requests of a person with a reply that they have not read; see `WaitingKind.found`."""
    own = photo_requests.c.unread_by == person.person_id
    return _requests(photo_requests.c.unread_since).where(own, visible(photo_requests, person))


def escalated(person: AnyPerson) -> Select[Any]:
    """Open enquiries that a person was told of because they wait too long; see `WaitingKind.found`."""
    product, due = enquiries.c.product_id.label("product"), enquiries.c.needed_by.label("due")
    since = escalations.c.escalated_at.label("since")
    found = select(escalations.c.id, since, NO_LABEL, product, due, escalations.c.enquiry_id)
    joined = escalations.join(enquiries, enquiries.c.id == escalations.c.enquiry_id)
    own = and_(escalations.c.person_id == person.person_id, enquiries.c.state == EnquiryState.OPEN.value)
    return found.select_from(joined).where(own, visible(escalations, person))


def _requests(since: Column[Any]) -> Select[Any]:
    product, due = enquiries.c.product_id.label("product"), enquiries.c.needed_by.label("due")
    label = photo_requests.c.text.label("label")
    found = select(photo_requests.c.id, since.label("since"), label, product, due, photo_requests.c.enquiry_id)
    return found.select_from(photo_requests.join(enquiries, enquiries.c.id == photo_requests.c.enquiry_id))


def _found(since: Column[Any], due: Any) -> Select[Any]:
    product = enquiries.c.product_id.label("product")
    return select(enquiries.c.id, since.label("since"), NO_LABEL, product, due)
