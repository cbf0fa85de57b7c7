"""Holds second opinions against the audit log, as cases are held (`serve.cases.verifier`)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.domain import AuditFault, Event
from serve.cases.verifier import changed, missing
from serve.opinions.permissions import OpinionAction
from serve.opinions.store import OpinionStore
from serve.opinions.tables import opinions
from serve.platform.tenancy import SYSTEM


class OpinionVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Opinions that are missing or changed, and those that nothing recorded."""
        yield from missing(connection, events, {OpinionAction.ASK: opinions})
        yield from changed(connection, opinions, OpinionStore(connection, SYSTEM).many, tuple(OpinionAction))
