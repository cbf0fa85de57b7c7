"""What a browser keeps of the service, so that its pages begin without a connection: files of the pages, and one page.

A service worker (`static/service-worker.js`) keeps them. Its version is a digest of all that it keeps, so that browsers
install it again when any of it has changed, and at no other time.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
WORKER = STATIC / "service-worker.js"
CAMERA = "camera"  # the bundle with which photos can be taken
QUEUE = "queue"  # with which they are kept and sent, loaded after it
WITHOUT_CONNECTION = "offline"  # after both, on the page without a connection
FILES_OF: Mapping[str, Sequence[str]] = {
    CAMERA: (
        *("messages.js", "person.js", "page-parts.js", "loading.js", "placing.js", "framing.js"),
        *("advice.js", "scenes.js", "camera.js", "files.js", "shutter.js", "codes.js"),
        *("code-choice.js", "shots.js", "advising.js"),
        *("views.js", "capture.js", "places.js", "examining.js"),
    ),
    QUEUE: ("vendor/idb-keyval.js", "vault.js", "sheets.js", "queue.js", "sender.js", "waiting.js"),
    WITHOUT_CONNECTION: ("kept-sheets.js", "offline.js"),
}
FILES = ("shingan.css", "icon.svg", "zone.js", "top.js", "capture.css", "copies.js", "left-over.js")


@cache
def _digests() -> Mapping[str, str]:
    """The SHA-256 of each file, by its address."""
    return {f"/static/{name}": hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in FILES}


def worker_script(offline_page: str, texts: str, bundles: Sequence[str]) -> str:
    """The service worker, with what it keeps.

    Args:
        offline_page: in one language; its other languages are the same page with texts of the catalogues.
        texts: a digest of all translations.
        bundles: the addresses of those that are kept, which have digests of their own.
    """
    script = WORKER.read_text("utf-8")
    parts = [*_digests().items(), (script, offline_page, texts), *bundles]
    version = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    files = [*_digests(), *bundles]
    return f"const KEPT = {json.dumps({'version': version, 'files': files})};\n{script}"
