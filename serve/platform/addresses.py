"""Addresses of the service: origins (RFC 6454), what is at an address, and the way back to the previous page."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from starlette.requests import Request
from starlette.routing import BaseRoute, Match

DEFAULT_PORTS = {"http": 80, "https": 443}


class Site(NamedTuple):
    """A host, in lower case and without brackets, and a port."""

    host: str
    port: int


def is_origin_of(origin: str, host: str) -> bool:
    """Whether an Origin header names the same site as a Host header.

    A scheme's default port counts as named. A Host header names no scheme, and a proxy that terminates TLS may hide it:
    the scheme of the origin counts for both.
    """
    try:
        named = urlsplit(origin)
        if named.path or named.query or named.fragment:
            return False
        return _site(named, named.scheme) == _site(urlsplit(f"//{host}"), named.scheme)
    except (KeyError, ValueError):  # another scheme, or nothing that a browser sends
        return False


def site_of(host: str, scheme: str) -> Site | None:
    """The site that a Host header names, with the default port of http or https; None if it names none."""
    try:
        return _site(urlsplit(f"//{host}"), scheme)
    except ValueError:
        return None


def _site(address: SplitResult, scheme: str) -> Site:
    """The site of an address with only host and port.

    Raises:
        KeyError: the scheme has no default port. ValueError: the host or the port is invalid.
    """
    default = DEFAULT_PORTS[scheme]
    if not address.hostname or "@" in address.netloc or address.path or address.query or address.fragment:
        raise ValueError(address.netloc)
    return Site(address.hostname, default if address.port is None else address.port)


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
