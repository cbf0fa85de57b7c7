"""The page of one contributed image: what it shows, and where it deviates."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from model.datasets.fields import PointMark
from model.errors import ValueRejectedError
from model.messages import Localized, Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.contributions.choices import ContributionChoices
from serve.contributions.correcting import Corrections
from serve.contributions.domain import ContributionStateError
from serve.contributions.image_domain import ContributedImage
from serve.contributions.image_routes import LabellingPart, Number, ProposalsPart
from serve.contributions.labelling import Labelling, Selection
from serve.contributions.losses import Losses
from serve.contributions.new_pages import CorrectionsPart
from serve.contributions.page_forms import edit_in, fields_of, points_of
from serve.contributions.pages import ChoicesPart, LossesPart, names_of_one, products_of
from serve.contributions.proposing import MarkProposal
from serve.contributions.routes import ContributionId, ContributionsPart, Editor, Reader
from serve.contributions.service import Contributions
from serve.contributions.shown import ShownImage
from serve.platform.dependencies import provided
from serve.platform.idempotency import IdempotentCall
from serve.platform.inference import WorkerPool
from serve.platform.languages import spoken
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import languages_of
from serve.platform.versions import ReadVersion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PoolPart = Annotated[WorkerPool, Depends(provided(WorkerPool))]


class Parts(NamedTuple):
    """What the page is made from."""

    contributions: Contributions
    labelling: Labelling
    choices: ContributionChoices
    corrections: Corrections
    losses: Losses
    pages: Pages


def parts_of(
    contributions: ContributionsPart,
    labelling: LabellingPart,
    choices: ChoicesPart,
    corrections: CorrectionsPart,
    losses: LossesPart,
    pages: PagesPart,
) -> Parts:
    """All of it, as one dependency."""
    return Parts(contributions, labelling, choices, corrections, losses, pages)


PartsPart = Annotated[Parts, Depends(parts_of)]


@router.get("/contributions/{contribution_id}/images/{number}")
async def get_image(
    request: Request,
    actor: Reader,
    parts: PartsPart,
    proposals: ProposalsPart,
    pool: PoolPart,
    contribution_id: ContributionId,
    number: Number,
    propose: Annotated[str, Query(max_length=10)] = "",
    saved: Annotated[int | None, Query(ge=1, le=9_999_999)] = None,
) -> str:
    """One image; on request with the marks that the active release proposes.

    Args:
        saved: the number of the image that was saved just before; None if none was.
    """
    said: dict[str, Any] = {"saved": saved}
    if propose:
        try:
            said["proposal"] = await pool.run(lambda: proposals.propose(actor, contribution_id, number))
        except ContributionStateError as fault:
            said["unproposed"] = fault.message
    return await run_in_threadpool(lambda: _page(request, actor, parts, contribution_id, number, **said))


def _page(
    request: Request,
    actor: Actor,
    parts: Parts,
    contribution_id: str,
    number: int,
    *,
    proposal: MarkProposal | None = None,
    unproposed: Wording = "",
    problem: Wording = "",
    form: Mapping[str, str] | None = None,
    saved: int | None = None,
) -> str:
    shown, sheets = parts.labelling.view(actor, contribution_id, number).shown, parts.choices.sheets(actor)
    sheet = sheets.get(shown.image.said.product or "")
    languages = languages_of(request)
    points = _points(request, parts.choices, actor, shown.image)
    common, entry_id = names_of_one(actor, parts.contributions.view(actor, contribution_id)), shown.image.entry_id
    names = {
        **common,
        "losses": parts.losses.of(actor, contribution_id, entry_id) if entry_id and common["may"]["withdraw"] else [],
        **shown._asdict(),
        "products": products_of(request, sheets),
        "views": [(view.id, spoken(view.title, languages)) for view in sheet.views] if sheet else [],
        "fields": fields_of(points, _marks(shown, proposal), form),
        **parts.labelling.beside(actor, contribution_id, number)._asdict(),
        "correction": parts.corrections.begun(actor, entry_id) if entry_id else None,
        "proposal": proposal,
        "unproposed": unproposed,
        "problem": problem,
        "saved": saved,
    }
    return rendered(request, parts.pages, "contributed_image.html", **names)


def _points(
    request: Request, choices: ContributionChoices, actor: Actor, image: ContributedImage
) -> Mapping[str, Localized]:
    """The points that may be marked on an image, by their id, in the order of the sheet."""
    sheet = choices.sheets(actor).get(image.said.product or "")
    languages = languages_of(request)
    titles = {point.id: spoken(point.title, languages) for point in sheet.points} if sheet else {}
    found = points_of(sheet.points if sheet else (), image.said.view, image.said.marks or ())
    return {point: titles[point] if point in titles and titles[point].text else Localized(point, "") for point in found}


def _marks(shown: ShownImage, proposal: MarkProposal | None) -> Sequence[PointMark]:
    """The marks of an image, and those that the release proposes of other points."""
    marks = shown.image.said.marks or ()
    marked = {mark.id for mark in marks}
    return [*marks, *(mark for mark in (proposal.marks if proposal else ()) if mark.id not in marked)]


@router.post("/contributions/{contribution_id}/images/{number}")
async def post_image(
    request: Request, actor: Editor, parts: PartsPart, contribution_id: ContributionId, number: Number, call: CallPart
) -> Response:
    """Say what an image shows."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(lambda: _saved(request, actor, parts, contribution_id, number, form, call))


def _saved(
    request: Request,
    actor: Actor,
    parts: Parts,
    contribution_id: str,
    number: int,
    form: Mapping[str, str],
    call: IdempotentCall,
) -> Response:
    image = parts.labelling.view(actor, contribution_id, number).shown.image
    try:
        edit = edit_in(form, _points(request, parts.choices, actor, image), image)
    except ValueRejectedError as fault:
        page = _page(request, actor, parts, contribution_id, number, problem=fault.message, form=form)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    read = ReadVersion({form.get("version", "")})
    following = parts.labelling.beside(actor, contribution_id, number).next  # a new label changes the order
    parts.labelling.set(actor, contribution_id, Selection(frozenset({number})), edit, read, call)
    to = following if form.get("do") == "next" else None
    return RedirectResponse(
        f"/contributions/{contribution_id}/images/{to or number}?saved={number}", HTTPStatus.SEE_OTHER
    )
