"""Original photos, kept under the sha256 of their bytes: what is acknowledged survives a power cut.

Where they lie is `local_objects` (a folder) or `bucket_objects` (S3). Both write bytes aside while it is still open
whether they are wanted, and give them their name afterwards; this module holds what that has in common.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from typing import BinaryIO, Protocol

from serve.platform.errors import AlteredError, NotFoundError, StorageError

PIECE = 1 << 20  # bytes of an object that is read or written in pieces
SHA256 = re.compile(r"[0-9a-f]{64}")
STALE_SECONDS = 3600  # an unfinished write this old belongs to a process that died
ASIDE = "unfinished"  # the folder of bytes that have no name yet
NOT_READ = "A photo could not be read from the store."
NOT_WRITTEN = "The photos could not be written to the store, so nothing was kept."
NOT_REMOVED = "A photo could not be removed from the store."


class Staging(Protocol):
    """Bytes on their way into the store; until they are kept, no object holds them."""

    def add(self, content: bytes) -> None:
        """Begin to write one more object's bytes, and return while they are being written.

        Waits for those before it, so that one at a time is under way and held in memory.

        Raises:
            StorageError: those before it could not be written.
        """

    def keep(self, names: Sequence[str]) -> None:
        """Make objects of what was added, each named by its sha256, in order; on return they survive a power cut.

        Raises:
            StorageError: they could not be written; what already has its name is whole.
        """


class Objects(Protocol):
    """A store of immutable bytes by content. Keeping the same bytes twice is one object."""

    def open(self) -> None:
        """Make ready, and remove what interrupted writes left.

        Raises:
            StorageError: the store can't be reached or written.
        """

    def staging(self) -> AbstractContextManager[Staging]:
        """Where objects are made ready while it is still open whether they are wanted.

        What was added and not kept is gone when the context ends.
        """

    def has(self, sha256: str) -> bool:
        """Whether there is such an object.

        Raises:
            StorageError: the store does not answer.
        """

    def get(self, sha256: str) -> bytes:
        """The bytes, which are those that were kept.

        Raises:
            AlteredError: they are others.
            PhotoMissingError: there is no such object.
            StorageError: the store does not answer.
        """

    def read(self, sha256: str) -> Iterator[bytes]:
        """The same in pieces, so that a large object need not be in memory.

        Raises:
            AlteredError: they are others, which is known after the last piece.
            NotFoundError, StorageError: as for `get`.
        """

    def write(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Keep an object whose bytes come in pieces; on return it survives a power cut.

        Raises:
            AlteredError: the bytes have another sha256; nothing is kept.
            StorageError: they could not be written.
        """

    def remove(self, sha256: str, untouched_since: datetime) -> bool:
        """Remove an object, unless it was kept anew since a moment, and say whether it is gone.

        Raises:
            StorageError: the store does not answer.
        """

    def check(self) -> None:
        """Raise StorageError unless objects can be written."""


class Place(Protocol):
    """Where a store's bytes lie. Every method raises StorageError where the place does not answer."""

    def write_aside(self, content: bytes | Iterator[bytes]) -> str:
        """Write bytes durably under a name of their own, and say which; what fails leaves nothing.

        Args:
            content: the bytes, or pieces of them.
        """

    def settle(self, asides: Sequence[str], names: Sequence[str]) -> None:
        """Give what was written aside its names, durably."""

    def remove(self, aside: str) -> None:
        """Remove what was written aside."""


def unaltered(sha256: str, content: bytes) -> bytes:
    """The bytes that were read under a name, if they are those that were kept under it.

    Raises:
        AlteredError: they are others.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _altered(sha256)
    return content


def _altered(sha256: str) -> AlteredError:
    return AlteredError(f"The photo {sha256[:12]} in the store is not the one that was received.")


def checked(sha256: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an object, one by one.

    Raises:
        AlteredError: after the last one, where together they are not the object of this name.
    """
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise _altered(sha256)


def write_pieces(place: Place, sha256: str, pieces: Iterable[bytes]) -> None:
    """Write an object to a place; see `Objects.write`."""
    path_of(sha256)
    place.settle([place.write_aside(checked(sha256, pieces))], [sha256])


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """What an open file holds, in pieces."""
    while piece := file.read(PIECE):
        yield piece


def path_of(sha256: str) -> str:
    """Where an object lies below the root: ``ab/ab12...``.

    Raises:
        NotFoundError: not a sha256 in hexadecimal; nothing that could climb out of the root gets through here.
    """
    if not SHA256.fullmatch(sha256):
        raise NotFoundError("objects are named by a sha256: 64 lower-case hexadecimal digits")
    return f"{sha256[:2]}/{sha256}"


@contextmanager
def staging_at(place: Place, writers: Executor) -> Iterator[Staging]:
    """A staging over a place, whose bytes are written by threads of `writers`."""
    staged = _Staged(place, writers)
    try:
        yield staged
    finally:
        staged.drop()


class _Staged:
    """See `Staging`. For one thread, beside the writers'."""

    def __init__(self, place: Place, writers: Executor) -> None:
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
        """Remove what was not kept; what can't be removed goes when the service next starts."""
        for aside in self._asides:
            with suppress(StorageError):
                self._place.remove(aside.result())

    def _written(self) -> list[str]:
        return [aside.result() for aside in self._asides]
