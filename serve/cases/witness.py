"""Holds cases against the audit log: rows that were edited, removed or slipped in do not fit what was recorded."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select

from serve.audit.domain import Action, Event, Fault
from serve.audit.store import events as audit_events
from serve.cases.domain import Case, CaseItem, Conclusion, Opinion, digest_of
from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore
from serve.cases.tables import cases, conclusions, items, opinions

BATCH = 200
MADE: Mapping[str, Table] = {
    Action.CASE_CREATE: cases,
    Action.ITEM_CREATE: items,
    Action.CONCLUSION_CREATE: conclusions,
    Action.OPINION_ASK: opinions,
}
CHANGED = (*MADE, Action.CASE_CHANGE, Action.CASE_CLOSE, Action.CASE_REOPEN, Action.CASE_HOLD, Action.OPINION_GIVE)
UNREADABLE = ""  # the digest of a row that is none any more
Load = Callable[[Sequence[str]], Mapping[str, Case | CaseItem | Conclusion | Opinion]]


class CaseWitness:
    """See `serve.audit.service.Witness`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[Fault]:
        """Rows of cases that are missing or changed, and those that nobody recorded."""
        made = (event for event in events if event.action in MADE)
        while batch := list(islice(made, BATCH)):
            yield from _missing(connection, batch)
        store = ItemStore(connection, None)
        yield from _differing(connection, cases, CaseStore(connection, None).many)
        yield from _differing(connection, items, store.many)
        yield from _differing(connection, conclusions, store.many_conclusions)
        yield from _differing(connection, opinions, store.many_opinions)


def _missing(connection: Connection, made: Sequence[Event]) -> Iterator[Fault]:
    """What was made, is gone, and was not removed by rule with its case."""
    there: set[str] = set()
    for table in MADE.values():
        query = select(table.c.id).where(table.c.id.in_([event.subject for event in made]))
        there.update(connection.execute(query).scalars())
    gone = {event: _details(event.details).get("case") for event in made if event.subject not in there}
    query = select(audit_events.c.subject).where(
        audit_events.c.action == Action.CASE_DELETE.value, audit_events.c.subject.in_(set(gone.values()))
    )
    removed = set(connection.execute(query).scalars())
    for event, case in gone.items():
        if case not in removed:
            yield Fault(event.number, f"{event.subject}: was made here, but is gone")


def _differing(connection: Connection, table: Table, load: Load) -> Iterator[Fault]:
    """Rows that are not as their latest event says, or that no event speaks of."""
    for ids in _batches(connection, table):
        noted = _latest(connection, ids)
        for name, digest in _digests(load, ids).items():
            number, recorded = noted.get(name, (0, None))
            if not number:
                yield Fault(0, f"{name}: is in the database, but no event says that it was made")
            elif recorded != digest:
                yield Fault(number, f"{name}: was changed since this was recorded of it")


def _batches(connection: Connection, table: Table) -> Iterator[list[str]]:
    last = ""
    query = select(table.c.id).order_by(table.c.id).limit(BATCH)
    while ids := list(connection.execute(query.where(table.c.id > last)).scalars()):
        yield ids
        last = ids[-1]


def _digests(load: Load, ids: Sequence[str]) -> dict[str, str]:
    """The digest of each row; who made rows unreadable is found, too, and hides no other."""
    try:
        return {name: digest_of(record) for name, record in load(ids).items()}
    except (ValueError, TypeError):
        if len(ids) == 1:
            return {ids[0]: UNREADABLE}
        half = len(ids) // 2
        return _digests(load, ids[:half]) | _digests(load, ids[half:])


def _latest(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, Any]]:
    """The number of the latest event that changed each of these, and the digest in it."""
    last = (
        select(func.max(audit_events.c.number))
        .where(audit_events.c.subject.in_(ids), audit_events.c.action.in_(CHANGED))
        .group_by(audit_events.c.subject)
    )
    query = select(audit_events.c.subject, audit_events.c.number, audit_events.c.details)
    rows = connection.execute(query.where(audit_events.c.number.in_(last)))
    return {row.subject: (row.number, _details(row.details).get("sha256")) for row in rows}


def _details(text: str) -> dict[str, Any]:
    """An event's details; none where they were made unreadable, which the chain shows."""
    try:
        details = json.loads(text)
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}
