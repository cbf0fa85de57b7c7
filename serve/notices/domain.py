"""Notices by e-mail, and to whom they go. Imports only the standard library and `model`."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum

from model.errors import ShinganError, ValueRejectedError
from model.messages import message

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1
CONFIRM_WITHIN = timedelta(days=1)
BETWEEN_CONFIRMATIONS = timedelta(minutes=5)
BETWEEN_NOTICES = timedelta(hours=1)  # to one person, at least
RESET_WITHIN = timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=3)  # of a mail server that does not take it
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


class NoticeRejectedError(ValueRejectedError):
    """An address can't be kept or confirmed like this; the message says why."""


class NoticesOffError(ShinganError):
    """The operator has set no mail server."""


class NoticeKind(StrEnum):
    """What a message is for."""

    CONFIRMATION = "confirmation"
    WAITING = "waiting"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # a kind's name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a kind's name


LASTS = {NoticeKind.CONFIRMATION: CONFIRM_WITHIN, NoticeKind.PASSWORD_RESET: RESET_WITHIN}


@dataclass(frozen=True)
class NoticeAddress:
    """Where a person wants to be told.

    Attributes:
        is_on: whether they want to be told.
        asked_at: when a message to confirm the address was last asked for.
        confirmed_at: when they followed the link in it; None before.
        token_sha256: of the secret in the link that was sent last; None if none was, or if it was used.
        is_refused: a mail server has refused the address for good.
        told: ids of what waited when they were last told.
        told_at: when that was; None if it never was.
    """

    person_id: str
    organisation_id: str
    address: str
    asked_at: datetime
    is_on: bool = True
    confirmed_at: datetime | None = None
    token_sha256: str | None = None
    is_refused: bool = False
    told: frozenset[str] = frozenset()
    told_at: datetime | None = None

    @property
    def is_told(self) -> bool:
        """Whether messages about what waits go there."""
        return self.is_on and self.is_reached

    @property
    def is_reached(self) -> bool:
        """Whether a message arrives there that the person did not ask for, such as that their password was changed."""
        return self.confirmed_at is not None and not self.is_refused

    def is_due(self, now: datetime) -> bool:
        """Whether the person may be told again."""
        return self.is_told and (self.told_at is None or now - self.told_at >= BETWEEN_NOTICES)


@dataclass(frozen=True)
class Notice:
    """A message that is to be sent. It is removed when it was.

    Attributes:
        next_at: when it is sent, or tried again.
        attempts: how often it was tried.
    """

    id: str
    person_id: str
    organisation_id: str
    kind: NoticeKind
    made_at: datetime
    next_at: datetime
    attempts: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether it was tried for long enough."""
        return now - self.made_at > LASTS.get(self.kind, GIVEN_UP_AFTER)

    def tried(self, now: datetime) -> "Notice":
        """The same, to be tried again after a pause that doubles each time; what is being sent is not taken again."""
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts, 10), LONGEST_PAUSE)
        return replace(self, attempts=self.attempts + 1, next_at=now + pause)


def checked_address(written: str) -> str:
    """An e-mail address without surrounding space.

    Raises:
        NoticeRejectedError: it is none, or one that not every mail server takes.
    """
    address = written.strip()
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, ValueError, IndexError):
        parsed = Address()
    is_plain = address.isascii() and address.isprintable() and len(address) <= LONGEST_ADDRESS
    if not (is_plain and parsed.username and parsed.addr_spec == address and HOST.fullmatch(parsed.domain)):
        raise NoticeRejectedError(
            message("This is no e-mail address. Write one such as name@example.org, in Latin letters."), "address"
        )
    return address


def check_pause(before: NoticeAddress | None, now: datetime) -> None:
    """Raise NoticeRejectedError if a message to confirm an address was asked for a moment ago."""
    if before is not None and now - before.asked_at < BETWEEN_CONFIRMATIONS:
        raise NoticeRejectedError(
            message("A message to confirm an address was sent a moment ago. Wait five minutes."), "address"
        )
