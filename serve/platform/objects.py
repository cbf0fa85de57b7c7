"""Original photos, kept under the sha256 of their bytes: what is acknowledged is on the disk."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from serve.platform.errors import NotFoundError, StorageError

SHA256 = re.compile(r"[0-9a-f]{64}")
SHARDS = 256  # folders, by the first byte of the sha256
STALE_SECONDS = 3600  # an unfinished write this old belongs to a process that died


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

    def staging(self) -> AbstractContextManager[Staging]:
        """Where objects are made ready while it is still open whether they are wanted.

        What was added and not kept is gone when the context ends.
        """

    def get(self, sha256: str) -> bytes:
        """The bytes.

        Raises:
            NotFoundError: there is no such object.
        """

    def check(self) -> None:
        """Raise StorageError unless objects can be written."""


class LocalObjects:
    """Objects as files: ROOT/ab/ab12... . Each is written aside, synced, then renamed into place.

    The folders are all made and synced beforehand, so that keeping an object costs one sync of its folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._aside = root / "unfinished"
        self._writers = ThreadPoolExecutor(thread_name_prefix="staging")

    def open(self) -> None:
        """Create the folders and remove what interrupted writes left.

        Raises:
            StorageError: the folder can't be made.
        """
        with _storage_faults(self._root):
            self._aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self._aside.iterdir():
                if left.stat().st_mtime < time.time() - STALE_SECONDS:
                    left.unlink(missing_ok=True)
            for shard in range(SHARDS):
                (self._root / f"{shard:02x}").mkdir(exist_ok=True, mode=0o700)
            sync_folder(self._root)
            sync_folder(self._root.parent)

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Files aside, written by other threads; see `Objects.staging`."""
        staging = _StagedFiles(self._aside, self._path, self._writers)
        try:
            yield staging
        finally:
            staging.drop()

    def get(self, sha256: str) -> bytes:
        """The bytes; see `Objects.get`."""
        path = self._path(sha256)
        with _storage_faults(path):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise NotFoundError(f"the photo {sha256[:12]} is not in the store") from None

    def check(self) -> None:
        """Write and remove an empty file; see `Objects.check`."""
        with _storage_faults(self._aside), tempfile.TemporaryFile(dir=self._aside):
            pass

    def _path(self, sha256: str) -> Path:
        if not SHA256.fullmatch(sha256):  # nothing that could climb out of the root gets through here
            raise NotFoundError("objects are named by a sha256: 64 lower-case hexadecimal digits")
        return self._root / sha256[:2] / sha256


class _StagedFiles:
    """Files without a name as yet; see `Staging`. For one thread, beside the writers'."""

    def __init__(self, aside: Path, path_of: Callable[[str], Path], writers: Executor) -> None:
        self._aside, self._path_of, self._writers = aside, path_of, writers
        self._files: list[Future[Path]] = []

    def add(self, content: bytes) -> None:
        self._written()
        self._files.append(self._writers.submit(_write_aside, self._aside, content))

    def keep(self, names: Sequence[str]) -> None:
        targets = [self._path_of(name) for name in names]
        written = self._written()
        with _storage_faults(self._aside.parent):
            for file, target in zip(written, targets, strict=True):
                file.replace(target)  # the same bytes, where it was there already
            for folder in {target.parent for target in targets}:
                sync_folder(folder)
        self._files.clear()

    def drop(self) -> None:
        """Remove what was not kept; what can't be removed goes when the service next starts."""
        for file in self._files:
            with suppress(OSError):
                file.result().unlink(missing_ok=True)

    def _written(self) -> list[Path]:
        with _storage_faults(self._aside):
            return [file.result() for file in self._files]


def _write_aside(folder: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(dir=folder)
    file = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return file


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storage_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(f"{path}: {fault.strerror or fault}") from fault
