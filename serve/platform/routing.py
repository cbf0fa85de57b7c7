"""Finds the route of a call among hundreds: only those that begin like its address are asked whether they match."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

API = "v1"


class ByBeginning(BaseRoute):
    """Many routes as one. A router asks one route after the other, which took longer than to recognise the caller.

    Of the routes that match, the first one answers, as in a router.

    Args:
        routes: the first segment of each path is a text, and so is the second one in the API.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes: dict[str, list[BaseRoute]] = {}
        for route in routes:
            path: str = getattr(route, "path", "")
            beginning = _beginning(path)
            if "{" in beginning:
                raise ValueError(f"the path {path} must begin with a text")
            self._routes.setdefault(beginning, []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """How the best route matches a call, and what the scope has then: `route` is that route."""
        found: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] in {"http", "websocket"}:
            for route in self._routes.get(_beginning(scope["path"]), ()):
                match, child = route.matches(scope)
                if match is Match.FULL:
                    return match, {**child, "route": route}
                if match is Match.PARTIAL and found[0] is Match.NONE:
                    found = match, {**child, "route": route}
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer that `matches` found."""
        await scope["route"].handle(scope, receive, send)


def _beginning(path: str) -> str:
    """The first segment of a path, the first two in the API."""
    first, _, rest = path[1:].partition("/")
    return f"{API}/{rest.partition('/')[0]}" if first == API else first
