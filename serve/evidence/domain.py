"""The evidence bundle: its files, their names, and possible faults. Imports only the standard library."""

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from model.errors import ShinganError, ValueRejectedError
from model.messages import Wording, message

# Translators: {where} is a file of a bundle or a part of it, {words} what is wrong there.
AT = message("{where}: {words}")

FORMAT = 2
OLDEST_FORMAT = 1  # of bundles whose digests have the release's own as their key
MANIFEST, PROOF = "manifest.json", "proof.json"  # the first file and the last
CASE, EVENTS, RELEASES = "case.json", "audit/events.json", "releases.json"
REPORT, README = "report.pdf", "README.txt"
EXTENSIONS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
}
NAME = re.compile(
    r"manifest\.json|proof\.json|case\.json|audit/events\.json|releases\.json|report\.pdf|README\.txt"
    r"|keys/[0-9a-f]{16}\.pub|photos/[0-9a-f]{64}\.(?:jpg|png|webp|avif|heic|bin)|verdicts/e-[0-9a-f]{32}\.json"
)
FIRST_LINE, LAST_LINE = b"[\n", b"]\n"  # around the events, which have one line each
LONGEST_NAME = 120
MOST_FILES = 100_000
MOST_ZIP_FAULTS, MOST_FAULTS = 20, 200  # a search for more could take for ever
LONGEST_JSON, LONGEST_LINE = 32 << 20, 64 << 10  # bytes
MOST_VALUES = 2_000_000  # in one JSON file: each takes some 100 bytes of memory


class ArchivePart(StrEnum):
    """A part of the ZIP that is no file of the bundle."""

    ZIP = "the ZIP"
    DIRECTORY = "the ZIP's central directory"
    END = "the ZIP's end record"


class BundleFault(NamedTuple):
    """A fault: the file of the bundle or the part of the ZIP, and what is wrong."""

    where: str
    words: Wording


class BundleRefusedError(ShinganError):
    """A bundle, or a file in it, can't be read at all.

    Attributes:
        fault: why.
    """

    def __init__(self, fault: BundleFault) -> None:
        super().__init__(AT.of(where=fault.where, words=fault.words))
        self.fault = fault


class ExportRefusedError(ValueRejectedError):
    """A case can't be exported as a bundle; the message says why."""


class ListedFile(NamedTuple):
    """A file as the manifest lists it."""

    name: str
    sha256: str
    size: int


def photo_name(sha256: str, media_type: str) -> str:
    """The name of a photo in a bundle."""
    return f"photos/{sha256}.{EXTENSIONS.get(media_type, 'bin')}"


def verdict_name(examination_id: str) -> str:
    """The name of a verdict in a bundle."""
    return f"verdicts/{examination_id}.json"


def key_name(key_id: str) -> str:
    """The name of a public key in a bundle."""
    return f"keys/{key_id}.pub"


def in_order(files: Iterable[str]) -> list[str]:
    """The names of all files of a bundle in their order.

    Args:
        files: those that the manifest lists.
    """
    return [MANIFEST, *sorted(files), PROOF]


def written(document: Any) -> bytes:
    """A JSON file as written in bundles; each document has exactly one form."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def parsed(name: str, content: bytes) -> Any:
    """The document in a JSON file.

    Raises:
        BundleRefusedError: it is no JSON, has too many values, or is not in the form used in bundles.
    """
    if sum(content.count(sign) for sign in b"[{,") > MOST_VALUES:
        raise BundleRefusedError(BundleFault(name, message("holds more than {most} values", most=MOST_VALUES)))
    try:
        document = json.loads(content)
        canonical = written(document)
    except (ValueError, RecursionError):
        raise BundleRefusedError(BundleFault(name, message("is not the JSON that it should be"))) from None
    if canonical != content:
        raise BundleRefusedError(BundleFault(name, message("is not in the one form that bundles use")))
    return document
