"""Errors that the service raises on purpose, in addition to `model.errors`. None of them depends on HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from model.errors import PhotoRejectedError, ShinganError, ValueRejectedError
from model.messages import Message, Wording, message, sentences

PHOTO = message("Photo {number}")
GONE = message("The photo {photo} is no longer in the store, although it was stored.")
UNREACHED = message("The service's data could not be read or written.")


class NotFoundError(ShinganError):
    """Something requested by its id does not exist."""


class CallRejectedError(ValueRejectedError):
    """The request's form can't be read: not multipart, a field missing, repeated or unknown."""


class BrokenFormError(CallRejectedError):
    """A multipart form was cut off, or is not divided as it says; nothing of it was stored."""


class ForeignCallError(ShinganError):
    """A page of another site made a browser send this."""


class UnknownHostError(ShinganError):
    """The call names another site than those at which the service answers."""


TICK_FIRST = message("Tick at least one entry first. Nothing was changed.")


class NothingTickedError(ValueRejectedError):
    """A form says what is to become of what is ticked, and nothing is."""

    def __init__(self, field: str) -> None:
        super().__init__(TICK_FIRST, field)


class ConflictError(ShinganError):
    """The request conflicts with the current state; the message says what to do first."""


class KeyReusedError(ShinganError):
    """An idempotency key was used again with different contents."""


class RequestTooLargeError(ShinganError):
    """The request's body is larger than the limit for all photos together."""


class BusyError(ShinganError):
    """Every worker is busy and the queue is full.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, message: Wording, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageError(ShinganError):
    """Photos or rows could not be written or read; nothing that was acknowledged is lost.

    Attributes:
        told: the message for callers; the exception's own message may name paths and hosts, and is for the log.
    """

    def __init__(self, message: Wording, told: Wording = UNREACHED) -> None:
        super().__init__(message)
        self.told = told


class PhotoMissingError(StorageError):
    """A row names a photo that is not in the store."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"the photo {sha256} is no longer in the object store",
            GONE.of(photo=sha256[:12]),
        )


class TextRejectedError(ShinganError):
    """A text has a character that the database can't store, such as NUL."""


class AddressError(ShinganError):
    """The service can't listen at the configured address: it is in use, or not this machine's."""


class SecretError(ShinganError):
    """A file that must hold a secret holds none."""


class AlteredError(ShinganError):
    """A photo in the store differs from the one that was stored under its name; it is never handed out or used."""


class ClockError(ShinganError):
    """The machine's clock is clearly wrong, so nothing can be recorded; the message says what to do."""


class NotReadyError(ShinganError):
    """The service has no release yet, or a part that it needs does not answer.

    Attributes:
        checks: part -> what is wrong with it, None if it works.
    """

    def __init__(self, message: Wording, checks: Mapping[str, Wording | None] | None = None) -> None:
        super().__init__(message)
        self.checks = checks or {}
        self.more = {"checks": self.checks} if self.checks else {}


class MetricsRefusedError(ShinganError):
    """The figures for monitoring were asked for without their token."""


class Use(NamedTuple):
    """What rests on something that is to be removed, or is named by another `LinkedError`.

    Attributes:
        what: what it is called.
        address: of its page.
    """

    what: Message
    address: str


class LinkedError(ShinganError):
    """Something is refused because of other things, which the error names with their pages.

    Attributes:
        MEMBER: what the problem calls them.
        more: all of them, at least one, as a member of the problem.
    """

    MEMBER: ClassVar[str]

    def __init__(self, message: Wording, named: Sequence[Use]) -> None:
        super().__init__(message)
        self.more = {self.MEMBER: [each._asdict() for each in named]}


class InUseError(LinkedError):
    """Something can't be removed, because something else rests on it."""

    MEMBER = "uses"


@dataclass(frozen=True)
class RefusedPhoto:
    """One photo of a call that can't be examined.

    Attributes:
        reason: why.
        index: its index among the photos sent, from 0; for a stored photo, among those of its examination.
        file_name: as sent, cleaned for display; may be empty.
        is_sent: whether it came with this call; otherwise it is a stored one.
        called: what such a photo is called, with its number, as on the page.
    """

    reason: PhotoRejectedError
    index: int
    file_name: str
    is_sent: bool = True
    called: Message = PHOTO

    @property
    def message(self) -> Message:
        """Which photo it is, and why."""
        name = NAMED.of(called=self.called.of(number=self.index + 1), file=self.file_name)
        return SAID.of(
            photo=name if self.file_name else self.called.of(number=self.index + 1), reason=self.reason.message
        )

    def __str__(self) -> str:
        return str(self.message)


# Translators: {photo} is "Photo 2 (front.jpg)", {reason} whole sentences.
SAID = message("{photo}: {reason}")
NAMED = message("{called} ({file})")


class UploadRejectedError(ShinganError):
    """Photos of a call were rejected, so the call was rejected.

    Attributes:
        photos: each of them, at least one.
    """

    def __init__(self, photos: Sequence[RefusedPhoto]) -> None:
        super().__init__(sentences(*(photo.message for photo in photos)))
        self.photos = tuple(photos)
