"""The JSON API of a person's own notices."""

from typing import Annotated

from fastapi import APIRouter, Depends

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.notices.permissions import NoticePermission
from serve.notices.schemas import NoticesIn, NoticesOut, NoticeTokenIn, notices_out
from serve.notices.service import OwnNotices
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses

router = APIRouter(prefix="/v1/me/notices", tags=["accounts"])
Self = Annotated[Actor, Depends(permitted(NoticePermission.USE))]
NoticesPart = Annotated[OwnNotices, Depends(provided(OwnNotices))]


@router.get(
    "",
    operation_id="getNotices",
    summary="Your notices by e-mail",
    responses=problem_responses(401, 403, 503),
)
def get_notices(actor: Self, notices: NoticesPart) -> NoticesOut:
    """The address that the caller set."""
    return notices_out(notices.view(actor), is_offered=notices.is_offered)


@router.put(
    "",
    operation_id="changeNotices",
    summary="Choose where you are told that something waits",
    description="A new address gets a message with a link; nothing else is sent to it before it is confirmed. A "
    "message says that something waits and how much, never what; there is at most one an hour. Another address needs "
    "your current password, and is refused to an API token.",
    responses=problem_responses(401, 403, 409, 422, 429, 503),
)
def put_notices(actor: Self, notices: NoticesPart, given: NoticesIn) -> NoticesOut:
    """Set the address of the caller."""
    return notices_out(
        notices.choose(actor, given.address, is_on=given.on, password=given.password), is_offered=notices.is_offered
    )


@router.post(
    "/confirm",
    operation_id="confirmNotices",
    summary="Confirm your address",
    responses=problem_responses(401, 403, 422, 503),
)
def post_confirm(actor: Self, notices: NoticesPart, given: NoticeTokenIn) -> NoticesOut:
    """Confirm the address of the caller with what was sent to it."""
    return notices_out(notices.confirm(actor, given.token), is_offered=notices.is_offered)
