"""A unit of work: one transaction with all that a use case needs in it, and what happened recorded as its last act.

    with self.work.begin(actor, call) as work:
        if not work.replayed:
            case = work.cases.get(case_id, for_change=True)
            work.cases.change(closed(case, reason, work.now))
            work.record(Action.CASE_CLOSE, case)

A subject derives its own from `Work` and adds its stores, each made on first use. Events are collected, and appended
under the log's lock just before the commit: no transaction holds that lock while it does anything else.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.idempotency import UNNAMED, IdempotencyKeys, IdempotentCall
from serve.platform.tenancy import Tenant


class PendingEvent(NamedTuple):
    """Something that is to be recorded.

    Attributes:
        actor: who did it.
        action: what, as `resource:action`.
        subject: the id of what it happened to.
        details: digests and names of things, never personal data.
    """

    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


class Recorded(Protocol):
    """A record that the log holds a digest of."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the log has of it: a digest of all that it holds, and the ids of what it belongs to."""


class Log(Protocol):
    """What events are appended to."""

    def append(self, connection: Connection, happened: Sequence[PendingEvent]) -> Sequence[Any]:
        """Append an event for each within a transaction, under the log's lock, and give them."""


class Claim(NamedTuple):
    """What a call's name stands for.

    Attributes:
        seed: 32 random hexadecimal digits, of which the ids of what the call makes are made; the same each time that
            it comes.
        replayed: whether it came before.
    """

    seed: str
    replayed: bool


def seed_of(made: str) -> str:
    """The random digits of what was noted of a call; versions before noted a whole id."""
    return made.rpartition("-")[2]


@dataclass
class Work:
    """One transaction on a tenant's behalf.

    Attributes:
        connection: the transaction; stores take it.
        tenant: who acts, and whose rows they see.
        log: what happened is appended to it.
        clock: the machine's, which may refuse.
        call: its name, where it has one.
        pending: what is to be recorded, in order.
    """

    connection: Connection
    tenant: Tenant
    log: Log
    clock: Clock
    call: IdempotentCall = UNNAMED
    pending: list[PendingEvent] = field(default_factory=list)

    @cached_property
    def now(self) -> datetime:
        """The moment of everything that is done in this transaction.

        Raises:
            ClockError: the machine's clock can't be believed.
        """
        return self.clock.now()

    def claim(self) -> None:
        """Take the call's name, if it has one; a twin under way is waited for.

        Raises:
            KeyReusedError: the name was given to a call with other contents.
        """
        _ = self._claim

    @cached_property
    def _claim(self) -> Claim:
        seed = secrets.token_hex(16)
        if self.call.key is None:
            return Claim(seed, replayed=False)
        made = seed_of(self.call.claim(self.connection, seed, self.now))
        return Claim(made, replayed=made != seed)

    @property
    def replayed(self) -> bool:
        """Whether the call was carried out before: then it only shows what it made."""
        return self._claim.replayed

    def id(self, prefix: str) -> str:
        """The id of what the call makes, or made when it came before; no one can guess it."""
        return f"{prefix}-{self._claim.seed}"

    def record(self, action: str, subject: "Recorded | str", **details: Any) -> None:
        """Have the log say what happened, if this transaction is committed.

        Args:
            subject: a record, of which its seal is kept, or the id of what it happened to.
        """
        self.record_as(self.tenant.person_id, action, subject, **details)

    def record_as(self, actor: str, action: str, subject: "Recorded | str", **details: Any) -> None:
        """The same of what another person has done, by their id."""
        name, seal = (subject, {}) if isinstance(subject, str) else (subject.id, subject.seal)
        self.pending.append(PendingEvent(actor, action, name, {**seal, **details}))

    def append(self) -> Sequence[Any]:
        """Append what happened to the log, as the last act, and give the events.

        `Works` does so; a use case that needs the events themselves does before, and does nothing after.

        Raises:
            ClockError: there is something to append, and the machine's clock can't be believed.
        """
        happened, self.pending = self.pending, []
        return self.log.append(self.connection, happened) if happened else ()


W = TypeVar("W", bound=Work)
V = TypeVar("V", bound=Work)


@dataclass(frozen=True)
class Works(Generic[W]):
    """Opens units of work.

    Attributes:
        kind: what they are to the use cases: which stores they have.
    """

    kind: type[W]
    database: Database
    log: Log
    clock: Clock

    def of(self, kind: type[V]) -> "Works[V]":
        """The same for another kind."""
        return Works(kind, self.database, self.log, self.clock)

    def made_by(self, tenant: Tenant, call: IdempotentCall, prefix: str) -> str | None:
        """The id of what a call has made before; None where it is a new one.

        For a call that has much to do before it can begin; its twin may be under way.

        Raises:
            KeyReusedError: its name was given to one with other contents.
        """
        if call.key is None:
            return None
        with self.database.reading(tenant) as connection:
            made = IdempotencyKeys(connection).made_by(call.key, call.fingerprint)
        return None if made is None else f"{prefix}-{seed_of(made)}"

    @contextmanager
    def begin(self, tenant: Tenant, call: IdempotentCall = UNNAMED) -> Iterator[W]:
        """A transaction that may write: as its block ends without an error, what happened is recorded, and all kept.

        A call that has a name is claimed first of all, so that its twin waits.

        Raises:
            ClockError: there is something to record, and the machine's clock can't be believed.
            KeyReusedError: the call's name was given to one with other contents.
            StorageError: the database does not answer; nothing is kept.
        """
        with self.database.writing(tenant) as connection:
            work = self.kind(connection, tenant, self.log, self.clock, call)
            work.claim()
            yield work
            work.append()

    @contextmanager
    def look(self, tenant: Tenant) -> Iterator[W]:
        """A transaction that reads one state of the database, and holds up no one.

        A look that is to be recorded is, before the caller has what was read, in a transaction of its own.

        Raises:
            ClockError, StorageError: as for `begin`.
        """
        with self.database.reading(tenant) as connection:
            work = self.kind(connection, tenant, self.log, self.clock)
            yield work
        if work.pending:
            with self.database.writing(tenant) as connection:
                self.log.append(connection, work.pending)
