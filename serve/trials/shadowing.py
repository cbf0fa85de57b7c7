"""Runs a release in the shadow: it examines what officers have examined, and no one but the operator sees what it says.

It is a job that does a few examinations, one at a time, and pauses: other jobs have their turn, and verdicts for
officers go first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from model.verdict import Verdict
from serve.accounts.domain import Actor
from serve.audit.domain import SERVICE
from serve.examinations.domain import Examination
from serve.examinations.permissions import ExaminationPermission
from serve.jobs.domain import Job, JobPausedError
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.service import enqueue
from serve.platform.errors import AlteredError, ConflictError, PhotoMissingError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.inference import WorkerPool
from serve.platform.objects import Objects
from serve.platform.paging import Page, cut
from serve.platform.parts import Parts
from serve.platform.tenancy import the_service
from serve.platform.work import Work, Works
from serve.releases.domain import ReleaseState
from serve.trials import messages
from serve.trials.domain import Result, Shadow, ShadowCount, ShadowVerdict, digest_of
from serve.trials.examiners import Examiners, ItemResult, result_of
from serve.trials.permissions import TrialAction, TrialPermission
from serve.trials.store import ShadowStore
from serve.trials.work import TrialWork

ITSELF = the_service(SERVICE)  # it reads examinations of every agency
AT_ONCE = 10  # examinations before it pauses
SLOWEST = timedelta(minutes=10)  # from the time that an examination has until others see it


class ReadShadow(NamedTuple):
    """A shadow with what it has found by now.

    Attributes:
        counts: of examinations, by products and outcomes.
    """

    shadow: Shadow
    counts: Sequence[ShadowCount]

    @property
    def examined(self) -> int:
        """How many examinations it has examined."""
        return sum(each.examinations for each in self.counts)

    @property
    def different(self) -> int:
        """How many of them have another outcome, or another product."""
        return sum(each.examinations for each in self.counts if each.is_different)


@dataclass(frozen=True)
class Shadowing:
    """The use cases. All of them block.

    Attributes:
        reached: the time of the last examination that this process has examined in each shadow, by its id: what is
            older was looked through already.
    """

    work: Works[TrialWork]
    objects: Objects
    examiners: Examiners
    reached: dict[str, datetime] = field(default_factory=dict)

    def start(self, actor: Actor, release_id: str, until: datetime | None, call: IdempotentCall = UNNAMED) -> str:
        """Let a release run in the shadow from now on, and return the id of the job that does so.

        Args:
            until: when it ends; None if it runs until it is stopped.

        Raises:
            ConflictError: the release is active, another one runs in the shadow, or the end is past.
            NotFoundError: there is no release of this id.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return enqueue(work, SHADOW)
            work.releases.lock()
            record = work.releases.get(release_id)
            if record.state is ReleaseState.ACTIVE:
                raise ConflictError(messages.IS_ACTIVE)
            if work.shadows.running() is not None:
                raise ConflictError(messages.SHADOW_RUNS)
            if until is not None and until <= work.now:
                raise ConflictError(messages.IS_PAST)
            shadow = Shadow(work.id("h"), record.id, actor.person_id, work.now, until)
            work.shadows.add(shadow)
            work.record(TrialAction.SHADOW, shadow)
            return enqueue(work, SHADOW, record.id, shadow=shadow.id)

    def stop(self, actor: Actor, release_id: str, call: IdempotentCall = UNNAMED) -> ReadShadow:
        """End a shadow; what it has found stays.

        Raises:
            ConflictError: the release does not run in the shadow.
            NotFoundError: there is no release of this id.
        """
        with self.work.begin(actor, call) as work:
            work.releases.get(release_id)
            if not work.replayed:
                running = work.shadows.running()
                if running is None or running.release_id != release_id:
                    raise ConflictError(messages.NO_SHADOW_RUNS)
                _end(work, work.shadows, running.id)
            return _read(work, _latest(work, release_id))

    def latest(self, actor: Actor, release_id: str) -> ReadShadow | None:
        """The latest shadow of a release; None if there is none.

        Raises:
            NotFoundError: there is no release of this id.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            shadow = work.shadows.latest(release_id)
            return None if shadow is None else _read(work, shadow)

    def page(self, actor: Actor, release_id: str, after: str | None, limit: int) -> Page[ReadShadow]:
        """All shadows of a release, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no release of this id, or it has no shadow `after`.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            found = cut(work.shadows.page(release_id, after, limit + 1), limit, lambda shadow: shadow.id)
            return Page([_read(work, shadow) for shadow in found.entries], found.after)

    def differences(self, actor: Actor, release_id: str, after: str | None, limit: int) -> Page[ShadowVerdict]:
        """Examinations of which the latest shadow of a release says another outcome or product, by id.

        Raises:
            NotFoundError: there is no release of this id, or it has never run in the shadow.
        """
        with self.work.look(actor) as work:
            work.releases.get(release_id)
            found = work.shadows.differences(_latest(work, release_id).id, after, limit + 1)
            return cut(found, limit, lambda verdict: verdict.examination_id)

    def to_open(self, actor: Actor, verdicts: Collection[ShadowVerdict]) -> frozenset[str]:
        """The ids of those of these examinations that the actor may open; other agencies' stay theirs."""
        if not actor.may(ExaminationPermission.READ):
            return frozenset()
        with self.work.look(actor) as work:
            return work.shadows.to_open(verdicts)

    def running(self, actor: Actor) -> Shadow | None:
        """The shadow that runs; None if none does."""
        with self.work.look(actor) as work:
            return work.shadows.running()

    def run(self, job: RunningJob, *, is_busy: bool) -> Mapping[str, Any]:
        """Examine what has been examined since, a few at a time; return when the shadow has ended.

        Args:
            is_busy: whether officers' verdicts are being made; then one examination is enough.

        Raises:
            JobPausedError: it goes on later.
        """
        shadow_id = job.job.arguments["shadow"]
        with self.work.look(ITSELF) as work:
            shadow = work.shadows.get(shadow_id)
            since = self._since(shadow)
            ids = [] if _is_over(work, shadow, since) else _next(work, shadow, since, 1 if is_busy else AT_ONCE)
        for examination_id in ids:
            self._examine(job, shadow, examination_id)
        return self._after(job, shadow_id)

    def _since(self, shadow: Shadow) -> datetime:
        """The time before which nothing is left to examine."""
        reached = self.reached.get(shadow.id)
        return shadow.started_at if reached is None else max(shadow.started_at, reached - SLOWEST)

    def _examine(self, job: RunningJob, shadow: Shadow, examination_id: str) -> None:
        """Keep what the shadow says of an examination, unless that is removed, or the shadow has ended."""
        with self.work.look(ITSELF) as work:
            examination = work.examinations.find(examination_id)
            has_ended = work.shadows.get(shadow.id).ended_at is not None
        if examination is None or has_ended:
            return
        given, (result, recognised) = examination.verdict, self._result(shadow, examination)
        told = Result(given.outcome.value)
        verdict = ShadowVerdict(examination.id, given.product.id or "", told, result, recognised)
        with self.work.begin(ITSELF) as work:
            if work.examinations.find(examination_id, for_change=True) is None:  # nothing of it stays
                return
            work.shadows.add_verdict(shadow.id, verdict)
            digest = digest_of(shadow.id, verdict)
            work.record(TrialAction.SHADOW_RECORD, shadow.id, examination=examination.id, sha256=digest)
            job.report(work, job.progress.done + 1, 0)
        self.reached[shadow.id] = examination.created_at

    def _result(self, shadow: Shadow, examination: Examination) -> ItemResult:
        try:
            photos = [self.objects.get(photo.sha256) for photo in examination.photos]
        except (AlteredError, PhotoMissingError):
            return ItemResult(Result.NOT_EXAMINED, "")
        said, given = examination.origin.officer_input, examination.verdict
        return result_of(self.examiners.of(shadow.release_id), photos, said, _not_applied(given))

    def _after(self, job: RunningJob, shadow_id: str) -> Mapping[str, Any]:
        """End a shadow that has nothing left to do; otherwise pause."""
        with self.work.begin(ITSELF) as work:
            shadow = work.shadows.get(shadow_id, for_change=True)
            if shadow.ended_at is None and _is_over(work, shadow, self._since(shadow)):
                _end(work, work.shadows, shadow.id)
                shadow = work.shadows.get(shadow_id)
            job.report(work, job.progress.done, 0)
        if shadow.ended_at is None:
            raise JobPausedError
        self.examiners.forget(shadow.release_id)
        self.reached.pop(shadow.id, None)
        return {"shadow": shadow.id, "release": shadow.release_id}


def _next(work: TrialWork, shadow: Shadow, since: datetime, limit: int) -> list[str]:
    return work.shadows.next_examinations(shadow, since, work.now, limit)


def _is_over(work: TrialWork, shadow: Shadow, since: datetime) -> bool:
    """Whether it was stopped, its time is over and everything until then is examined, or its release is active."""
    if shadow.ended_at is not None or work.releases.get(shadow.release_id).state is ReleaseState.ACTIVE:
        return True
    is_late = shadow.until is not None and shadow.until < work.now
    return is_late and not _next(work, shadow, since, 1)


def _end(work: Work, shadows: ShadowStore, shadow_id: str) -> None:
    shadow = replace(shadows.get(shadow_id, for_change=True), ended_at=work.now)
    shadows.end(shadow)
    work.record(TrialAction.SHADOW_END, shadow)


def _ended(work: Work, job: Job) -> None:
    """End the shadow of a job that failed or was cancelled: nothing examines for it any more."""
    shadows, shadow_id = work.of(TrialWork).shadows, job.arguments["shadow"]
    if shadows.get(shadow_id, for_change=True).ended_at is None:
        _end(work, shadows, shadow_id)


def _latest(work: TrialWork, release_id: str) -> Shadow:
    found = work.shadows.latest(release_id)
    return work.shadows.get("" if found is None else found.id)


def _read(work: TrialWork, shadow: Shadow) -> ReadShadow:
    return ReadShadow(shadow, work.shadows.counts(shadow.id))


def _not_applied(given: Verdict) -> Mapping[str, Any]:
    """The rules that the verdict left out, because a right holder refuses the agency."""
    return {given.product.id: given.not_applied} if given.product.id and given.not_applied else {}


def _run(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    pool = parts.made.get(WorkerPool)
    is_busy = isinstance(pool, WorkerPool) and pool.at_work + pool.waiting > 0
    return parts[Shadowing].run(job, is_busy=is_busy)


def _address(job: Job) -> str:
    return f"/releases/{job.about}"


SHADOW = JobKind("trials.shadow", messages.SHADOW, TrialPermission.RUN, _run, _address, ended=_ended)
