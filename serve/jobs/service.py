"""Asking for a job within a use case, looking at one's jobs, and cancelling one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from model.messages import Message
from serve.accounts.domain import Actor
from serve.jobs.domain import Job, JobState
from serve.jobs.kinds import JobKind
from serve.jobs.messages import left
from serve.jobs.permissions import JobAction
from serve.jobs.store import NO_JOB
from serve.jobs.work import JobWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Work, Works


def enqueue(work: Work, kind: JobKind, about: str = "", **arguments: Any) -> str:
    """Ask for a job in the unit of work that makes it necessary: both are kept, or neither is.

    A unit of work asks for one job at most. A call that is sent again gets the job of the first time.

    Args:
        about: the id of what it works for.
        arguments: what it needs to know, of values that JSON has: ids and options, never a person's words.

    Returns:
        The id of the job.
    """
    job_id = work.id("j")
    if not work.replayed:
        tenant = work.tenant
        job = Job(job_id, tenant.organisation_id, tenant.person_id, kind.name, about, arguments, work.now)
        work.of(JobWork).jobs.add(job)
        work.record(JobAction.CREATE, job)
    return job_id


class ShownJob(NamedTuple):
    """A job as its person sees it.

    Attributes:
        title: what it does.
        left: how long it will take; None if that can't be told.
        address: of the page of what it works for; None without one.
    """

    job: Job
    title: Message
    left: Message | None
    address: str | None


@dataclass(frozen=True)
class Jobs:
    """The use cases. All of them block.

    Attributes:
        kinds: those that subjects have registered, by name.
    """

    work: Works[JobWork]
    kinds: Mapping[str, JobKind]

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[ShownJob]:
        """The actor's jobs, the latest first. No look at one's own jobs is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: the actor has no job `after`.
        """
        with self.work.look(actor) as work:
            found = cut(work.jobs.page(after, limit + 1, self._own_kinds), limit, lambda job: job.id)
            return Page([self._shown(work, job) for job in found.entries], found.after)

    def view(self, actor: Actor, job_id: str) -> ShownJob:
        """A job of the actor.

        Raises:
            NotFoundError: the actor has no such job.
        """
        with self.work.look(actor) as work:
            return self._shown(work, self._of_person(work.jobs.get(job_id)))

    def cancel(self, actor: Actor, job_id: str, call: IdempotentCall = UNNAMED) -> ShownJob:
        """Cancel a job of the actor: at once if it waits, at its next step if it runs. An ended one stays as it is.

        Raises:
            NotFoundError: the actor has no such job.
        """
        with self.work.begin(actor, call) as work:
            job = self._of_person(work.jobs.get(job_id, for_change=True))
            if job.is_open and not job.is_cancelled:
                job = replace(job, is_cancelled=True)
                if job.state is JobState.WAITING:
                    job = job.ended(JobState.CANCELLED, work.now)
                work.jobs.change(job)
                work.record(JobAction.CANCEL, job)
                self._follow(work, job)
            return self._shown(work, job)

    def _follow(self, work: JobWork, job: Job) -> None:
        """Keep what follows from the end of a job, if it has ended."""
        kind = self.kinds.get(job.kind)
        if kind is not None and kind.ended is not None and not job.is_open:
            kind.ended(work, job)

    @property
    def _own_kinds(self) -> list[str]:
        """The kinds of jobs that the service does on its own account, which no one sees among theirs."""
        return [name for name, kind in self.kinds.items() if kind.is_own]

    def _of_person(self, job: Job) -> Job:
        if job.kind in self._own_kinds:
            raise NotFoundError(NO_JOB)
        return job

    def _shown(self, work: JobWork, job: Job) -> ShownJob:
        kind = self.kinds.get(job.kind)
        time = job.time_left(work.now) if job.run else None
        return ShownJob(
            job,
            title=kind.title if kind else Message(job.kind),
            left=None if time is None else left(time),
            address=kind.address(job) if kind and kind.address else None,
        )
