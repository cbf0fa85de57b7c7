"""Records events in the transaction in which they happen, and verifies the record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import anyio
import anyio.to_thread
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from model.messages import message
from serve.audit.comparing import UNREADABLE
from serve.audit.domain import AuditFault, Event, Head, SignedEvent, chain_faults, next_event
from serve.audit.keys import Signer, open_signer, signed, trusted_keys
from serve.audit.store import AuditStore, Checkpoints
from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.errors import StorageError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import PendingEvent

CHECKPOINTS_FILE = "checkpoints.jsonl"
log = structlog.get_logger(__name__)


class Verifier(Protocol):
    """Compares the rows of a subject with what the log says of them."""

    def faults(self, connection: Connection, events: Iterator[Event]) -> Iterator[AuditFault]:
        """Rows that are missing, changed, or in no event."""


class AuditLog:
    """Appends to the log. Call `open` before the first event."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._signer: Signer | None = None

    def open(self) -> None:
        """Load the signing key, or make one if there is none.

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
            raise StorageError(message("the audit log is not open"))
        return self._signer

    def append(self, connection: Connection, happened: Sequence[PendingEvent]) -> list[Event]:
        """Append an event for each within the caller's transaction, and return them: all are kept, or none.

        Transactions that append wait for one another from here on, so this must be the last step of a transaction.

        Raises:
            ClockError: the machine's clock is clearly wrong.
        """
        signer = self._opened()
        store = AuditStore(connection)
        store.lock()
        at = self._clock.now().isoformat(timespec="microseconds")
        head, events = store.head(), []
        for actor, action, subject, details in happened:
            event = next_event(head, at=at, actor=actor, action=action, subject=subject, details=details)
            head = signer.head(event.number, event.digest)
            store.append(event, head)
            events.append(event)
        return events


@dataclass(frozen=True)
class Verified:
    """The result of a verification.

    Attributes:
        events: their number.
        checkpoints: how many checkpoints were compared.
        faults: what is wrong; empty if the log is intact.
    """

    events: int
    checkpoints: int
    faults: tuple[AuditFault, ...]


@dataclass(frozen=True)
class Audit:
    """Maintains the log.

    Attributes:
        verifiers: of the rows in the database.
        photos: of the photos in the object store; slow if there are many.
    """

    database: Database
    folder: Path
    verifiers: Sequence[Verifier] = ()
    photos: Verifier | None = None

    def checkpoint(self) -> Head | None:
        """Write a checkpoint to the file outside the database; None if the log has no event."""
        with self.database.reading(SYSTEM) as connection:
            head = AuditStore(connection).head()
        if head is not None:
            try:
                Checkpoints(self.folder / CHECKPOINTS_FILE).add(head)
            except OSError as fault:
                raise StorageError(f"{self.folder / CHECKPOINTS_FILE}: {fault.strerror}") from fault
        return head

    async def keep_checkpointing(self, seconds: float) -> None:
        """Write one repeatedly until cancelled; a storage that is temporarily unavailable is only logged."""
        while True:
            try:
                await anyio.to_thread.run_sync(self.checkpoint)
            except StorageError as fault:
                log.warning("no_checkpoint", error=str(fault))
            await anyio.sleep(seconds)

    def verify(self, *, with_photos: bool = True) -> Verified:
        """Find everything edited, removed, reordered or cut off.

        Args:
            with_photos: also read every photo and compare it with the one that was received.

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
            read = _Read(store.signed_events(), keys)
            faults += chain_faults(read, good)
            faults += read.faults
            if (head.number if head else 0) != read.last:
                faults.append(
                    AuditFault(read.last, message("is the last event, but the head in the database is another"))
                )
            photos = [self.photos] if self.photos is not None and with_photos else []
            for verifier in (*self.verifiers, *photos):
                faults += _seen_by(verifier, connection, store)
        return Verified(
            read.count, len(kept), tuple(sorted(set(faults), key=lambda fault: (fault.number, str(fault.words))))
        )


class _Read:
    """Reads the events one by one, and counts them and those with an invalid signature.

    The first events may have none: earlier versions did not keep one for each event.
    """

    def __init__(self, events: Iterator[SignedEvent], keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._events = events
        self._keys = keys
        self.count = self.last = 0
        self.faults: list[AuditFault] = []
        self._have_begun = False

    def __iter__(self) -> Iterator[Event]:
        for event, head in self._events:
            self.count += 1
            self.last = event.number
            self._have_begun |= bool(head.key)
            if self._have_begun and not signed(head, self._keys):
                self.faults.append(AuditFault(event.number, message("has no signature of its own, or an invalid one")))
            yield event


def _seen_by(verifier: Verifier, connection: Connection, store: AuditStore) -> Iterator[AuditFault]:
    """The findings of a verifier; if it can't read damaged rows, the other verifiers still run."""
    try:
        yield from verifier.faults(connection, store.events())
    except UNREADABLE as fault:
        yield AuditFault(
            0,
            message(
                "{verifier} can't read what it compares, so more may be wrong ({fault})",
                verifier=type(verifier).__name__,
                fault=repr(fault),
            ),
        )


def _signature_faults(heads: Sequence[Head], keys: Mapping[str, Ed25519PublicKey]) -> Iterator[AuditFault]:
    for head in heads:
        if head.key not in keys:
            yield AuditFault(
                head.number,
                message("is signed for by the key {key}, which is not among the trusted ones", key=head.key),
            )
        elif not signed(head, keys):
            yield AuditFault(head.number, message("is said to be the end, but its signature is invalid"))
