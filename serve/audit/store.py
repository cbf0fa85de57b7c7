"""Events and the head as rows; and the checkpoints, which are outside the database."""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text, update

from model.messages import message
from serve.audit.domain import Event, Head, SignedEvent
from serve.audit.tables import events, heads
from serve.platform.errors import StorageError
from serve.platform.local_objects import sync_path

ONLY = 1  # the head's only row
APPENDING = 0x41554449  # key of the advisory lock of appending transactions
BATCH = 1000


_EVENT_COLUMNS = tuple(events.c[field.name] for field in fields(Event))
_SIGNED_COLUMNS = (*_EVENT_COLUMNS, events.c.key, events.c.signature)

# Nearly every request appends, and building a statement takes longer than carrying it out, so these are built once.
_HEAD = select(heads.c.number, heads.c.digest, heads.c.key, heads.c.signature).where(heads.c.id == ONLY)
_ADD, _BEGIN, _MOVE = insert(events), insert(heads), update(heads).where(heads.c.id == ONLY)


class AuditStore:
    """Reads and writes the log within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Make other appending transactions wait until this one ends; on SQLite every writing transaction waits."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPENDING})

    def head(self) -> Head | None:
        """Where the log ends; None before the first event."""
        row = self._connection.execute(_HEAD).one_or_none()
        return Head(*row) if row else None

    def last_moment(self) -> datetime | None:
        """The time of the last event; None before the first."""
        query = select(events.c.at).order_by(events.c.number.desc()).limit(1)
        at = self._connection.execute(query).scalar_one_or_none()
        return datetime.fromisoformat(at) if at else None

    def append(self, event: Event, head: Head) -> None:
        """Add an event and move the head to it."""
        self._connection.execute(_ADD, {**vars(event), "key": head.key, "signature": head.signature})
        if event.number == 1:
            self._connection.execute(_BEGIN, {"id": ONLY, **vars(head)})
        else:
            self._connection.execute(_MOVE, vars(head))

    def events(self) -> Iterator[Event]:
        """All events, in order of their numbers."""
        query = select(*_EVENT_COLUMNS).order_by(events.c.number)
        for row in self._connection.execute(query, execution_options={"yield_per": BATCH}):
            yield Event(*row)

    def latest(self, subjects: Collection[str], actions: Collection[str]) -> list[Event]:
        """The latest event of these kinds about each of these subjects."""
        last = (
            select(func.max(events.c.number))
            .where(events.c.subject.in_(subjects), events.c.action.in_(actions))
            .group_by(events.c.subject)
        )
        return [
            Event(*row) for row in self._connection.execute(select(*_EVENT_COLUMNS).where(events.c.number.in_(last)))
        ]

    def since(self, number: int, actions: Collection[str]) -> Iterator[Event]:
        """The events of these kinds after the one with this number, in order."""
        query = select(*_EVENT_COLUMNS).where(events.c.number > number, events.c.action.in_(actions))
        for row in self._connection.execute(query.order_by(events.c.number)):
            yield Event(*row)

    def of_action(self, subject: str, action: str, since: datetime) -> list[Event]:
        """The events of a kind about a subject from a time on, in order."""
        query = select(*_EVENT_COLUMNS).where(events.c.subject == subject, events.c.action == action)
        recent = query.where(events.c.at >= since.isoformat(timespec="microseconds"))
        return [Event(*row) for row in self._connection.execute(recent.order_by(events.c.number))]

    def has_acted(self, actor: str, subjects: Collection[str], ignored: Collection[str]) -> bool:
        """Whether an actor did anything to one of these subjects; the ignored actions don't count."""
        query = select(events.c.number).where(
            events.c.subject.in_(subjects), events.c.actor == actor, events.c.action.not_in(ignored)
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def signed_events(self) -> Iterator[SignedEvent]:
        """All events, each with the head at that event, in order of their numbers."""
        query = select(*_SIGNED_COLUMNS).order_by(events.c.number)
        for row in self._connection.execute(query, execution_options={"yield_per": BATCH}):
            yield _signed(row)

    def of_subjects(self, subjects: Collection[str]) -> Iterator[SignedEvent]:
        """The events about any of these, in order; few are in memory at once."""
        wanted, numbers = iter(subjects), list[int]()
        while some := list(islice(wanted, BATCH)):
            numbers += self._connection.execute(select(events.c.number).where(events.c.subject.in_(some))).scalars()
        numbers.sort()
        query = select(*_SIGNED_COLUMNS).order_by(events.c.number)
        for start in range(0, len(numbers), BATCH):
            for row in self._connection.execute(query.where(events.c.number.in_(numbers[start : start + BATCH]))):
                yield _signed(row)


def _signed(row: Row[Any]) -> SignedEvent:
    event = Event(*list(row)[:-2])
    return SignedEvent(event, Head(event.number, event.digest, row.key or "", row.signature or ""))


class Checkpoints:
    """Heads in a file, one per line, the latest last."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, head: Head) -> None:
        """Append a head, unless it is there; on return it survives a power failure. Processes may share the file."""
        with self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # released when the file is closed
            if head in self.all():
                return
            file.truncate(self._whole_bytes())
            file.write(json.dumps(vars(head)).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_path(self._path.parent)

    def all(self) -> list[Head]:
        """Every head in the file, without a last line that a power failure left incomplete.

        Raises:
            StorageError: a complete line is no head, so the file was changed.
        """
        if not self._path.exists():
            return []
        whole = self._path.read_bytes()[: self._whole_bytes()]
        try:
            return [Head(**json.loads(line)) for line in whole.splitlines()]
        except (ValueError, TypeError) as fault:
            raise StorageError(
                message("{path}: a line is no checkpoint; put a copy of the file back", path=self._path)
            ) from fault

    def _whole_bytes(self) -> int:
        """The end of the last complete line."""
        return self._path.read_bytes().rfind(b"\n") + 1
