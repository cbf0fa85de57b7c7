"""Compares uploads with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM
from serve.uploads.domain import RECORDED, digest_of
from serve.uploads.permissions import UploadAction
from serve.uploads.store import UploadStore
from serve.uploads.tables import uploads


class UploadVerifier:
    """See `serve.audit.service.Verifier`. An upload that is not whole yet is no record."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Uploads that are missing, changed or never recorded."""
        recorded: dict[str, RecordedDigest] = {}
        for event in events:
            if event.action in {UploadAction.FINISH, UploadAction.TAKE}:
                recorded[event.subject] = RecordedDigest(event.number, str(details_of(event).get("sha256")))
            elif event.action == UploadAction.REMOVE:
                recorded.pop(event.subject, None)
        query = select(uploads.c.id).where(uploads.c.state.in_(RECORDED)).order_by(uploads.c.id)
        store = UploadStore(connection, SYSTEM)
        digests = readable(
            lambda names: {name: digest_of(row) for name, row in store.many(names).items()},
            list(connection.execute(query).scalars()),
        )
        yield from differing(digests, recorded)
        yield from gone(recorded)
