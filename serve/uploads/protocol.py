"""tus 1.0 (https://tus.io/protocols/resumable-upload): names, the metadata of an upload, and moments in headers."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from serve.uploads.domain import Announcement

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination"
BYTES = "application/offset+octet-stream"  # the media type of a file's bytes
SHA256 = re.compile(r"[0-9a-f]{64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_NAME = 400  # characters; a path below a folder may be long
NEEDED = frozenset({"filename", "purpose"})
KNOWN = NEEDED | {"filetype", "sha256"}  # filetype is sent by many clients, and not used


def announcement_of(metadata: str, length: int) -> Announcement:
    """What a client announces, from `Upload-Metadata` and `Upload-Length`.

    Raises:
        ValueError: the metadata is not written as tus says, has an unknown or repeated name, or lacks a needed one.
    """
    values = decoded(metadata)
    if not NEEDED <= values.keys() <= KNOWN:
        raise ValueError(metadata)
    name, sha256 = CONTROL.sub("_", values["filename"]).strip(), values.get("sha256")
    if not 0 < len(name) <= LONGEST_NAME or not (sha256 is None or SHA256.fullmatch(sha256)):
        raise ValueError(metadata)
    return Announcement(name, values["purpose"], length, sha256)


def decoded(metadata: str) -> Mapping[str, str]:
    """The values of `Upload-Metadata` by name: pairs with commas between them, each value in Base64.

    Raises:
        ValueError: it is not written so, or has a name twice.
    """
    pairs = [pair.strip().partition(" ") for pair in metadata.split(",")]
    if len({name for name, _, _ in pairs}) < len(pairs):
        raise ValueError(metadata)
    try:
        return {name: base64.b64decode(value, validate=True).decode() for name, _, value in pairs}
    except binascii.Error as fault:
        raise ValueError(metadata) from fault


def encoded(values: Mapping[str, str]) -> str:
    """`Upload-Metadata` with these values."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def http_date(at: datetime) -> str:
    """A moment in UTC for a header (RFC 9110, 5.6.7)."""
    return format_datetime(at, usegmt=True)
