"""Navigation within the service: what is at an address, and the way back to the previous page."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.routing import BaseRoute, Match

from serve.platform.origins import is_origin_of


def methods_at(request: Request) -> list[str]:
    """Every method of this address: the framework would name only those of one route."""
    here = [route for route in _routes(request) if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in here for method in getattr(route, "methods", None) or ()})


def way_back(request: Request) -> str | None:
    """The previous page, if it is one of this service and can be opened again."""
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # no address at all
        return None
    if not is_origin_of(f"{came_from.scheme}://{came_from.netloc}", request.headers.get("host", "")):
        return None
    address = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if address.startswith("//") or not address.isprintable() or (request.method == "GET" and address == here):
        return None
    scope = {**request.scope, "method": "GET", "path": unquote(came_from.path)}
    return address if any(route.matches(scope)[0] is Match.FULL for route in _routes(request)) else None


def _routes(request: Request) -> Iterator[BaseRoute]:
    routers: list[Any] = request.app.state.routers
    return (route for router in routers for route in router.routes)
