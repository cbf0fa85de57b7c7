"""Compares data sets and the gold set with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.datasets.domain import items_digest
from serve.datasets.permissions import DataSetAction
from serve.datasets.store import GoldStore, SetStore
from serve.datasets.tables import gold, sets
from serve.platform.tenancy import SYSTEM

_Load = Callable[[Sequence[str]], Mapping[str, str]]
GOLD = frozenset({DataSetAction.GOLD_PROPOSE, DataSetAction.GOLD_CONFIRM})


class DataSetVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Data sets and gold items that are missing, changed or never recorded."""
        of_sets, of_gold = _recorded(events)
        names = list(connection.execute(select(sets.c.id).order_by(sets.c.id)).scalars())
        yield from differing(readable(_sets(SetStore(connection, SYSTEM)), names), of_sets)
        chosen = list(connection.execute(select(gold.c.entry_id).order_by(gold.c.entry_id)).scalars())
        yield from differing(readable(_gold(GoldStore(connection, SYSTEM)), chosen), of_gold)
        yield from gone(of_sets)
        yield from gone(of_gold)


def _sets(store: SetStore) -> _Load:
    """The digest of each data set; without one where its items are not those that it was made of."""

    def load(names: Sequence[str]) -> Mapping[str, str]:
        return {
            name: frozen.seal["digest"] if items_digest(store.items_of(name)) == frozen.items_digest else ""
            for name, frozen in store.many(names).items()
        }

    return load


def _gold(store: GoldStore) -> _Load:
    return lambda names: {name: store.get(name).seal["digest"] for name in names}


def _recorded(events: Iterable[Event]) -> tuple[dict[str, RecordedDigest], dict[str, RecordedDigest]]:
    """The digest of each data set, and the last one of each gold item, by id."""
    of_sets: dict[str, RecordedDigest] = {}
    of_gold: dict[str, RecordedDigest] = {}
    for event in events:
        recorded = RecordedDigest(event.number, str(details_of(event).get("digest")))
        if event.action == DataSetAction.FREEZE:
            of_sets[event.subject] = recorded
        elif event.action in GOLD:
            of_gold[event.subject] = recorded
        elif event.action == DataSetAction.GOLD_REMOVE:
            of_gold.pop(event.subject, None)
    return of_sets, of_gold
