"""The JSON API of alerts: a right holder sends and withdraws them, agencies that got them read them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.alerts.domain import AlertState
from serve.alerts.drafting import AlertDrafting
from serve.alerts.examples import ALERT
from serve.alerts.permissions import AlertPermission
from serve.alerts.schemas import (
    AlertIn,
    AlertItemsOut,
    AlertOut,
    AlertsOut,
    AlertWithdrawalIn,
    alert_out,
    item_out,
)
from serve.alerts.service import Alerts
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.review.domain import LONGEST_PRODUCT
from serve.review.schemas import ENTRY_ID
from serve.review.schemas import ID_PATTERN as ENTRY_PATTERN
from serve.uploads.schemas import UploadId

router = APIRouter(prefix="/v1/alerts", tags=["alerts"])

AlertsPart = Annotated[Alerts, Depends(provided(Alerts))]
DraftingPart = Annotated[AlertDrafting, Depends(provided(AlertDrafting))]
PicturesPart = Annotated[Pictures, Depends(provided(Pictures))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
Reader = Annotated[Actor, Depends(permitted(AlertPermission.READ))]
Sender = Annotated[Actor, Depends(permitted(AlertPermission.SEND))]
ID_PATTERN = "^l-[0-9a-f]{32}$"
AlertId = Annotated[str, Path(pattern=ID_PATTERN, examples=[ALERT["id"]])]
EntryName = Annotated[str, Path(pattern=ENTRY_PATTERN, examples=[ENTRY_ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
AfterItem = Annotated[str | None, Query(pattern=ENTRY_PATTERN, description=AFTER)]


@router.post(
    "",
    operation_id="sendAlert",
    status_code=201,
    summary="Send an alert",
    description="Agencies that your organisation allows read it at once. To which ones it was sent never changes; an "
    "agency that you refuse later no longer sees it.",
    responses={201: located("the alert"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_alert(actor: Sender, alerts: AlertsPart, given: AlertIn, call: CallPart, response: Response) -> AlertOut:
    """Send an alert."""
    sent = alerts.send(actor, given.draft, call)
    response.headers["Location"] = f"{router.prefix}/{sent.alert.id}"
    return alert_out(sent)


@router.get(
    "",
    operation_id="listAlerts",
    summary="Alerts",
    description="A right holder's people see those that it sent, an agency's those that were sent to it, as long as "
    "the right holder allows it. The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_alerts(
    actor: Reader, alerts: AlertsPart, state: AlertState | None = None, after: After = None, limit: Limit = PAGE
) -> AlertsOut:
    """One page of the alerts."""
    page = alerts.page(actor, state, after, limit)
    return AlertsOut(alerts=[alert_out(each) for each in page.entries], after=page.after)


@router.get(
    "/items",
    operation_id="listAlertItems",
    summary="Items whose photos an alert can show",
    description="The accepted counterfeit items that your organisation contributed, the latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_items(
    actor: Sender,
    drafting: DraftingPart,
    product: Annotated[str | None, Query(max_length=LONGEST_PRODUCT, description="Only of this product.")] = None,
    after: AfterItem = None,
    limit: Limit = PAGE,
) -> AlertItemsOut:
    """One page of the items."""
    page = drafting.known_items(actor, product, limit, after)
    return AlertItemsOut(items=[item_out(each) for each in page.entries], after=page.after)


@router.get(
    "/items/{known_id}/photos/{index}.jpg",
    operation_id="getAlertItemPhoto",
    summary="A photo of such an item",
    **PICTURE,
)
async def get_item_photo(
    actor: Sender, drafting: DraftingPart, known_id: EntryName, index: Index, pictures: PicturesPart, pool: PoolPart
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(drafting.known_photo(actor, known_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/uploads/{picture_id}.jpg",
    operation_id="getSentAlertPicture",
    summary="A picture that you have sent for an alert, as its readers would see it",
    **PICTURE | {"responses": PICTURE["responses"] | problem_responses(409)},
)
async def get_sent_picture(
    actor: Sender, drafting: DraftingPart, picture_id: UploadId, pictures: PicturesPart, pool: PoolPart
) -> Response:
    """One picture, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: pictures.whole(drafting.sent_picture(actor, picture_id)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{alert_id}",
    operation_id="getAlert",
    summary="One alert",
    description="That you opened it is recorded. The right holder reads how many people of each agency did, without "
    "their names.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_alert(actor: Reader, alerts: AlertsPart, alert_id: AlertId) -> AlertOut:
    """One alert."""
    return alert_out(alerts.view(actor, alert_id))


@router.get(
    "/{alert_id}/pictures/{index}.jpg",
    operation_id="getAlertPicture",
    summary="A picture of an alert",
    **PICTURE,
)
async def get_picture(
    actor: Reader,
    alerts: AlertsPart,
    alert_id: AlertId,
    index: Index,
    pictures: PicturesPart,
    pool: PoolPart,
) -> Response:
    """One picture, upright and of moderate size, without metadata. Browsers don't cache it: it may be withdrawn."""
    drawn = await pool.run(lambda: pictures.whole(alerts.picture(actor, alert_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.post(
    "/{alert_id}/withdraw",
    operation_id="withdrawAlert",
    summary="Withdraw an alert",
    description="Agencies then read that it was withdrawn and why, and no longer its text and pictures.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_withdraw(
    actor: Sender, alerts: AlertsPart, alert_id: AlertId, given: AlertWithdrawalIn, call: CallPart
) -> AlertOut:
    """Withdraw an alert."""
    return alert_out(alerts.withdraw(actor, alert_id, given.reason, call))
