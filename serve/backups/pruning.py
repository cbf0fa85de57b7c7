"""Which snapshots stay, and the removal of the others with the objects that only they name."""

import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from model.messages import message
from serve.backups.domain import NAME, BackupError, Keep
from serve.backups.snapshots import described, whole_rows
from serve.backups.store import objects_of, read_rows
from serve.platform.local_objects import SHARDS, sync_path

REMOVED = "removed-"
NEWER = message(
    "{path}: a newer version of Shingan made it; nothing was removed. Move it to another folder, or remove older "
    "snapshots with that version."
)
DAY, MONTH = len("20261124"), len("202611")  # of a snapshot's name


class Pruned(NamedTuple):
    """What was removed."""

    snapshots: Sequence[str]
    objects: int


def kept(names: Iterable[str], keep: Keep) -> set[str]:
    """The names of the snapshots that stay; the newest always does."""
    newest_first = sorted(names, reverse=True)
    return {
        *newest_first[:1],
        *_last_of_each(newest_first, DAY, keep.days),
        *_last_of_each(newest_first, MONTH, keep.months),
    }


def _last_of_each(newest_first: Sequence[str], digits: int, count: int) -> Collection[str]:
    last: dict[str, str] = {}
    for name in newest_first:
        last.setdefault(name[:digits], name)
    return list(last.values())[:count]


def prune(folder: Path, keep: Keep, newest: str) -> Pruned:
    """Remove the snapshots that don't stay, then every object that no snapshot names any more.

    Until all snapshots that stay were read, nothing is removed. What is interrupted is finished the next time.

    Args:
        newest: the schema's newest revision that this version knows.

    Raises:
        BackupError: a snapshot that stays is damaged, or of a newer version, so it isn't known what it names.
        OSError: the disk does not let something be removed.
    """
    place = folder / "snapshots"
    names = {path.name for path in place.iterdir() if NAME.fullmatch(path.name)}
    staying = kept(names, keep)
    for name in sorted(staying):
        if described(place / name).revision > newest:
            raise BackupError(NEWER.of(path=place / name))
    named = {
        each for name in sorted(staying) for row in read_rows(whole_rows(place / name)) for each in objects_of(row)
    }
    going = sorted(names - staying)
    for name in going:
        (place / name).rename(place / f"{REMOVED}{name}")
    sync_path(place)
    for left in place.glob(f"{REMOVED}*"):
        shutil.rmtree(left)
    return Pruned(going, _sweep(folder / "objects", named))


def _sweep(objects: Path, named: Collection[str]) -> int:
    going = [path for k in range(SHARDS) for path in (objects / f"{k:02x}").glob("*") if path.name not in named]
    for path in going:
        path.unlink()
    for shard in {path.parent for path in going}:
        sync_path(shard)
    return len(going)
