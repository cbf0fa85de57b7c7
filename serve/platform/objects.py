"""Original photos, stored under the sha256 of their bytes: what is acknowledged survives a power failure.

They are in `local_objects` (a folder) or `bucket_objects` (S3). Both write temporary bytes before it is decided whether
to keep them, and name them afterwards; this module has what both share.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol

from model.messages import message
from serve.platform.errors import AlteredError, NotFoundError, PhotoMissingError, StorageError

PIECE = 1 << 20  # bytes per piece of an object that is read or written in pieces
SHA256 = re.compile(r"[0-9a-f]{64}")
STALE_SECONDS = 3600  # an unfinished write of this age belongs to a process that died
ASIDE = "unfinished"  # the folder of temporary bytes
NOT_READ = message("A photo could not be read from the store.")
NOT_WRITTEN = message("The photos could not be written to the store, so nothing was kept.")
NOT_REMOVED = message("A photo could not be removed from the store.")


class Staging(Protocol):
    """Bytes on their way into the store; they are no object until they are kept."""

    def add(self, content: bytes) -> None:
        """Start to write one more object's bytes, and return while they are being written.

        Waits for the previous ones, so that one at a time is written and in memory.

        Raises:
            StorageError: the previous ones could not be written.
        """

    def keep(self, names: Sequence[str]) -> None:
        """Make objects of what was added, each named by its sha256, in order; on return they survive a power failure.

        Raises:
            StorageError: they could not be written; those that already have their name are complete.
        """


class Objects(Protocol):
    """A content-addressed store of immutable bytes. The same bytes stored twice are one object."""

    def open(self) -> None:
        """Prepare the store, and remove the rest of interrupted writes.

        Raises:
            StorageError: the store can't be reached or written.
        """

    def staging(self) -> AbstractContextManager[Staging]:
        """A context in which objects are written before it is decided whether to keep them.

        Those not kept are removed when it ends.
        """

    def has(self, sha256: str) -> bool:
        """Whether the object exists.

        Raises:
            StorageError: the store does not answer.
        """

    def get(self, sha256: str) -> bytes:
        """The bytes, verified against their name.

        Raises:
            AlteredError: they were altered.
            PhotoMissingError: there is no such object.
            StorageError: the store does not answer.
        """

    def read(self, sha256: str) -> Iterator[bytes]:
        """The same in pieces, so that a large object need not be in memory.

        Raises:
            AlteredError: they were altered, which is known after the last piece.
            NotFoundError, StorageError: as for `get`.
        """

    def write(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Store an object whose bytes come in pieces; on return it survives a power failure.

        Raises:
            AlteredError: the bytes have another sha256; nothing is stored.
            StorageError: they could not be written.
        """

    def remove(self, sha256: str, untouched_since: datetime) -> bool:
        """Remove an object, unless it was stored again since a time, and return whether it was removed.

        Raises:
            StorageError: the store does not answer.
        """

    def check(self) -> None:
        """Raise StorageError unless objects can be written."""


class ObjectPlace(Protocol):
    """The place of a store's bytes. Every method raises StorageError if it does not answer."""

    def write_aside(self, content: bytes | Iterator[bytes]) -> str:
        """Write bytes durably under a temporary name, and return it; a failure leaves nothing.

        Args:
            content: the bytes, or pieces of them.
        """

    def settle(self, asides: Sequence[str], names: Sequence[str]) -> None:
        """Rename temporary bytes to their names, durably."""

    def remove(self, aside: str) -> None:
        """Remove temporary bytes."""


def unaltered(sha256: str, content: bytes) -> bytes:
    """The bytes that were read under a name, if they match it.

    Raises:
        AlteredError: they were altered.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _altered(sha256)
    return content


class Soundness(StrEnum):
    """Whether an object is there as it was stored."""

    WHOLE = "whole"
    MISSING = "missing"
    DAMAGED = "damaged"


def soundness(objects: Objects, sha256: str) -> Soundness:
    """Read an object, in pieces, and compare it with its name.

    Raises:
        StorageError: the store does not answer.
    """
    try:
        for _ in objects.read(sha256):
            pass
    except (PhotoMissingError, NotFoundError):  # the second for a name that none can have
        return Soundness.MISSING
    except AlteredError:
        return Soundness.DAMAGED
    return Soundness.WHOLE


def _altered(sha256: str) -> AlteredError:
    return AlteredError(
        message("The photo {sha256} in the store is not the one that was received.", sha256=sha256[:12])
    )


def checked(sha256: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an object, one by one.

    Raises:
        AlteredError: after the last one, if together they are not the object of this name.
    """
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise _altered(sha256)


def write_pieces(place: ObjectPlace, sha256: str, pieces: Iterable[bytes]) -> None:
    """Write an object to a place; see `Objects.write`."""
    path_of(sha256)
    place.settle([place.write_aside(checked(sha256, pieces))], [sha256])


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The contents of an open file, in pieces."""
    while piece := file.read(PIECE):
        yield piece


def path_of(sha256: str) -> str:
    """The path of an object below the root: ``ab/ab12...``.

    Raises:
        NotFoundError: not a sha256 in hexadecimal; so no path leaves the root.
    """
    if not SHA256.fullmatch(sha256):
        raise NotFoundError(message("objects are named by a sha256: 64 lower-case hexadecimal digits"))
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def staging_at(place: ObjectPlace, writers: Executor) -> Iterator[Staging]:
    """A staging over a place; threads of `writers` write the bytes."""
    staged = _Staged(place, writers)
    try:
        yield staged
    finally:
        staged.drop()


class _Staged:
    """See `Staging`. For one thread, in addition to the writers."""

    def __init__(self, place: ObjectPlace, writers: Executor) -> None:
        self._place, self._writers = place, writers
        self._asides: list[Future[str]] = []

    def add(self, content: bytes) -> None:
        self._written()
        self._asides.append(self._writers.submit(self._place.write_aside, content))

    def keep(self, names: Sequence[str]) -> None:
        for name in names:
            path_of(name)
        self._place.settle(self._written(), names)
        self._asides.clear()

    def drop(self) -> None:
        """Remove what was not kept; what can't be removed now is removed when the service next starts."""
        for aside in self._asides:
            with suppress(StorageError):
                self._place.remove(aside.result())

    def _written(self) -> list[str]:
        return [aside.result() for aside in self._asides]
