"""The pages on which a slot of a seminar is filled, looked at, and put before its right holder."""

import re
import secrets
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.accounts.guard import CallPart
from serve.clearances.holding_domain import HeldProduct
from serve.examinations.routes import CataloguePart
from serve.platform.dependencies import provided
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.releases.service import Releases
from serve.seminars.domain import SeminarRejectedError, SlotState
from serve.seminars.messages import of_unknown
from serve.seminars.page_filling import Filling, filling, filling_again, seminar_with, slot_of
from serve.seminars.page_forms import SlotForm
from serve.seminars.page_lessons import lessons_on_page, names_of_products
from serve.seminars.page_parts import remarks_on, slot_for_preparers
from serve.seminars.pages import changeable, to_seminar, version_of
from serve.seminars.routes import ID_PATTERN, Preparer, PreparingPart, Reader, SeminarId, SeminarsPart
from serve.seminars.service import ShownSeminar
from serve.seminars.shown_domain import ShownSlot
from serve.seminars.slot_routes import SlotId

router = APIRouter(prefix="/seminars", include_in_schema=False, default_response_class=HTMLResponse)
Chosen = Annotated[SlotForm, Form()]


def _known(releases: Annotated[Releases, Depends(provided(Releases))]) -> frozenset[str]:
    """Ids of the products that the active release can examine."""
    return frozenset(releases.active.examiner.release.description.products)


KnownProducts = Annotated[frozenset[str], Depends(_known)]


class HolderOnPage(NamedTuple):
    """A right holder whose products can be shown, and how many."""

    right_holder: Organisation
    products: int


@router.get("/{seminar_id}/slots/new")
def get_new(
    request: Request,
    actor: Preparer,
    pages: PagesPart,
    seminars: SeminarsPart,
    known: KnownProducts,
    seminar_id: SeminarId,
    right_holder: Annotated[str, Query(max_length=50)] = "",
) -> Response:
    """Choose a right holder, then what is shown of its products; one that has a slot has no second one."""
    read, products = seminars.get(actor, seminar_id), seminars.products(actor, seminar_id)
    taken = next((each.slot.id for each in read.slots if each.slot.right_holder_id == right_holder), None)
    if taken is not None:
        return to_slot(taken)
    own = [each for each in products if each.right_holder.id == right_holder]
    if not own:
        names = {"seminar": read.seminar, "right_holders": _holders(read, products), "taken": read.slots}
        return HTMLResponse(rendered(request, pages, "seminar_slot_new.html", **names))
    form = SlotForm(right_holder=right_holder, products=[each.product_id for each in own])
    written = Filling(request, actor, pages, read, own[0].right_holder, own, known=known)
    return HTMLResponse(written.form(form, is_new=True))


def _holders(read: ShownSeminar, products: Sequence[HeldProduct]) -> list[HolderOnPage]:
    """The right holders that have no slot yet."""
    taken = {each.slot.right_holder_id for each in read.slots}
    counts = Counter(each.right_holder.id for each in products)
    holders = {each.right_holder.id: each.right_holder for each in products if each.right_holder.id not in taken}
    return [HolderOnPage(holder, counts[name]) for name, holder in holders.items()]


@router.post("/{seminar_id}/slots")
def post_new(
    request: Request,
    actor: Preparer,
    pages: PagesPart,
    seminars: SeminarsPart,
    known: KnownProducts,
    preparing: PreparingPart,
    call: CallPart,
    seminar_id: SeminarId,
    given: Chosen,
) -> Response:
    """Add a slot, and continue to it."""
    try:
        made = preparing.add(actor, seminar_id, given.draft(), call)
    except SeminarRejectedError as fault:
        return filling(request, actor, pages, seminars, seminar_id, given.right_holder, known).refused(given, fault)
    return to_slot(made.slot.id)


@router.get("/slots/{slot_id}")
def get_slot(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    seminars: SeminarsPart,
    catalogue: CataloguePart,
    slot_id: SlotId,
) -> str:
    """One slot with all that it would show."""
    seminar, languages = seminar_with(seminars, actor, slot_id), languages_of(request)
    shown = slot_of(seminar, slot_id)
    called = names_of_products([shown], languages, catalogue.names(languages))
    may_change = changeable(seminar)
    names = {
        "seminar": seminar.seminar,
        "right_holder": shown.right_holder,
        "read": slot_for_preparers(shown, called),
        "lessons": lessons_on_page(shown, f"seminars/{seminar.seminar.id}", languages),
        "remarks": remarks_on(shown, called),
        "unknown": of_unknown(seminars.unknown(actor, shown), is_released=shown.is_ready) if may_change else [],
        "tests": shown.balance.items,
        "drawn": Counter(each.label for each in shown.slot.questions),
        "label": Label,
        "may_change": may_change,
        "may_ask": may_change and _can_be_asked(shown),
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "seminar_slot.html", **names)


def _can_be_asked(shown: ShownSlot) -> bool:
    """Whether the right holder can be asked to release a slot."""
    is_due = shown.slot.state in {SlotState.DRAFT, SlotState.RETURNED} or shown.is_changed
    return is_due and shown.sha256 is not None and shown.is_taught


@router.get("/slots/{slot_id}/edit")
def get_edit(
    request: Request,
    actor: Preparer,
    pages: PagesPart,
    seminars: SeminarsPart,
    known: KnownProducts,
    preparing: PreparingPart,
    slot_id: SlotId,
) -> str:
    """The form of a slot."""
    written = filling_again(request, actor, pages, seminars, slot_id, known, preparing)
    return written.form(written.again(slot_of(written.read, slot_id).slot))


@router.post("/slots/{slot_id}/edit")
def post_edit(
    request: Request,
    actor: Preparer,
    pages: PagesPart,
    seminars: SeminarsPart,
    known: KnownProducts,
    preparing: PreparingPart,
    slot_id: SlotId,
    given: Chosen,
) -> Response:
    """Change a slot."""
    written = filling_again(request, actor, pages, seminars, slot_id, known, preparing)
    try:
        preparing.change(actor, slot_id, given.changes(), version_of(given.version))
    except SeminarRejectedError as fault:
        return written.refused(given, fault)
    return to_slot(slot_id)


@router.post("/slots/{slot_id}/remove")
def post_remove(
    actor: Preparer,
    preparing: PreparingPart,
    call: CallPart,
    slot_id: SlotId,
    seminar: Annotated[str, Form(max_length=50)] = "",
) -> RedirectResponse:
    """Remove a slot, and continue to its seminar."""
    preparing.remove(actor, slot_id, call)
    if re.fullmatch(ID_PATTERN, seminar):
        return to_seminar(seminar)
    return RedirectResponse("/seminars", HTTPStatus.SEE_OTHER)


@router.post("/slots/{slot_id}/ask")
def post_ask(
    actor: Preparer,
    preparing: PreparingPart,
    call: CallPart,
    slot_id: SlotId,
    short: Annotated[str, Form(max_length=10)] = "",
) -> RedirectResponse:
    """Ask the right holder."""
    preparing.ask(actor, slot_id, call, is_short=bool(short))
    return to_slot(slot_id)


def to_slot(slot_id: str) -> RedirectResponse:
    """Continue to a slot."""
    return RedirectResponse(f"/seminars/slots/{slot_id}", HTTPStatus.SEE_OTHER)
