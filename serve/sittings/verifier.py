"""Compares sittings, seats and answers with the audit log: finds rows that someone changed, removed or inserted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.platform.tenancy import SYSTEM
from serve.sittings.permissions import SittingAction
from serve.sittings.seat_store import SeatStore
from serve.sittings.store import SittingStore
from serve.sittings.tables import answers, events, seats, sittings, steps, taps

CHANGES = frozenset(
    {
        SittingAction.OPEN,
        SittingAction.CODE,
        SittingAction.STEP,
        SittingAction.JUDGE,
        SittingAction.ASSIST,
        SittingAction.DEMO,
        SittingAction.REVEAL,
        SittingAction.CLOSE,
    }
)


@dataclass
class _Recorded:
    """The last digest of each sitting, seat and answer that is still kept."""

    sittings: dict[str, RecordedDigest] = field(default_factory=dict)
    seats: dict[str, RecordedDigest] = field(default_factory=dict)
    answers: dict[str, RecordedDigest] = field(default_factory=dict)
    _seats_of: dict[str, list[str]] = field(default_factory=dict)
    _answers_of: dict[str, list[str]] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        """Take one event."""
        details = details_of(event)
        if event.action in CHANGES:
            self.sittings[event.subject] = RecordedDigest(event.number, str(details.get("sha256")))
        if event.action == SittingAction.JOIN:
            self.seats[event.subject] = RecordedDigest(event.number, str(details.get("sha256")))
            self._seats_of.setdefault(str(details.get("sitting")), []).append(event.subject)
        if event.action == SittingAction.ANSWER:
            self._add_answers(event, details.get("answers"))
        if event.action == SittingAction.CLOSE and details.get("rehearsal"):
            self._drop_answers(event.subject)
        if event.action == SittingAction.DELETE:
            self._drop(event.subject)

    def _add_answers(self, event: Event, given: object) -> None:
        for key, digest in given.items() if isinstance(given, dict) else ():
            self.answers[key] = RecordedDigest(event.number, str(digest))
            self._answers_of.setdefault(event.subject, []).append(key)

    def _drop_answers(self, sitting_id: str) -> None:
        for key in self._answers_of.pop(sitting_id, ()):
            self.answers.pop(key, None)

    def _drop(self, sitting_id: str) -> None:
        self._drop_answers(sitting_id)
        self.sittings.pop(sitting_id, None)
        for seat in self._seats_of.pop(sitting_id, ()):
            self.seats.pop(seat, None)


class SittingVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Sittings, seats and answers that are missing, changed or never recorded."""
        recorded = _Recorded()
        for event in events:
            recorded.add(event)
        yield from _sitting_faults(connection, recorded)
        yield from _seat_faults(connection, recorded)
        yield from _misfiled(connection)


def _sitting_faults(connection: Connection, recorded: _Recorded) -> Iterator[AuditFault]:
    store = SittingStore(connection, SYSTEM)
    names = list(connection.execute(select(sittings.c.id).order_by(sittings.c.id)).scalars())
    digests = readable(lambda some: {name: each.digest for name, each in store.many(some).items()}, names)
    yield from differing(digests, recorded.sittings)
    yield from gone(recorded.sittings)


def _seat_faults(connection: Connection, recorded: _Recorded) -> Iterator[AuditFault]:
    store = SeatStore(connection, SYSTEM)
    names = list(connection.execute(select(seats.c.id).order_by(seats.c.id)).scalars())
    digests = readable(lambda some: {name: each.digest for name, each in store.many(some).items()}, names)
    yield from differing(digests, recorded.seats)
    yield from gone(recorded.seats)
    given = readable(store.answer_digests, names)
    yield from differing(given, recorded.answers)
    yield from gone(recorded.answers)


def _misfiled(connection: Connection) -> Iterator[AuditFault]:
    for table in (steps, seats, events):
        yield from misfiled(connection, table, sittings, "sitting_id", ["organisation_id"])
    for table in (answers, taps):
        yield from misfiled(connection, table, seats, "seat_id", ["organisation_id", "sitting_id"])
