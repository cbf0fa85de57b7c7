"""Copies objects between a service's store and a backup, and compares those on either side with their digests."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from model.messages import Message
from serve.backups.domain import BackupError
from serve.backups.messages import BOTH, CALLED, IN_BACKUP, IN_SERVICE
from serve.platform.errors import AlteredError, NotFoundError, PhotoMissingError
from serve.platform.objects import Objects, Soundness, soundness


class Side(NamedTuple):
    """A store to copy from or to.

    Attributes:
        root: of a backup, the folder of its objects; None for the service's own store.
    """

    objects: Objects
    root: Path | None = None

    def words(self, what: str, sha256: str, state: Soundness) -> Message:
        """Such as "the photo ab12... is damaged in the backup (BACKUP/objects/ab/ab12...)"."""
        called = CALLED[what]
        if self.root is None:
            return IN_SERVICE[state].of(what=called, name=sha256)
        return IN_BACKUP[state].of(what=called, name=sha256, path=self.root / sha256[:2] / sha256)


class Copied(NamedTuple):
    """An object that the target did not have whole.

    Attributes:
        damage: what was wrong with it in the target; None if it was just not there.
        fault: why it could not be copied; None if it was.
    """

    damage: Message | None
    fault: Message | None


def copies(names: Mapping[str, str], source: Side, target: Side) -> Iterator[Copied]:
    """Copy what the target has not whole, one at a time, and continue after one that the source has not whole either.

    Every object of the target is read, because a disk that changes a byte does not say so.

    Args:
        names: of the objects, each with what it is called.

    Raises:
        StorageError: one of the stores does not answer.
    """
    for name, what in names.items():
        state = soundness(target.objects, name)
        if state is Soundness.WHOLE:
            continue
        before = target.words(what, name, state)
        lacking = _copy(name, source, target)
        damage = before if state is Soundness.DAMAGED else None
        both = lacking and BOTH.of(here=before, there=source.words(what, name, lacking))
        yield Copied(damage, both or None)


def copied_whole(names: Mapping[str, str], source: Side, target: Side) -> Iterator[Copied]:
    """The same, but all must be copied.

    Raises:
        BackupError: the source has not one of them whole.
        StorageError: as for `copies`.
    """
    for each in copies(names, source, target):
        if each.fault is not None:
            raise BackupError(each.fault)
        yield each


def _copy(name: str, source: Side, target: Side) -> Soundness | None:
    """Copy in pieces, as a release's file may be large. Returns what is wrong with it in the source, if anything is."""
    try:
        target.objects.write(name, source.objects.read(name))
    except (PhotoMissingError, NotFoundError):
        return Soundness.MISSING
    except AlteredError:
        return Soundness.DAMAGED
    return None
