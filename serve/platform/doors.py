"""Doors that are open to all, and what pages know of the person who comes in. Of other doors a subject says who may."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from serve.platform.parameters import check_parameters


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
