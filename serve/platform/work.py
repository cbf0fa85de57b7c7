"""A unit of work: one transaction with everything that a use case needs, and its events recorded as the last step.

    with self.work.begin(actor, call) as work:
        if not work.replayed:
            case = work.cases.get(case_id, for_change=True)
            work.cases.change(closed(case, reason, work.now))
            work.record(CaseAction.CLOSE, case)

A subject derives its own from `Work` and adds its stores, each made on first use. Events are collected, and appended
under the log's lock just before the commit: no transaction holds that lock while it does other work.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, cast

from sqlalchemy import Connection

from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.idempotency import UNNAMED, IdempotencyKeys, IdempotentCall
from serve.platform.permissions import NO_ROLES, Roles
from serve.platform.tenancy import Tenant

S = TypeVar("S")
V = TypeVar("V", bound="Work")


class on_first_use(cached_property[S]):  # noqa: N801  # a decorator, as `property` is
    """A member of a unit of work that is made on first use, without a lock: only one thread uses a unit.

    Python 3.11's `cached_property` has one lock for all instances. A unit that waits for the database while it holds it
    stops all units of the process.
    """

    def __init__(self, make: Callable[[Any], S]) -> None:
        super().__init__(make)
        self.lock = nullcontext()


class PendingEvent(NamedTuple):
    """An event to be recorded.

    Attributes:
        actor: the id of the actor.
        action: as `resource:action`.
        subject: the id of the thing concerned.
        details: digests and names of things, never personal data.
    """

    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


class DigestedRecord(Protocol):
    """A record of which the log keeps a digest."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the log keeps of it: a digest of all its values, and the ids of what it belongs to."""


class Log(Protocol):
    """The log to which events are appended."""

    def append(self, connection: Connection, happened: Sequence[PendingEvent]) -> Sequence[Any]:
        """Append an event for each within a transaction, under the log's lock, and return them."""


class Claim(NamedTuple):
    """The claim of a call's idempotency key.

    Attributes:
        seed: 32 random hexadecimal digits, from which the ids of what the call creates are derived; the same each time
            it is sent.
        replayed: whether it was sent before.
    """

    seed: str
    replayed: bool


def seed_of(made: str) -> str:
    """The random digits that were stored for a call; earlier versions stored a complete id."""
    return made.rpartition("-")[2]


class Registered(NamedTuple):
    """What subjects have registered that units of work use.

    Attributes:
        roles: who may do what.
        stores: makes the store that answers to an interface which an earlier subject defines.
    """

    roles: Roles = NO_ROLES
    stores: Mapping[type, Callable[[Connection, Tenant], object]] = MappingProxyType({})


NOTHING = Registered()


@dataclass
class Work:
    """One transaction on a tenant's behalf.

    Attributes:
        connection: the transaction; stores take it.
        tenant: the actor, and whose rows they see.
        log: events are appended to it.
        clock: the machine's, which may refuse a wrong time.
        call: with its idempotency key, if it has one.
        pending: the events to be recorded, in order.
        within: the unit of another kind whose transaction this is; None for a transaction of its own.
    """

    connection: Connection
    tenant: Tenant
    log: Log
    clock: Clock
    call: IdempotentCall = UNNAMED
    registered: Registered = NOTHING
    pending: list[PendingEvent] = field(default_factory=list)
    within: "Work | None" = None

    @on_first_use
    def now(self) -> datetime:
        """The time of everything in this transaction.

        Raises:
            ClockError: the machine's clock is clearly wrong.
        """
        return self.within.now if self.within else self.clock.now()

    @property
    def roles(self) -> Roles:
        """Who may do what."""
        return self.registered.roles

    def store(self, interface: type[S]) -> S:
        """The store that a later subject has registered for an interface.

        Raises:
            KeyError: none has.
        """
        return cast("S", self.registered.stores[interface](self.connection, self.tenant))

    def of(self, kind: "type[V]") -> "V":
        """The same transaction with the stores of another kind: for what a subject does in another one's unit."""
        if isinstance(self, kind):
            return self
        values = (self.connection, self.tenant, self.log, self.clock, self.call, self.registered, self.pending)
        return kind(*values, within=self)

    def claim(self) -> None:
        """Claim the call's key, if it has one; wait for an equal call that is running.

        Raises:
            KeyReusedError: the key was used for a call with other contents.
        """
        _ = self._claim

    @on_first_use
    def _claim(self) -> Claim:
        if self.within:
            return self.within._claim  # noqa: SLF001  # a unit of work itself
        seed = secrets.token_hex(16)
        if self.call.key is None:
            return Claim(seed, replayed=False)
        made = seed_of(self.call.claim(self.connection, seed, self.now))
        return Claim(made, replayed=made != seed)

    @property
    def replayed(self) -> bool:
        """Whether the call was executed before: then it only shows what it created."""
        return self._claim.replayed

    def id(self, prefix: str) -> str:
        """The unguessable id of what the call creates, or created when it was sent before."""
        return f"{prefix}-{self._claim.seed}"

    def record(self, action: str, subject: "DigestedRecord | str", **details: Any) -> None:
        """Record an event, if this transaction is committed.

        Args:
            subject: a record, of which the seal is kept, or the id of the thing concerned.
        """
        self.record_as(self.tenant.person_id, action, subject, **details)

    def record_as(self, actor: str, action: str, subject: "DigestedRecord | str", **details: Any) -> None:
        """The same for an action of another person, by their id."""
        name, seal = (subject, {}) if isinstance(subject, str) else (subject.id, subject.seal)
        self.pending.append(PendingEvent(actor, action, name, {**seal, **details}))

    def append(self) -> Sequence[Any]:
        """Append the events to the log, as the last step, and return them.

        `Works` does so; a use case that needs the events calls it itself, as its last step.

        Raises:
            ClockError: there is something to append, and the machine's clock is clearly wrong.
        """
        happened = list(self.pending)
        self.pending.clear()  # the list is shared with units of other kinds in this transaction
        return self.log.append(self.connection, happened) if happened else ()


W = TypeVar("W", bound=Work)


@dataclass(frozen=True)
class Works(Generic[W]):
    """Opens units of work.

    Attributes:
        kind: the class of units, which decides which stores they have.
    """

    kind: type[W]
    database: Database
    log: Log
    clock: Clock
    registered: Registered = NOTHING

    @property
    def roles(self) -> Roles:
        """Who may do what."""
        return self.registered.roles

    def of(self, kind: type[V]) -> "Works[V]":
        """The same for another kind."""
        return Works(kind, self.database, self.log, self.clock, self.registered)

    def made_by(self, tenant: Tenant, call: IdempotentCall, prefix: str) -> str | None:
        """The id of what a call created before.

        None if it is a new call. For a call with much work before it can begin; an equal call may be running.

        Raises:
            KeyReusedError: its key was used for a call with other contents.
        """
        if call.key is None:
            return None
        with self.database.reading(tenant) as connection:
            made = IdempotencyKeys(connection).made_by(call.key, call.fingerprint)
        return None if made is None else f"{prefix}-{seed_of(made)}"

    @contextmanager
    def begin(self, tenant: Tenant, call: IdempotentCall = UNNAMED) -> Iterator[W]:
        """A transaction that may write: when its block ends without an error, events are recorded and all is committed.

        A call with a key is claimed first, so that an equal call waits.

        Raises:
            ClockError: there is something to record, and the machine's clock is clearly wrong.
            KeyReusedError: the call's key was used for a call with other contents.
            StorageError: the database does not answer; nothing is stored.
        """
        with self.database.writing(tenant) as connection:
            work = self.kind(connection, tenant, self.log, self.clock, call, self.registered)
            work.claim()
            yield work
            work.append()

    @contextmanager
    def look(self, tenant: Tenant) -> Iterator[W]:
        """A transaction that reads one state of the database, and blocks no one.

        A recorded look is recorded in a transaction of its own, before the caller receives what was read.

        Raises:
            ClockError, StorageError: as for `begin`.
        """
        with self.database.reading(tenant) as connection:
            work = self.kind(connection, tenant, self.log, self.clock, registered=self.registered)
            yield work
        if work.pending:
            with self.database.writing(tenant) as connection:
                self.log.append(connection, work.pending)
