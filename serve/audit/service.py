"""Recording what happens, in the transaction in which it happens, and finding out whether the record is whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import anyio
import anyio.to_thread
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from serve.audit.domain import Action, Event, Fault, Head, chain_faults, next_event
from serve.audit.keys import Signer, open_signer, signed, trusted_keys
from serve.audit.store import AuditStore, Checkpoints
from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.errors import StorageError
from serve.platform.tenancy import SYSTEM

CHECKPOINTS_FILE = "checkpoints.jsonl"
log = structlog.get_logger(__name__)


class Witness(Protocol):
    """Compares what the log says of a subject's rows with the rows themselves."""

    def faults(self, connection: Connection, events: Iterator[Event]) -> Iterator[Fault]:
        """Rows that are missing, changed, or in no event."""


class Trail:
    """Appends to the log. `open` it before the first event."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._signer: Signer | None = None

    def open(self) -> None:
        """Take up the signing key, making one where there is none.

        Raises:
            StorageError: it can't be read or written.
        """
        self._signer = open_signer(self._folder)

    @property
    def key_id(self) -> str:
        """The id of the key that signs.

        Raises:
            StorageError: the log is not open.
        """
        return self._opened().id

    def _opened(self) -> Signer:
        if self._signer is None:
            raise StorageError("the audit log is not open")
        return self._signer

    def record(
        self, connection: Connection, action: Action, subject: str, details: Mapping[str, Any], *, actor: str
    ) -> Event:
        """Append an event within the caller's transaction: both are kept, or neither.

        Args:
            actor: the id of the person who did it, `NOBODY` or `COMMAND_LINE`.

        Raises:
            ClockError: the machine's clock can't be believed.

        Transactions that append wait for one another; record last, just before the commit.
        """
        signer = self._opened()
        store = AuditStore(connection)
        store.lock()
        at = self._clock.now().isoformat(timespec="microseconds")
        event = next_event(store.head(), at=at, actor=actor, action=action, subject=subject, details=details)
        store.append(event, signer.head(event.number, event.digest))
        return event


@dataclass(frozen=True)
class Verified:
    """What verifying found.

    Attributes:
        events: how many there are.
        checkpoints: how many outside the database bore on it.
        faults: what is wrong; empty where the log is whole.
    """

    events: int
    checkpoints: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Audit:
    """Looking after the log."""

    database: Database
    folder: Path
    witnesses: Sequence[Witness] = ()

    def checkpoint(self) -> Head | None:
        """Note where the log ends in the file outside the database; None where it has not begun."""
        with self.database.reading(SYSTEM) as connection:
            head = AuditStore(connection).head()
        if head is not None:
            try:
                Checkpoints(self.folder / CHECKPOINTS_FILE).add(head)
            except OSError as fault:
                raise StorageError(f"{self.folder / CHECKPOINTS_FILE}: {fault.strerror}") from fault
        return head

    async def keep_checkpointing(self, seconds: float) -> None:
        """Note it again and again, until cancelled; a storage that is gone for a while is only logged."""
        while True:
            try:
                await anyio.to_thread.run_sync(self.checkpoint)
            except StorageError as fault:
                log.warning("no_checkpoint", error=str(fault))
            await anyio.sleep(seconds)

    def verify(self) -> Verified:
        """Look for anything edited, removed, reordered or cut off.

        Raises:
            StorageError: the database does not answer.
        """
        keys = trusted_keys(self.folder)
        kept = Checkpoints(self.folder / CHECKPOINTS_FILE).all()
        with self.database.reading(SYSTEM) as connection:
            store = AuditStore(connection)
            head = store.head()
            heads = [*kept, *([head] if head else [])]
            faults = list(_signature_faults(heads, keys))
            good = [each for each in heads if signed(each, keys)]
            counted = _Counted(store.events())
            faults += chain_faults(counted, good)
            for witness in self.witnesses:
                faults += witness.faults(connection, store.events())
        return Verified(counted.number, len(kept), tuple(sorted(faults)))


class _Counted:
    """Counts what is iterated over."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.number = 0

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            self.number += 1
            yield event


def _signature_faults(heads: Sequence[Head], keys: Mapping[str, Ed25519PublicKey]) -> Iterator[Fault]:
    for head in heads:
        if head.key not in keys:
            yield Fault(head.number, f"is signed for by the key {head.key}, which is not among the trusted ones")
        elif not signed(head, keys):
            yield Fault(head.number, "is said to be the end, but its signature is not good")
