"""Holds contributions against the audit log: what was changed, removed or slipped in does not fit what was recorded."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from serve.audit.domain import Action, Event, Fault, details_of
from serve.contributions.domain import digest_of
from serve.contributions.store import ContributionStore, contributions
from serve.enquiries.witness import readable

CHANGES = frozenset({Action.ENQUIRY_ANSWER, Action.ENQUIRY_AMEND})


class _Recorded(NamedTuple):
    """Of a contribution, its digest after the last change."""

    number: int
    digest: str


class ContributionWitness:
    """See `serve.audit.service.Witness`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[Fault]:
        """Contributions that are missing or changed, and those that nobody recorded."""
        recorded = {name: each for event in events if event.action in CHANGES for name, each in _changes(event)}
        names = list(connection.execute(select(contributions.c.id).order_by(contributions.c.id)).scalars())
        for name, contribution in readable(ContributionStore(connection, None).many, names):
            expected = recorded.pop(name, None)
            if expected is None:
                yield Fault(0, f"{name}: is in the database, but no answer says that it was made")
            elif contribution is None or digest_of(contribution) != expected.digest:
                yield Fault(expected.number, f"{name}: the contribution was changed since")
        for name, missing in recorded.items():
            yield Fault(missing.number, f"{name}: was contributed here, but is gone")


def _changes(event: Event) -> Iterator[tuple[str, _Recorded]]:
    named = details_of(event).get("contributions")
    for name, digest in named.items() if isinstance(named, dict) else ():
        yield str(name), _Recorded(event.number, str(digest))
