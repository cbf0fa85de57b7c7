"""The pages of practice: the list, the form for photos, and one item before and after its verdict is revealed."""

from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.verdict import Outcome
from serve.accounts.guard import CallPart
from serve.cases.domain import ItemFinding
from serve.cases.page_parts import names_for
from serve.catalogue.notices import noticed_products
from serve.examinations.forms import form_names
from serve.examinations.messages import OUTCOMES
from serve.examinations.routes import After, CataloguePart, ExaminationId, SettingsPart, WorkersPart
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import PartsPart
from serve.platform.reader import languages_of
from serve.practice.messages import ANSWERS
from serve.practice.routes import PracticesPart, Trainee, page_of_practice, practise
from serve.practice.schemas import shown_practice

TEMPLATES = Path(__file__).parent / "templates"
SAYS = {Outcome.SUSPECTED: ItemFinding.COUNTERFEIT, Outcome.CONSISTENT: ItemFinding.GENUINE}
HEADLINES = {outcome: text.headline for outcome, text in OUTCOMES.items()}

# The sitting for whose live demo an item is examined: pages lead back to it.
ForSitting = Annotated[str, Query(alias="sitting", pattern="^(d-[0-9a-f]{32})?$")]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/practice")
def get_list(
    request: Request,
    actor: Trainee,
    pages: PagesPart,
    practices: PracticesPart,
    catalogue: CataloguePart,
    after: After = None,
) -> str:
    """The person's practice, the latest first, with how often they said what the verdict says."""
    page = page_of_practice(actor, practices, after)
    told = [each for each in page.practice if each.outcome in SAYS and each.answer is not None]
    names = {
        "page": page,
        "is_first": after is None,
        "outcomes": HEADLINES,
        "answers": ANSWERS,
        "products": catalogue.names(languages_of(request)),
        "told": len(told),
        "alike": sum(each.answer is SAYS.get(each.outcome) for each in told if each.outcome),
    }
    return rendered(request, pages, "practice.html", **names)


@router.get("/practice/new")
def get_new(
    request: Request,
    actor: Trainee,
    pages: PagesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    parts: PartsPart,
    product: Annotated[str, Query(max_length=100)] = "",
    sitting: ForSitting = "",
) -> str:
    """The form: photos of one item, and the product if it is known."""
    languages = languages_of(request)
    gone = catalogue.not_examinable(actor, languages)
    names = form_names(catalogue.examinable(actor, languages), settings, noticed_products(parts, actor), gone)
    return rendered(request, pages, "practice_new.html", **names, chosen=product, sitting=sitting)


@router.post("/practice")
async def post_practice(
    request: Request,
    actor: Trainee,
    settings: SettingsPart,
    workers: WorkersPart,
    practices: PracticesPart,
    sitting: ForSitting = "",
) -> Response:
    """Examine the photos of the form, then redirect to the question."""
    made = await practise(request, actor, settings, workers, practices)
    return _to(made.id, sitting)


@router.get("/practice/{examination_id}")
def get_one(
    request: Request,
    actor: Trainee,
    pages: PagesPart,
    practices: PracticesPart,
    examination_id: ExaminationId,
    sitting: ForSitting = "",
) -> str:
    """The photos with the question, or the answer beside the verdict."""
    shown = shown_practice(practices.view(actor, examination_id))
    names = names_for(shown=shown, outcomes=HEADLINES, answers=ANSWERS, sitting=sitting)
    return rendered(request, pages, "practised.html", **names)


@router.post("/practice/{examination_id}/reveal")
def post_reveal(
    actor: Trainee,
    practices: PracticesPart,
    call: CallPart,
    examination_id: ExaminationId,
    answer: Annotated[ItemFinding | None, Form()] = None,
    sitting: ForSitting = "",
) -> Response:
    """Keep the answer, then show it beside the verdict."""
    practices.reveal(actor, examination_id, answer, call)
    return _to(examination_id, sitting)


def _to(examination_id: str, sitting: str) -> Response:
    address = f"/practice/{examination_id}"
    return RedirectResponse(f"{address}?sitting={sitting}" if sitting else address, HTTPStatus.SEE_OTHER)
