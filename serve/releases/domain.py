"""Releases: what the service keeps of each, how its state changes, and the active one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from model.description import ReleaseDescription
from model.errors import ReleaseRefusedError, ShinganError
from model.examiner import Examiner
from model.gallery import Gallery
from model.messages import NOTHING, Wording, message
from serve.audit.domain import record_digest
from serve.releases.keys import ReleaseKey


class ActivationBlockedError(ShinganError):
    """A release may not become active yet; the message says why.

    Attributes:
        todo: what must be done first, for pages that show the reasons already.
    """

    def __init__(self, message: Wording, todo: Wording = NOTHING) -> None:
        super().__init__(message)
        self.todo = todo or message


class ReleaseState(StrEnum):
    """The state of a release: one is active at a time; the previous one is retired, or rolled back."""

    STAGED = "staged"
    ACTIVE = "active"
    ROLLED_BACK = "rolled_back"
    RETIRED = "retired"


ADDED_LATER = frozenset({"rolled_back"})  # values that the records of earlier versions lack
LONGEST_REASON = 2_000  # characters
DIGESTED = {ReleaseState.ROLLED_BACK: "rolled-back"}  # the state in digests of before schema revision 0011, and since


class StateChange(NamedTuple):
    """Who did something, and when (UTC)."""

    by: str
    at: datetime


class RollBack(NamedTuple):
    """Who rolled a release back, when (UTC) and why."""

    by: str
    at: datetime
    reason: str


class ReleaseFile(NamedTuple):
    """A file of a release in the object store; `name` is a path below the release's folder."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ReleaseRecord:
    """A release that the service keeps.

    Attributes:
        id: derived from release.json.
        sha256: of release.json, which lists the digests of all other files.
        key_sha256: of the release's key, and its name in the object store.
        files: all of them, release.json too, by name.
        changed: who changed its state last, and when.
        activation: counts activations over all releases; None if it was never activated.
        rolled_back: the last time that it was; None if it never was, or before reasons were kept.
    """

    id: str
    sha256: str
    key_sha256: str
    files: tuple[ReleaseFile, ...]
    state: ReleaseState
    staged: StateChange
    changed: StateChange
    activation: int | None = None
    rolled_back: RollBack | None = None

    @property
    def rolled_back_at(self) -> datetime | None:
        """When it was rolled back last; None if it never was, or if it became active again before reasons were kept."""
        if self.rolled_back is None:
            return self.changed.at if self.state is ReleaseState.ROLLED_BACK else None
        return self.rolled_back.at

    @property
    def turn(self) -> tuple[str, int] | None:
        """Its id and the number of its activation, while it is active."""
        is_active = self.state is ReleaseState.ACTIVE and self.activation is not None
        return (self.id, self.activation or 0) if is_active else None

    @property
    def seal(self) -> Mapping[str, str]:
        """What the audit log keeps of it."""
        return {"state": self.state.value, "sha256": digest_of(self)}


def digest_of(record: ReleaseRecord) -> str:
    """The digest of everything that the database keeps of a release, for the audit log."""
    state = DIGESTED.get(record.state, record.state.value)
    kept = {name: value for name, value in asdict(record).items() if name not in ADDED_LATER or value is not None}
    return record_digest(kept | {"state": state})


def changed_to(record: ReleaseRecord, state: ReleaseState, change: StateChange) -> ReleaseRecord:
    """A release in another state."""
    return replace(record, state=state, changed=change)


def activated(record: ReleaseRecord, known: Iterable[ReleaseRecord], change: StateChange) -> ReleaseRecord:
    """A release that becomes active, with the next number of an activation."""
    last = max((each.activation or 0 for each in known), default=0)
    return replace(changed_to(record, ReleaseState.ACTIVE, change), activation=last + 1)


def rolled_back(record: ReleaseRecord, change: RollBack) -> ReleaseRecord:
    """A release that was active, and that the one before it replaces again."""
    left = changed_to(record, ReleaseState.ROLLED_BACK, StateChange(change.by, change.at))
    return replace(left, rolled_back=change)


def active_of(known: Iterable[ReleaseRecord]) -> ReleaseRecord | None:
    """The active release; None if there is none."""
    return next((each for each in known if each.state is ReleaseState.ACTIVE), None)


def earlier_of(known: Iterable[ReleaseRecord]) -> ReleaseRecord | None:
    """The previously active release, without those that were rolled back; None if there is none."""
    earlier = [each for each in known if each.state is ReleaseState.RETIRED and each.activation is not None]
    return max(earlier, key=lambda each: each.activation or 0, default=None)


def before_active(known: Iterable[ReleaseRecord]) -> ReleaseRecord:
    """As `earlier_of`.

    Raises:
        ReleaseRefusedError: there is none.
    """
    earlier = earlier_of(known)
    if earlier is None:
        raise ReleaseRefusedError(message("no earlier release was active that could be rolled back to"))
    return earlier


@dataclass(frozen=True, eq=False)
class KnownRelease:
    """A release whose verdicts can still be explained: its product sheets and its references.

    Attributes:
        withdrawn: digests of photos that right holders have withdrawn; those of the gallery are shown no more.
    """

    id: str
    description: ReleaseDescription
    gallery: Gallery
    references: Mapping[str, bytes] = field(default_factory=dict)
    withdrawn: Collection[str] = frozenset()

    def picture(self, sha256: str) -> bytes | None:
        """The JPEG bytes of a genuine picture, a reference picture or one of the gallery; None if none may be shown."""
        if own := self.references.get(sha256):
            return own
        return None if sha256 in self.withdrawn else self.gallery.picture(sha256)


@dataclass(frozen=True, eq=False)
class ActiveRelease:
    """The active release. An examination keeps the examiner with which it began.

    Attributes:
        since: when it was activated; of one that this process was started with and that is not activated, when it was
            loaded.
    """

    examiner: Examiner
    since: datetime
    key: ReleaseKey

    @property
    def known(self) -> KnownRelease:
        """The same as a release that explains verdicts."""
        release = self.examiner.release
        return KnownRelease(release.id, release.description, self.examiner.gallery, release.references)


class Refusal(NamedTuple):
    """A release that was to become active and was not."""

    release: str
    reason: str
    at: datetime
