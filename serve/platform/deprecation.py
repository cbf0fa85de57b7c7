"""Operations that will go: every answer of one says since when it is deprecated and when it ends.

    @router.get("/old", **deprecated(since=date(2027, 1, 1), sunset=date(2027, 7, 1), successor="/v1/new"))

The headers are `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a `Link` to the successor (RFC 5829); docs/api.md has
the policy.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = "x-deprecation"  # of an operation in the OpenAPI document
NOTICE = timedelta(days=180)  # from the announcement to the end, at least


def deprecated(*, since: date, sunset: date, successor: str = "") -> dict[str, Any]:
    """What a route's decorator takes beside its path.

    Args:
        since: the day of the announcement, in UTC.
        sunset: the day from which the operation may be gone.
        successor: the path of what to call instead; empty if there is none.

    Raises:
        ValueError: callers would have less than NOTICE.
    """
    if sunset - since < NOTICE:
        raise ValueError(f"callers have {NOTICE.days} days to change; {since} to {sunset} is less")
    return {"deprecated": True, "openapi_extra": {MARK: {"since": since, "sunset": sunset, "successor": successor}}}


def headers_of(route: object) -> Mapping[str, str]:
    """The headers of every answer of a route; none if it is not deprecated."""
    mark = (getattr(route, "openapi_extra", None) or {}).get(MARK)
    if mark is None:
        return {}
    link = {"Link": f'<{mark["successor"]}>; rel="successor-version"'} if mark["successor"] else {}
    return {
        "Deprecation": f"@{int(_start_of(mark['since']).timestamp())}",
        "Sunset": format_datetime(_start_of(mark["sunset"]), usegmt=True),
        **link,
    }


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


class DeprecationHeaders:
    """Adds the headers to the answers of deprecated operations, problems among them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers_of(scope.get("route")))
            await send(message)

        await self._app(scope, receive, sent)
