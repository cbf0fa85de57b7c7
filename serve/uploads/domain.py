"""An upload: a file that arrives in parts, one after the other. Imports only the standard library and `model`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from model.errors import ShinganError
from serve.audit.domain import record_digest


class UploadAlteredError(ShinganError):
    """The bytes that arrived don't have the announced sha256; nothing of them is kept."""


class UploadTooLargeError(ShinganError):
    """A file has more bytes than one may have, or more than it was announced with."""


class TooManyUploadsError(ShinganError):
    """A person has as many uploads waiting, or as many bytes in them, as one may have."""


class UploadState(StrEnum):
    """Where an upload stands."""

    OPEN = "open"  # bytes are missing; no record yet
    FINISHED = "finished"  # all bytes are here, and it waits to be taken
    TAKEN = "taken"  # it counts for one thing, and never for another
    REMOVED = "removed"  # it is gone for everyone; retention clears the rest away


RECORDED = (UploadState.FINISHED, UploadState.TAKEN)  # those of which the audit log has the digest
WAITING = (UploadState.OPEN, UploadState.FINISHED)  # those that count against the limits of a person


class UploadPurpose(NamedTuple):
    """What uploads are for; a subject that takes some hands in one (`serve.platform.subject.Subject.extensions`)."""

    name: str


class Announcement(NamedTuple):
    """What a client says of a file before it sends it.

    Attributes:
        name: of the file, or its path below a folder that is sent; for display and for sorting, never a path here.
        purpose: the name of an `UploadPurpose`.
        length: in bytes.
        sha256: of the bytes, in lower-case hexadecimal; None if it is not known beforehand.
    """

    name: str
    purpose: str
    length: int
    sha256: str | None = None


class UploadPart(NamedTuple):
    """Some bytes of an upload, which are an object of the store.

    Attributes:
        start: how many bytes of the upload come before them.
    """

    start: int
    size: int
    sha256: str


class UploadLimits(NamedTuple):
    """How much may be sent, and how long it is kept.

    Attributes:
        size: of one file, in bytes.
        waiting: uploads of one person that are not taken yet.
        waiting_bytes: the announced lengths of those together.
        kept: for how long an upload may wait to be finished, and then to be taken.
    """

    size: int
    waiting: int
    waiting_bytes: int
    kept: timedelta


@dataclass(frozen=True)
class Upload:
    """A file on its way into the service, of one person.

    Attributes:
        length: in bytes, as announced.
        announced_sha256: as the client said; None if it did not.
        sha256: of the bytes, and the name of their object; None until all have arrived.
        taken_by: the id of what it counts for.
        offset: how many bytes are here, durably.
    """

    id: str
    organisation_id: str
    person_id: str
    purpose: str
    name: str
    length: int
    announced_sha256: str | None
    created_at: datetime
    expires_at: datetime
    state: UploadState = UploadState.OPEN
    sha256: str | None = None
    taken_by: str | None = None
    offset: int = 0

    @property
    def lacks(self) -> int:
        """How many bytes are missing."""
        return self.length - self.offset

    @property
    def is_recorded(self) -> bool:
        """Whether the audit log has its digest."""
        return self.state in RECORDED

    @property
    def seal(self) -> Mapping[str, str | None]:
        """What the audit log keeps of it."""
        return {"sha256": digest_of(self), "object": self.sha256, "taken_by": self.taken_by}


def digest_of(upload: Upload) -> str:
    """A sha256 over the stored values of an upload, which the audit log keeps."""
    values = {name: value for name, value in vars(upload).items() if name != "offset"}
    return record_digest(values)
