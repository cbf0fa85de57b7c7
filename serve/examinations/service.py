"""Examining one item: read, judge, keep, answer; and looking at an examination later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Self

from sqlalchemy import Connection

from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.examinations.domain import (
    SNIFFED_BYTES,
    Examination,
    Once,
    StoredPhoto,
    media_type_of,
    new_id,
    sealed,
    verdict_json,
)
from serve.examinations.judging import Item, judge
from serve.examinations.store import ExaminationStore
from serve.platform.database import Database
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import IdempotencyKeys
from serve.platform.metrics import Metrics
from serve.platform.objects import Objects, Staging
from serve.releases.service import Releases


@dataclass(frozen=True)
class Examinations:
    """The use cases. All of them block: run `examine` in the worker pool."""

    database: Database
    objects: Objects
    releases: Releases
    metrics: Metrics
    trail: Trail

    def examine(self, item: Item, once: Once | None = None) -> Examination:
        """Judge one item and keep its photos and verdict; on return they survive a power cut.

        A call that names itself by `once` and was carried out before gives the examination that it made then.

        Photos go to the object store first, rows after them in one transaction. Where the rows fail, the
        photos stay behind as objects that nothing names: harmless, and used if the photo is sent again.
        A photo's bytes are written and synced while it is being judged, and become an object after the verdict.

        Raises:
            ExaminationRejectedError: the call can't be examined.
            KeyReusedError: the name in `once` was given to a call with other contents.
            UploadRejectedError: a photo can't be; nothing is kept.
            StorageError: photos or rows could not be written; no row is kept.
        """
        repeat = Repeat.of(item, once)
        if repeat and (made := self._made_before(repeat)):
            return self.view(made)
        examination = self._judged(item)
        with self.database.writing() as connection:
            made = repeat.claimed(connection, examination) if repeat else examination.id
            if made == examination.id:
                ExaminationStore(connection).add(examination)
                photos = [photo.sha256 for photo in examination.photos]
                seal = sealed(examination.verdict_json, photos, examination.verdict.release)
                self.trail.record(connection, Action.EXAMINATION_CREATE, examination.id, seal)
        if made != examination.id:  # the same call, sent twice at once, and the other was first
            return self.view(made)
        self.metrics.examinations.labels(examination.verdict.outcome.value).inc()
        return examination

    def _judged(self, item: Item) -> Examination:
        """The photos in the object store, and the verdict on them; no row yet."""
        with self.objects.staging() as staging:
            originals = _Originals(staging)
            verdict = judge(self.releases.active.examiner, item, originals.add)
            self.metrics.inference.observe(verdict.took_ms / 1e3)
            photos = originals.keep([photo.sha256 for photo in verdict.photos])
        return Examination(new_id(), datetime.now(UTC), verdict_json(verdict), verdict, photos)

    def _made_before(self, repeat: "Repeat") -> str | None:
        with self.database.reading() as connection:
            return IdempotencyKeys(connection).made_by(repeat.key, repeat.fingerprint)

    def view(self, examination_id: str) -> Examination:
        """An examination for somebody to look at, which is recorded.

        Raises:
            NotFoundError: there is none.
            StorageError: it can't be read, or the look at it can't be recorded.
        """
        with self.database.writing() as connection:
            examination = ExaminationStore(connection).get(examination_id)
            self.trail.record(connection, Action.EXAMINATION_VIEW, examination_id, {})
        return examination

    def original(self, examination_id: str, index: int) -> tuple[StoredPhoto, bytes]:
        """A photo and its bytes as they arrived, which are handed out and that is recorded.

        Raises:
            NotFoundError: there is no such examination, or no such photo of it.
            StorageError: as for `view`.
        """
        photo = photo_of(self.get(examination_id), index)
        content = self.objects.get(photo.sha256)
        with self.database.writing() as connection:
            self.trail.record(connection, Action.PHOTO_EXPORT, examination_id, {"sha256": photo.sha256})
        return photo, content

    def get(self, examination_id: str) -> Examination:
        """An examination, for drawing the pictures of a page whose view is recorded.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading() as connection:
            return ExaminationStore(connection).get(examination_id)


def photo_of(examination: Examination, index: int) -> StoredPhoto:
    """The photo with this index.

    Raises:
        NotFoundError: there is none.
    """
    if not 0 <= index < len(examination.photos):
        raise NotFoundError(f"This examination has {len(examination.photos)} photos, counted from 0.")
    return examination.photos[index]


class Repeat(NamedTuple):
    """A call that may have been carried out before: its name, and what it holds."""

    key: str
    fingerprint: str

    @classmethod
    def of(cls, item: Item, once: Once | None) -> Self | None:
        """None where the caller gave the call no name."""
        if once is None:
            return None
        fingerprint = item.fingerprint()
        return cls(once.key_for(fingerprint), fingerprint)

    def claimed(self, connection: Connection, examination: Examination) -> str:
        """The id of the examination that this call makes, or made."""
        return IdempotencyKeys(connection).claim(self.key, self.fingerprint, examination.id, examination.created_at)


class _Originals:
    """One item's photos on their way into the object store, in order."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._noted: list[tuple[str, int]] = []  # media type and size

    def add(self, content: bytes) -> None:
        self._noted.append((media_type_of(content[:SNIFFED_BYTES]), len(content)))
        self._staging.add(content)

    def keep(self, names: Sequence[str]) -> tuple[StoredPhoto, ...]:
        self._staging.keep(names)
        return tuple(StoredPhoto(sha256, *noted) for sha256, noted in zip(names, self._noted, strict=True))
