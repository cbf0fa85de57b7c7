"""The JSON API of contributions: begin, describe, check, submit, withdraw."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.contributions.examples import CONTRIBUTION_ID, CONTRIBUTIONS
from serve.contributions.permissions import ContributionPermission
from serve.contributions.report import Reports
from serve.contributions.request_schemas import began_of, changes_of
from serve.contributions.response_schemas import contribution_out, summary_out
from serve.contributions.schemas import (
    CheckOut,
    ContributionIn,
    ContributionOut,
    ContributionPatch,
    ContributionsOut,
    WithdrawIn,
)
from serve.contributions.service import Contributions
from serve.contributions.submitting import Submissions, WithdrawalRequest
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix=CONTRIBUTIONS, tags=["contributions"])

ContributionsPart = Annotated[Contributions, Depends(provided(Contributions))]
SubmissionsPart = Annotated[Submissions, Depends(provided(Submissions))]
ReportsPart = Annotated[Reports, Depends(provided(Reports))]
Reader = Annotated[Actor, Depends(permitted(ContributionPermission.READ))]
Editor = Annotated[Actor, Depends(permitted(ContributionPermission.EDIT))]
Submitter = Annotated[Actor, Depends(permitted(ContributionPermission.SUBMIT))]
Withdrawer = Annotated[Actor, Depends(permitted(ContributionPermission.WITHDRAW))]
ID_PATTERN = "^k-[0-9a-f]{32}$"
ContributionId = Annotated[str, Path(pattern=ID_PATTERN, examples=[CONTRIBUTION_ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
CSV = {"description": "A table (CSV, UTF-8).", "content": {"text/csv": {"schema": {"type": "string"}}}}


@router.get(
    "",
    operation_id="listContributions",
    summary="Contributions of images",
    description="Those of your organisation, the latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_contributions(
    actor: Reader, contributions: ContributionsPart, after: After = None, limit: Limit = PAGE
) -> ContributionsOut:
    """One page of the contributions."""
    page = contributions.page(actor, after, limit)
    return ContributionsOut(contributions=[summary_out(each) for each in page.entries], after=page.after)


@router.post(
    "",
    operation_id="addContribution",
    status_code=201,
    summary="Begin a contribution",
    description="Send the files with `createUpload` (purpose `contribution`), add them with `addContributionFiles`, "
    "and have them checked. Nothing is handed in before you submit it. An item that was sent back is corrected by a "
    "contribution of its own (`corrects`).",
    responses={201: {**located("the contribution")}, **problem_responses(400, 401, 403, 409, 422, 503)},
)
def post_contribution(
    request: Request,
    actor: Editor,
    contributions: ContributionsPart,
    given: ContributionIn,
    call: CallPart,
    response: Response,
) -> ContributionOut:
    """Begin a contribution."""
    shown = contributions.create(actor, began_of(given), call)
    response.headers["Location"] = f"{router.prefix}/{shown.contribution.id}"
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.get(
    "/{contribution_id}",
    operation_id="getContribution",
    summary="One contribution",
    description="Where it stands, how its files were understood, and how many rows have which findings.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_contribution(
    request: Request,
    actor: Reader,
    contributions: ContributionsPart,
    contribution_id: ContributionId,
    response: Response,
) -> ContributionOut:
    """One contribution."""
    shown = contributions.view(actor, contribution_id)
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.patch(
    "/{contribution_id}",
    operation_id="changeContribution",
    summary="Change a contribution",
    description="Its licence, its note, or how its files are understood. After the latter it must be checked again.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def patch_contribution(
    request: Request,
    actor: Editor,
    contributions: ContributionsPart,
    contribution_id: ContributionId,
    given: ContributionPatch,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ContributionOut:
    """Change a contribution."""
    before = contributions.view(actor, contribution_id).contribution
    shown = contributions.change(actor, contribution_id, changes_of(given, before.reading), read, call)
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.delete(
    "/{contribution_id}",
    operation_id="removeContribution",
    status_code=204,
    summary="Remove a contribution that was not submitted",
    description="It is gone at once, and its files within two days.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def delete_contribution(
    actor: Editor, contributions: ContributionsPart, contribution_id: ContributionId, call: CallPart
) -> Response:
    """Remove a contribution."""
    contributions.remove(actor, contribution_id, call)
    return Response(status_code=204)


@router.post(
    "/{contribution_id}/check",
    operation_id="checkContribution",
    status_code=202,
    summary="Check all files",
    description="A job unpacks and reads them. Nothing is submitted: a check is a dry run. Without new files it only "
    "takes what was changed into account.",
    responses={202: located("the job"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_check(
    actor: Editor,
    contributions: ContributionsPart,
    contribution_id: ContributionId,
    call: CallPart,
    response: Response,
) -> CheckOut:
    """Check all files."""
    job = contributions.check(actor, contribution_id, call)
    response.headers["Location"] = f"/v1/jobs/{job}"
    return CheckOut(job=job)


@router.post(
    "/{contribution_id}/submit",
    operation_id="submitContribution",
    summary="Submit a contribution",
    description="Everything that is not left out, or nothing: no row may have an error. The operator's curator then "
    "reviews each item.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 412, 422, 503)},
)
def post_submit(
    request: Request,
    actor: Submitter,
    submissions: SubmissionsPart,
    contribution_id: ContributionId,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ContributionOut:
    """Submit."""
    shown = submissions.submit(actor, contribution_id, read, call)
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.post(
    "/{contribution_id}/withdraw",
    operation_id="withdrawContribution",
    summary="Withdraw what was submitted",
    description="Some items or everything. Data sets that are frozen later lack it; releases that were trained with "
    "it before are listed for the operator.",
    responses={200: {"headers": ETAG}, **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_withdraw(
    request: Request,
    actor: Withdrawer,
    submissions: SubmissionsPart,
    contribution_id: ContributionId,
    given: WithdrawIn,
    call: CallPart,
    response: Response,
) -> ContributionOut:
    """Withdraw."""
    what = WithdrawalRequest(tuple(given.entries or ()), tuple(given.items or ()))
    shown = submissions.withdraw(actor, contribution_id, given.reason, what, call)
    response.headers["ETag"] = etag(shown.contribution.version)
    return contribution_out(shown, language_of(request))


@router.get(
    "/{contribution_id}/report.csv",
    operation_id="exportContributionReport",
    summary="The report, row by row",
    description="Every row with what was understood, its findings and what cures them, in your language. Cells that a "
    "spreadsheet would take for a formula are text. The export is recorded.",
    response_class=Response,
    responses={200: CSV, **problem_responses(401, 403, 404, 422, 503)},
)
def get_report(request: Request, actor: Reader, reports: ReportsPart, contribution_id: ContributionId) -> Response:
    """The report."""
    text = reports.table(actor, contribution_id, language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{contribution_id}.csv"', "Vary": "Accept-Language"}
    return Response(text, headers=headers, media_type="text/csv; charset=utf-8")
