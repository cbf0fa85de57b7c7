"""Holds persons of cases against the audit log: finds those changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests
from serve.audit.domain import AuditFault, Event
from serve.persons.permissions import CasePersonAction
from serve.persons.store import CasePersonStore
from serve.persons.tables import case_persons
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({CasePersonAction.CREATE, CasePersonAction.CHANGE})
REMOVALS = frozenset({CasePersonAction.DELETE})


class CasePersonVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Persons that are missing, changed or never recorded."""
        recorded, store = last_digests(events, CHANGES, REMOVALS), CasePersonStore(connection, SYSTEM)
        yield from differing(digests_in(connection, case_persons, store.some), recorded)
        yield from gone(recorded)
