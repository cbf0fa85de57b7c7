"""Dependencies of routes: a part of the service, a door that is open to all, a check of query parameters.

`Annotated[Part, Depends(provided(Part))]` gives a route the app's one part of a class. For doors that are not open to
all, a subject says who may enter. An unknown query parameter of the API is refused like an unknown member of a body: a
misspelt filter would otherwise give the unfiltered list. The OpenAPI document says which parameters an operation knows.
Pages ignore unknown ones: links must open to which mail programs and portals add their own parameters.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")


def provided(kind: type[T]) -> Callable[[HTTPConnection], Awaitable[T]]:
    """A dependency that returns the app's one part of this class."""

    async def provide(connection: HTTPConnection) -> T:
        return part_of(connection.app, kind)

    return provide


def part_of(app: Any, kind: type[T]) -> T:
    """The part of this class that an app was made with (`serve.platform.parts.Parts`)."""
    part: T = app.state.parts[kind]
    return part


async def open_to_all(request: HTTPConnection) -> None:
    """The dependency of a route or WebSocket that needs no sign-in."""
    await note_who_asks(request)
    check_parameters(request)


class OpenToAll:
    """A mounted application that needs no sign-in, such as the files of the pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        await self._app(scope, receive, send)


async def note_who_asks(request: HTTPConnection) -> None:
    """Store the actor for a page's menu, if the service has a way to find out."""
    await request.app.state.note_who_asks(request)


def check_parameters(request: HTTPConnection) -> None:
    """Raise RequestValidationError, which names them and the known ones, if the address has unknown parameters."""
    operation = _operation(request)
    if operation is None or not request.query_params:
        return
    known = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    takes = f"this operation takes: {', '.join(known)}" if known else "this operation takes none"
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "unknown_parameter", "loc": ("query", name), "msg": f"unknown; {takes}"} for name in unknown]
        )


def _operation(request: HTTPConnection) -> Mapping[str, Any] | None:
    """The document's entry for the operation of a request; None for pages and WebSockets."""
    path = getattr(request.scope.get("route"), "path_format", "")
    operations = request.app.openapi()["paths"].get(path, {})
    found: Mapping[str, Any] | None = operations.get(request.scope.get("method", "").lower())
    return found
