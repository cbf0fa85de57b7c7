"""Compares clearances with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.clearances.permissions import ClearanceAction
from serve.clearances.store import ClearanceStore
from serve.clearances.tables import agencies, clearances, parts
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({ClearanceAction.GIVE, ClearanceAction.WITHDRAW})


class ClearanceVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Clearances that are missing, changed or never recorded, with their parts and agencies."""
        recorded = _recorded(events)
        names = list(connection.execute(select(clearances.c.id).order_by(clearances.c.id)).scalars())
        store = ClearanceStore(connection, SYSTEM)
        digests = readable(lambda some: {name: each.digest for name, each in store.many(some).items()}, names)
        yield from differing(digests, recorded)
        for table in (parts, agencies):
            yield from misfiled(connection, table, clearances, "clearance_id", ["right_holder_id"])
        yield from gone(recorded)


def _recorded(events: Iterable[Event]) -> dict[str, RecordedDigest]:
    """The last digest of each clearance that was not removed by rule."""
    recorded: dict[str, RecordedDigest] = {}
    for event in events:
        if event.action in CHANGES:
            recorded[event.subject] = RecordedDigest(event.number, str(details_of(event).get("sha256")))
        elif event.action == ClearanceAction.DELETE:
            recorded.pop(event.subject, None)
    return recorded
