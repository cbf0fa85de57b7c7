"""How a route gets a part of the service: `Annotated[Part, Depends(provided(Part))]`."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import HTTPConnection

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
