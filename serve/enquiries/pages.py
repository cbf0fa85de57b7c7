"""The pages of enquiries: choose photos and ask; read what was asked and answered; answer."""

import secrets
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import Localized
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.cases.domain import LONGEST_TEXT, CaseState
from serve.cases.dossier import Dossier
from serve.cases.routes import CaseId, ItemId
from serve.catalogue.service import Catalogue
from serve.enquiries import messages, questions
from serve.enquiries.domain import (
    MOST_PHOTOS,
    AnswerOutcome,
    EnquiryState,
    QueuePlace,
    by_item,
)
from serve.enquiries.drafting import Askable, EnquiryDrafting
from serve.enquiries.page_parts import Photos, choice_of, request_parts
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.photo_schemas import pictures_of
from serve.enquiries.request_routes import PhotoRequestsPart
from serve.enquiries.routes import Answerer, Asker, EnquiriesPart, EnquiryId, Reader
from serve.enquiries.service import Enquiries
from serve.enquiries.showing import Selection
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.languages import LONGEST_TAG, spoken
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import language_of, languages_of
from serve.platform.translations import Language
from serve.procedures.listing import DeadlineLists

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
LONGEST_PRODUCT = 190

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
ClockPart = Annotated[Clock, Depends(provided(Clock))]
DeadlinesPart = Annotated[DeadlineLists, Depends(provided(DeadlineLists))]
DraftingPart = Annotated[EnquiryDrafting, Depends(provided(EnquiryDrafting))]
Text = Annotated[str, Form(max_length=2 * LONGEST_TEXT)]  # the browser counts a line's end as one, and sends two


class Other(NamedTuple):
    """Another product that can be asked about, and its right holder."""

    name: Localized
    right_holder: str


def product_names(request: Request, actor: Actor, catalogue: Catalogue) -> dict[str, Localized]:
    """What products are called in the reader's language, by id."""
    languages = languages_of(request)
    return {sheet.id: sheet.called for sheet in catalogue.sheets(actor, languages)}


@router.get("/enquiries")
def get_enquiries(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    enquiries: EnquiriesPart,
    catalogue: CataloguePart,
    state: EnquiryState | None = None,
    after: Annotated[str | None, Query(pattern="^q-[0-9a-f]{32}$")] = None,
    after_open: bool = False,  # noqa: FBT001, FBT002  # the address says so
) -> str:
    """Some enquiries: to an agency the latest first, to a right holder those that wait for an answer.

    Args:
        after_open: whether the enquiry `after` waited for an answer when the previous page was shown.
    """
    if actor.may(EnquiryPermission.SEND):
        page = enquiries.page(actor, state, after, LISTED)
    else:
        page = enquiries.queue(actor, state, QueuePlace(after, after_open) if after else None, LISTED)
    return rendered(
        request,
        pages,
        "enquiries.html",
        page=page,
        state=state,
        states=messages.STATES,
        outcomes=messages.OUTCOMES,
        products=product_names(request, actor, catalogue),
        pictures={each.enquiry.id: pictures_of(each) for each in page.enquiries},
    )


@router.get("/enquiries/{enquiry_id}")
def get_enquiry(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    enquiries: EnquiriesPart,
    catalogue: CataloguePart,
    requests: PhotoRequestsPart,
    clock: ClockPart,
    enquiry_id: EnquiryId,
) -> str:
    """One enquiry: for the agency to read, for the right holder to answer."""
    read = enquiries.view(actor, enquiry_id)
    sheets = {sheet.id: sheet for sheet in catalogue.sheets(actor, languages_of(request))}
    sheet = sheets.get(read.enquiry.product_id)
    names: dict[str, Any] = {
        "read": read,
        "enquiry": read.enquiry,
        "pictures": pictures_of(read)[: read.enquiry.asked_with],
        "product": sheet.called if sheet else read.enquiry.product_id,
        "asking": request_parts(requests, actor, read, sheet),
        "states": messages.STATES,
        "outcomes": messages.OUTCOMES,
        "longest": LONGEST_TEXT,
        "may_answer": actor.may(EnquiryPermission.ANSWER),
        "now": clock.shown(),
        "idempotency_key": secrets.token_urlsafe(),
    }
    template = "enquiry_asked.html" if read.enquiry.asked else "enquiry_to_answer.html"
    return rendered(request, pages, template, **names)


@router.get("/cases/{case_id}/items/{item_id}/enquiries/new")
def get_new(
    request: Request,
    actor: Asker,
    pages: PagesPart,
    drafting: DraftingPart,
    case_id: CaseId,
    item_id: ItemId,
    deadlines: DeadlinesPart,
    product: Annotated[str | None, Query(max_length=LONGEST_PRODUCT)] = None,
    opened: Annotated[str, Query(max_length=LONGEST_TAG)] = "",
) -> str:
    """Choose photos and write the question.

    Args:
        opened: not empty if the case was just opened to ask.
    """
    askable = drafting.askable(actor, case_id, item_id, product)
    due = deadlines.first_for(actor, case_id, askable.sheet.right_holder) if askable.sheet else None
    chosen = Questions(questions.BY_DEFAULT, due.day if due else None, is_proposed=due is not None)
    return _form(request, pages, askable, chosen, is_opened=bool(opened))


@router.post("/cases/{case_id}/items/{item_id}/enquiries/draft")
def post_draft(
    request: Request,
    actor: Asker,
    pages: PagesPart,
    drafting: DraftingPart,
    case_id: CaseId,
    item_id: ItemId,
    product: Annotated[str | None, Form(max_length=LONGEST_PRODUCT)] = None,
    standard: Annotated[list[str] | None, Form(max_length=len(messages.QUESTIONS))] = None,
    needed_by: Annotated[Day | None, Form()] = None,
    photos: Photos = None,
    foreign_photos: Photos = None,
) -> str:
    """Write the chosen standard questions into the form; nothing is sent."""
    askable = drafting.askable(actor, case_id, item_id, product or None)
    ticked = frozenset([*(photos or ()), *(foreign_photos or ())])
    return _form(request, pages, askable, Questions(tuple(standard or ()), needed_by, ticked))


class Questions(NamedTuple):
    """What was chosen in the form.

    Attributes:
        standard: names of standard questions.
        ticked: photos, as the form names them; None for those that show the product.
        is_proposed: whether `needed_by` is the end of a legal deadline, and no one has chosen it.
    """

    standard: tuple[str, ...]
    needed_by: date | None = None
    ticked: frozenset[str] | None = None
    is_proposed: bool = False


def _form(request: Request, pages: Pages, askable: Askable, chosen: Questions, *, is_opened: bool = False) -> str:
    languages, language = languages_of(request), language_of(request)
    return rendered(
        request,
        pages,
        "enquiry_new.html",
        chosen=chosen,
        standard_questions=messages.QUESTIONS,
        drafted=questions.drafted(chosen.standard, chosen.needed_by, Language(askable.language), language),
        askable=askable,
        is_opened=is_opened,
        is_closed=askable.case.state is CaseState.CLOSED,
        product=spoken(askable.sheet.name, languages) if askable.sheet else "",
        others={name: Other(spoken(each.name, languages), each.right_holder) for name, each in askable.others.items()},
        most=MOST_PHOTOS,
        longest=LONGEST_TEXT,
        not_shown=messages.NOT_SHOWN,
        idempotency_key=secrets.token_urlsafe(),
    )


@router.post("/cases/{case_id}/items/{item_id}/enquiries")
def post_new(
    actor: Asker,
    enquiries: EnquiriesPart,
    case_id: CaseId,
    item_id: ItemId,
    call: CallPart,
    question: Text = "",
    language: Annotated[str, Form(max_length=LONGEST_TAG)] = "",
    needed_by: Annotated[Day | None, Form()] = None,
    product: Annotated[str | None, Form(max_length=LONGEST_PRODUCT)] = None,
    photos: Photos = None,
    foreign_photos: Photos = None,
) -> Response:
    """Ask. Which photos are foreign, the form has said: one that has become foreign since is not sent."""
    foreign = [choice_of(each) for each in foreign_photos or ()]
    choices = (*(choice_of(each) for each in photos or ()), *foreign)
    selection = Selection(product or None, choices, frozenset(foreign))
    read = enquiries.ask(
        actor,
        case_id,
        item_id,
        question=question,
        language=language or None,
        needed_by=needed_by,
        selection=selection,
        call=call,
    )
    return _to(read.enquiry.id)


@router.post("/enquiries/{enquiry_id}/answer")
def post_answer(
    actor: Answerer,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    call: CallPart,
    outcome: Annotated[AnswerOutcome, Form()],
    statement: Text = "",
) -> Response:
    """Answer."""
    return _to(enquiries.answer(actor, enquiry_id, outcome, statement, call).enquiry.id)


@router.post("/enquiries/{enquiry_id}/amendments")
def post_amendment(
    actor: Answerer,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    call: CallPart,
    outcome: Annotated[AnswerOutcome, Form()],
    statement: Text = "",
) -> Response:
    """Correct an answer."""
    return _to(enquiries.amend(actor, enquiry_id, outcome, statement, call).enquiry.id)


@router.post("/enquiries/{enquiry_id}/withdraw")
def post_withdraw(actor: Asker, enquiries: EnquiriesPart, enquiry_id: EnquiryId, call: CallPart) -> Response:
    """Withdraw."""
    return _to(enquiries.withdraw(actor, enquiry_id, call).enquiry.id)


def _to(enquiry_id: str) -> RedirectResponse:
    return RedirectResponse(f"/enquiries/{enquiry_id}", HTTPStatus.SEE_OTHER)


def on_a_case(parts: Parts, actor: Actor, dossier: Dossier) -> Mapping[str, Any]:
    """What the panel on a case's page says: what right holders were asked, by item."""
    return {"enquiries": by_item(parts[Enquiries].of_case(actor, dossier.case.id)), "now": parts[Clock].shown()}
