"""Compares second factors with the audit log: a passkey that was inserted by hand is in no event."""

from collections.abc import Iterable, Iterator
from functools import partial

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.factors.permissions import FactorAction
from serve.factors.store import OF_PERSON, FactorStore
from serve.factors.tables import requirements

WRITTEN = frozenset(
    {
        FactorAction.PASSKEY_ADD,
        FactorAction.CODES_ADD,
        FactorAction.RECOVERY_MAKE,
        FactorAction.RECOVERY_USE,
        FactorAction.REQUIRE,
    }
)
REMOVED = frozenset({FactorAction.PASSKEY_REMOVE, FactorAction.CODES_REMOVE, FactorAction.RESET, FactorAction.REQUIRE})


class FactorVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Rows that are missing, changed or never recorded."""
        recorded: dict[str, RecordedDigest] = {}
        for event in events:
            _note(recorded, event)
        store = FactorStore(connection)
        for table in OF_PERSON:
            ids = list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())
            yield from differing(readable(partial(store.digests, table), ids), recorded)
        organisations = list(connection.execute(select(requirements.c.organisation_id)).scalars())
        yield from differing(readable(store.requirement_digests, organisations), recorded)
        yield from gone(recorded)


def _note(recorded: dict[str, RecordedDigest], event: Event) -> None:
    details = details_of(event)
    if event.action in WRITTEN and "sha256" in details:
        recorded[str(details.get("row"))] = RecordedDigest(event.number, str(details["sha256"]))
    elif event.action in REMOVED:
        rows = details.get("rows")
        for row in rows if isinstance(rows, list) else [details.get("row")]:
            recorded.pop(str(row), None)
