"""Objects as files: ROOT/ab/ab12... .

Each is written to a temporary file, synced, then renamed. All folders are made and synced at the start, so that storing
an object costs one sync of its folder.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from model.messages import Message
from serve.platform.errors import PhotoMissingError, StorageError
from serve.platform.objects import (
    ASIDE,
    NOT_READ,
    NOT_REMOVED,
    NOT_WRITTEN,
    STALE_SECONDS,
    Staging,
    checked,
    path_of,
    pieces_of,
    staging_at,
    unaltered,
    write_pieces,
)

SHARDS = 256  # folders, by the first byte of the sha256
CHECKED_BYTES = 1 << 16


class LocalObjects:
    """A folder; see `serve.platform.objects.Objects`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._writers = ThreadPoolExecutor(thread_name_prefix="objects")

    def open(self) -> None:
        """Create the folders and remove the rest of interrupted writes; see `Objects.open`."""
        with _storage_faults(self._root):
            aside = self._root / ASIDE
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=aside) as file:
                now = os.fstat(file.fileno()).st_mtime  # by the disk's clock, as all of its times are
            for left in aside.iterdir():
                if left.stat().st_mtime < now - STALE_SECONDS:
                    left.unlink(missing_ok=True)
            for shard in range(SHARDS):
                (self._root / f"{shard:02x}").mkdir(exist_ok=True, mode=0o700)
            sync_path(self._root)
            sync_path(self._root.parent)

    def staging(self) -> AbstractContextManager[Staging]:
        """Temporary files, written by other threads; see `Objects.staging`."""
        return staging_at(_Folder(self._root), self._writers)

    def has(self, sha256: str) -> bool:
        """Whether there is such a file; see `Objects.has`."""
        path = self._root / path_of(sha256)
        with _storage_faults(path, NOT_READ):
            return path.is_file()

    def get(self, sha256: str) -> bytes:
        """The bytes; see `Objects.get`."""
        path = self._root / path_of(sha256)
        with _storage_faults(path, NOT_READ):
            try:
                return unaltered(sha256, path.read_bytes())
            except FileNotFoundError:
                raise PhotoMissingError(sha256) from None

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes in pieces; see `Objects.read`."""
        path = self._root / path_of(sha256)
        with _storage_faults(path, NOT_READ):
            try:
                with path.open("rb") as file:
                    yield from checked(sha256, pieces_of(file))
            except FileNotFoundError:
                raise PhotoMissingError(sha256) from None

    def write(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Write a file piece by piece; see `Objects.write`."""
        write_pieces(_Folder(self._root), sha256, pieces)

    def remove(self, sha256: str, untouched_since: datetime) -> bool:
        """Check the file's time, rename it, and check again before removing it; see `Objects.remove`."""
        path, aside = self._root / path_of(sha256), self._root / ASIDE / f"leaving-{uuid4().hex}"
        with _storage_faults(path, NOT_REMOVED):
            try:
                if path.stat().st_mtime >= untouched_since.timestamp():
                    return False
                path.rename(aside)
            except FileNotFoundError:
                return True
            if aside.stat().st_mtime >= untouched_since.timestamp():
                aside.rename(path)  # the same bytes were stored again between the two lines above
                return False
            aside.unlink()
            sync_path(path.parent)
            return True

    def check(self) -> None:
        """Write a small file and remove it; see `Objects.check`."""
        with _storage_faults(self._root), tempfile.TemporaryFile(dir=self._root / ASIDE) as file:
            file.write(bytes(CHECKED_BYTES))
            file.flush()
            os.fsync(file.fileno())  # a full disk accepts an empty file


class _Folder:
    """See `serve.platform.objects.ObjectPlace`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write_aside(self, content: bytes | Iterator[bytes]) -> str:
        with _storage_faults(self._root):
            descriptor, name = tempfile.mkstemp(dir=self._root / ASIDE)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.writelines((content,) if isinstance(content, bytes) else content)
                    stream.flush()
                    os.fsync(stream.fileno())
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            return name

    def settle(self, asides: Sequence[str], names: Sequence[str]) -> None:
        targets = [self._root / path_of(name) for name in names]
        with _storage_faults(self._root):
            for aside, target in zip(asides, targets, strict=True):
                Path(aside).replace(target)  # the same bytes, if it already exists
            for folder in {target.parent for target in targets}:
                sync_path(folder)

    def remove(self, aside: str) -> None:
        with _storage_faults(self._root):
            Path(aside).unlink(missing_ok=True)


def sync_path(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _storage_faults(path: Path, told: Message = NOT_WRITTEN) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(f"{path}: {fault.strerror or fault}", told) from fault
