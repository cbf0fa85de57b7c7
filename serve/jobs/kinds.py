"""What subjects register and write: a kind of job, and its steps.

    def _import(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
        for number in range(job.progress.done, len(rows)):
            with works.begin(job.actor) as work:
                work.contributions.add(rows[number])
                job.report(work, number + 1, len(rows))
        return {"rows": len(rows)}

    IMPORT = JobKind("import", message("Import of a ZIP file"), ContributionPermission.CREATE, _import)

`extensions=(IMPORT,)` of the subject registers it; `serve.jobs.service.enqueue` asks for one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

from model.messages import Message
from serve.accounts.domain import Actor
from serve.jobs.domain import Job, JobCancelledError, JobInterruptedError, Progress
from serve.jobs.work import JobWork
from serve.platform.work import Work

if TYPE_CHECKING:
    from serve.platform.parts import Parts


def _never() -> bool:
    return False


@dataclass
class RunningJob:
    """A job while it runs, for the code of its kind.

    Attributes:
        job: as it is kept.
        actor: the person who asked for it.
        lease: how long the run stays this process's after a report.
        is_stopping: set when the service stops.
        gives_way: whether the job is to leave its other steps to a later run, so that another job need not wait.
    """

    job: Job
    actor: Actor
    lease: timedelta
    is_stopping: Event = field(default_factory=Event)
    gives_way: Callable[[], bool] = _never

    @property
    def progress(self) -> Progress:
        """The steps that are done, by this run or earlier ones."""
        return self.job.progress

    def give_way(self) -> None:
        """Between steps that are kept: leave the others to a later run if a person waits for another job.

        Raises:
            JobInterruptedError: a person does.
        """
        if self.gives_way():
            raise JobInterruptedError

    def report(self, work: Work, done: int, total: int) -> None:
        """Keep how far the job is, in the unit of work of the step: the step and its progress are kept, or neither is.

        A step that has nothing to write opens a unit for this alone. Report every few seconds.

        Args:
            done: steps that need not be done again if the job is cut off.
            total: of how many.

        Raises:
            JobCancelledError: the person has cancelled the job. The step is not kept.
            JobInterruptedError: the service stops, or another process has the job. The step is not kept.
        """
        store, run = work.of(JobWork).jobs, self.job.run
        found = None if run is None or self.is_stopping.is_set() else store.of_run(self.job.id, run.claim)
        if found is None or found.run is None:
            raise JobInterruptedError
        if found.is_cancelled:
            raise JobCancelledError
        extended = found.run._replace(until=work.now + self.lease)
        self.job = replace(found, progress=Progress(done, total), attempts=0, run=extended)
        store.change(self.job)


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    Attributes:
        name: in rows and in the API; it never changes.
        title: what such a job does, for people.
        permission: what the person must still be permitted when it runs.
        run: does what is left of a job, and returns what its result says. A ShinganError that it raises is told to the
            person.
        address: of the page of what a job works for.
        is_own: whether the service does it on its own account: the person whose call made it necessary neither sees nor
            cancels it, and what they may do by then does not matter.
        ended: keeps what follows from the end of a job, however it ended, in the unit of work that keeps this.
    """

    name: str
    title: Message
    permission: str
    run: "Callable[[Parts, RunningJob], Mapping[str, Any] | None]"
    address: Callable[[Job], str] | None = None
    is_own: bool = False
    ended: Callable[[Work, Job], None] | None = None
