"""The pages of an item of a case: add it, photograph it, conclude on it, ask a colleague about it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import message
from serve.accounts.guard import CallPart
from serve.cases.domain import ItemFinding
from serve.cases.item_routes import RemovingPart
from serve.cases.page_parts import (
    CataloguePart,
    Description,
    Text,
    names_for,
    sheets,
    to_case,
)
from serve.cases.routes import (
    LONGEST_QUERY,
    CaseId,
    CasesPart,
    Changer,
    ItemId,
    VisitsPart,
    visit,
)
from serve.catalogue.notices import noticed_products
from serve.examinations.deciding import ANSWERS
from serve.examinations.deciding_routes import DecisionsPart
from serve.examinations.forms import form_names
from serve.examinations.routes import SettingsPart, WorkersPart
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import languages_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/cases/{case_id}/items")
def post_item(
    actor: Changer,
    cases: CasesPart,
    call: CallPart,
    case_id: CaseId,
    description: Description = "",
    product: Annotated[str, Form(max_length=LONGEST_QUERY)] = "",
) -> Response:
    """Add an item, and continue at its place in the case."""
    file = cases.add_item(actor, case_id, description, product or None, call)
    return to_case(case_id, file.item.id)


@router.post("/cases/{case_id}/items/{item_id}/remove")
def post_remove(actor: Changer, removing: RemovingPart, call: CallPart, case_id: CaseId, item_id: ItemId) -> Response:
    """Remove a wrong item, and continue at the case."""
    removing.remove_item(actor, case_id, item_id, call)
    return to_case(case_id)


@router.get("/cases/{case_id}/items/{item_id}/photos")
def get_photos(
    request: Request,
    actor: Changer,
    pages: PagesPart,
    cases: CasesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    parts: Annotated[Parts, Depends(provided(Parts))],
    decisions: DecisionsPart,
    case_id: CaseId,
    item_id: ItemId,
) -> str:
    """The form for new photos of an item."""
    dossier = cases.view(actor, case_id)
    dossier.case.must_be_open()
    file = dossier.items_by_id.get(item_id)
    if file is None:
        raise NotFoundError(message("The case has no such item."))
    gone = catalogue.not_examinable(actor, languages_of(request))
    form = form_names(sheets(request, actor, catalogue), settings, noticed_products(parts, actor), gone)
    form |= {"answers": ANSWERS if decisions.rule(actor) else {}}
    names = names_for(case=dossier.case, file=file, chosen=file.item.product_id or "") | form
    return rendered(request, pages, "visit.html", **names)


@router.post("/cases/{case_id}/items/{item_id}/photos")
async def post_photos(
    request: Request,
    actor: Changer,
    settings: SettingsPart,
    workers: WorkersPart,
    visits: VisitsPart,
    case_id: CaseId,
    item_id: ItemId,
) -> Response:
    """Examine new photos of an item, and go back to the case, which then shows the verdict."""
    made = await visit(request, actor, settings, workers, visits, case_id, item_id)
    return RedirectResponse(f"/cases/{case_id}?examined={made.examination.id}", HTTPStatus.SEE_OTHER)


@router.post("/cases/{case_id}/items/{item_id}/conclusions")
def post_conclusion(
    actor: Changer,
    cases: CasesPart,
    call: CallPart,
    case_id: CaseId,
    item_id: ItemId,
    finding: Annotated[ItemFinding, Form()],
    reason: Text = "",
) -> Response:
    """Conclude on an item."""
    cases.conclude(actor, case_id, item_id, finding, reason, call)
    return to_case(case_id, item_id)
