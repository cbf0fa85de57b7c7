"""Runs jobs, one at a time in each thread: takes one, does its steps, and keeps how it ended.

A job is taken by writing the name of the run and until when it counts into its row. While a run lasts, it is renewed.
After a kill the run ends automatically, and any process takes the job again. A run that was taken over can't keep
anything more (`RunningJob.report`), even if its process only slept.
"""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from model.errors import ShinganError
from model.messages import Message
from serve.accounts.domain import Actor, NotPermittedError
from serve.accounts.service import Accounts
from serve.audit.domain import SERVICE
from serve.jobs.domain import Job, JobCancelledError, JobInterruptedError, JobPausedError, JobState
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.messages import BROKE, GAVE_UP, NOT_PERMITTED
from serve.jobs.permissions import JobAction
from serve.jobs.work import JobWork
from serve.platform.errors import ClockError, NotFoundError, StorageError
from serve.platform.tenancy import the_service
from serve.platform.work import Works

if TYPE_CHECKING:
    from serve.platform.parts import Parts

log = structlog.get_logger(__name__)
ITSELF = the_service(SERVICE)
LEASE = timedelta(seconds=30)  # after a kill, it takes this long until the job goes on
BATCH = 100


@dataclass
class JobRunner:
    """Takes and runs jobs. All methods block, and may be called in several threads.

    Attributes:
        kinds: those that it runs, by name. Jobs of others are left to processes that know them.
        parts: of the service, for the code of the kinds.
        lease: how long a run counts without being renewed.
    """

    work: Works[JobWork]
    kinds: Mapping[str, JobKind]
    parts: "Parts"
    lease: timedelta = LEASE
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _claims: set[str] = field(default_factory=set)  # of runs in this process

    def take(self) -> Job | None:
        """Take the job that has waited longest, one that a person waits for first; None if there is none.

        Raises:
            StorageError, ClockError: none can be taken at present.
        """
        with self.work.look(ITSELF) as work:
            if work.jobs.next(self.kinds, work.now) is None:
                return None  # without the lock that writers wait for
        with self.work.begin(ITSELF) as work:
            job = work.jobs.next(self.kinds, work.now, last=self._own_kinds, for_change=True)
            if job is None:
                return None
            if job.is_cancelled or job.may_stop_the_service:
                self._end(work, _not_run(job, work))
                return None
            job = job.begun(secrets.token_hex(16), work.now, work.now + self.lease)
            work.jobs.change(job)
        return job

    def run(self, job: Job) -> None:
        """Do what is left of a job that was taken, and keep how it ended."""
        claim = job.run.claim if job.run else ""
        self._claims.add(claim)
        try:
            self._run(job, claim)
        except (StorageError, ClockError) as fault:  # it is taken again when its run is over
            log.warning("job_not_kept", job=job.id, kind=job.kind, error=str(fault))
        finally:
            self._claims.discard(claim)

    def _run(self, job: Job, claim: str) -> None:
        try:
            result = self._result(job)
        except JobInterruptedError:
            self._leave(job.id, claim)
        except JobPausedError:
            return  # no one renews its run, so that it is taken again when it is over
        except JobCancelledError:
            self._keep(job.id, claim, JobState.CANCELLED)
        except (StorageError, ClockError):
            raise
        except NotPermittedError:
            self._keep(job.id, claim, JobState.FAILED, reason=NOT_PERMITTED)
        except ShinganError as fault:
            words = fault.message if isinstance(fault.message, Message) else Message(str(fault.message))
            self._keep(job.id, claim, JobState.FAILED, reason=words)
        except Exception:
            log.exception("job_failed", job=job.id, kind=job.kind)
            self._keep(job.id, claim, JobState.FAILED, reason=BROKE)
        else:
            self._keep(job.id, claim, JobState.DONE, result=result)

    def _result(self, job: Job) -> Mapping[str, Any] | None:
        kind, actor = self.kinds[job.kind], self._actor(job)
        if not kind.is_own:
            actor.must(kind.permission)
        running = RunningJob(job, actor, self.lease, self._is_stopping)
        if kind.is_own:
            running.gives_way = self._person_waits
        return kind.run(self.parts, running)

    @property
    def _own_kinds(self) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind.is_own]

    def _person_waits(self) -> bool:
        """Whether a job waits that a person asked for."""
        asked_for = self.kinds.keys() - self._own_kinds
        with self.work.look(ITSELF) as work:
            return work.jobs.next(asked_for, work.now) is not None

    def _actor(self, job: Job) -> Actor:
        """The person who asked for a job, with what they may do now.

        Raises:
            NotPermittedError: they may not sign in any more.
        """
        with self.work.look(ITSELF) as work:
            try:
                person = work.people.get(job.person_id)
            except NotFoundError as gone:
                raise NotPermittedError from gone
        if person.disabled_at is not None and not self.kinds[job.kind].is_own:
            raise NotPermittedError
        return self.parts[Accounts].actor_of(person, via=job.id)

    def _keep(self, job_id: str, claim: str, state: JobState, **of: Any) -> None:
        with self.work.begin(ITSELF) as work:
            job = work.jobs.of_run(job_id, claim)
            if job is not None:
                self._end(work, job.ended(state, work.now, **of))

    def _end(self, work: JobWork, job: Job) -> None:
        work.jobs.change(job)
        work.record(JobAction.END, job)
        follows = self.kinds[job.kind].ended
        if follows is not None:
            follows(work, job)
        log.info("job_ended", job=job.id, kind=job.kind, state=job.state.value)

    def _leave(self, job_id: str, claim: str) -> None:
        """Leave a job to another process or the next start, at once; a run that another one took is not touched."""
        with self.work.begin(ITSELF) as work:
            job = work.jobs.of_run(job_id, claim)
            if job is not None:
                work.jobs.change(replace(job, run=None, attempts=job.attempts - 1))

    def renew(self) -> None:
        """Renew the runs of this process."""
        if claims := self._claims.copy():
            with self.work.begin(ITSELF) as work:
                work.jobs.renew(claims, work.now + self.lease)

    def stop(self) -> None:
        """Have running jobs end at their next report; they are left to the next start."""
        self._is_stopping.set()

    def remove_ended(self, kept: timedelta) -> int:
        """Remove jobs that ended longer ago than this, and return their number."""
        removed = 0
        while True:
            with self.work.begin(ITSELF) as work:
                ids = work.jobs.delete_ended_before(work.now - kept, BATCH)
                for each in ids:
                    work.record(JobAction.DELETE, each)
            removed += len(ids)
            if len(ids) < BATCH:
                return removed


def _not_run(job: Job, work: JobWork) -> Job:
    """A job that ends without another run."""
    if job.is_cancelled:
        return job.ended(JobState.CANCELLED, work.now)
    return job.ended(JobState.FAILED, work.now, reason=GAVE_UP)
