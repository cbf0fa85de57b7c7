"""The JSON API of jobs: how far they are, how they ended, and cancelling them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.jobs.permissions import JobPermission
from serve.jobs.schemas import JobOut, JobsOut, job_out
from serve.jobs.service import Jobs
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobsPart = Annotated[Jobs, Depends(provided(Jobs))]
Owner = Annotated[Actor, Depends(permitted(JobPermission.USE))]
ID_PATTERN = "^j-[0-9a-f]{32}$"
JobId = Annotated[str, Path(pattern=ID_PATTERN, examples=["j-0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


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
    return JobsOut(jobs=[job_out(each, language_of(request)) for each in page.entries], after=page.after)


@router.get(
    "/{job_id}",
    operation_id="getJob",
    summary="How far a job is",
    description="Ask every few seconds until `ended_at` is set.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_job(request: Request, actor: Owner, jobs: JobsPart, job_id: JobId) -> JobOut:
    """One job of the caller."""
    return job_out(jobs.view(actor, job_id), language_of(request))


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
    return job_out(jobs.cancel(actor, job_id, call), language_of(request))
