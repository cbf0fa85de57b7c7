"""The files of a snapshot, and the lock of the folder that snapshots share."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from model.messages import message
from serve.backups.domain import BackupError, Snapshot

ROWS_FILE, SNAPSHOT_FILE = "rows.jsonl.gz", "snapshot.json"
LOCK_FILE = "lock"
SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


def described(folder: Path) -> Snapshot:
    """What a snapshot says of itself.

    Raises:
        BackupError: its snapshot.json can't be read.
    """
    try:
        return SNAPSHOT.validate_json((folder / SNAPSHOT_FILE).read_bytes())
    except (OSError, ValidationError) as fault:
        raise BackupError(
            message("{path}: can't be read; take another snapshot", path=folder / SNAPSHOT_FILE)
        ) from fault


def whole_rows(folder: Path) -> Path:
    """The rows of a snapshot, whose digest was compared.

    Raises:
        BackupError: they are not as they were written.
        OSError: they can't be read.
    """
    rows = folder / ROWS_FILE
    with rows.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != described(folder).rows_sha256:
        raise BackupError(message("{rows}: changed since the snapshot was made; take another snapshot", rows=rows))
    return rows


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this command uses a folder of snapshots, no other one writes there. The lock ends with its process.

    Raises:
        BackupError: another command is using it.
        OSError: the folder can't be written.
    """
    with (folder / LOCK_FILE).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                message("{folder}: another backup is being written; wait until it has ended", folder=folder)
            ) from None
        yield
