"""Errors that the service raises on purpose, beside those of `model.errors`. None of them knows of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.errors import PhotoRejectedError, ShinganError, ValueRejectedError


class NotFoundError(ShinganError):
    """Something asked for by its id is not there."""


class CallRejectedError(ValueRejectedError):
    """The request's form can't be read: not multipart, a field missing, repeated or unknown."""


class BrokenFormError(CallRejectedError):
    """A multipart form broke off, or is not divided as it says; nothing of it was kept."""


class ForeignCallError(ShinganError):
    """Another site's page had a browser send this."""


class ConflictError(ShinganError):
    """What is asked for does not go with how things are now; the message says what to do first."""


class KeyReusedError(ShinganError):
    """An idempotency key came back with another call's contents."""


class RequestTooLargeError(ShinganError):
    """The request's body is larger than all photos together may be."""


class BusyError(ShinganError):
    """Every worker is at work and the queue is full.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageError(ShinganError):
    """Photos or rows could not be written or read; nothing that was acknowledged is lost.

    Attributes:
        told: what callers are told of it; the message may name paths and hosts, and is for the log.
    """

    def __init__(self, message: str, told: str = "What this service keeps could not be read or written.") -> None:
        super().__init__(message)
        self.told = told


class PhotoMissingError(StorageError):
    """A row names a photo that is not in the store."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"the photo {sha256} is no longer in the object store",
            f"The photo {sha256[:12]} is not in the store any more, though it was kept.",
        )


class TextRejectedError(ShinganError):
    """A text holds what the database can't keep, such as a NUL."""


class AddressError(ShinganError):
    """The service can't listen at the address that is set: it is taken, or not this machine's."""


class AlteredError(ShinganError):
    """A photo in the store is not the one that was kept under its name; nothing of it is handed out or used."""


class ClockError(ShinganError):
    """The machine's clock can't be believed, so that nothing can be recorded; the message says what to do."""


class NotReadyError(ShinganError):
    """The service has no release to examine with yet, or a part that it needs does not answer.

    Attributes:
        checks: part -> what is wrong with it, None where it is fine.
    """

    def __init__(self, message: str, checks: dict[str, str | None] | None = None) -> None:
        super().__init__(message)
        self.checks = checks or {}


@dataclass(frozen=True)
class RefusedPhoto:
    """One photo of a call that can't be examined.

    Attributes:
        reason: why.
        index: its place among those that were sent, from 0; of one that was kept earlier, among those of its
            examination.
        file_name: as the sender called it, cleaned for display; may be empty.
        is_sent: whether it came with this call; else it is one that was kept earlier.
        called: what such photos are called where they are numbered, as on the page.
    """

    reason: PhotoRejectedError
    index: int
    file_name: str
    is_sent: bool = True
    called: str = "Photo"

    def __str__(self) -> str:
        return f"{self.called} {self.index + 1}{f' ({self.file_name})' if self.file_name else ''}: {self.reason}"


class UploadRejectedError(ShinganError):
    """Photos of a call were rejected, and with them the call.

    Attributes:
        photos: each of them, at least one.
    """

    def __init__(self, photos: Sequence[RefusedPhoto]) -> None:
        super().__init__(" ".join(str(photo) for photo in photos))
        self.photos = tuple(photos)
