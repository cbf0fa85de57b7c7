"""Compares confirmations with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.confirmations.domain import digest_of
from serve.confirmations.store import ConfirmationStore
from serve.confirmations.tables import confirmations, photos
from serve.enquiries.permissions import EnquiryAction
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({EnquiryAction.ANSWER, EnquiryAction.AMEND})
NAMED = ("confirmations", "contributions")  # in the details of an answer; the second is of earlier versions


class ConfirmationVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Confirmations that are missing, changed or never recorded."""
        recorded = {name: each for event in events if event.action in CHANGES for name, each in _changes(event)}
        names = list(connection.execute(select(confirmations.c.id).order_by(confirmations.c.id)).scalars())
        store = ConfirmationStore(connection, SYSTEM)
        digests = readable(lambda names: {name: digest_of(row) for name, row in store.many(names).items()}, names)
        yield from differing(digests, recorded)
        yield from misfiled(connection, photos, confirmations, "confirmation_id", ["right_holder_id"])
        yield from gone(recorded)


def _changes(event: Event) -> Iterator[tuple[str, RecordedDigest]]:
    details = details_of(event)
    for named in map(details.get, NAMED):
        for name, digest in named.items() if isinstance(named, dict) else ():
            yield str(name), RecordedDigest(event.number, str(digest))
