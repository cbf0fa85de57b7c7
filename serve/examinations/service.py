"""Examining one item: read, judge, keep, answer; and looking at an examination later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from serve.examinations.domain import (
    SNIFFED_BYTES,
    Examination,
    StoredPhoto,
    media_type_of,
    new_id,
    verdict_json,
)
from serve.examinations.judging import Item, judge
from serve.examinations.store import ExaminationStore
from serve.platform.database import Database
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

    def examine(self, item: Item) -> Examination:
        """Judge one item and keep its photos and verdict; on return they survive a power cut.

        Photos go to the object store first, rows after them in one transaction. Where the rows fail, the
        photos stay behind as objects that nothing names: harmless, and used if the photo is sent again.
        A photo's bytes are written and synced while it is being judged, and become an object after the verdict.

        Raises:
            ExaminationRejectedError: the call can't be examined.
            UploadRejectedError: a photo can't be; nothing is kept.
            StorageError: photos or rows could not be written; no row is kept.
        """
        with self.objects.staging() as staging:
            originals = _Originals(staging)
            verdict = judge(self.releases.active.examiner, item, originals.add)
            self.metrics.inference.observe(verdict.took_ms / 1e3)
            photos = originals.keep([photo.sha256 for photo in verdict.photos])
        examination = Examination(new_id(), datetime.now(UTC), verdict_json(verdict), verdict, photos)
        with self.database.writing() as connection:
            ExaminationStore(connection).add(examination)
        self.metrics.examinations.labels(verdict.outcome.value).inc()
        return examination

    def get(self, examination_id: str) -> Examination:
        """An examination by its id.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading() as connection:
            return ExaminationStore(connection).get(examination_id)


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
