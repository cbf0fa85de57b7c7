"""The JSON API of jobs: how far they are, how they ended, and cancelling them."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.jobs.domain import JobState
from serve.jobs.permissions import JobPermission
from serve.jobs.service import Jobs, ShownJob
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut
from serve.platform.reader import language_of

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobsPart = Annotated[Jobs, Depends(provided(Jobs))]
Owner = Annotated[Actor, Depends(permitted(JobPermission.USE))]
ID_PATTERN = "^j-[0-9a-f]{32}$"
JobId = Annotated[str, Path(pattern=ID_PATTERN, examples=["j-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]

JOB: dict[str, Any] = {
    "id": "j-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "kind": "import",
    "about": "b-0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "state": "running",
    "done": 340,
    "total": 1200,
    "is_cancelled": False,
    "created_at": "2026-11-27T10:20:00Z",
    "ended_at": None,
    "left": "About 4 minutes left.",
    "reason": None,
    "result": None,
}
EXAMPLES: dict[str, Any] = {"JobOut": JOB, "JobsOut": {"jobs": [JOB], "after": None}}


class JobOut(BaseModel):
    """One job."""

    id: str
    kind: str = Field(description="What it does, such as `import`.")
    about: str = Field(description="The id of what it works for; may be empty.")
    state: JobState
    done: int = Field(description="Steps that are done. After a restart, the job continues from here.")
    total: int = Field(description="Of how many steps; 0 while that is not known.")
    is_cancelled: bool = Field(description="Whether its person has cancelled it. A running job ends at its next step.")
    created_at: datetime
    ended_at: datetime | None
    left: str | None = Field(description="How long it will take, in words; null if that can't be told.")
    reason: str | None = Field(description="Why it failed; null otherwise.")
    result: dict[str, Any] | None = Field(description="What its kind says of the result; null until it is done.")


class JobsOut(PageOut):
    """Some jobs, the latest first."""

    jobs: list[JobOut]


def _out(request: Request, shown: ShownJob) -> JobOut:
    job, ending, say = shown.job, shown.job.ending, language_of(request).say
    return JobOut(
        id=job.id,
        kind=job.kind,
        about=job.about,
        state=job.state,
        done=job.progress.done,
        total=job.progress.total,
        is_cancelled=job.is_cancelled,
        created_at=job.created_at,
        ended_at=ending and ending.at,
        left=say(shown.left) if shown.left else None,
        reason=say(ending.reason) if ending and ending.reason else None,
        result=dict(ending.result) if ending and ending.state is JobState.DONE else None,
    )


@router.get(
    "",
    operation_id="listJobs",
    summary="One's jobs",
    description="Long work that a call has asked for and that the service does afterwards, the latest first. A job "
    "survives a restart of the service. Jobs that have ended are removed after some days.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_jobs(request: Request, actor: Owner, jobs: JobsPart, after: After = None, limit: Limit = PAGE) -> JobsOut:
    """One page of the caller's jobs."""
    page = jobs.page(actor, after, limit)
    return JobsOut(jobs=[_out(request, each) for each in page.entries], after=page.after)


@router.get(
    "/{job_id}",
    operation_id="getJob",
    summary="How far a job is",
    description="Ask every few seconds until `ended_at` is set.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_job(request: Request, actor: Owner, jobs: JobsPart, job_id: JobId) -> JobOut:
    """One job of the caller."""
    return _out(request, jobs.view(actor, job_id))


@router.post(
    "/{job_id}/cancel",
    operation_id="cancelJob",
    summary="Cancel a job",
    description="What its steps have kept so far stays. A waiting job ends at once, a running one at its next step; "
    "one that has ended stays as it is.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_cancel(request: Request, actor: Owner, jobs: JobsPart, job_id: JobId, call: CallPart) -> JobOut:
    """Cancel a job of the caller."""
    return _out(request, jobs.cancel(actor, job_id, call))
