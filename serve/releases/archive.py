"""Releases in the object store, which all processes share, and on this machine, where they are loaded from folders."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from model.errors import ReleaseRefusedError
from model.messages import message
from model.release import DESCRIPTION_FILE, Release, load_release
from serve.platform.errors import AlteredError, NotFoundError, PhotoMissingError, StorageError
from serve.platform.local_objects import sync_path
from serve.platform.objects import Objects, pieces_of
from serve.releases.domain import ReleaseFile, ReleaseRecord
from serve.releases.keys import ReleaseKey, key_in, keys_in, new_key
from serve.releases.shelf import UNFINISHED, Shelf


@dataclass(frozen=True)
class ReleaseArchive:
    """Copies releases into the store and out of it.

    Attributes:
        objects: the store.
        shelf: folders on this machine.
        keys: the folder for copies of the releases' keys, beside the audit log's own.
    """

    objects: Objects
    shelf: Shelf
    keys: Path

    def keep(self, folder: Path, release: Release) -> tuple[ReleaseFile, ...]:
        """Copy a checked release's folder into the store; on return it survives a power failure.

        Raises:
            ReleaseRefusedError: a file was changed meanwhile.
            StorageError: the store does not answer.
        """
        digests = {DESCRIPTION_FILE: release.sha256, **release.description.files}
        try:
            with _folder_faults(folder):
                return tuple(self._keep(folder, name, digests[name]) for name in sorted(digests))
        except AlteredError as fault:
            raise ReleaseRefusedError(
                message("{folder}: changed while it was copied; copy the whole release again", folder=folder)
            ) from fault

    def _keep(self, folder: Path, name: str, sha256: str) -> ReleaseFile:
        with (folder / name).open("rb") as file:
            self.objects.write(sha256, pieces_of(file))
            return ReleaseFile(name, sha256, file.tell())

    def keep_new_key(self) -> ReleaseKey:
        """Make a key and keep it in the store."""
        key = new_key()
        self.objects.write(key.sha256, [key.secret.encode()])
        return key

    def key_of(self, record: ReleaseRecord) -> ReleaseKey:
        """A release's key, which is also stored on this machine.

        Raises:
            ReleaseRefusedError: the store no longer has it.
            StorageError: the store does not answer.
        """
        with _store_faults(record):
            key = key_in(self.objects.get(record.key_sha256))
        if key is None:
            raise ReleaseRefusedError(
                message("{record}: what the object store has as its key is no key", record=record.id)
            )
        write_key(self.keys / f"{record.id}.key", key)
        return key

    def content(self, record: ReleaseRecord, name: str) -> bytes | None:
        """The bytes of one of its files, by its path below the release's folder; None if it has no such file.

        Raises:
            ReleaseRefusedError: it is lost or damaged in the store.
            StorageError: the store does not answer.
        """
        sha256 = next((file.sha256 for file in record.files if file.name == name), None)
        with _store_faults(record):
            return None if sha256 is None else self.objects.get(sha256)

    def load(self, record: ReleaseRecord, *places: Path) -> Release:
        """A release from its folder on this machine, which is copied from the store if it is missing or damaged.

        Args:
            places: folders to search first.

        Raises:
            ReleaseRefusedError: this version does not understand it, or a file of it is lost or damaged in the store.
            StorageError: the store does not answer.
        """
        for folder in (*places, *self.shelf.named(record.id)):
            with suppress(ReleaseRefusedError):  # the store has it whole
                return _loaded(folder, record)
        return _loaded(self.fetch(record, self.shelf.cache), record)

    def fetch(self, record: ReleaseRecord, place: Path) -> Path:
        """Copy a release from the store into a folder of its own below a place, and return that.

        Raises:
            ReleaseRefusedError, StorageError: as for `load`.
        """
        target = place / record.id
        with _store_faults(record), _folder_faults(target):
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=place) as name:
                aside = Path(name) / record.id
                for file in record.files:
                    self._fetch(file, aside)
                _replace(target, aside)
        return target

    def _fetch(self, file: ReleaseFile, folder: Path) -> None:
        path = folder / file.name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ReleaseRefusedError(
                message("{folder}: its file '{file}' lies outside its folder", folder=folder.name, file=file.name)
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            target.writelines(self.objects.read(file.sha256))
            target.flush()
            os.fsync(target.fileno())


class StoredKeys:
    """The keys in the object store; see `serve.releases.keys.KeyRing`. Each is read once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._read: dict[str, ReleaseKey | None] = {}

    def get(self, sha256: str, /) -> ReleaseKey | None:
        """A key by its sha256; None if the store has it no more, or not as it was.

        Raises:
            StorageError: the store does not answer.
        """
        if sha256 not in self._read:
            try:
                self._read[sha256] = key_in(self._objects.get(sha256))
            except (PhotoMissingError, AlteredError, NotFoundError):  # the last for a name that none can have
                self._read[sha256] = None
        return self._read[sha256]


def write_key(path: Path, key: ReleaseKey) -> None:
    """Write a key into a file that only its owner can read, unless it exists; an old one is replaced.

    Raises:
        StorageError: it can't be written.
    """
    try:
        if key.sha256 in keys_in([path]):
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, aside = tempfile.mkstemp(dir=path.parent)  # of mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(key.secret)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
        sync_path(path.parent)
    except OSError as fault:
        raise StorageError(f"{path}: {fault.strerror}") from fault


def _replace(target: Path, aside: Path) -> None:
    """Replace a folder that may be damaged by a complete one."""
    if target.exists():
        target.rename(aside.with_name("damaged"))  # which goes with the folder around it
    try:
        aside.rename(target)
    except OSError:
        if not target.exists():  # else another process was first
            raise
    for path in (target, *target.rglob("*"), target.parent):
        sync_path(path)


def _loaded(folder: Path, record: ReleaseRecord) -> Release:
    release = load_release(folder)
    if release.sha256 != record.sha256:
        raise ReleaseRefusedError(
            message("{folder}: is another release than the one known as {record}", folder=folder, record=record.id)
        )
    return release


@contextmanager
def _store_faults(record: ReleaseRecord) -> Iterator[None]:
    try:
        yield
    except (PhotoMissingError, AlteredError) as fault:
        raise ReleaseRefusedError(
            message(
                "{record}: a file of it is lost or damaged in the object store; propose its folder again with "
                "`shingan release propose`",
                record=record.id,
            )
        ) from fault


@contextmanager
def _folder_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(f"{fault.filename or folder}: {fault.strerror or fault}") from fault
