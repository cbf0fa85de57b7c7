"""Compares a release with the active one on the gold items, lets a second person override, and blocks activations."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from model.influence import InfluenceReport
from model.messages import Message, Translated, Wording
from serve.accounts.domain import Actor
from serve.examinations.domain import OfficerInput, StoredPhoto
from serve.jobs.domain import Job, JobFailedError, JobState, kept_message
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.service import enqueue
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.parts import Parts
from serve.platform.work import Work, Works
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ReleaseRecord
from serve.releases.gold import GoldItem
from serve.trials import messages
from serve.trials.domain import (
    Block,
    Override,
    ProductComparison,
    Trial,
    TrialItem,
    blocks_of,
    compared,
    sealed,
)
from serve.trials.examiners import Examiners, result_of
from serve.trials.known import KnownProducts, known_to
from serve.trials.permissions import TrialAction, TrialPermission
from serve.trials.reports import harms_of, influence_in
from serve.trials.work import TrialWork


@dataclass(frozen=True)
class ReadTrial:
    """A comparison with what follows from it.

    Attributes:
        products: those of the items that are judged by now.
        blocks: the errors for which a second person must allow the activation; empty while it runs.
        lost: the products for which a second person must allow it, as officers could no longer examine them.
        rolled_back_at: when the release was rolled back last; that ends what was allowed before.
    """

    trial: Trial
    products: Sequence[ProductComparison]
    blocks: Sequence[Block]
    lost: Sequence[str] = ()
    rolled_back_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it has neither a result nor ended without one."""
        return self.trial.finished_at is None and self.trial.failed_at is None

    @property
    def needs_second(self) -> bool:
        """Whether a second person must allow the activation."""
        return bool(self.blocks or self.lost)

    @property
    def is_blocked(self) -> bool:
        """Whether a second person must allow the activation, and has not."""
        return self.needs_second and (self.trial.override is None or self.override_ended)

    @property
    def override_ended(self) -> bool:
        """Whether a second person had allowed it before the release was rolled back."""
        allowed, left = self.trial.override, self.rolled_back_at
        return allowed is not None and left is not None and allowed.at <= left

    @property
    def with_losses(self) -> Sequence[ProductComparison]:
        """The products of which fewer items get a definite outcome; that does not block."""
        return [each for each in self.products if each.has_lost_outcomes]

    @property
    def has_changed(self) -> bool:
        """Whether any rate of any product differs, by chance or not."""
        return any(each.has_changed for each in self.products)

    def reasons(self, called: Mapping[str, Wording], *, with_lost: bool = True) -> Sequence[Message]:
        """Why a second person must allow the activation; the products that officers lose come first.

        Args:
            called: what products are called in the reader's languages, as far as that is known.
            with_lost: false where those products are named already.
        """
        return messages.reasons(self.lost if with_lost else (), self.blocks, self._called(called))

    def losses(self, called: Mapping[str, Wording]) -> Sequence[Message]:
        """What officers lose of definite outcomes, which does not block; `called` is as for `reasons`."""
        return messages.losses(self.with_losses, self._called(called))

    def _called(self, called: Mapping[str, Wording]) -> Mapping[str, Wording]:
        known = self.trial.known_products
        own = {} if known is None else {product: Translated(names) for product, names in known.names.items()}
        return {**own, **called}


@dataclass(frozen=True)
class Comparing:
    """The use cases. All of them block."""

    work: Works[TrialWork]
    archive: ReleaseArchive
    examiners: Examiners

    def ask(self, actor: Actor, release_id: str, call: IdempotentCall = UNNAMED) -> str:
        """Ask for a comparison with the active release, and return the id of the job that makes it.

        Without gold items it says which products officers lose, and whose contributions do harm.

        Raises:
            ConflictError: the release is active.
            NotFoundError: there is no release of this id, or none is active.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return enqueue(work, COMPARE)
            record, active, gold = work.releases.get(release_id), work.releases.active(), work.gold.version()
            if record.id == active.id:
                raise ConflictError(messages.IS_ACTIVE)
            trial = Trial(work.id("v"), record.id, active.id, gold, actor.person_id, work.now)
            work.trials.add(trial)
            work.record(TrialAction.COMPARE, trial.id, **sealed(trial, ()))
            return enqueue(work, COMPARE, record.id, trial=trial.id)

    def latest(self, actor: Actor, release_id: str) -> ReadTrial | None:
        """The latest comparison of a release; None if there is none.

        Raises:
            NotFoundError: there is no release of this id.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            trial = work.trials.latest(release_id)
            return None if trial is None else read(work, trial)

    def page(self, actor: Actor, release_id: str, after: str | None, limit: int) -> Page[ReadTrial]:
        """All comparisons of a release, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no release of this id, or it has no comparison `after`.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            found = cut(work.trials.page(release_id, after, limit + 1), limit, lambda trial: trial.id)
            return Page([read(work, trial) for trial in found.entries], found.after)

    def influence_of(self, record: ReleaseRecord) -> InfluenceReport | None:
        """What the release's report says of its contributors; None if it has no such report.

        Raises:
            ReleaseRefusedError, StorageError: it is lost or damaged, or out of reach.
        """
        return influence_in(self.archive, record)

    def influence(self, actor: Actor, release_id: str) -> InfluenceReport | None:
        """The same of a release by its id.

        Raises:
            NotFoundError: there is no release of this id.
        """
        with self.work.look(actor) as work:
            record = work.releases.get(release_id)
        return self.influence_of(record)

    def names_of(self, actor: Actor, ids: Collection[str]) -> Mapping[str, str]:
        """The names of these people, by id."""
        with self.work.look(actor) as work:
            return work.people.names(ids)

    def gold_items(self, actor: Actor) -> Mapping[str, GoldItem]:
        """The present gold items, by id."""
        with self.work.look(actor) as work:
            return {item.id: item for item in work.gold.items()}

    def photo(self, actor: Actor, release_id: str, item_id: str, index: int) -> StoredPhoto:
        """A photo of a present gold item.

        Raises:
            NotFoundError: there is no release of this id, no such item any more, or no such photo of it.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            found = [photo for item in work.gold.items() if item.id == item_id for photo in item.photos]
        if not 0 <= index < len(found):
            raise NotFoundError(messages.NO_PHOTO)
        return StoredPhoto(found[index].sha256, "image/jpeg", 0)  # drawn by its bytes alone

    def override(self, actor: Actor, release_id: str, reason: str, call: IdempotentCall = UNNAMED) -> ReadTrial:
        """Allow the activation of a blocked release, as a second person.

        Raises:
            ConflictError: nothing blocks it, it is allowed already or was until it was rolled back, or the actor has
                proposed it or had it compared.
            NotFoundError: there is no release of this id, or no comparison of it.
        """
        with self.work.begin(actor, call) as work:
            work.releases.lock()
            record, found = work.releases.get(release_id), work.trials.latest(release_id)
            trial = work.trials.get("" if found is None else found.id)
            if work.replayed:
                return read(work, trial)
            seen = read(work, trial)
            _check_second(actor, record, seen)
            trial = replace(trial, override=Override(actor.person_id, work.now, reason))
            work.trials.change(trial)
            work.record(TrialAction.OVERRIDE, trial.id, **sealed(trial, work.trials.items(trial.id)))
            return replace(seen, trial=trial)

    def run(self, job: RunningJob) -> Mapping[str, Any]:
        """Do what is left of a comparison, one item at a time.

        Raises:
            JobFailedError: the gold items have changed.
            ReleaseRefusedError: a release is lost or damaged.
        """
        trial, items = self._begun(job)
        if trial.finished_at is None:
            for number in range(job.progress.done, len(items)):
                found = self._judged(trial, items[number])
                with self.work.begin(job.actor) as work:
                    work.trials.add_item(trial.id, found)
                    job.report(work, number + 1, len(items))
            self._finish(job, trial, len(items))
        return {"trial": trial.id, "release": trial.release_id}

    def _begun(self, job: RunningJob) -> tuple[Trial, Sequence[GoldItem]]:
        with self.work.look(job.actor) as work:
            trial = work.trials.get(job.job.arguments["trial"])
            if trial.finished_at is None and work.gold.version() != trial.gold:
                raise JobFailedError(messages.GOLD_CHANGED)
            return trial, work.gold.items()

    def _judged(self, trial: Trial, item: GoldItem) -> TrialItem:
        photos = [self.archive.objects.get(photo.sha256) for photo in item.photos]
        said = OfficerInput(item.product, tuple(photo.view for photo in item.photos))
        before, after = (
            result_of(self.examiners.of(release), photos, said).result for release in (trial.against, trial.release_id)
        )
        return TrialItem(item.id, item.product, item.is_counterfeit, before, after)

    def _finish(self, job: RunningJob, trial: Trial, count: int) -> None:
        with self.work.look(job.actor) as work:
            record = work.releases.get(trial.release_id)
        influence, known = self._harms(record), self._known(trial)
        with self.work.begin(job.actor) as work:
            if work.gold.version() != trial.gold:
                raise JobFailedError(messages.GOLD_CHANGED)
            finished = replace(trial, finished_at=work.now, influence=influence, known=known.kept)
            work.trials.change(finished)
            work.record(TrialAction.FINISH, finished.id, **sealed(finished, work.trials.items(finished.id)))
            job.report(work, count, count)

    def _known(self, trial: Trial) -> KnownProducts:
        before, after = (self.examiners.of(each).release.description for each in (trial.against, trial.release_id))
        return known_to(before, after)

    def _harms(self, record: ReleaseRecord) -> str | None:
        return harms_of(self.archive, record, self.examiners.of(record.id).release.description)


def read(work: TrialWork, trial: Trial) -> ReadTrial:
    """A comparison with what follows from it."""
    known = trial.known_products
    products = compared(work.trials.items(trial.id), known)
    blocks = [] if trial.finished_at is None else blocks_of(trial, products)
    lost = () if known is None else known.lost
    return ReadTrial(trial, products, blocks, lost, work.releases.get(trial.release_id).rolled_back_at)


def _check_second(actor: Actor, record: ReleaseRecord, seen: ReadTrial) -> None:
    if seen.override_ended:
        raise ConflictError(messages.COMPARE_AGAIN)
    if seen.trial.override is not None:
        raise ConflictError(messages.IS_ALLOWED)
    if not seen.needs_second:
        raise ConflictError(messages.NOT_BLOCKED)
    if actor.person_id in {record.staged.by, seen.trial.created_by}:
        raise ConflictError(messages.NOT_SECOND)


def _ended(work: Work, job: Job) -> None:
    """Keep why a comparison ended without a result, if its job failed or was cancelled."""
    trials, ending = work.of(TrialWork).trials, job.ending
    trial = trials.get(job.arguments["trial"])
    if trial.finished_at is not None or ending is None or ending.state is JobState.DONE:
        return
    reason = messages.CANCELLED if ending.state is JobState.CANCELLED else ending.reason
    failed = replace(trial, failed_at=ending.at, failure=json.dumps(kept_message(reason), ensure_ascii=False))
    trials.change(failed)
    work.record(TrialAction.FAIL, failed.id, **sealed(failed, ()))


def _run(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    return parts[Comparing].run(job)


def _address(job: Job) -> str:
    return f"/releases/{job.about}"


COMPARE = JobKind("trials.compare", messages.COMPARISON, TrialPermission.RUN, _run, _address, ended=_ended)
