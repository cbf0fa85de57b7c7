"""The pages of one's jobs. Other pages show a job with the macro `job_card` of `job_parts.html`."""

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from serve.accounts.guard import CallPart
from serve.jobs.routes import After, JobId, JobsPart, Owner
from serve.platform.pages import PagesPart, rendered

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/jobs")
def get_jobs(request: Request, actor: Owner, pages: PagesPart, jobs: JobsPart, after: After = None) -> str:
    """The person's jobs, the latest first."""
    return rendered(request, pages, "jobs.html", page=jobs.page(actor, after, LISTED))


@router.get("/jobs/{job_id}")
def get_job(request: Request, actor: Owner, pages: PagesPart, jobs: JobsPart, job_id: JobId) -> str:
    """One job."""
    return rendered(request, pages, "job.html", shown=jobs.view(actor, job_id))


@router.post("/jobs/{job_id}/cancel")
def post_cancel(actor: Owner, jobs: JobsPart, job_id: JobId, call: CallPart) -> Response:
    """Cancel a job."""
    jobs.cancel(actor, job_id, call)
    return RedirectResponse(f"/jobs/{job_id}", HTTPStatus.SEE_OTHER)
