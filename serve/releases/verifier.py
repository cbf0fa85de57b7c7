"""Compares releases with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM
from serve.releases.domain import digest_of
from serve.releases.permissions import ReleaseAction
from serve.releases.store import ReleaseStore
from serve.releases.tables import releases

CHANGES = frozenset(ReleaseAction)


class ReleaseVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Releases that are missing, changed or never recorded."""
        recorded = {
            event.subject: RecordedDigest(event.number, str(details_of(event).get("sha256")))
            for event in events
            if event.action in CHANGES
        }
        names = list(connection.execute(select(releases.c.id).order_by(releases.c.id)).scalars())
        store = ReleaseStore(connection, SYSTEM)
        digests = readable(lambda some: {name: digest_of(store.get(name)) for name in some}, names)
        yield from differing(digests, recorded)
        yield from gone(recorded)
