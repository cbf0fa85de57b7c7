"""What right holders have withdrawn: the pictures of these items are shown nowhere any more."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import entries, photos

BATCH = 500  # rows that one query names
COUNTING = (Standing.IN_REVIEW.value, Standing.ACCEPTED.value)


class WithdrawnItem(NamedTuple):
    """An item that its right holder has withdrawn.

    Attributes:
        item: what it is called in the contribution.
        reason: in the right holder's words, for itself and the operator.
    """

    item: str
    reason: str


class WithdrawnItems:
    """Says within one transaction, on a tenant's behalf, what was withdrawn."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def entries(self, ids: Collection[str]) -> Mapping[str, WithdrawnItem]:
        """Those of these entries that were withdrawn, by id."""
        found: dict[str, WithdrawnItem] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), BATCH):
            is_gone = entries.c.standing == Standing.WITHDRAWN.value
            query = select(entries.c.id, entries.c.item, entries.c.withdrawal).where(
                entries.c.id.in_(wanted[start : start + BATCH]), is_gone, visible(entries, self._tenant)
            )
            found |= {name: WithdrawnItem(item, reason) for name, item, reason in self._connection.execute(query)}
        return found

    def photos(self, digests: Collection[str]) -> Mapping[tuple[str, str], WithdrawnItem]:
        """The photos of these digests that were withdrawn, by right holder and digest.

        A photo that an entry in review or an accepted one of the same right holder still has is not among them.
        """
        is_gone = entries.c.standing == Standing.WITHDRAWN.value
        gone, left = func.sum(case((is_gone, 1), else_=0)), func.sum(case((entries.c.standing.in_(COUNTING), 1)))
        item = func.max(case((is_gone, entries.c.item))).label("item")
        reason = func.max(case((is_gone, entries.c.withdrawal))).label("reason")
        query = (
            select(photos.c.right_holder_id, photos.c.sha256, item, reason)
            .join(entries, entries.c.id == photos.c.entry_id)
            .where(photos.c.sha256.in_(sorted(digests)), visible(entries, self._tenant))
            .group_by(photos.c.right_holder_id, photos.c.sha256)
            .having(gone > 0, left.is_(None))
        )
        rows = self._connection.execute(query)
        return {(holder, sha256): WithdrawnItem(item, reason) for holder, sha256, item, reason in rows}
