"""The pages on which an alert is written, looked at before it is sent, and sent."""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from model.messages import NOTHING, Wording
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.alerts.domain import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PICTURES,
    VALID_BY_DEFAULT,
    AlertRejectedError,
    points_for_officers,
)
from serve.alerts.drafting import PURPOSE, AlertDrafting
from serve.alerts.page_forms import AlertForm
from serve.alerts.pages import product_names, to_alert
from serve.alerts.routes import AlertsPart, DraftingPart, Sender
from serve.alerts.schemas import item_out
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.languages import spoken
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of, languages_of
from serve.platform.translations import offered
from serve.uploads.messages import FOR_SCRIPT as UPLOADING

router = APIRouter(prefix="/alerts", include_in_schema=False, default_response_class=HTMLResponse)
Written = Annotated[AlertForm, Form()]


@router.get("/new")
def get_new(
    request: Request,
    actor: Sender,
    pages: PagesPart,
    drafting: DraftingPart,
    clock: Annotated[Clock, Depends(provided(Clock))],
    product: Annotated[str, Query(max_length=190)] = "",
) -> str:
    """Choose a product if there are several, then write the alert."""
    sheets = drafting.sheets(actor)
    chosen = product or (next(iter(sheets)) if len(sheets) == 1 else "")
    if chosen not in sheets:
        return rendered(request, pages, "alert_product.html", products=product_names(request, sheets))
    last_day = (clock.shown() + VALID_BY_DEFAULT).date().isoformat()
    form = AlertForm(product=chosen, language=language_of(request).tag, valid_until=last_day)
    return _form(request, actor, pages, drafting, form)


def _form(
    request: Request, actor: Actor, pages: Pages, drafting: AlertDrafting, form: AlertForm, problem: Wording = NOTHING
) -> str:
    """The form with what was written into it."""
    sheet, agencies, languages = drafting.sheet(actor, form.product), drafting.agencies(actor), languages_of(request)
    known = drafting.known_items(actor, sheet.id, form.listed)
    for_officers = points_for_officers(sheet)
    names = {
        "form": form,
        "problem": problem,
        "product": product_names(request, {sheet.id: sheet})[sheet.id],
        "has_others": len(drafting.sheets(actor)) > 1,
        "points": {each.id: spoken(each.title, languages) for each in sheet.points if each.id in for_officers},
        "items": [item_out(each) for each in known.entries],
        "has_more": known.after is not None,
        "agencies": agencies,
        "countries": sorted({agency.country for agency in agencies if agency.country}),
        "longest": {"title": LONGEST_TITLE, "text": LONGEST_TEXT},
        "most_pictures": MOST_PICTURES,
        "purpose": PURPOSE,
        "scripts": UPLOADING,
    }
    return rendered(request, pages, "alert_new.html", **names)


@router.post("/edit")
def post_edit(request: Request, actor: Sender, pages: PagesPart, drafting: DraftingPart, given: Written) -> str:
    """Back from the preview to the form, or to the form with more photos to choose from; nothing is sent."""
    return _form(request, actor, pages, drafting, given.with_more())


@router.post("/preview")
def post_preview(request: Request, actor: Sender, pages: PagesPart, drafting: DraftingPart, given: Written) -> Response:
    """What officers will read, and who they are; nothing is sent."""
    form = given.without_dropped()
    try:
        preview = drafting.preview(actor, form.draft())
    except AlertRejectedError as fault:
        return _refused(request, actor, pages, drafting, form, fault)
    sheet, languages = drafting.sheet(actor, form.product), languages_of(request)
    names = {
        "form": form,
        "preview": preview,
        "product": product_names(request, {sheet.id: sheet})[sheet.id],
        "points": [spoken(each.title, languages) for each in sheet.points if each.id in form.points],
        "pictures": [
            *map(_address_of, form.items),
            *(f"/v1/alerts/uploads/{each.id}.jpg" for each in preview.pictures),
        ],
        "spoken_languages": {each.tag: each.name for each in offered()},
        "idempotency_key": secrets.token_urlsafe(),
    }
    return HTMLResponse(rendered(request, pages, "alert_preview.html", **names))


def _address_of(item: str) -> str:
    entry, _, index = item.partition(":")
    return f"/v1/alerts/items/{entry}/photos/{index}.jpg"


@router.post("")
def post_new(
    request: Request,
    actor: Sender,
    pages: PagesPart,
    alerts: AlertsPart,
    drafting: DraftingPart,
    call: CallPart,
    given: Written,
) -> Response:
    """Send the alert to the agencies that the preview showed."""
    try:
        sent = alerts.send(actor, given.draft(), call)
    except AlertRejectedError as fault:
        return _refused(request, actor, pages, drafting, given, fault)
    return to_alert(sent.alert.id)


def _refused(
    request: Request, actor: Actor, pages: Pages, drafting: AlertDrafting, form: AlertForm, fault: AlertRejectedError
) -> Response:
    """The form again, with what is wrong in it.

    Raises:
        AlertRejectedError: it names no product, so that there is no form to show.
    """
    if form.product not in drafting.sheets(actor):
        raise fault
    page = _form(request, actor, pages, drafting, form, fault.message)
    return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY)
