"""Dependencies of routes: a part of the service, a door that is open to all.

`Annotated[Part, Depends(provided(Part))]` gives a route the app's one part of a class. For doors that are not open to
all, a subject says who may enter.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from serve.platform.values import check_values

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
    await check_values(request)


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
