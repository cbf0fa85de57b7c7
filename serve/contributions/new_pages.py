"""The pages on which a contribution begins: a new one, or one that corrects an item that was sent back."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from model.messages import Localized, Wording
from serve.accounts.guard import CallPart
from serve.contributions.correcting import Corrections
from serve.contributions.domain import STATEMENT, ContributionRejectedError
from serve.contributions.messages import EXAMPLE, LABELS, STATEMENTS
from serve.contributions.page_forms import NewForm
from serve.contributions.pages import ChoicesPart, products_of, to_contribution
from serve.contributions.routes import ContributionsPart, Editor
from serve.contributions.schemas import ENTRY_PATTERN
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.review.domain import Entry

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

CorrectionsPart = Annotated[Corrections, Depends(provided(Corrections))]
ANY_PRODUCT = "product-1"  # in the example of folders, for those who have no product yet
ReturnedId = Annotated[str, Path(pattern=ENTRY_PATTERN)]


@router.get("/contributions/new")
def get_new(request: Request, actor: Editor, pages: PagesPart, choices: ChoicesPart) -> str:
    """What to prepare, and the terms."""
    return _new_page(request, pages, products_of(request, choices.sheets(actor)), NewForm())


@router.get("/contributions/corrections/{returned_id}")
def get_correction(
    request: Request,
    actor: Editor,
    pages: PagesPart,
    choices: ChoicesPart,
    corrections: CorrectionsPart,
    returned_id: ReturnedId,
    photos: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """What to say of an item that was sent back, and the terms; the correction itself if it was begun.

    Args:
        photos: "keep" to begin with the photos that were sent back.
    """
    found = corrections.view(actor, returned_id)
    if found.begun is not None:
        return to_contribution(found.begun.id)
    values = NewForm.of(found.item, keeps_photos=photos == "keep")
    products = products_of(request, choices.sheets(actor))
    return HTMLResponse(_new_page(request, pages, products, values, corrected=found.item))


@router.post("/contributions")
def post_new(
    request: Request,
    actor: Editor,
    pages: PagesPart,
    contributions: ContributionsPart,
    choices: ChoicesPart,
    corrections: CorrectionsPart,
    call: CallPart,
    given: Annotated[NewForm, Form()],
) -> Response:
    """Begin a contribution, and continue to it."""
    try:
        shown = contributions.create(actor, given.began(), call)
    except ContributionRejectedError as fault:
        corrected = corrections.view(actor, given.corrects).item if given.corrects else None
        products = products_of(request, choices.sheets(actor))
        page = _new_page(request, pages, products, given, fault.message, corrected)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return to_contribution(shown.contribution.id)


def _new_page(
    request: Request,
    pages: PagesPart,
    products: Mapping[str, Localized],
    values: NewForm,
    problem: Wording = "",
    corrected: Entry | None = None,
) -> str:
    names = {
        "corrected": corrected,
        "products": products,
        "values": values,
        "problem": problem,
        "labels": LABELS,
        "example": EXAMPLE.format(product=next(iter(products), ANY_PRODUCT)),
        "statement": STATEMENTS[STATEMENT],
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "contribution_new.html", **names)
