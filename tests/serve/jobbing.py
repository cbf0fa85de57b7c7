"""A kind of job for tests: it writes a line for each of its steps, as a step of an import writes a row."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from model.messages import message
from serve.accounts.domain import Actor
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.permissions import JobPermission
from serve.jobs.runner import LEASE, JobRunner
from serve.jobs.service import enqueue
from serve.jobs.work import JobWork
from serve.platform.parts import Parts
from serve.platform.work import Works


def _count(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    """Count to a number; each step adds a line with the number and the process to a file before it is kept."""
    of = int(job.job.arguments["of"])
    for number in range(job.progress.done, of):
        with Path(job.job.arguments["file"]).open("a") as file:
            file.write(f"{number} {os.getpid()}\n")
        with parts[Works].begin(job.actor) as work:
            job.report(work, number + 1, of)
    return {"counted": of}


COUNTING = JobKind("counting", message("Import of a ZIP file"), JobPermission.USE, _count)


def runner_of(parts: Parts, kind: JobKind = COUNTING, lease: timedelta = LEASE) -> JobRunner:
    """What runs jobs of a kind, as one process does."""
    return JobRunner(parts[Works].of(JobWork), {kind.name: kind}, parts, lease)


def asked(parts: Parts, actor: Actor, kind: JobKind = COUNTING, about: str = "", **arguments: Any) -> str:
    """The id of a new job."""
    with parts[Works].begin(actor) as work:
        return enqueue(work, kind, about, **arguments)


def counted(file: Path) -> list[int]:
    """The steps that were begun, in order."""
    return [int(line.split()[0]) for line in file.read_text().splitlines()]
