"""Compares examinations with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from model.messages import message
from serve.audit.comparing import BATCH, misfiled, readable
from serve.audit.domain import AuditFault, Event, canonical, details_of
from serve.audit.store import AuditStore
from serve.audit.tables import events as audit_events
from serve.examinations.permissions import REMOVED_WITH_CASE, ExaminationAction
from serve.examinations.store import ExaminationStore
from serve.examinations.tables import examinations, photos
from serve.platform.tenancy import SYSTEM
from serve.releases.keys import KeyRing


@dataclass(frozen=True)
class ExaminationVerifier:
    """See `serve.audit.service.Verifier`.

    Attributes:
        keys: of the releases, for the keyed digests.
    """

    keys: KeyRing

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Examinations that are missing, changed or never recorded."""
        created = (event for event in events if event.action == ExaminationAction.CREATE)
        while batch := list(islice(created, BATCH)):
            yield from _changed(connection, batch, self.keys)
        yield from misfiled(connection, photos, examinations, "examination_id", ["organisation_id"])
        recorded = select(audit_events.c.number).where(
            audit_events.c.subject == examinations.c.id, audit_events.c.action == ExaminationAction.CREATE.value
        )
        for name in connection.execute(select(examinations.c.id).where(~recorded.exists())).scalars():
            yield AuditFault(0, message("{name}: is in the database, but no event says that it was made", name=name))
        twice = select(audit_events.c.subject).where(audit_events.c.action == ExaminationAction.CREATE.value)
        for name in connection.execute(twice.group_by(audit_events.c.subject).having(func.count() > 1)).scalars():
            yield AuditFault(0, message("{name}: two events say that it was made", name=name))


def _changed(connection: Connection, created: Sequence[Event], keys: KeyRing) -> Iterator[AuditFault]:
    names = [event.subject for event in created]
    filings = _latest(connection, names, ExaminationAction.FILE)
    reveals = _latest(connection, names, ExaminationAction.REVEAL, ExaminationAction.DECIDE)
    removed = _removed(connection, created, filings)
    created = [event for event in created if event.subject not in removed]
    store = ExaminationStore(connection, SYSTEM)
    found = dict(readable(lambda ids: store.seals(ids, keys), [event.subject for event in created]))
    for event in created:
        seals, filing = found.get(event.subject), filings.get(event.subject)
        if event.subject not in found:
            yield AuditFault(event.number, message("{subject}: was made here, but is gone", subject=event.subject))
        elif seals is not None and seals.key_is_lost:
            yield AuditFault(
                event.number,
                message(
                    "{subject}: its release's key is not in the store, so it can't be compared", subject=event.subject
                ),
            )
        elif seals is None or event.details not in map(canonical, seals.made):
            yield AuditFault(
                event.number,
                message("{subject}: its verdict, release or photos were changed since", subject=event.subject),
            )
        elif _differs(filing, seals.filed):
            number = filing.number if filing else 0
            yield AuditFault(
                number, message("{subject}: is not in the case that it was put into", subject=event.subject)
            )
        elif _differs(reveal := reveals.get(event.subject), seals.revealed):
            number = reveal.number if reveal else 0
            yield AuditFault(
                number,
                message("{subject}: what was said before its verdict was revealed was changed", subject=event.subject),
            )


def _differs(event: Event | None, seal: Mapping[str, Any] | None) -> bool:
    return (event.details if event else None) != (canonical(seal) if seal else None)


def _latest(connection: Connection, names: Sequence[str], *actions: ExaminationAction) -> dict[str, Event]:
    """The event of any of these actions of each examination that has one."""
    events = AuditStore(connection).latest(names, [action.value for action in actions])
    return {event.subject: event for event in events}


def _removed(connection: Connection, created: Sequence[Event], filings: Mapping[str, Event]) -> set[str]:
    """Examinations that an event says were removed by rule, alone or with their case."""
    said = {event.subject: details_of(event).get("case") for event in (*created, *filings.values())}
    cases = {
        name: case for name, case in said.items() if isinstance(case, str | None)
    }  # any value may have been written there by hand
    query = select(audit_events.c.action, audit_events.c.subject).where(
        audit_events.c.action.in_([ExaminationAction.DELETE.value, REMOVED_WITH_CASE]),
        audit_events.c.subject.in_([name for name in (*cases, *cases.values()) if name]),
    )
    gone = {row.subject for row in connection.execute(query)}
    return {name for name, case in cases.items() if name in gone or case in gone}
