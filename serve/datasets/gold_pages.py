"""The pages of the gold set: what is in it, what is proposed for it, and the accepted items that may be proposed."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.catalogue.domain import HolderProduct
from serve.catalogue.service import Catalogue
from serve.datasets.domain import NEEDED, GoldChange
from serve.datasets.gold import GoldSet
from serve.datasets.gold_shown import GoldPlace, ShownGold, Together
from serve.datasets.permissions import DataSetPermission
from serve.datasets.routes import AfterEntry, GoldId, GoldPart, Keeper
from serve.platform.dependencies import provided
from serve.platform.errors import NothingTickedError
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.paging import page_of
from serve.platform.parts import Parts
from serve.platform.reader import languages_of
from serve.review.domain import Entry, EntryState, Standing
from serve.review.schemas import pictures_of

LISTED = 50
GOLD, CANDIDATES = "/datasets/gold", "/datasets/gold/candidates"
KEPT = ("state", "product", "label")  # of the address, by the forms

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
Chosen = Annotated[str, Query(max_length=190)]
JustDone = Annotated[list[str], Query(max_length=100, default_factory=list)]
Ticked = Annotated[list[str], Form(max_length=100, default_factory=list)]
Kept = Annotated[str, Form(max_length=1000)]


@router.get(GOLD)
def get_gold(
    request: Request,
    actor: Keeper,
    pages: PagesPart,
    gold: GoldPart,
    catalogue: CataloguePart,
    done: JustDone,
    state: Chosen = GoldPlace.PROPOSED.value,
    product: Chosen = "",
    label: Chosen = "",
    after: AfterEntry = None,
    did: Chosen = "",
) -> str:
    """What is proposed for the gold set, or what is in it, and what it needs."""
    found = gold.view(actor)
    place = GoldPlace(state) if state in set(GoldPlace) else GoldPlace.PROPOSED
    asked = {"state": place.value, "product": product, "label": label}
    listed = [each for each in found.items if _is_asked(each, asked)]
    page = page_of(sorted(listed, key=_order), after, LISTED, lambda shown: shown.entry.id)
    return rendered(
        request,
        pages,
        "gold.html",
        **_common(request, catalogue, gold.products(actor), asked, page.after),
        gold=found,
        page=page,
        pictures={each.entry.id: pictures_of(each.entry) for each in page.entries},
        needs=gold.needs(actor),
        needed=NEEDED,
        done=_done(gold, actor, did, done),
        counts={place.value: sum(each.place is place for each in found.items) for place in GoldPlace},
    )


def _is_asked(shown: ShownGold, asked: Mapping[str, str]) -> bool:
    return shown.place.value == asked["state"] and _is_of(shown.entry, asked["product"], asked["label"])


def _is_of(entry: Entry, product: str, label: str) -> bool:
    return product in {"", entry.product_id} and label in {"", entry.agreed_label.value}


def _order(shown: ShownGold) -> tuple[str, str, str, str]:
    entry = shown.entry
    return entry.product_id, entry.agreed_label.value, entry.item, entry.id


def _common(
    request: Request, catalogue: Catalogue, of: Collection[HolderProduct], asked: Mapping[str, str], after: str | None
) -> dict[str, Any]:
    kept = urlencode({name: value for name, value in asked.items() if value})
    return {
        "asked": asked,
        "kept": kept,
        "more": f"{request.url.path}?{kept}&after={after}" if after else "",
        "products": catalogue.names_with(of, languages_of(request)),
        "idempotency_key": secrets.token_urlsafe(),
        "undo_key": secrets.token_urlsafe(),
    }


def _done(gold: GoldSet, actor: Actor, did: str, ids: Sequence[str]) -> Mapping[str, Any] | None:
    """What the reader has just done with items, if it is still so."""
    if did not in set(GoldChange) or not ids:
        return None
    found = gold.just_done(actor, GoldChange(did), ids)
    return {"did": GoldChange(did), "entries": found} if found else None


@router.get(CANDIDATES)
def get_candidates(
    request: Request,
    actor: Keeper,
    pages: PagesPart,
    gold: GoldPart,
    catalogue: CataloguePart,
    done: JustDone,
    product: Chosen = "",
    label: Chosen = "",
    after: AfterEntry = None,
    did: Chosen = "",
) -> str:
    """The accepted items that may be proposed, to tick several."""
    wanted = Label(label) if label in set(Label) else None
    found = gold.candidates(actor, product or None, wanted, after, LISTED)
    asked = {"product": product, "label": wanted.value if wanted else ""}
    return rendered(
        request,
        pages,
        "gold_candidates.html",
        **_common(request, catalogue, gold.products(actor), asked, found.page.after),
        found=found,
        pictures={entry.id: pictures_of(entry) for entry in found.page.entries},
        needs=[each for each in gold.needs(actor) if product in {"", each.kind.product}],
        done=_done(gold, actor, did, done),
    )


@router.post(GOLD)
def post_gold(
    request: Request,
    actor: Keeper,
    pages: PagesPart,
    gold: GoldPart,
    call: CallPart,
    entries: Ticked,
    kept: Annotated[str | None, Form(max_length=1000)] = None,
) -> Response:
    """Propose the ticked items, and continue in the list of candidates; from an item's own page, to it."""
    if not entries:
        raise NothingTickedError(field="entries")
    made = gold.propose_together(actor, entries, call)
    if kept is None and len(entries) == 1 and not made.refused:
        return RedirectResponse(f"/review/{entries[0]}", HTTPStatus.SEE_OTHER)
    return _continued(request, actor, pages, gold, made, lambda done: _address(CANDIDATES, kept or "", done))


@router.post(GOLD + "/decisions")
def post_decisions(
    request: Request,
    actor: Keeper,
    pages: PagesPart,
    gold: GoldPart,
    call: CallPart,
    do: Annotated[GoldChange, Form()],
    entries: Ticked,
    kept: Kept = "",
) -> Response:
    """Confirm the ticked items, or remove them, and continue in the list."""
    if not entries:
        raise NothingTickedError(field="entries")
    act = gold.confirm_together if do is GoldChange.CONFIRM else gold.remove_together
    return _continued(
        request, actor, pages, gold, act(actor, entries, call), lambda done: _address(GOLD, kept, done, do)
    )


@router.post(GOLD + "/{gold_id}/remove")
def post_remove(actor: Keeper, gold: GoldPart, call: CallPart, gold_id: GoldId, kept: Kept = "") -> Response:
    """Remove an item, or decline or withdraw a proposal."""
    gold.remove(actor, gold_id, call)
    return RedirectResponse(_address(GOLD, kept, [gold_id], GoldChange.REMOVE), HTTPStatus.SEE_OTHER)


def _address(path: str, kept: str, done: Sequence[str], did: GoldChange = GoldChange.PROPOSE) -> str:
    """The address of a list as it was filtered, which says what was just done."""
    filtered = [each for each in parse_qsl(kept) if each[0] in KEPT]
    said = [("did", did.value), *(("done", name) for name in done)] if done else []
    return f"{path}?{urlencode([*filtered, *said])}"


def _continued(
    request: Request,
    actor: Actor,
    pages: Pages,
    gold: GoldSet,
    made: Together,
    address: Callable[[Sequence[str]], str],
) -> Response:
    if not made.refused:
        return RedirectResponse(address(made.done), HTTPStatus.SEE_OTHER)
    entries = gold.entries(actor, [*made.done, *made.refused])
    page = rendered(request, pages, "gold_refused.html", made=made, entries=entries, back=address(made.done))
    return HTMLResponse(page, HTTPStatus.CONFLICT)


def of_an_entry(parts: Parts, actor: Actor, entry: Entry) -> Mapping[str, Any]:
    """What the panel of an entry says; nothing to people who do not keep the gold set."""
    if not actor.may(DataSetPermission.GOLD):
        return {"gold": None, "is_accepted": False}
    found = parts[GoldSet].chances(actor, entry)
    return {
        "gold": found.item,
        "refused": found.refused,
        "entry_id": entry.id,
        "counts": entry.standing is Standing.ACCEPTED,
        "is_accepted": entry.state is EntryState.ACCEPTED,
        "idempotency_key": secrets.token_urlsafe(),
    }
