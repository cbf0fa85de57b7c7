"""The pages on which right holders contribute images: the list, and one contribution with all its steps."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.catalogue import ProductSheet
from model.datasets.manifest_rows import COLUMNS
from model.messages import Localized, Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.contributions.choices import ContributionChoices
from serve.contributions.domain import EDITABLE, ContributionState
from serve.contributions.findings import KINDS, at_once, said_by, words_of
from serve.contributions.image_domain import EVERY_IMAGE, ContributionFinding, ImageState, Severity
from serve.contributions.image_routes import LabellingPart
from serve.contributions.labelling import Selection
from serve.contributions.losses import Losses
from serve.contributions.messages import FOR_SCRIPT, IMAGE_STATES, ITEMS_BY, LABELS, SETTLED
from serve.contributions.page_forms import BatchForm, FilterPart, ReadingForm, query_of
from serve.contributions.permissions import ContributionPermission
from serve.contributions.routes import (
    After,
    ContributionId,
    ContributionsPart,
    Editor,
    Reader,
    SubmissionsPart,
    Submitter,
    Withdrawer,
)
from serve.contributions.service import Changes
from serve.contributions.shown import MOST_PRODUCTS, ShownContribution
from serve.contributions.submitting import WithdrawalRequest
from serve.jobs.service import Jobs, ShownJob
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError, NothingTickedError
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.platform.versions import ReadVersion, etag
from serve.uploads.messages import FOR_SCRIPT as UPLOADING

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
IN_GRID = 60
EXAMPLES = 3
MEGABYTE = 1_000_000

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

ChoicesPart = Annotated[ContributionChoices, Depends(provided(ContributionChoices))]
JobsPart = Annotated[Jobs, Depends(provided(Jobs))]
LossesPart = Annotated[Losses, Depends(provided(Losses))]
Number = Annotated[int | None, Query(ge=1, le=9_999_999)]
Line = Annotated[str, Form(max_length=500)]


@router.get("/contributions")
def get_contributions(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    contributions: ContributionsPart,
    choices: ChoicesPart,
    after: After = None,
) -> str:
    """The contributions of the right holder, the latest first."""
    page = contributions.page(actor, after, LISTED)
    products = products_of(request, choices.sheets(actor))
    may = actor.may(ContributionPermission.EDIT)
    return rendered(request, pages, "contributions.html", page=page, products=products, may_contribute=may)


def products_of(request: Request, sheets: Mapping[str, ProductSheet]) -> Mapping[str, Localized]:
    """The names of products by their id, in the reader's language."""
    languages = languages_of(request)
    named = {product: spoken(sheet.name, languages) for product, sheet in sheets.items()}
    return {product: name if name.text else Localized(product, "") for product, name in named.items()}


@router.get("/contributions/manifest.csv")
def get_table(_: Reader) -> Response:
    """An empty table to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="manifest.csv"'}
    return Response("\ufeff" + ",".join(COLUMNS) + "\r\n", headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/contributions/{contribution_id}")
def get_contribution(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    contributions: ContributionsPart,
    labelling: LabellingPart,
    choices: ChoicesPart,
    jobs: JobsPart,
    losses: LossesPart,
    contribution_id: ContributionId,
    only: FilterPart,
    after: Number = None,
) -> str:
    """One contribution: its files, what was understood and found, and its images."""
    shown = contributions.view(actor, contribution_id)
    common = names_of_one(actor, shown)
    names = {
        **common,
        "losses": losses.of(actor, contribution_id) if common["may"]["withdraw"] else [],
        "products": products_of(request, choices.sheets(actor)),
        "kinds": [kind for kind in shown.kinds if kind.images],
        "is_product_unknown": any(kind.images and kind.products for kind in shown.kinds),
        "most_products": MOST_PRODUCTS,
        "job": _job(actor, jobs, shown),
        "images": labelling.in_order(actor, contribution_id, only, after or 0, IN_GRID),
        "examples": labelling.page(actor, contribution_id, EVERY_IMAGE, 0, EXAMPLES).entries,
        "only": only,
        "query": query_of(only),
        "finding_title": next((kind.title for kind in shown.kinds if kind.code == only.finding), only.finding),
        "megabytes": round(shown.bytes / MEGABYTE, 1),
        "scripts": {**UPLOADING, **FOR_SCRIPT},
    }
    return rendered(request, pages, "contribution.html", **names)


def names_of_one(actor: Actor, shown: ShownContribution) -> Mapping[str, Any]:
    """What every page of one contribution says."""
    contribution, found = shown.contribution, shown.contribution.summary
    is_checked = contribution.state is ContributionState.CHECKED
    is_faulty = found.states.get(ImageState.FAULTY, 0) or any(
        finding.severity is Severity.ERROR for file in shown.found_in_files for finding in file.findings
    )
    is_ready = is_checked and not is_faulty and found.states.get(ImageState.READY, 0)
    is_submitted = contribution.state is ContributionState.SUBMITTED
    edits = actor.may(ContributionPermission.EDIT)
    return {
        "shown": shown,
        "contribution": contribution,
        "may": {
            "edit": edits and contribution.state in EDITABLE,
            "label": edits and is_checked,
            "submit": actor.may(ContributionPermission.SUBMIT) and is_ready,
            "withdraw": actor.may(ContributionPermission.WITHDRAW) and is_submitted,
        },
        "labels": LABELS,
        "image_states": IMAGE_STATES,
        "settled": SETTLED,
        "items_by": ITEMS_BY,
        "words_of": words_of,
        "said_by": said_by,
        "title_of": title_of,
        "at_once": at_once,
        "etag": etag(contribution.version),
        "idempotency_key": secrets.token_urlsafe(),
    }


def title_of(finding: ContributionFinding) -> Wording:
    """What a finding says, without the values of one row and without its cure."""
    return words_of(finding) if finding.words else KINDS[finding.code].title


def _job(actor: Actor, jobs: Jobs, shown: ShownContribution) -> ShownJob | None:
    """The latest check; None if there is none, or a colleague has asked for it."""
    if shown.contribution.job_id is None:
        return None
    try:
        return jobs.view(actor, shown.contribution.job_id)
    except NotFoundError:
        return None


@router.post("/contributions/{contribution_id}/check")
def post_check(
    actor: Editor, contributions: ContributionsPart, contribution_id: ContributionId, call: CallPart
) -> Response:
    """Check all files."""
    contributions.check(actor, contribution_id, call)
    return to_contribution(contribution_id)


@router.post("/contributions/{contribution_id}/reading")
def post_reading(
    actor: Editor,
    contributions: ContributionsPart,
    contribution_id: ContributionId,
    call: CallPart,
    given: Annotated[ReadingForm, Form()],
) -> Response:
    """Understand the files in another way, and check them again."""
    before = contributions.view(actor, contribution_id).contribution.reading
    shown = contributions.change(actor, contribution_id, Changes(reading=given.reading(before)), call=call)
    if shown.contribution.state is not ContributionState.CHECKING:
        contributions.check(actor, contribution_id)
    return to_contribution(contribution_id)


@router.post("/contributions/{contribution_id}/batch")
def post_batch(
    actor: Editor,
    labelling: LabellingPart,
    contribution_id: ContributionId,
    call: CallPart,
    given: Annotated[BatchForm, Form()],
) -> Response:
    """Say what many images show."""
    if given.do == "keep_one":
        labelling.keep_one(actor, contribution_id, given.finding, call=call)
        return to_contribution(contribution_id, given.back)
    if not given.finding and not given.numbers:
        raise NothingTickedError(field="numbers")
    selection = Selection(finding=given.finding) if given.finding else Selection(frozenset(given.numbers))
    labelling.set(actor, contribution_id, selection, given.edit(), call=call)
    return to_contribution(contribution_id, given.back)


@router.post("/contributions/{contribution_id}/submit")
def post_submit(
    actor: Submitter,
    submissions: SubmissionsPart,
    contribution_id: ContributionId,
    call: CallPart,
    version: Line = "",
) -> Response:
    """Submit what was read."""
    submissions.submit(actor, contribution_id, ReadVersion({version}), call)
    return to_contribution(contribution_id)


@router.post("/contributions/{contribution_id}/withdraw")
def post_withdraw(
    actor: Withdrawer,
    submissions: SubmissionsPart,
    contribution_id: ContributionId,
    call: CallPart,
    reason: Line = "",
    item: Line = "",
    entry: Line = "",
) -> Response:
    """Withdraw an item, or everything. Pages of an earlier version name the item."""
    what = WithdrawalRequest((entry,) if entry else (), (item,) if item and not entry else ())
    submissions.withdraw(actor, contribution_id, reason, what, call)
    return to_contribution(contribution_id)


@router.post("/contributions/{contribution_id}/remove")
def post_remove(
    actor: Editor, contributions: ContributionsPart, contribution_id: ContributionId, call: CallPart
) -> Response:
    """Remove a contribution that was not submitted."""
    contributions.remove(actor, contribution_id, call)
    return RedirectResponse("/contributions", HTTPStatus.SEE_OTHER)


def to_contribution(contribution_id: str, back: str = "") -> RedirectResponse:
    """Continue to a contribution.

    Args:
        back: the address of its page from which a form was sent, with what was filtered there.
    """
    address = f"/contributions/{contribution_id}"
    return RedirectResponse(f"{back}#images" if back.startswith(f"{address}?") else address, HTTPStatus.SEE_OTHER)
