"""Compares cases with the audit log: finds rows that were edited, removed or inserted by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, select

from serve.audit.comparing import BATCH, Recorded, differing, misfiled, readable
from serve.audit.domain import Action, Event, Fault, details_of
from serve.audit.store import AuditStore
from serve.audit.tables import events as audit_events
from serve.cases.domain import Case, CaseItem, Conclusion, Opinion, digest_of
from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore
from serve.cases.tables import cases, conclusions, items, opinions, steps
from serve.platform.tenancy import SYSTEM

MADE: Mapping[str, Table] = {
    Action.CASE_CREATE: cases,
    Action.ITEM_CREATE: items,
    Action.CONCLUSION_CREATE: conclusions,
    Action.OPINION_ASK: opinions,
}
CHANGED = (*MADE, Action.CASE_CHANGE, Action.CASE_CLOSE, Action.CASE_REOPEN, Action.CASE_HOLD, Action.OPINION_GIVE)
Load = Callable[[Sequence[str]], Mapping[str, Case | CaseItem | Conclusion | Opinion]]


class CaseVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[Fault]:
        """Rows of cases that are missing, changed or never recorded."""
        made = (event for event in events if event.action in MADE)
        while batch := list(islice(made, BATCH)):
            yield from _missing(connection, batch)
        yield from misfiled(connection, steps, cases, "case_id", ["organisation_id"])
        store = ItemStore(connection, SYSTEM)
        yield from _differing(connection, cases, CaseStore(connection, SYSTEM).many)
        yield from _differing(connection, items, store.many)
        yield from _differing(connection, conclusions, store.many_conclusions)
        yield from _differing(connection, opinions, store.many_opinions)


def _missing(connection: Connection, made: Sequence[Event]) -> Iterator[Fault]:
    """Rows that were created and are missing, without those that a rule removed with their case."""
    there: set[str] = set()
    for table in MADE.values():
        query = select(table.c.id).where(table.c.id.in_([event.subject for event in made]))
        there.update(connection.execute(query).scalars())
    gone = {event: details_of(event).get("case") for event in made if event.subject not in there}
    query = select(audit_events.c.subject).where(
        audit_events.c.action == Action.CASE_DELETE.value, audit_events.c.subject.in_(set(gone.values()))
    )
    removed = set(connection.execute(query).scalars())
    for event, case in gone.items():
        if case not in removed:
            yield Fault(event.number, f"{event.subject}: was made here, but is gone")


def _differing(connection: Connection, table: Table, load: Load) -> Iterator[Fault]:
    """Rows that differ from their latest event, or that no event names."""
    for ids in _batches(connection, table):
        latest = AuditStore(connection).latest(ids, CHANGED)
        recorded = {event.subject: Recorded(event.number, str(details_of(event).get("sha256"))) for event in latest}
        yield from differing(readable(lambda ids: _digests(load(ids)), ids), recorded)


def _digests(records: Mapping[str, Case | CaseItem | Conclusion | Opinion]) -> dict[str, str]:
    return {name: digest_of(record) for name, record in records.items()}


def _batches(connection: Connection, table: Table) -> Iterator[list[str]]:
    last = ""
    query = select(table.c.id).order_by(table.c.id).limit(BATCH)
    while ids := list(connection.execute(query.where(table.c.id > last)).scalars()):
        yield ids
        last = ids[-1]
