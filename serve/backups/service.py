"""Making a snapshot while the service runs, and restoring one into an empty service."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from model.messages import Message, message
from model.release import load_release
from serve.audit.keys import PRIVATE_FILE
from serve.audit.service import CHECKPOINTS_FILE
from serve.audit.store import Checkpoints
from serve.audit.tables import events as audit_events
from serve.backups.copying import Side, copied_whole, copies
from serve.backups.domain import NAME, Backup, BackupError, Keep, Recovery, Snapshot, name_of
from serve.backups.pruning import Pruned, prune
from serve.backups.snapshots import ROWS_FILE, SNAPSHOT, SNAPSHOT_FILE, alone, described, whole_rows
from serve.backups.store import SnapshotContents, dumped, empty, load, objects_of, read_rows, write_rows
from serve.persons.keys import FOLDER as PERSONS
from serve.persons.keys import PersonKeys
from serve.platform.clock import Clock
from serve.platform.database import Database
from serve.platform.local_objects import LocalObjects, sync_path
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM
from serve.platform.whole_files import write_new
from serve.releases.shelf import Shelf
from serve.signatures.certificates import FOLDER

RELEASES_IN_FOLDERS = "0008"  # the last revision whose snapshots have them so
UNFINISHED = "unfinished-"


@dataclass(frozen=True)
class Backups:
    """The use cases. `folder` has the snapshots; it should be on another disk than the service's data."""

    folder: Path
    database: Database
    objects: Objects
    shelf: Shelf
    audit: Path
    keys: Path
    clock: Clock

    def make(self, without: Collection[str] = ()) -> Backup:
        """Write a snapshot of what is acknowledged now; the service may run on meanwhile.

        Rows are read first, in one transaction, and the objects that they name after them: photos, and the files and
        keys of releases. What the backup has already is read and compared with its digest: it is copied again only if
        it is damaged, as otherwise no later snapshot could be restored. A snapshot that is interrupted does not count.

        Args:
            without: ids of releases that are lost, and may be missing though rows rest on them.

        Raises:
            BackupError: neither the backup nor the service has an object whole that a row names, a release that rows
                rest on is not kept, there is a snapshot of this second, or another one is being written.
            ClockError: the machine's clock is clearly wrong.
            StorageError: database or store do not answer.
        """
        created_at = self.clock.now().replace(microsecond=0)
        place = self.folder / "snapshots"
        final = place / name_of(created_at)
        with _disk_faults(self.folder):
            place.mkdir(parents=True, exist_ok=True)
            with alone(self.folder), _unfinished(place) as folder:
                if final.exists():
                    raise BackupError(message("{final}: is there already; wait a second", final=final))
                snapshot, mended = self._write(folder, created_at, without)
                document = SNAPSHOT.dump_python(snapshot, mode="json")
                (folder / SNAPSHOT_FILE).write_text(json.dumps(document, indent=1), "utf-8")
                _sync_tree(folder)
                folder.rename(final)
            sync_path(place)
        return Backup(final, mended)

    def _write(
        self, folder: Path, created_at: datetime, without: Collection[str]
    ) -> tuple[Snapshot, Sequence[Message]]:
        contents = SnapshotContents()
        _copy_secrets(self.keys, folder / "keys")
        _copy_missing(self.audit, folder / "audit")  # before the rows: no checkpoint may be of events that came after
        with self.database.reading(SYSTEM) as connection:
            revision = self._revision(connection)
            write_rows(folder / ROWS_FILE, contents.passing(dumped(connection)))
        # After the rows: each key was there before the row that needs it.
        self._person_keys.pack(folder / "keys")
        lost = sorted(contents.rested_on - contents.releases - set(without))
        if lost:
            raise BackupError(
                message(
                    "the release {release}, which examinations rest on, is not kept; `shingan release propose` its "
                    "folder, or leave it out with --without-release {release}",
                    release=lost[0],
                )
            )
        mended = [each.damage for each in copied_whole(contents.objects, self._own, self._kept()) if each.damage]
        digest = hashlib.sha256((folder / ROWS_FILE).read_bytes()).hexdigest()
        kept = tuple(sorted(contents.releases))
        return Snapshot(created_at, revision, contents.rows, digest, len(contents.objects), kept), mended

    def _revision(self, connection: Connection) -> str:
        """The schema's revision, which must be that of this version's tables."""
        revision = self.database.revision(connection)
        if revision != self.database.newest_revision:
            raise BackupError(
                message("the database's schema is of another version of Shingan; start the service once, then retry")
            )
        return revision

    def _kept(self) -> Side:
        root = self.folder / "objects"
        kept = LocalObjects(root)
        kept.open()
        return Side(kept, root)

    @property
    def _own(self) -> Side:
        return Side(self.objects)

    @property
    def _person_keys(self) -> PersonKeys:
        return PersonKeys(self.keys / PERSONS)

    def snapshots(self) -> Sequence[Path]:
        """The complete snapshots, oldest first."""
        place = self.folder / "snapshots"
        if not place.is_dir():
            return []
        return sorted(path for path in place.iterdir() if NAME.fullmatch(path.name))

    def prune(self, keep: Keep) -> Pruned:
        """Remove older snapshots, and the objects that no other one names.

        Raises:
            BackupError: a snapshot that stays is damaged or of a newer version, or the folder is in use; nothing is
                removed.
        """
        with _disk_faults(self.folder), alone(self.folder):
            return prune(self.folder, keep, self.database.newest_revision)

    def restore(self, name: str | None = None) -> Snapshot:
        """Bring a snapshot back into an empty service: objects first, then all rows in one transaction.

        Keys of the audit log that are there already stay; those that are not come out of the snapshot.

        Args:
            name: of the snapshot; None for the newest.

        Raises:
            BackupError: no such snapshot, something in it is missing or changed, the database is not empty, the data
                folder has checkpoints of another log, or a backup is being written.
            StorageError: database or store do not answer.
        """
        folder = self._chosen(name)
        snapshot = described(folder)
        with _disk_faults(self.folder), alone(self.folder):
            rows = whole_rows(folder)
            self._check_same_log(rows)
            self.database.migrate(snapshot.revision)
            with self.database.reading(SYSTEM) as connection:
                if not empty(connection):
                    raise BackupError(message("the database holds rows already; restore into an empty one"))
            names = {name: what for row in read_rows(rows) for name, what in objects_of(row).items()}
            list(copied_whole(names, self._kept(), self._own))
            if snapshot.revision <= RELEASES_IN_FOLDERS:
                self._bring_back_releases(snapshot.releases)
            _copy_missing(folder / "audit", self.audit)
            _copy_secrets(folder / "keys", self.keys)
            self._person_keys.unpack(folder / "keys")
            with self.database.writing(SYSTEM) as connection:
                load(connection, read_rows(rows))
        self.database.migrate()
        return snapshot

    def restore_objects(self) -> Recovery:
        """Bring objects back that the rows of the service's own database name, and that its store lost or damaged.

        All that the backup has whole come back, of older snapshots, too.

        Raises:
            BackupError: the database is of another version, or a backup is being written.
            StorageError: database or store do not answer.
        """
        with _disk_faults(self.folder), alone(self.folder):
            with self.database.reading(SYSTEM) as connection:
                self._revision(connection)
                names = {name: what for row in dumped(connection) for name, what in objects_of(row).items()}
            copied = list(copies(names, self._kept(), self._own))
        lost = [each.fault for each in copied if each.fault]
        return Recovery(len(names), len(copied) - len(lost), lost)

    def _check_same_log(self, rows: Path) -> None:
        """Refuse where the data folder has checkpoints, and they are not of the log in the snapshot."""
        path = self.audit / CHECKPOINTS_FILE
        heads = {head.number: head.digest for head in Checkpoints(path).all()}
        found = {
            row.values["number"]: row.values["digest"] for row in read_rows(rows) if row.table == audit_events.name
        }
        shared = heads.keys() & found.keys()
        if heads and (not shared or any(heads[number] != found[number] for number in shared)):
            raise BackupError(
                message(
                    "{path}: has checkpoints of another audit log than the snapshot's; restore into another data "
                    "folder, or move {audit} away first",
                    path=path,
                    audit=self.audit,
                )
            )

    def _chosen(self, name: str | None) -> Path:
        found = {path.name: path for path in self.snapshots()}
        if not found:
            raise BackupError(message("{folder}: holds no snapshot", folder=self.folder))
        if name is not None and name not in found:
            raise BackupError(
                message(
                    "{folder}: holds no snapshot {name}; it has {found}",
                    folder=self.folder,
                    name=name,
                    found=", ".join(found),
                )
            )
        return found[name or max(found)]

    def _bring_back_releases(self, pointer: Sequence[str]) -> None:
        place = self.folder / "releases"
        for release in sorted(place.iterdir()) if place.is_dir() else ():
            if self.shelf.find(release.name) is None:
                load_release(release)
                _copy_release(release, self.shelf.own_place)
        if pointer and not self.shelf.pointer():
            self.shelf.restore_pointer(pointer)


def _copy_missing(source: Path, target: Path) -> None:
    """Copy what proves the audit log, and what signs it, unless the target has such a file."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (*source.glob("*.pub"), *source.glob(CHECKPOINTS_FILE), *source.glob(PRIVATE_FILE)):
        if not (target / path.name).exists():
            mode = 0o600 if path.name == PRIVATE_FILE else 0o644
            (target / path.name).touch(mode)
            shutil.copyfile(path, target / path.name)
    _sync_tree(target)


def _copy_secrets(source: Path, target: Path) -> None:
    """Copy the service's secrets, and what signs reports, unless the target has such a file.

    The certificates that signed earlier reports come along.
    """
    found = [*sorted(source.glob("*.key")), *sorted(source.glob(f"{FOLDER}/**/*.pem"))]
    for name in (str(path.relative_to(source)) for path in found):
        if (target / name).exists():
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(target / name, (source / name).read_bytes(), (source / name).stat().st_mode & 0o777)
        sync_path((target / name).parent)


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


def _sync_tree(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        sync_path(path)


@contextmanager
def _disk_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise BackupError(f"{fault.filename or folder}: {fault.strerror or fault}") from fault
