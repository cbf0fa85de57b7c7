"""Holds records of seizures against the audit log: finds those changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import differing, digests_in, gone, last_digests, readable
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM
from serve.seizures.permissions import SeizureAction
from serve.seizures.store import SeizureStore
from serve.seizures.tables import goods_lines, interceptions

CHANGES = frozenset({SeizureAction.INTERCEPTION_CHANGE, SeizureAction.GOODS_CREATE, SeizureAction.GOODS_CHANGE})
REMOVALS = frozenset({SeizureAction.GOODS_DELETE, SeizureAction.DELETE})


class SeizureVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Interceptions and lines of goods that are missing, changed or never recorded."""
        recorded, store = last_digests(events, CHANGES, REMOVALS), SeizureStore(connection, SYSTEM)
        cases = list(connection.execute(select(interceptions.c.case_id)).scalars())
        found = readable(lambda some: {each.id: each.digest for each in store.interceptions(some).values()}, cases)
        yield from differing(found, recorded)
        yield from differing(digests_in(connection, goods_lines, store.lines), recorded)
        yield from gone(recorded)
