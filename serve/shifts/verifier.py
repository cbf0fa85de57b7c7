"""Holds notes for the next shift against the audit log: finds those changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM
from serve.shifts.permissions import ShiftAction
from serve.shifts.store import ShiftNoteStore
from serve.shifts.tables import notes


class ShiftVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Notes that are missing, changed or never recorded."""
        recorded = last_digests(events, frozenset({ShiftAction.NOTE}), frozenset({ShiftAction.DELETE}))
        yield from differing(digests_in(connection, notes, ShiftNoteStore(connection, SYSTEM).many), recorded)
        yield from gone(recorded)
