"""A snapshot: one state of the whole service, in a backup folder that many snapshots share.

    BACKUP/objects/ab/ab12...             photos, releases' files and keys, each once, however many snapshots name it
    BACKUP/snapshots/20261124T191300Z/    rows.jsonl.gz (one row a line) and snapshot.json, which holds its digest
                                    audit/ the audit log's keys and checkpoints
                                    keys/ the service's secrets, what signs reports, and persons.json: the keys of
                                          persons of cases
    BACKUP/lock                           held by the command that writes here

Snapshots of schema revision 0008 and older have releases as folders in BACKUP/releases.

Rows are plain JSON, so that a snapshot of SQLite can be restored into PostgreSQL, and the reverse.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from model.errors import ShinganError
from model.messages import Message

NAME_FORMAT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"\d{8}T\d{6}Z")


class BackupError(ShinganError):
    """A backup can't be made, is damaged, or can't be restored here; the message says which and what to do."""


@dataclass(frozen=True)
class Snapshot:
    """The contents of snapshot.json.

    Attributes:
        created_at: when the state was read.
        revision: of the database's schema.
        rows: table -> how many.
        rows_sha256: of rows.jsonl.gz.
        objects: how many objects the rows name.
        releases: ids of the releases that it holds; up to revision 0008 names or paths of those that were active, the
            latest first.
    """

    created_at: datetime
    revision: str
    rows: Mapping[str, int]
    rows_sha256: str
    objects: int
    releases: tuple[str, ...]


class Backup(NamedTuple):
    """A snapshot that was made.

    Attributes:
        folder: of the snapshot.
        mended: the damaged objects that were copied into the backup again, each with what is wrong.
    """

    folder: Path
    mended: Sequence[Message]


class Keep(NamedTuple):
    """How many snapshots stay: the last one of each of this many days and months (UTC) that have one."""

    days: int
    months: int


class Recovery(NamedTuple):
    """What came back into the service's object store.

    Attributes:
        objects: how many that rows name.
        returned: how many of them were missing or damaged, and came from the backup.
        lost: those that the backup can't give either, each with what is wrong.
    """

    objects: int
    returned: int
    lost: Sequence[Message]


def name_of(created_at: datetime) -> str:
    """The snapshot's folder; names sort by time."""
    return created_at.strftime(NAME_FORMAT)
