"""Enquiries that wait for a right holder's answer, and answered ones that wait for who asked, as statements."""

from typing import Any

from sqlalchemy import Column, Select, select

from serve.enquiries.domain import EnquiryState
from serve.enquiries.tables import enquiries
from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, NO_LABEL, AnyPerson


def answers_to_read(person: AnyPerson) -> Select[Any]:
    """Enquiries of a person with an answer that they have not read; see `WaitingKind.found`."""
    own = enquiries.c.unread_by == person.person_id
    return _found(enquiries.c.unread_since, NEVER_DUE).where(own, visible(enquiries, person))


def to_answer(person: AnyPerson) -> Select[Any]:
    """Enquiries that wait for an answer of a right holder; see `WaitingKind.found`."""
    is_open = enquiries.c.state == EnquiryState.OPEN.value
    return _found(enquiries.c.asked_at, enquiries.c.needed_by.label("due")).where(is_open, visible(enquiries, person))


def _found(since: Column[Any], due: Any) -> Select[Any]:
    product = enquiries.c.product_id.label("product")
    return select(enquiries.c.id, since.label("since"), NO_LABEL, product, due)
