"""Examining one item: read, judge, keep, answer; and looking at an examination later."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple, Self

from sqlalchemy import Connection

from model.formats import media_type_of
from serve.accounts.domain import Actor
from serve.accounts.store import OrganisationStore
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import (
    Examination,
    Once,
    Origin,
    StoredPhoto,
    new_id,
    restricted_of,
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

PAGE, LONGEST_PAGE = 25, 100
OnKept = Callable[[Connection, Examination], None]


class Place(NamedTuple):
    """What a new examination belongs to, if it belongs to a case, and which one it follows, if it follows one."""

    case_id: str | None = None
    case_item_id: str | None = None
    follows: str | None = None


LOOSE = Place()


@dataclass(frozen=True)
class Examinations:
    """The use cases. All of them block: run `examine` in the worker pool."""

    database: Database
    objects: Objects
    releases: Releases
    metrics: Metrics
    trail: Trail

    def examine(self, actor: Actor, item: Item, once: Once | None = None) -> Examination:
        """Judge one item and keep its photos and verdict; on return they survive a power cut.

        A call that names itself by `once` and was carried out before gives the examination that it made then.

        Raises:
            ExaminationRejectedError: the call can't be examined.
            KeyReusedError: the name in `once` was given to a call with other contents.
            UploadRejectedError: a photo can't be; nothing is kept.
            StorageError: photos or rows could not be written; no row is kept.
        """
        repeat = Repeat.of(actor, item, once)
        if repeat and (made := self.made_by(actor, repeat)):
            return self.view(actor, made)
        return self.keep(actor, item, repeat=repeat)

    def keep(
        self,
        actor: Actor,
        item: Item,
        place: Place = LOOSE,
        repeat: "Repeat | None" = None,
        on_kept: OnKept = lambda _, __: None,
    ) -> Examination:
        """The same for a call that is known to be carried out for the first time, or that has a twin under way.

        Photos go to the object store first, rows after them in one transaction. Where the rows fail, the
        photos stay behind as objects that nothing names: harmless, and used if the photo is sent again.
        A photo's bytes are written and synced while it is being judged, and become an object after the verdict.

        Args:
            place: what it belongs to and follows.
            on_kept: what else is to be kept in the same transaction; where it raises, nothing is kept.

        Raises:
            ExaminationRejectedError, KeyReusedError, UploadRejectedError, StorageError: as for `examine`.
        """
        origin = Origin(
            actor.organisation_id, actor.person_id, place.case_id, place.case_item_id, item.asked, follows=place.follows
        )
        examination = self._judged(item, origin)
        with self.database.writing(actor) as connection:
            made = repeat.claimed(connection, examination) if repeat else examination.id
            if made == examination.id:
                ExaminationStore(connection, actor).add(examination)
                on_kept(connection, examination)
                self._record_making(connection, actor, examination)
            sight = OrganisationStore(connection).sight(actor)
        if made != examination.id:  # the same call, sent twice at once, and the other was first
            return self.view(actor, made)
        self.metrics.examinations.labels(examination.verdict.outcome.value).inc()
        return seen_through(examination, sight)

    def _record_making(self, connection: Connection, actor: Actor, examination: Examination) -> None:
        seal = sealed(
            examination.verdict_json,
            examination.photos,
            examination.verdict.release,
            examination.created_at,
            examination.origin,
        )
        self.trail.record(connection, Action.EXAMINATION_CREATE, examination.id, seal, actor=actor.person_id)

    def _judged(self, item: Item, origin: Origin) -> Examination:
        """The photos in the object store, and the verdict on them; no row yet."""
        examiner = self.releases.active.examiner
        with self.objects.staging() as staging:
            originals = _Originals(staging)
            verdict = judge(examiner, item, originals.add)
            self.metrics.inference.observe(verdict.took_ms / 1e3)
            photos = originals.keep([photo.sha256 for photo in verdict.photos])
        product = examiner.release.description.products.get(verdict.product.id or "")
        origin = replace(origin, release_sha256=examiner.release.sha256)
        if product is not None:
            origin = replace(origin, right_holder=product.sheet.right_holder, restricted=restricted_of(product.sheet))
        return Examination(new_id(), datetime.now(UTC), verdict_json(verdict), verdict, photos, origin)

    def made_by(self, actor: Actor, repeat: "Repeat") -> str | None:
        """The id of what a call has made before; None where it is a new one.

        Raises:
            KeyReusedError: its name was given to a call with other contents.
        """
        with self.database.reading(actor) as connection:
            return IdempotencyKeys(connection).made_by(repeat.key, repeat.fingerprint)

    def view(self, actor: Actor, examination_id: str) -> Examination:
        """An examination for somebody to look at, which is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
            StorageError: it can't be read, or the look at it can't be recorded.
        """
        with self.database.writing(actor) as connection:
            examination = self._seen(connection, actor, examination_id)
            self._record(connection, actor, Action.EXAMINATION_VIEW, examination)
        return examination

    def recent(self, actor: Actor, after: str | None, limit: int) -> list[Examination]:
        """What the actor has examined, the latest first, for a list, which is recorded.

        Args:
            after: the id of the examination that came last; None to begin.

        Raises:
            NotFoundError: there is no examination `after` that the actor may see.
        """
        with self.database.writing(actor) as connection:
            found = ExaminationStore(connection, actor).page_of(actor.person_id, after, limit)
            sight = OrganisationStore(connection).sight(actor)
            details = {"examinations": [each.id for each in found]}
            self.trail.record(connection, Action.EXAMINATION_LIST, actor.person_id, details, actor=actor.person_id)
        return [seen_through(each, sight) for each in found]

    def followers(self, actor: Actor, examination_id: str) -> list[str]:
        """Ids of the examinations that follow one directly, the oldest first, for a page whose view is recorded."""
        with self.database.reading(actor) as connection:
            return ExaminationStore(connection, actor).followers(examination_id)

    def original(self, actor: Actor, examination_id: str, index: int) -> tuple[StoredPhoto, bytes]:
        """A photo and its bytes as they arrived, which are handed out and that is recorded.

        Raises:
            NotFoundError: there is no such examination that the actor may see, or no such photo of it.
            StorageError: as for `view`.
        """
        examination = self.get(actor, examination_id)
        photo = photo_of(examination, index)
        content = self.objects.get(photo.sha256)
        with self.database.writing(actor) as connection:
            self._record(connection, actor, Action.PHOTO_EXPORT, examination, sha256=photo.sha256)
        return photo, content

    def get(self, actor: Actor, examination_id: str) -> Examination:
        """An examination, for drawing the pictures of a page whose view is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.database.reading(actor) as connection:
            return self._seen(connection, actor, examination_id)

    def of_items(self, actor: Actor, case_item_ids: Collection[str]) -> dict[str, list[Examination]]:
        """Examinations of items of cases, for a page whose view is recorded; by item, the oldest first."""
        with self.database.reading(actor) as connection:
            sight = OrganisationStore(connection).sight(actor)
            found = ExaminationStore(connection, actor).of_items(case_item_ids)
        return {item: [seen_through(each, sight) for each in examinations] for item, examinations in found.items()}

    def _seen(self, connection: Connection, actor: Actor, examination_id: str) -> Examination:
        examination = ExaminationStore(connection, actor).get(examination_id)
        return seen_through(examination, OrganisationStore(connection).sight(actor))

    def _record(
        self, connection: Connection, actor: Actor, action: Action, examination: Examination, **details: str
    ) -> None:
        if examination.origin.case_id:
            details["case"] = examination.origin.case_id
        self.trail.record(connection, action, examination.id, details, actor=actor.person_id)


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
    def of(cls, actor: Actor, item: Item, once: Once | None) -> Self | None:
        """None where the caller gave the call no name."""
        if once is None:
            return None
        return cls.named(actor, once, item.fingerprint())

    @classmethod
    def named(cls, actor: Actor, once: Once | None, fingerprint: str) -> Self | None:
        """The same for a call whose contents have this fingerprint."""
        return None if once is None else cls(f"{actor.person_id}/{once.key_for(fingerprint)}", fingerprint)

    def claimed(self, connection: Connection, examination: Examination) -> str:
        """The id of the examination that this call makes, or made."""
        return IdempotencyKeys(connection).claim(self.key, self.fingerprint, examination.id, examination.created_at)


class _Originals:
    """One item's photos on their way into the object store, in order."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._noted: list[tuple[str, int]] = []  # media type and size

    def add(self, content: bytes) -> None:
        self._noted.append((media_type_of(content), len(content)))
        self._staging.add(content)

    def keep(self, names: Sequence[str]) -> tuple[StoredPhoto, ...]:
        self._staging.keep(names)
        return tuple(StoredPhoto(sha256, *noted) for sha256, noted in zip(names, self._noted, strict=True))
