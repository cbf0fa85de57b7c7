"""Compares totals of removed seminars with the audit log: finds rows that someone changed, removed or inserted."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests, misfiled
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM
from serve.results.permissions import ResultAction
from serve.results.tables import counts, totals
from serve.results.totals_store import TotalsStore


class TotalsVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Totals that are missing, changed or never recorded, with all that belongs to them."""
        recorded = last_digests(events, {ResultAction.KEEP}, set())
        yield from differing(digests_in(connection, totals, TotalsStore(connection, SYSTEM).many), recorded)
        yield from misfiled(connection, counts, totals, "seminar_id", ["organisation_id"])
        yield from gone(recorded)
