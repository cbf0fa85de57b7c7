"""Corrections that live on after the item that they correct."""

from sqlalchemy import Connection, select

from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Entry
from serve.review.store import EntryStore
from serve.review.tables import entries
from serve.review.withdrawn_store import COUNTING


def living_corrections(connection: Connection, tenant: Tenant, source_id: str, limit: int) -> list[Entry]:
    """Entries in review or accepted that correct items of a contribution, in the order of their items."""
    corrected = select(entries.c.id).where(entries.c.source_id == source_id)
    query = select(entries).where(
        entries.c.replaces.in_(corrected), entries.c.standing.in_(COUNTING), visible(entries, tenant)
    )
    return EntryStore(connection, tenant).found(query.order_by(entries.c.item, entries.c.id).limit(limit))
