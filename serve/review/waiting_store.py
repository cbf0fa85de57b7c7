"""Items that wait in the review queue, for the people of the operator who decide, as statements."""

from typing import Any

from sqlalchemy import Select, select

from serve.platform.tenancy import visible
from serve.platform.waiting import NEVER_DUE, AnyPerson
from serve.review.domain import Standing
from serve.review.tables import entries


def to_review(person: AnyPerson) -> Select[Any]:
    """Items that are in review; see `WaitingKind.found`."""
    label, product = entries.c.item.label("label"), entries.c.product_id.label("product")
    query = select(entries.c.id, entries.c.submitted_at.label("since"), label, product, NEVER_DUE)
    return query.where(entries.c.standing == Standing.IN_REVIEW.value, visible(entries, person))
