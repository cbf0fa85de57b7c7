"""Doors that are open to all, and what pages know of the person who comes in. Of other doors a subject says who may."""

from starlette.requests import Request


async def open_to_all(request: Request) -> None:
    """What a route depends on that needs no signing in."""
    await note_who_asks(request)


async def note_who_asks(request: Request) -> None:
    """Note for a page's menu who asks, as far as the service has been given a way to tell."""
    await request.app.state.note_who_asks(request)
