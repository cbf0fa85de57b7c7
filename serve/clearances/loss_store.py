"""Which clearances have photos of items that a right holder is about to withdraw."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, select

from serve.clearances.domain import PartKind
from serve.clearances.tables import clearances, parts
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import entries


class ClearanceLoss(NamedTuple):
    """A valid clearance that would lose photos."""

    clearance_id: str
    product_id: str
    valid_until: date


class ClearanceLossStore:
    """Reads the clearances of the tenant within one transaction."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of(self, source_id: str, entry_id: str | None, today: date) -> list[ClearanceLoss]:
        """The valid clearances that lose photos if what a contribution handed in is withdrawn, the latest first.

        Args:
            source_id: the id of the contribution.
            entry_id: of the one item that is withdrawn; None for everything.
        """
        chosen = and_(entries.c.source_id == source_id, entries.c.standing != Standing.WITHDRAWN.value)
        if entry_id is not None:
            chosen = and_(chosen, entries.c.id == entry_id)
        is_photo = and_(parts.c.kind == PartKind.PHOTO.value, parts.c.withdrawn_at.is_(None))
        of_it = parts.c.name.in_(select(entries.c.id).where(chosen, visible(entries, self._tenant)))
        here = select(parts.c.clearance_id).where(is_photo, of_it, visible(parts, self._tenant))
        query = select(clearances.c.id, clearances.c.product_id, clearances.c.valid_until).where(
            clearances.c.id.in_(here), clearances.c.valid_until >= today, visible(clearances, self._tenant)
        )
        rows = self._connection.execute(query.order_by(clearances.c.given_at.desc(), clearances.c.id))
        return [ClearanceLoss(*row) for row in rows]
