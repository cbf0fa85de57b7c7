"""The pages on which a right holder looks at what is shown of its products, and releases or returns it."""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import listed
from serve.accounts.guard import CallPart
from serve.examinations.routes import CataloguePart
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import languages_of
from serve.seminars.domain import SlotState, is_shown_later
from serve.seminars.draft_domain import LONGEST_WORDS
from serve.seminars.page_lessons import lessons_on_page, names_of_products
from serve.seminars.page_parts import slot_for_holder
from serve.seminars.slot_routes import After, Reviewer, ReviewingPart, SlotId

LISTED = 25

router = APIRouter(prefix="/seminar-slots", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def get_slots(
    request: Request,
    actor: Reviewer,
    pages: PagesPart,
    reviewing: ReviewingPart,
    catalogue: CataloguePart,
    state: SlotState = SlotState.ASKED,
    after: After = None,
) -> str:
    """The slots about which the right holder was asked, in one state, the latest first."""
    page = reviewing.page(actor, state, after, LISTED)
    called = catalogue.names(languages_of(request))
    products = {
        each.slot.id: listed([called.get(lesson.product_id, lesson.product_id) for lesson in each.slot.lessons])
        for each in page.entries
    }
    blocked = reviewing.blocked(actor, page.entries)
    names = names_of_products([*blocked.values()], languages_of(request), called)
    blocks = {name: slot_for_holder(each, names).blocks for name, each in blocked.items()}
    return rendered(request, pages, "slot_reviews.html", page=page, state=state, products=products, blocks=blocks)


@router.get("/{slot_id}")
def get_slot(
    request: Request,
    actor: Reviewer,
    pages: PagesPart,
    reviewing: ReviewingPart,
    catalogue: CataloguePart,
    slot_id: SlotId,
) -> str:
    """One slot with exactly what would be shown."""
    shown, languages = reviewing.get(actor, slot_id), languages_of(request)
    is_open = is_shown_later(shown.seminar, in_course=shown.slot.allows_course)
    names = {
        "read": slot_for_holder(shown, names_of_products([shown], languages, catalogue.names(languages))),
        "seminar": shown.seminar,
        "agencies": listed([agency.name for agency in reviewing.agencies(shown)]),
        "lessons": lessons_on_page(shown, f"seminar-slots/{slot_id}", languages),
        "may_release": is_open and shown.slot.state is SlotState.ASKED and shown.sha256 is not None,
        "may_return": is_open and shown.slot.state in {SlotState.ASKED, SlotState.RELEASED},
        "longest_words": LONGEST_WORDS,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "slot_review.html", **names)


@router.post("/{slot_id}/release")
def post_release(
    actor: Reviewer,
    reviewing: ReviewingPart,
    call: CallPart,
    slot_id: SlotId,
    sha256: Annotated[str, Form(max_length=64)] = "",
    for_course: Annotated[str, Form(max_length=10)] = "",
) -> RedirectResponse:
    """Release what the page showed."""
    reviewing.release(actor, slot_id, sha256, for_course=bool(for_course), call=call)
    return _to_slot(slot_id)


@router.post("/{slot_id}/return")
def post_return(
    actor: Reviewer,
    reviewing: ReviewingPart,
    call: CallPart,
    slot_id: SlotId,
    words: Annotated[str, Form(max_length=4 * LONGEST_WORDS)] = "",
) -> RedirectResponse:
    """Return the slot, with words."""
    reviewing.give_back(actor, slot_id, words, call)
    return _to_slot(slot_id)


def _to_slot(slot_id: str) -> RedirectResponse:
    return RedirectResponse(f"/seminar-slots/{slot_id}", HTTPStatus.SEE_OTHER)
