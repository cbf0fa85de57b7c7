"""Compares procedures with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from serve.audit.comparing import BATCH, RecordedDigest, differing, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.audit.store import AuditStore
from serve.cases.verifier import missing
from serve.platform.tenancy import SYSTEM
from serve.procedures.domain import digest_of
from serve.procedures.permissions import MADE_OR_CHANGED, ProcedureAction
from serve.procedures.store import ProcedureStore
from serve.procedures.tables import clocks, procedures, steps


class ProcedureVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Procedures, steps and clocks that are missing, changed or never recorded."""
        yield from missing(connection, events, {ProcedureAction.CREATE: procedures})
        yield from misfiled(connection, steps, procedures, "procedure_id", ["organisation_id"])
        yield from misfiled(connection, clocks, procedures, "procedure_id", ["organisation_id", "right_holder_id"])
        store = ProcedureStore(connection, SYSTEM)
        for ids in _batches(connection):
            latest = AuditStore(connection).latest(ids, MADE_OR_CHANGED)
            recorded = {
                event.subject: RecordedDigest(event.number, str(details_of(event).get("sha256"))) for event in latest
            }
            yield from differing(readable(lambda ids: _digests(store, ids), ids), recorded)


def _digests(store: ProcedureStore, ids: Sequence[str]) -> dict[str, str]:
    return {name: digest_of(found) for name, found in store.many(ids).items()}


def _batches(connection: Connection) -> Iterator[list[str]]:
    last = ""
    query = select(procedures.c.id).order_by(procedures.c.id).limit(BATCH)
    while ids := list(connection.execute(query.where(procedures.c.id > last)).scalars()):
        yield ids
        last = ids[-1]
