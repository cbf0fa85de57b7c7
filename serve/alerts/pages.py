"""The pages on which alerts are read and withdrawn, and the notice of them beside a product."""

import secrets
from collections.abc import Collection, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from model.catalogue import ProductSheet
from model.messages import Localized
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.alerts.domain import LONGEST_REASON, AlertState, ShownAlert
from serve.alerts.loss_store import PictureLoss
from serve.alerts.permissions import AlertPermission
from serve.alerts.routes import After, AlertId, AlertsPart, Reader, Sender
from serve.alerts.schemas import addresses_of
from serve.alerts.service import Alerts
from serve.catalogue.guide import seen_points
from serve.catalogue.service import Catalogue
from serve.platform.dependencies import provided
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.reader import languages_of

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25

router = APIRouter(prefix="/alerts", include_in_schema=False, default_response_class=HTMLResponse)
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]


@router.get("")
def get_alerts(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    alerts: AlertsPart,
    catalogue: CataloguePart,
    state: AlertState = AlertState.VALID,
    after: After = None,
) -> str:
    """The alerts in one state, the latest first."""
    names = {
        "page": alerts.page(actor, state, after, LISTED),
        "state": state,
        "products": catalogue.names(languages_of(request)),
        "examinable": catalogue.examinable_ids(),
        "may_send": actor.may(AlertPermission.SEND),
    }
    return rendered(request, pages, "alerts.html", **names)


def product_names(request: Request, sheets: Mapping[str, ProductSheet]) -> Mapping[str, Localized]:
    """The names of products by their id, in the reader's language."""
    languages = languages_of(request)
    named = {product: spoken(sheet.name, languages) for product, sheet in sheets.items()}
    return {product: name if name.text else Localized(product, "") for product, name in named.items()}


@router.get("/{alert_id}")
def get_alert(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    alerts: AlertsPart,
    catalogue: CataloguePart,
    alert_id: AlertId,
) -> str:
    """One alert."""
    read = alerts.view(actor, alert_id)
    product = read.alert.product_id
    names = {
        "read": read,
        "alert": read.alert,
        "product": catalogue.names(languages_of(request)).get(product, Localized(product, "")),
        "is_examinable": product in catalogue.examinable_ids(),
        "has_sheet": product in catalogue.whole(),
        "points": _points(request, actor, catalogue, read),
        "pictures": addresses_of(read),
        "may_withdraw": actor.may(AlertPermission.SEND) and read.state is not AlertState.WITHDRAWN,
        "longest_reason": LONGEST_REASON,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "alert.html", **names)


def _points(request: Request, actor: Actor, catalogue: Catalogue, read: ShownAlert) -> list[Localized]:
    """The titles of the points that an alert names, as far as the reader sees them on the sheet now."""
    sheet = catalogue.whole().get(read.alert.product_id)
    if sheet is None:
        return []
    languages, sight = languages_of(request), catalogue.accounts.sight(actor)
    return [spoken(each.title, languages) for each in seen_points(sheet, sight) if each.id in read.alert.points]


@router.post("/{alert_id}/withdraw")
def post_withdraw(
    actor: Sender,
    alerts: AlertsPart,
    alert_id: AlertId,
    call: CallPart,
    reason: Annotated[str, Form(max_length=2 * LONGEST_REASON)] = "",
) -> RedirectResponse:
    """Withdraw."""
    alerts.withdraw(actor, alert_id, reason, call)
    return to_alert(alert_id)


def to_alert(alert_id: str) -> RedirectResponse:
    """Continue to an alert."""
    return RedirectResponse(f"/alerts/{alert_id}", HTTPStatus.SEE_OTHER)


def alerted_products(parts: Parts, actor: Actor) -> Collection[str]:
    """The ids of products about which a reader finds valid alerts."""
    return parts[Alerts].products(actor) if actor.may(AlertPermission.READ) else ()


def on_a_product(parts: Parts, actor: Actor, product: str) -> list[ShownAlert]:
    """The valid alerts that a page about a product leads to."""
    return parts[Alerts].of_product(actor, product) if actor.may(AlertPermission.READ) else []


def losing_pictures(parts: Parts, actor: Actor, contribution_id: str, entry_id: str | None) -> list[PictureLoss]:
    """The alerts that a form names before items are withdrawn."""
    return parts[Alerts].losses(actor, contribution_id, entry_id) if actor.may(AlertPermission.READ) else []
