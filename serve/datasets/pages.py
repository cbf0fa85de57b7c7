"""The pages of frozen data sets and of the gold set."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.service import Catalogue
from serve.datasets.gold import GoldSet
from serve.datasets.permissions import DataSetPermission
from serve.datasets.routes import (
    ENTRY_PATTERN,
    After,
    DataSetsPart,
    Freezing,
    GoldId,
    GoldPart,
    Keeper,
    Reader,
    SetId,
)
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import languages_of
from serve.review.domain import Entry, EntryState

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
GOLD = "/datasets/gold"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]


@router.get("/datasets")
def get_data_sets(
    request: Request, actor: Reader, pages: PagesPart, data_sets: DataSetsPart, after: After = None
) -> str:
    """The frozen data sets, the latest first."""
    page, names = data_sets.page(actor, after, LISTED)
    return rendered(request, pages, "datasets.html", page=page, names=names)


@router.post("/datasets")
def post_data_set(actor: Freezing, data_sets: DataSetsPart, call: CallPart) -> Response:
    """Ask for a data set, and see how far it is."""
    return RedirectResponse(f"/jobs/{data_sets.start(actor, call)}", HTTPStatus.SEE_OTHER)


@router.get(GOLD)
def get_gold(request: Request, actor: Keeper, pages: PagesPart, gold: GoldPart, catalogue: CataloguePart) -> str:
    """The gold set, and what is proposed for it."""
    products = {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages_of(request))}
    return rendered(request, pages, "gold.html", gold=gold.view(actor), products=products)


@router.post(GOLD)
def post_gold(
    actor: Keeper, gold: GoldPart, call: CallPart, entry: Annotated[str, Form(pattern=ENTRY_PATTERN)]
) -> Response:
    """Propose an item."""
    gold.propose(actor, entry, call)
    return RedirectResponse(GOLD, HTTPStatus.SEE_OTHER)


@router.post(GOLD + "/{gold_id}/confirm")
def post_confirm(actor: Keeper, gold: GoldPart, call: CallPart, gold_id: GoldId) -> Response:
    """Confirm an item."""
    gold.confirm(actor, gold_id, call)
    return RedirectResponse(GOLD, HTTPStatus.SEE_OTHER)


@router.post(GOLD + "/{gold_id}/remove")
def post_remove(actor: Keeper, gold: GoldPart, call: CallPart, gold_id: GoldId) -> Response:
    """Remove an item, or decline a proposal."""
    gold.remove(actor, gold_id, call)
    return RedirectResponse(GOLD, HTTPStatus.SEE_OTHER)


def of_an_entry(parts: Parts, actor: Actor, entry: Entry) -> Mapping[str, Any]:
    """What the panel of an entry says; nothing to people who do not keep the gold set."""
    if not actor.may(DataSetPermission.GOLD):
        return {"gold": None, "is_accepted": False}
    found = parts[GoldSet].chances(actor, entry)
    return {
        "gold": found.item,
        "refused": found.refused,
        "entry_id": entry.id,
        "is_accepted": entry.state is EntryState.ACCEPTED,
        "idempotency_key": secrets.token_urlsafe(),
    }


@router.get("/datasets/{set_id}")
def get_data_set(
    request: Request, actor: Reader, pages: PagesPart, data_sets: DataSetsPart, catalogue: CataloguePart, set_id: SetId
) -> str:
    """One data set: what is in it, which releases used it, and what was withdrawn since."""
    page, names = data_sets.view(actor, set_id)
    products = {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages_of(request))}
    return rendered(request, pages, "dataset.html", shown=page.entries[0], names=names, products=products)
