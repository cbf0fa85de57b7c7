"""What right holders have withdrawn: the pictures of these items are shown nowhere any more."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from serve.platform.tenancy import Tenant, visible
from serve.review.domain import DISPUTING, DecisionKind, Standing
from serve.review.tables import counted_label, decisions, entries, photos

BATCH = 500  # rows that one query names
ACCEPTING = (DecisionKind.ACCEPT, DecisionKind.UPHOLD, DecisionKind.ADOPT)
COUNTING = (Standing.IN_REVIEW.value, Standing.ACCEPTED.value)


def _last(column: ColumnElement[Any], *kinds: DecisionKind) -> ColumnElement[Any]:
    """A column of the last decision of one of these kinds on an entry, or of any kind."""
    query = select(column).where(decisions.c.entry_id == entries.c.id)
    if kinds:
        query = query.where(decisions.c.kind.in_([kind.value for kind in kinds]))
    return query.order_by(decisions.c.number.desc()).limit(1).correlate(entries).scalar_subquery()


# The label with which an entry is accepted, or was before it was withdrawn; only for tenants that see the decisions.
_was_adopted = and_(
    entries.c.standing == Standing.WITHDRAWN.value,
    _last(decisions.c.kind).in_([kind.value for kind in ACCEPTING]),
    _last(decisions.c.kind, *DISPUTING) == DecisionKind.ADOPT.value,
)
accepted_label = case(
    (_was_adopted, func.coalesce(_last(decisions.c.label, DecisionKind.PROPOSE), entries.c.label)),
    else_=counted_label,
).label("label")


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
