"""Compares clearances with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests, misfiled
from serve.audit.domain import AuditFault, Event
from serve.clearances.permissions import ClearanceAction
from serve.clearances.store import ClearanceStore
from serve.clearances.tables import agencies, clearances, parts
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({ClearanceAction.GIVE, ClearanceAction.WITHDRAW})


class ClearanceVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Clearances that are missing, changed or never recorded, with their parts and agencies."""
        recorded = last_digests(events, CHANGES, {ClearanceAction.DELETE})
        many = ClearanceStore(connection, SYSTEM).many
        yield from differing(digests_in(connection, clearances, many), recorded)
        for table in (parts, agencies):
            yield from misfiled(connection, table, clearances, "clearance_id", ["right_holder_id"])
        yield from gone(recorded)
