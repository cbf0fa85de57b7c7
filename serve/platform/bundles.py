"""Scripts of a page sent as one file, as each request of its own costs a slow line a round trip (decision 0084).

The sources stay one a file in `static/`; a subject lists those of a bundle (`Subject.bundles`), and a template names
it: `{{ bundle("camera") }}`. The address has a digest of the content, so a browser keeps it until the content changes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Scripts(NamedTuple):
    """What a bundle is made of.

    Attributes:
        files: of `static/`, in the order in which they use one another.
        is_closed: whether its names stay its own, for pages that may have some of the same scripts.
    """

    files: Sequence[str]
    is_closed: bool = False


PATH = "/static/bundles"
OF_EVERY_PAGE: Mapping[str, Scripts] = {
    "sending": Scripts(  # what `unsent.js` loads
        (
            *("vendor/idb-keyval.js", "messages.js", "person.js", "page-parts.js", "loading.js", "camera.js"),
            *("copies.js", "uploads.js", "places.js", "vault.js", "queue.js", "sender.js"),
            *("sending-line.js", "sending.js"),
        ),
        is_closed=True,
    ),
    "renewing": Scripts(  # what `top.js` loads
        ("vendor/idb-keyval.js", "person.js", "vault.js", "views.js", "sheets.js", "renewing.js"), is_closed=True
    ),
}
METHODS = ("GET", "HEAD")
FOR_GOOD = "public, max-age=31536000, immutable"
REVALIDATED = "no-cache"


@dataclass(frozen=True)
class Bundle:
    """Scripts one after the other, in strict mode."""

    name: str
    content: bytes

    @classmethod
    def of(cls, name: str, files: Sequence[Path], *, is_closed: bool = False) -> "Bundle":
        """From these files; each begins with its name."""
        parts = [f"// {path.name}\n{path.read_text('utf-8')}" for path in files]
        block = ["{", *parts, "}"] if is_closed else parts
        return cls(name, "\n".join(['"use strict";', *block]).encode())

    @property
    def digest(self) -> str:
        """The first 64 bits of the content's SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Where browsers find it."""
        return f"{PATH}/{self.digest}/{self.name}.js"


class Bundles:
    """All bundles of the service, an application to be mounted at `PATH`.

    Args:
        folder: of the scripts.
        of_subjects: by their names, besides those of every page.
    """

    def __init__(self, folder: Path, of_subjects: Mapping[str, Scripts]) -> None:
        made = {
            name: Bundle.of(name, [folder / each for each in scripts.files], is_closed=scripts.is_closed)
            for name, scripts in {**OF_EVERY_PAGE, **of_subjects}.items()
        }
        self._bundles = made
        self._addresses = {name: bundle.address for name, bundle in self._bundles.items()}

    def address(self, name: str) -> str:
        """Where browsers find a bundle."""
        return self._addresses[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface).

        Raises:
            HTTPException: there is no such bundle, or it is not read.
        """
        request = Request(scope)
        if request.method not in METHODS:
            raise HTTPException(405)
        await self._answer(request.url.path)(scope, receive, send)

    def _answer(self, path: str) -> Response:
        """Another version's address has the scripts of this one, as while a service is updated a page is older."""
        beginning, _, file = path.removeprefix(f"{PATH}/").partition("/")
        bundle = self._bundles.get(file.removesuffix(".js"))
        if bundle is None:
            raise HTTPException(404)
        caching = FOR_GOOD if beginning == bundle.digest else REVALIDATED
        return Response(bundle.content, headers={"Cache-Control": caching}, media_type="text/javascript")
