"""Compares units of organisations with the audit log."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.accounts.permissions import AccountAction
from serve.accounts.tables import units
from serve.accounts.unit_store import UnitStore
from serve.audit.comparing import differing, gone, last_digests, readable
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM

CHANGES, REMOVALS = (AccountAction.UNIT_CREATE, AccountAction.UNIT_CHANGE), (AccountAction.UNIT_DELETE,)


class UnitVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Units that are missing, changed or never recorded."""
        recorded = last_digests(events, CHANGES, REMOVALS)
        ids = list(connection.execute(select(units.c.id).order_by(units.c.id)).scalars())
        yield from differing(readable(UnitStore(connection, SYSTEM).digests, ids), recorded)
        yield from gone(recorded)
