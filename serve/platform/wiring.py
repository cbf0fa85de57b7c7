"""How a route comes to the parts that `serve.app` built: `Annotated[Part, Depends(provided(Part))]`."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request

T = TypeVar("T")


def provided(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """A dependency that gives the app's one part of this class."""

    async def provide(request: Request) -> T:
        part: T = request.app.state.provided[kind]
        return part

    return provide
