"""The pages: photograph an item, read its verdict, read what the assistant can't do."""

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, message
from model.verdict import Verdict
from serve.accounts.own_routes import Self
from serve.catalogue.guide import Guide
from serve.catalogue.notices import noticed_products, notices_of
from serve.examinations import messages
from serve.examinations.asked_photos import asked_photos
from serve.examinations.asking_page import asked
from serve.examinations.deciding import ANSWERS
from serve.examinations.domain import Examination, VerdictHiddenError
from serve.examinations.doubts import foreign
from serve.examinations.forms import form_names, revision_names
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.preliminary_routes import PreliminaryPart
from serve.examinations.routes import (
    After,
    CataloguePart,
    ExaminationId,
    ExaminationsPart,
    Examiner,
    Reader,
    SettingsPart,
    WorkersPart,
    examine,
    recent,
)
from serve.examinations.verdict_page import verdict_names
from serve.platform.dependencies import open_to_all, provided
from serve.platform.errors import NotFoundError
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import PartsPart
from serve.platform.problems import problems_of
from serve.platform.reader import language_of, languages_of
from serve.releases.service import Releases

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Open = Depends(open_to_all)
DrawingPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
ReleasesPart = Annotated[Releases, Depends(provided(Releases))]


@router.get("/")
def new_examination(
    request: Request,
    actor: Self,
    pages: PagesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    parts: PartsPart,
    product: Annotated[str, Query(max_length=190)] = "",
) -> Response:
    """The form: photos of one item, and the product if the officer knows it or comes from its sheet.

    Others are redirected to their own start page.
    """
    if not actor.may(ExaminationPermission.CREATE):
        start = next((entry.path for entry in pages.menu if entry.is_start and actor.may(entry.permission)), "/account")
        return RedirectResponse(start, HTTPStatus.SEE_OTHER)
    languages = languages_of(request)
    gone = catalogue.not_examinable(actor, languages)
    names = form_names(catalogue.examinable(actor, languages), settings, noticed_products(parts, actor), gone)
    return HTMLResponse(rendered(request, pages, "new.html", chosen=product, **names))


@router.get("/examinations")
def get_list(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    examinations: ExaminationsPart,
    catalogue: CataloguePart,
    after: After = None,
) -> str:
    """The person's own examinations, the latest first."""
    page = recent(request, actor, examinations, catalogue, after)
    outcomes = {outcome: text.headline for outcome, text in messages.OUTCOMES.items()}
    names = {"page": page, "outcomes": outcomes, "is_first": after is None, "idempotency_key": secrets.token_urlsafe()}
    return rendered(request, pages, "examinations.html", **names)


@router.post("/examinations")
async def post_form(
    request: Request, actor: Examiner, settings: SettingsPart, workers: WorkersPart, examinations: ExaminationsPart
) -> RedirectResponse:
    """Examine the photos of the form, then redirect to the verdict."""
    examination = await examine(request, actor, settings, workers, examinations)
    return RedirectResponse(f"/examinations/{examination.id}", HTTPStatus.SEE_OTHER)


@router.get("/examinations/{examination_id}")
async def get_page(
    request: Request,
    actor: Reader,
    examination_id: ExaminationId,
    examinations: ExaminationsPart,
    releases: ReleasesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    pages: PagesPart,
    parts: PartsPart,
    drawing: DrawingPart,
    preliminary: PreliminaryPart,
) -> Response:
    """The verdict, for an officer to read; as long as it is hidden, where it is revealed."""
    languages = languages_of(request)

    def work() -> str:
        examination = examinations.view(actor, examination_id)
        names = {
            **verdict_names(examination, releases, languages, actor),
            **revision_names(
                examination,
                catalogue.examinable(actor, languages),
                settings,
                catalogue.not_examinable(actor, languages),
            ),
            "answers": ANSWERS,
            **_compared(preliminary.before(actor, examination), examination),
            "followers": examinations.followers(actor, examination_id),
            "photo_requests": asked_photos(
                parts, actor, examination.origin.case_id, examination.origin.case_item_id, languages
            ),
            "notices": notices_of(parts, actor, _shown_product(examination.verdict)),
            "asked": asked(parts[Guide], actor, examination, language_of(request), parts.clock.shown()),
        }
        return rendered(request, pages, "verdict.html", **names)

    try:
        return HTMLResponse(await drawing.run(work))
    except VerdictHiddenError as hidden:
        if hidden.decider is None:
            return RedirectResponse(f"/practice/{examination_id}", HTTPStatus.SEE_OTHER)
        if hidden.decider == actor.person_id:
            return RedirectResponse(f"/examinations/{examination_id}/decision", HTTPStatus.SEE_OTHER)
        raise


def _shown_product(verdict: Verdict) -> str | None:
    """The product that was judged; None if no photo shows it."""
    is_shown = len(foreign(verdict)) < len(verdict.photos)
    return verdict.product.id if is_shown else None


def _compared(before: Examination | None, final: Examination) -> dict[str, Any]:
    """What a preliminary verdict that was shown said, of how many photos, and whether the final one says the same."""
    if before is None or before.has_hidden_verdict:
        return {"before": NOTHING}
    counts = {"early_photos": len(before.verdict.photos), "all_photos": len(final.verdict.photos)}
    outcome = before.verdict.outcome
    changed = {"has_changed": outcome is not final.verdict.outcome}
    return {"before": messages.OUTCOMES[outcome].headline, **counts, **changed}


@router.get("/about", dependencies=[Open])
def about(request: Request, pages: PagesPart) -> str:
    """How it works, and what it can't do."""
    outcomes = [{"outcome": outcome.value, **text._asdict()} for outcome, text in messages.OUTCOMES.items()]
    return rendered(request, pages, "about.html", outcomes=outcomes, limits=messages.LIMITS, supports=messages.SUPPORTS)


@router.get("/problems/{slug}", dependencies=[Open])
def explain_problem(request: Request, slug: str, pages: PagesPart) -> str:
    """What one kind of problem means."""
    kind = problems_of(request).kinds.get(slug)
    if kind is None:
        raise NotFoundError(message("There is no problem with this name."))
    return rendered(request, pages, "explained.html", kind=kind)
