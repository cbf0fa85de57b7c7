"""Holds examinations against the audit log: what was changed, removed or slipped in does not fit what was recorded."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, func, select

from serve.audit.domain import Action, Event, Fault, canonical
from serve.audit.store import events as audit_events
from serve.examinations.store import ExaminationStore, examinations

BATCH = 200


class ExaminationWitness:
    """See `serve.audit.service.Witness`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[Fault]:
        """Examinations that are missing or changed, and those that nobody recorded."""
        created = (event for event in events if event.action == Action.EXAMINATION_CREATE)
        while batch := list(islice(created, BATCH)):
            yield from _changed(connection, batch)
        recorded = select(audit_events.c.number).where(
            audit_events.c.subject == examinations.c.id, audit_events.c.action == Action.EXAMINATION_CREATE.value
        )
        for name in connection.execute(select(examinations.c.id).where(~recorded.exists())).scalars():
            yield Fault(0, f"{name}: is in the database, but no event says that it was made")
        twice = select(audit_events.c.subject).where(audit_events.c.action == Action.EXAMINATION_CREATE.value)
        for name in connection.execute(twice.group_by(audit_events.c.subject).having(func.count() > 1)).scalars():
            yield Fault(0, f"{name}: two events say that it was made")


def _changed(connection: Connection, created: Sequence[Event]) -> Iterator[Fault]:
    found = ExaminationStore(connection, None).seals([event.subject for event in created])
    for event in created:
        seal = found.get(event.subject)
        if seal is None:
            yield Fault(event.number, f"{event.subject}: was made here, but is gone")
        elif event.details != canonical(seal):
            yield Fault(event.number, f"{event.subject}: its verdict, release or photos were changed since")
