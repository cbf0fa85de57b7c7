"""Compares alerts with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.alerts.permissions import AlertAction
from serve.alerts.store import AlertStore
from serve.alerts.tables import alerts, pictures, recipients
from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({AlertAction.SEND, AlertAction.WITHDRAW})


class AlertVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Alerts that are missing, changed or never recorded, with their pictures and agencies."""
        recorded = _recorded(events)
        names = list(connection.execute(select(alerts.c.id).order_by(alerts.c.id)).scalars())
        store = AlertStore(connection, SYSTEM)
        digests = readable(lambda some: {name: alert.digest for name, alert in store.many(some).items()}, names)
        yield from differing(digests, recorded)
        for parts in (pictures, recipients):
            yield from misfiled(connection, parts, alerts, "alert_id", ["right_holder_id"])
        yield from gone(recorded)


def _recorded(events: Iterable[Event]) -> dict[str, RecordedDigest]:
    """The last digest of each alert that was not removed by rule."""
    recorded: dict[str, RecordedDigest] = {}
    for event in events:
        if event.action in CHANGES:
            recorded[event.subject] = RecordedDigest(event.number, str(details_of(event).get("sha256")))
        elif event.action == AlertAction.DELETE:
            recorded.pop(event.subject, None)
    return recorded
