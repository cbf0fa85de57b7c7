"""The threads that run jobs: huey's consumer over the table of jobs (decision 0041).

huey brings the threads, the pauses between looks into an empty queue, the replacement of a thread that died, and the
orderly end. Its own storages remove a task when it begins, so a kill loses it; here, to take a task is to take a job.
"""

import os
import sys
import threading
from typing import Any

import anyio
import anyio.to_thread
import structlog
from huey import Huey
from huey.consumer import Consumer
from huey.storage import MemoryStorage

from serve.jobs.domain import Job
from serve.jobs.runner import JobRunner
from serve.platform.errors import ClockError, StorageError

log = structlog.get_logger(__name__)
RENEWED_WITHIN = 5  # of a lease, so that a late renewal is early enough
STOP_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0  # seconds between looks for a job
NICENESS = 10  # verdicts go first


class _TableOfJobs(MemoryStorage):  # type: ignore[misc]  # huey has no types
    """A storage whose queue is the table of jobs. Nothing is put into it: units of work write rows."""

    def __init__(self, name: str, *, runner: JobRunner) -> None:
        super().__init__(name)
        self._runner = runner

    def dequeue(self) -> Any:
        """Take a job; None if there is none, or if none can be taken at present."""
        try:
            return self._runner.take()
        except (StorageError, ClockError) as fault:
            log.warning("no_job_taken", error=str(fault))
            return None


class _Jobs(Huey):  # type: ignore[misc]  # huey has no types
    """A huey whose one task is to run the job that was taken."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__("jobs", results=False, storage_class=_TableOfJobs, runner=runner)
        self._run = self.task()(runner.run)
        self.on_startup()(_go_second)

    def deserialize_task(self, data: Job) -> Any:
        """The task for a job; it never leaves this process, so nothing is pickled."""
        return self._run.s(data)


class _Consumer(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer inside a server, which has the signals."""

    def _set_signal_handlers(self) -> None:
        """Leave them as they are."""


def _go_second() -> None:
    """Lower the priority of this thread; elsewhere than on Linux it would be that of the process."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


async def keep_running(runner: JobRunner, workers: int) -> None:
    """Run jobs until cancelled: then wait shortly, and leave unfinished ones to the next start.

    Args:
        workers: how many at once.
    """
    consumer = _Consumer(
        _Jobs(runner),
        workers=workers,
        periodic=False,
        initial_delay=FIRST_PAUSE,
        max_delay=LONGEST_PAUSE,
        shutdown_timeout=STOP_SECONDS,
    )
    consumer.start()
    try:
        while True:
            await anyio.sleep(runner.lease.total_seconds() / RENEWED_WITHIN)
            await anyio.to_thread.run_sync(_renew, runner)
            consumer.check_worker_health()
    finally:
        runner.stop()
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: consumer.stop(graceful=True))


def _renew(runner: JobRunner) -> None:
    try:
        runner.renew()
    except (StorageError, ClockError) as fault:
        log.warning("jobs_not_renewed", error=str(fault))
