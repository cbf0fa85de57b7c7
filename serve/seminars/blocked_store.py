"""Which released slots can't be shown, as rows: found at looks of the service itself, and no evidence."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from serve.platform.tenancy import Tenant, visible
from serve.seminars.domain import SeminarState, SlotState
from serve.seminars.tables import seminars, slots

RELEASED = slots.c.state == SlotState.RELEASED.value


class BlockedStore:
    """Reads and writes since when slots are blocked, within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def released(self, right_holder_id: str | None = None) -> dict[str, bool]:
        """The released slots of planned seminars, each with whether it is kept as blocked.

        Args:
            right_holder_id: only those of this one; None for all.
        """
        query = select(slots.c.id, slots.c.blocked_since).join(seminars, seminars.c.id == slots.c.seminar_id)
        query = query.where(RELEASED, seminars.c.state == SeminarState.PLANNED.value, visible(slots, self._tenant))
        if right_holder_id is not None:
            query = query.where(slots.c.right_holder_id == right_holder_id)
        return {row.id: row.blocked_since is not None for row in self._connection.execute(query)}

    def keep_blocked(self, ids: Collection[str], since: datetime) -> None:
        """Keep that these are blocked; those that are not released any more stay as they are."""
        self._change(ids, slots.c.blocked_since.is_(None), since)

    def keep_free(self, ids: Collection[str]) -> None:
        """Keep that these are not."""
        self._change(ids, slots.c.blocked_since.is_not(None), None)

    def _change(self, ids: Collection[str], differs: ColumnElement[bool], since: Any) -> None:
        of_them = and_(slots.c.id.in_(ids), RELEASED, differs, visible(slots, self._tenant))
        self._connection.execute(update(slots).where(of_them).values(blocked_since=since))
