"""Contributed items that were sent back, and wait for people of their right holder, as statements."""

from typing import Any

from sqlalchemy import Select, and_, select

from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, AnyPerson
from serve.review.domain import EntrySource, Standing
from serve.review.tables import entries


def to_correct(person: AnyPerson) -> Select[Any]:
    """Items of contributions that were sent back to a right holder; see `WaitingKind.found`."""
    label, product = entries.c.item.label("label"), entries.c.product_id.label("product")
    query = select(entries.c.id, entries.c.submitted_at.label("since"), label, product, NEVER_DUE)
    is_back = and_(entries.c.standing == Standing.SENT_BACK.value, entries.c.source == EntrySource.CONTRIBUTION.value)
    return query.where(is_back, visible(entries, person))
