"""Compares cases with the audit log: finds rows that were edited, removed or inserted by hand."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, select

from model.messages import message
from serve.audit.comparing import BATCH, RecordedDigest, differing, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.audit.store import AuditStore
from serve.audit.tables import events as audit_events
from serve.cases.domain import Case, CaseItem, Conclusion, Opinion, digest_of
from serve.cases.item_store import ItemStore
from serve.cases.permissions import CaseAction
from serve.cases.store import CaseStore
from serve.cases.tables import cases, conclusions, items, steps
from serve.platform.tenancy import SYSTEM

MADE: Mapping[str, Table] = {
    CaseAction.CREATE: cases,
    CaseAction.ITEM_CREATE: items,
    CaseAction.CONCLUSION_CREATE: conclusions,
}
CHANGED = (*MADE, CaseAction.CHANGE, CaseAction.CLOSE, CaseAction.REOPEN, CaseAction.HOLD)
Load = Callable[[Sequence[str]], Mapping[str, Case | CaseItem | Conclusion | Opinion]]


class CaseVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Rows of cases that are missing, changed or never recorded."""
        yield from missing(connection, events, MADE)
        yield from misfiled(connection, steps, cases, "case_id", ["organisation_id"])
        store = ItemStore(connection, SYSTEM)
        yield from changed(connection, cases, CaseStore(connection, SYSTEM).many, CHANGED)
        yield from changed(connection, items, store.many, CHANGED)
        yield from changed(connection, conclusions, store.many_conclusions, CHANGED)


def missing(connection: Connection, events: Iterable[Event], made: Mapping[str, Table]) -> Iterator[AuditFault]:
    """What belongs to a case, was made, is gone, and was not removed by rule with its case.

    Args:
        events: of any kind, in order.
        made: the action that makes a row, and the row's table.
    """
    those = (event for event in events if event.action in made)
    while batch := list(islice(those, BATCH)):
        yield from _missing(connection, batch, made.values())


def _missing(connection: Connection, made: Sequence[Event], tables: Iterable[Table]) -> Iterator[AuditFault]:
    there: set[str] = set()
    for table in tables:
        query = select(table.c.id).where(table.c.id.in_([event.subject for event in made]))
        there.update(connection.execute(query).scalars())
    gone = {event: details_of(event).get("case") for event in made if event.subject not in there}
    query = select(audit_events.c.subject).where(
        audit_events.c.action == CaseAction.DELETE.value, audit_events.c.subject.in_(set(gone.values()))
    )
    removed = set(connection.execute(query).scalars())
    query = select(audit_events.c.subject).where(
        audit_events.c.action == CaseAction.ITEM_DELETE.value,
        audit_events.c.subject.in_([event.subject for event in gone]),
    )
    taken_out = set(connection.execute(query).scalars())
    for event, case in gone.items():
        if case not in removed and event.subject not in taken_out:
            yield AuditFault(event.number, message("{subject}: was made here, but is gone", subject=event.subject))


def changed(connection: Connection, table: Table, load: Load, actions: Collection[str]) -> Iterator[AuditFault]:
    """Rows of cases that differ from their latest event, or that no event names.

    Args:
        load: reads some of the rows by id.
        actions: those that make or change a row, whose events hold its digest.
    """
    for ids in _batches(connection, table):
        latest = AuditStore(connection).latest(ids, actions)
        recorded = {
            event.subject: RecordedDigest(event.number, str(details_of(event).get("sha256"))) for event in latest
        }
        yield from differing(readable(lambda ids: _digests(load(ids)), ids), recorded)


def _digests(records: Mapping[str, Case | CaseItem | Conclusion | Opinion]) -> dict[str, str]:
    return {name: digest_of(record) for name, record in records.items()}


def _batches(connection: Connection, table: Table) -> Iterator[list[str]]:
    last = ""
    query = select(table.c.id).order_by(table.c.id).limit(BATCH)
    while ids := list(connection.execute(query.where(table.c.id > last)).scalars()):
        yield ids
        last = ids[-1]
