"""Pages: one Jinja environment over the subjects' template folders, and the headers that keep pages safe."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection, Request

from serve.platform.dependencies import provided

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
API_PREFIXES = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json")


class MenuEntry(NamedTuple):
    """A page that the menu leads to.

    Attributes:
        permission: people who have it see the entry.
        is_late: whether it stands after the others.
    """

    permission: str
    path: str
    title: str
    is_late: bool = False


def wants_page(request: HTTPConnection) -> bool:
    """Whether a browser requests a page."""
    asks = "text/html" in request.headers.get("accept", "")
    return asks and not request.url.path.startswith(API_PREFIXES)


def names_of(request: Request) -> dict[str, Any]:
    """The names for every page: who is signed in, for the menu; None if no one is."""
    return {"actor": getattr(request.state, "actor", None)}


class Pages:
    """Renders templates; an unknown name in one is an error, and everything is escaped."""

    def __init__(
        self,
        folders: Sequence[Path],
        menu: Sequence[MenuEntry] = (),
        messages: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.menu = menu
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update({**messages, "menu": menu})

    def render(self, template: str, **names: Any) -> str:
        """The page rendered from a template with these names."""
        return self._environment.get_template(template).render(**names)


PagesPart = Annotated[Pages, Depends(provided(Pages))]


def rendered(request: Request, pages: Pages, template: str, **names: Any) -> str:
    """The page for the caller, with their menu."""
    return pages.render(template, **names_of(request), **names)
