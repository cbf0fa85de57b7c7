"""Making a snapshot while the service runs, and restoring one into an empty service."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from model.release import load_release
from serve.audit.service import CHECKPOINTS_FILE
from serve.backups.domain import NAME, BackupError, Snapshot, name_of
from serve.backups.store import DumpedRow, dumped, empty, load, objects_of, read_rows, write_rows
from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.errors import AlteredError, PhotoMissingError
from serve.platform.local_objects import LocalObjects, sync_path
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM
from serve.releases.shelf import Shelf

ROWS_FILE, SNAPSHOT_FILE = "rows.jsonl.gz", "snapshot.json"
UNFINISHED = "unfinished-"
SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


@dataclass(frozen=True)
class Backups:
    """The use cases. `folder` has the snapshots; it should be on another disk than the service's data."""

    folder: Path
    database: Database
    objects: Objects
    shelf: Shelf
    audit: Path
    clock: Clock

    def make(self) -> Path:
        """Write a snapshot of what is acknowledged now; the service may continue to run.

        Rows are read first, in one transaction, and the photos that they name after them. What an earlier snapshot
        already has is not copied again. A snapshot that is interrupted does not count.

        Returns:
            The snapshot's folder.

        Raises:
            BackupError: a photo that a row names is missing or damaged, or there is a snapshot of this second.
            ClockError: the machine's clock is clearly wrong.
            StorageError: database or store do not answer.
        """
        created_at = self.clock.now().replace(microsecond=0)
        place = self.folder / "snapshots"
        final = place / name_of(created_at)
        with _disk_faults(self.folder):
            place.mkdir(parents=True, exist_ok=True)
            if final.exists():
                raise BackupError(f"{final}: is there already; wait a second")
            with _unfinished(place) as folder:
                snapshot = self._write(folder, created_at)
                document = SNAPSHOT.dump_python(snapshot, mode="json")
                (folder / SNAPSHOT_FILE).write_text(json.dumps(document, indent=1), "utf-8")
                _sync_tree(folder)
                folder.rename(final)
            sync_path(place)
        return final

    def _write(self, folder: Path, created_at: datetime) -> Snapshot:
        rows: dict[str, int] = {}
        names: dict[str, None] = {}

        def noted() -> Iterator[DumpedRow]:
            for row in dumped(connection):
                rows[row.table] = rows.get(row.table, 0) + 1
                names.update(dict.fromkeys(objects_of(row)))
                yield row

        _copy_missing(
            self.audit, folder / "audit"
        )  # before the rows: no checkpoint may name events appended after them
        with self.database.reading(SYSTEM) as connection:
            revision = self._revision(connection)
            write_rows(folder / ROWS_FILE, noted())
        _copy_objects(names, self.objects, self._kept())
        releases = tuple(self.shelf.pointer())
        for release in self.shelf.folders():
            _copy_release(release, self.folder / "releases")
        digest = hashlib.sha256((folder / ROWS_FILE).read_bytes()).hexdigest()
        return Snapshot(created_at, revision, rows, digest, len(names), releases)

    def _revision(self, connection: Connection) -> str:
        """The schema's revision, which must be that of this version's tables."""
        revision = self.database.revision(connection)
        if revision != self.database.newest_revision:
            raise BackupError(
                "the database's schema is of another version of Shingan; start the service once, then retry"
            )
        return revision

    def _kept(self) -> LocalObjects:
        kept = LocalObjects(self.folder / "objects")
        kept.open()
        return kept

    def snapshots(self) -> Sequence[Path]:
        """The complete snapshots, oldest first."""
        place = self.folder / "snapshots"
        if not place.is_dir():
            return []
        return sorted(path for path in place.iterdir() if NAME.fullmatch(path.name))

    def restore(self, name: str | None = None) -> Snapshot:
        """Restore a snapshot into an empty service: releases and photos first, then all rows in one transaction.

        Args:
            name: of the snapshot; None for the newest.

        Raises:
            BackupError: no such snapshot, something in it is missing or changed, or the database is not empty.
            StorageError: database or store do not answer.
        """
        folder = self._chosen(name)
        snapshot = _described(folder)
        rows = folder / ROWS_FILE
        with _disk_faults(self.folder):
            if hashlib.sha256(rows.read_bytes()).hexdigest() != snapshot.rows_sha256:
                raise BackupError(f"{rows}: changed since the snapshot was made; take another snapshot")
            self.database.migrate(snapshot.revision)
            with self.database.reading(SYSTEM) as connection:
                if not empty(connection):
                    raise BackupError("the database already has rows; restore into an empty one")
            names = {name: None for row in read_rows(rows) for name in objects_of(row)}
            _copy_objects(names, self._kept(), self.objects)
            self._bring_back_releases(snapshot.releases)
            _copy_missing(folder / "audit", self.audit)
            with self.database.writing(SYSTEM) as connection:
                load(connection, read_rows(rows))
        self.database.migrate()
        return snapshot

    def _chosen(self, name: str | None) -> Path:
        found = {path.name: path for path in self.snapshots()}
        if not found:
            raise BackupError(f"{self.folder}: holds no snapshot")
        if name is not None and name not in found:
            raise BackupError(f"{self.folder}: holds no snapshot {name}; it has {', '.join(found)}")
        return found[name or max(found)]

    def _bring_back_releases(self, pointer: Sequence[str]) -> None:
        place = self.folder / "releases"
        for release in sorted(place.iterdir()) if place.is_dir() else ():
            if self.shelf.find(release.name) is None:
                load_release(release)
                _copy_release(release, self.shelf.own_place)
        if pointer and not self.shelf.pointer():
            self.shelf.restore_pointer(pointer)


def _copy_objects(names: dict[str, None], source: Objects, target: Objects) -> None:
    """Copy what the target lacks, one at a time."""
    for name in names:
        if target.has(name):
            continue
        try:
            content = source.get(name)
        except PhotoMissingError as missing:
            raise BackupError(f"the photo {name} is named in the database but not in the store") from missing
        except AlteredError as altered:
            raise BackupError(f"the photo {name} is damaged in the store") from altered
        with target.staging() as staging:
            staging.add(content)
            staging.keep([name])


def _copy_missing(source: Path, target: Path) -> None:
    """Copy the proofs of the audit log: public keys and checkpoints. The private key is not copied."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (*source.glob("*.pub"), *source.glob(CHECKPOINTS_FILE)):
        if not (target / path.name).exists():
            shutil.copyfile(path, target / path.name)
    _sync_tree(target)


def _copy_release(source: Path, place: Path) -> None:
    """Copy a release's folder, completely or not at all; its own digests show whether it is intact."""
    target = place / source.name
    if target.exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    with _unfinished(place) as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)
        _sync_tree(folder)
        folder.rename(target)
    sync_path(place)


@contextmanager
def _unfinished(place: Path) -> Iterator[Path]:
    """A temporary folder, renamed when it is complete; the rest of an interrupted attempt is removed."""
    for left in place.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _described(folder: Path) -> Snapshot:
    try:
        return SNAPSHOT.validate_json((folder / SNAPSHOT_FILE).read_bytes())
    except (OSError, ValidationError) as fault:
        raise BackupError(f"{folder / SNAPSHOT_FILE}: can't be read; take another snapshot") from fault


def _sync_tree(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        sync_path(path)


@contextmanager
def _disk_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise BackupError(f"{fault.filename or folder}: {fault.strerror or fault}") from fault
