"""Examines one item: read, judge, store, answer; and returns an examination later."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.examiner import Examiner
from model.formats import media_type_of
from model.sheet_rules import NotApplied
from model.verdict import Verdict
from serve.accounts.domain import Actor
from serve.catalogue.domain import SheetUse
from serve.catalogue.usage import count_use
from serve.examinations.confidentiality import rules_left_out, seen_through
from serve.examinations.deciding import decides_first, record_decision
from serve.examinations.decision_domain import FirstDecision
from serve.examinations.domain import (
    Examination,
    IdempotencyKey,
    Origin,
    Practice,
    StoredPhoto,
    restricted_of,
    verdict_json,
)
from serve.examinations.examining import ExaminationRequest, examine
from serve.examinations.looking import case_of, looked_at, made_before, photo_of, seen
from serve.examinations.permissions import ExaminationAction
from serve.examinations.seal_domain import seal_of
from serve.examinations.work import ExaminationWork
from serve.platform.days import ALL_DAYS, Days
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.metrics import Metrics
from serve.platform.objects import Objects, Staging
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.releases.keys import ReleaseKey
from serve.releases.service import Releases


class CasePlace(NamedTuple):
    """The case of a new examination, if any, and the examination that it follows, if any.

    Attributes:
        practice: of one that is practice, which has neither.
        is_preliminary: whether its photos are reduced copies.
        preliminary: id of the preliminary examination that came before it, if any.
        decision: what the person said of the item before, if anything; where their organisation asks for it.
    """

    case_id: str | None = None
    case_item_id: str | None = None
    follows: str | None = None
    practice: Practice | None = None
    is_preliminary: bool = False
    preliminary: str | None = None
    decision: FirstDecision | None = None


LOOSE = CasePlace()


@dataclass(frozen=True)
class PendingExamination:
    """A verdict on photos that are in the object store; no row yet."""

    verdict: Verdict
    photos: tuple[StoredPhoto, ...]
    origin: Origin
    key: ReleaseKey


@dataclass(frozen=True)
class Examinations:
    """The use cases. All of them block: run `examine` in the worker pool."""

    work: Works[ExaminationWork]
    objects: Objects
    releases: Releases
    metrics: Metrics

    def examine(self, actor: Actor, item: ExaminationRequest, once: IdempotencyKey | None = None) -> Examination:
        """Judge one item and store its photos and verdict.

        On return they survive a power failure. A call with a key in `once` that was executed before returns the
        examination that it created then.

        Raises:
            ExaminationRejectedError: the call can't be examined.
            KeyReusedError: the key in `once` was used for a call with other contents.
            UploadRejectedError: a photo can't be examined; nothing is stored.
            StorageError: photos or rows could not be written; no row is stored.
        """
        call = call_of(actor, once, item.fingerprint())
        if made := self.work.made_by(actor, call, "e"):
            return self.made(actor, made)
        pending = self.infer(actor, item)
        with self.work.begin(actor, call) as work:
            if work.replayed:  # the same call was sent twice at once, and the other one was first
                return made_before(work, work.id("e"))
            return seen_through(self.add(work, pending), work.sight)

    def infer(self, actor: Actor, item: ExaminationRequest, place: CasePlace = LOOSE) -> PendingExamination:
        """Give the verdict on photos, and store them as objects, so that a unit of work can `add` the verdict as a row.

        If that fails, the photos remain as objects that no row names. They are harmless, and used if the photo is sent
        again. A photo's bytes are written and synced while it is being judged, and become an object after the verdict.

        Args:
            place: the case of the examination, and the one that it follows.

        Raises:
            ExaminationRejectedError, UploadRejectedError, StorageError: as for `examine`.
        """
        active = self.releases.active
        examiner = active.examiner
        not_applied = self.rules_left_out(actor, examiner)
        with self.objects.staging() as staging:
            originals = _Originals(staging)
            verdict = examine(examiner, item, originals.add, not_applied)
            photos = originals.keep([photo.sha256 for photo in verdict.photos])
        self.metrics.inference.observe(verdict.took_ms / 1e3)
        origin = Origin(
            actor.organisation_id,
            actor.person_id,
            place.case_id,
            place.case_item_id,
            item.officer_input,
            release_sha256=examiner.release.sha256,
            key_sha256=active.key.sha256,
            follows=place.follows,
            practice=place.practice,
            is_preliminary=place.is_preliminary,
            preliminary=place.preliminary,
            decision=self._decision(actor, place),
            note=item.note,
        )
        product = examiner.release.description.products.get(verdict.product.id or "")
        if product is not None:
            origin = replace(origin, right_holder=product.sheet.right_holder, restricted=restricted_of(product.sheet))
        return PendingExamination(verdict, photos, origin, active.key)

    def _decision(self, actor: Actor, place: CasePlace) -> FirstDecision | None:
        """Whether the verdict waits for a decision: not of practice, which has a rule of its own.

        Of a revision it does not: the person has seen a verdict on the item.
        """
        if place.practice is not None or place.decision is not None or place.follows is not None:
            return place.decision
        with self.work.look(actor) as work:
            return FirstDecision() if decides_first(work) else None

    def rules_left_out(self, actor: Actor, examiner: Examiner) -> NotApplied:
        """The rules that an examination that the actor begins now leaves out."""
        with self.work.look(actor) as work:
            return rules_left_out(work.sight, examiner.release.description.products)

    def add(self, work: ExaminationWork, pending: PendingExamination) -> Examination:
        """The examination that the call creates, as recorded."""
        verdict, origin = pending.verdict, pending.origin
        if origin.decision is not None and origin.decision.said and origin.decision.at is None:
            origin = replace(origin, decision=origin.decision._replace(at=work.now))
        examination = Examination(work.id("e"), work.now, verdict_json(verdict), verdict, pending.photos, origin)
        work.examinations.add(examination)
        work.record(ExaminationAction.CREATE, examination.id, **seal_of(examination, pending.key))
        if origin.decision is not None and origin.decision.said:
            record_decision(work, examination)
        right_holder, product = pending.origin.right_holder, verdict.product.id
        counts = pending.origin.practice is None and not pending.origin.is_preliminary
        if right_holder is not None and product is not None and counts:
            count_use(work, right_holder, product, SheetUse.EXAMINED)
        if not pending.origin.is_preliminary:
            self.metrics.examinations.labels(verdict.outcome.value).inc()
        return examination

    def made(self, actor: Actor, examination_id: str) -> Examination:
        """What an equal call created before; the look is recorded, unless the verdict is hidden.

        Raises:
            NotFoundError: it is gone.
        """
        with self.work.look(actor) as work:
            return made_before(work, examination_id)

    def view(self, actor: Actor, examination_id: str) -> Examination:
        """An examination for an actor; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
            StorageError: it can't be read, or the look at it can't be recorded.
        """
        with self.work.look(actor) as work:
            return looked_at(work, examination_id)

    def recent(self, actor: Actor, after: str | None, limit: int, days: Days = ALL_DAYS) -> Page[Examination]:
        """The actor's examinations but for practice, the latest first, for a list; the look is recorded.

        Args:
            after: the id of the last examination on the previous page; None for the first.
            days: only those of these days.

        Raises:
            NotFoundError: there is no examination `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.examinations.page_of(actor.person_id, after, limit + 1, days)
            page = cut(found, limit, lambda examination: examination.id)
            work.record(ExaminationAction.LIST, actor.person_id, examinations=[each.id for each in page.entries])
            return Page([seen_through(each, work.sight) for each in page.entries], page.after)

    def followers(self, actor: Actor, examination_id: str) -> list[str]:
        """Ids of the examinations that follow one directly, the oldest first, for a page whose view is recorded."""
        with self.work.look(actor) as work:
            return work.examinations.followers(examination_id)

    def original(self, actor: Actor, examination_id: str, index: int) -> tuple[StoredPhoto, bytes]:
        """A photo and its bytes as received; the download is recorded.

        Raises:
            NotFoundError: there is no such examination that the actor may see, or no such photo of it.
            StorageError: as for `view`.
        """
        examination = self.photographed(actor, examination_id)
        photo = photo_of(examination, index)
        content = self.objects.get(photo.sha256)
        with self.work.begin(actor) as work:
            work.record(ExaminationAction.PHOTO_EXPORT, examination.id, sha256=photo.sha256, **case_of(examination))
        return photo, content

    def get(self, actor: Actor, examination_id: str) -> Examination:
        """An examination, for drawing pictures of its verdict on a page whose view is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
            VerdictHiddenError: its verdict is hidden.
        """
        with self.work.look(actor) as work:
            return seen(work, examination_id)

    def photographed(self, actor: Actor, examination_id: str) -> Examination:
        """An examination, for drawing its photos: nothing of its verdict may be shown.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            return seen_through(work.examinations.get(examination_id), work.sight)

    def record_look(self, actor: Actor, examination_id: str) -> None:
        """Record that a picture of what an examination found was shown, unless the actor has already opened it.

        Raises:
            NotFoundError: there is no such examination that the actor may see.
        """
        with self.work.look(actor) as work:
            ignored = [ExaminationAction.PHOTO_EXPORT.value]
            if not work.events.has_acted(actor.person_id, [examination_id], ignored):
                looked_at(work, examination_id)

    def of_items(self, actor: Actor, case_item_ids: Collection[str]) -> dict[str, list[Examination]]:
        """Examinations of items of cases, for a page whose view is recorded; by item, the oldest first."""
        with self.work.look(actor) as work:
            found = work.examinations.of_items(case_item_ids)
            return {item: [seen_through(each, work.sight) for each in some] for item, some in found.items()}


def call_of(actor: Actor, once: IdempotencyKey | None, fingerprint: str) -> IdempotentCall:
    """A call with photos, whose contents have this fingerprint."""
    return UNNAMED if once is None else IdempotentCall(f"{actor.person_id}/{once.key_for(fingerprint)}", fingerprint)


class _Originals:
    """One item's photos on their way into the object store, in order."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging
        self._properties: list[tuple[str, int]] = []  # media type and size

    def add(self, content: bytes) -> None:
        self._properties.append((media_type_of(content), len(content)))
        self._staging.add(content)

    def keep(self, names: Sequence[str]) -> tuple[StoredPhoto, ...]:
        self._staging.keep(names)
        return tuple(
            StoredPhoto(sha256, *properties) for sha256, properties in zip(names, self._properties, strict=True)
        )
