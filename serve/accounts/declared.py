"""What each door of an application declares: the permission that it asks for, or that it is open to all.

A door is a route, a WebSocket or a mounted application. One that declares nothing keeps the service from starting.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Host, Mount

from serve.accounts.guard import Permitted
from serve.platform.dependencies import OpenToAll, open_to_all


class Door(NamedTuple):
    """One way into the application.

    Attributes:
        path: with the names of its parameters in braces.
        methods: of HTTP; empty for a WebSocket and for a mounted application.
        operation_id: in the OpenAPI document; None without one.
        permission: what it asks for; None if it is open to all.
    """

    path: str
    methods: frozenset[str]
    operation_id: str | None
    permission: str | None


def doors(routes: Sequence[BaseRoute], within: str = "") -> Iterator[Door]:
    """Every door behind these routes: through included routers and mounted applications.

    Args:
        within: the path at which an application with these routes is mounted.

    Raises:
        RuntimeError: a door declares neither a permission nor that it is open to all.
    """
    for route in iter_route_contexts(routes):
        path = f"{within}{route.path or ''}"
        if isinstance(route.original_route, (Mount, Host)):
            yield from _mounted(route.original_route, path)
        else:
            methods = frozenset(route.methods or ())
            operation_id = getattr(route, "operation_id", None)
            yield Door(path, methods, operation_id, _declared(route, f"{','.join(sorted(methods))} {path}".strip()))


def check_declared(routes: Sequence[BaseRoute]) -> None:
    """Go through every door.

    Raises:
        RuntimeError: one declares neither a permission nor that it is open to all.
    """
    for _ in doors(routes):
        pass


def needed(routes: Sequence[BaseRoute]) -> dict[str, str | None]:
    """The permission that each operation of the API requires, by its id; None if it is open to all.

    Raises:
        RuntimeError: a door declares neither.
    """
    return {door.operation_id: door.permission for door in doors(routes) if door.operation_id}


def _mounted(mount: Mount | Host, path: str) -> Iterator[Door]:
    """An application declares that it is open to all, or else each of its routes declares for itself."""
    if isinstance(mount.app, OpenToAll):
        yield Door(path, frozenset(), None, None)
    elif mount.routes:
        yield from doors(mount.routes, path)
    else:
        raise RuntimeError(_undeclared(path))


def _declared(route: RouteContext, name: str) -> str | None:
    for dependency in _dependencies(getattr(route, "dependant", None)):
        if isinstance(dependency.call, Permitted):
            return dependency.call.permission
        if dependency.call is open_to_all:
            return None
    raise RuntimeError(_undeclared(name))


def _dependencies(dependant: Dependant | None) -> Iterator[Dependant]:
    for each in dependant.dependencies if dependant else ():
        yield each
        yield from _dependencies(each)


def _undeclared(name: str) -> str:
    return f"{name}: declares no permission, nor that it is open to all"
