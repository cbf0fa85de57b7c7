"""The pages on which a right holder and the operator see what is cleared for seminars, and where it is withdrawn."""

import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import Localized
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.catalogue.service import Catalogue
from serve.clearances.displays import ClearanceDisplays, shown_parts
from serve.clearances.domain import LONGEST_REASON, MOST_PARTS, ClearanceRejectedError, ClearanceState
from serve.clearances.loss_store import ClearanceLoss
from serve.clearances.page_forms import part_value, parts_of
from serve.clearances.page_titles import titles_of
from serve.clearances.permissions import ClearancePermission
from serve.clearances.routes import ID_PATTERN, After, ClearanceId, ClearancesPart, Giver
from serve.clearances.schemas import address_of
from serve.clearances.service import Clearances
from serve.clearances.shown_domain import ShownClearance
from serve.platform.dependencies import part_of, provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import languages_of

TEMPLATES = Path(__file__).parent / "templates"
PAGE = 25

router = APIRouter(prefix="/clearances", include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
Overseer = Annotated[Actor, Depends(permitted(ClearancePermission.OVERSEE))]
LostBy = Annotated[str | None, Query(pattern=ID_PATTERN)]
Ticked = Annotated[list[Annotated[str, Form(max_length=500)]], Form(max_length=MOST_PARTS)]


@router.get("")
def get_clearances(
    request: Request,
    actor: Overseer,
    pages: PagesPart,
    clearances: ClearancesPart,
    catalogue: CataloguePart,
    state: ClearanceState = ClearanceState.VALID,
    after: After = None,
) -> str:
    """What is cleared of each product; or the clearances in another state, the latest first."""
    names = {
        "products": clearances.products(actor) if state is ClearanceState.VALID else [],
        "page": None if state is ClearanceState.VALID else clearances.page(actor, None, state, after, PAGE),
        "state": state,
        "names": catalogue.names(languages_of(request)),
        "may_give": actor.may(ClearancePermission.GIVE),
    }
    return rendered(request, pages, "clearances.html", **names)


@router.get("/{clearance_id}")
def get_clearance(
    request: Request,
    actor: Overseer,
    pages: PagesPart,
    clearances: ClearancesPart,
    catalogue: CataloguePart,
    clearance_id: ClearanceId,
    after: LostBy = None,
) -> str:
    """One clearance; with the parts ticked that no longer hold by another one, to withdraw them here, too."""
    read = clearances.get(actor, clearance_id)
    ticked = [part_value(part.name) for part in clearances.get(actor, after).held_elsewhere] if after else []
    return _page(request, actor, pages, catalogue, read, ticked=ticked)


def _page(
    request: Request,
    actor: Actor,
    pages: PagesPart,
    catalogue: Catalogue,
    read: ShownClearance,
    *,
    ticked: Sequence[str] = (),
    reason: str = "",
    fault: ClearanceRejectedError | None = None,
) -> str:
    left = [part for part in read.parts if part.part.withdrawal is None]
    may_give = actor.may(ClearancePermission.GIVE)
    displays = part_of(request.app, ClearanceDisplays).of(actor, read.clearance) if may_give and left else []
    names = {
        "read": read,
        "product": catalogue.names(languages_of(request)).get(read.clearance.product_id, _as_it_is(read)),
        "titles": _titles(request, catalogue, read),
        "addresses": {part.number: address_of(read, part) for part in read.parts if part.is_pictured},
        "left": [(part_value(part.name), part) for part in left],
        "displays": displays,
        "shown_parts": shown_parts(displays),
        "may_give": may_give,
        "ticked": ticked,
        "reason": reason,
        "fault": fault,
        "longest_reason": LONGEST_REASON,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "clearance.html", **names)


def _as_it_is(read: ShownClearance) -> Localized:
    return Localized(read.clearance.product_id, "")


def _titles(request: Request, catalogue: Catalogue, read: ShownClearance) -> Mapping[int, Localized]:
    sheet = catalogue.whole().get(read.clearance.product_id)
    own = sheet if sheet and sheet.right_holder == read.right_holder.name else None
    return titles_of(own, read.parts, languages_of(request))


@router.post("/{clearance_id}/withdraw")
def post_withdraw(
    request: Request,
    actor: Giver,
    pages: PagesPart,
    clearances: ClearancesPart,
    catalogue: CataloguePart,
    clearance_id: ClearanceId,
    call: CallPart,
    parts: Ticked = [],  # noqa: B006  # FastAPI copies it
    what: Annotated[Literal["all", "some"], Form()] = "some",
    reason: Annotated[str, Form(max_length=2 * LONGEST_REASON)] = "",
) -> Response:
    """Withdraw what is ticked, or everything."""
    try:
        clearances.withdraw(actor, clearance_id, None if what == "all" else parts_of(parts), reason, call)
    except ClearanceRejectedError as fault:
        read = clearances.get(actor, clearance_id)
        page = _page(request, actor, pages, catalogue, read, ticked=parts, reason=reason, fault=fault)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    return to_clearance(clearance_id)


def to_clearance(clearance_id: str) -> RedirectResponse:
    """Continue to a clearance."""
    return RedirectResponse(f"/clearances/{clearance_id}", HTTPStatus.SEE_OTHER)


def losing_photos(parts: Parts, actor: Actor, contribution_id: str, entry_id: str | None) -> list[ClearanceLoss]:
    """The clearances that a form names before items are withdrawn."""
    return parts[Clearances].losses(actor, contribution_id, entry_id) if actor.may(ClearancePermission.OVERSEE) else []
