"""What jobs bring to the service."""

from collections.abc import Mapping
from datetime import timedelta

import anyio
import anyio.to_thread
import structlog

from model.messages import message
from serve.jobs import pages, routes, schemas, tables
from serve.jobs.consumer import keep_running
from serve.jobs.kinds import JobKind
from serve.jobs.messages import FOR_TEMPLATES
from serve.jobs.permissions import GRANTS, JobPermission
from serve.jobs.runner import JobRunner
from serve.jobs.service import Jobs
from serve.jobs.verifier import JobVerifier
from serve.jobs.work import JobWork
from serve.platform.errors import ClockError, StorageError
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works

log = structlog.get_logger(__name__)
HOUR = 3600


def _parts(parts: Parts) -> Mapping[type, object]:
    kinds = {kind.name: kind for kind in parts.subjects.extensions(JobKind)}
    work = parts[Works].of(JobWork)
    return {Jobs: Jobs(work, kinds), JobRunner: JobRunner(work, kinds, parts)}


async def _keep_running(parts: Parts) -> None:
    runner = parts[JobRunner]
    if runner.kinds and parts.settings.job_workers:
        await keep_running(runner, parts.settings.job_workers)


async def _keep_removing(parts: Parts) -> None:
    while True:
        try:
            await anyio.to_thread.run_sync(parts[JobRunner].remove_ended, timedelta(days=parts.settings.job_days))
        except (StorageError, ClockError) as fault:
            log.warning("jobs_not_removed", error=str(fault))
        await anyio.sleep(HOUR)


SUBJECT = Subject(
    name="jobs",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(JobPermission.USE, "/jobs", message("My jobs"), is_late=True),),
    examples=schemas.EXAMPLES,
    tables=(tables.jobs,),
    verifiers=(lambda _: JobVerifier(),),
    tasks=(_keep_running, _keep_removing),
)
