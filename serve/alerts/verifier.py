"""Compares alerts with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.alerts.permissions import AlertAction
from serve.alerts.store import AlertStore
from serve.alerts.tables import alerts, pictures, recipients
from serve.audit.comparing import differing, digests_in, gone, last_digests, misfiled
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({AlertAction.SEND, AlertAction.WITHDRAW})


class AlertVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Alerts that are missing, changed or never recorded, with their pictures and agencies."""
        recorded = last_digests(events, CHANGES, {AlertAction.DELETE})
        many = AlertStore(connection, SYSTEM).many
        yield from differing(digests_in(connection, alerts, many), recorded)
        for parts in (pictures, recipients):
            yield from misfiled(connection, parts, alerts, "alert_id", ["right_holder_id"])
        yield from gone(recorded)
