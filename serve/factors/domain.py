"""Passkeys, one-time codes and recovery codes. Imports only the standard library and `model`."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from model.errors import ShinganError, ValueRejectedError
from model.messages import counted, message

LONGEST_NAME = 60  # of a passkey
MOST_PASSKEYS = 20  # of a person
RECOVERY_CODES = 10
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without letters and digits that look alike
CODE_LENGTH, CODE_PART = 16, 4  # 80 random bits, in parts that a person can copy
DIGITS, STEP = 6, timedelta(seconds=30)  # of one-time codes (RFC 6238)
STEPS_APART = 1  # how wrong the clock of a phone may be
UNDER_WAY = timedelta(minutes=10)  # a sign-in whose second step is awaited
CEREMONY = timedelta(minutes=5)  # between a challenge and the answer of an authenticator
LOCALHOST = "localhost"

PASSKEY_NAMED = counted(
    "A passkey needs a name of 1 to {count} character.", "A passkey needs a name of 1 to {count} characters."
)


class FactorRejectedError(ValueRejectedError):
    """A factor can't be set up, changed or removed like this; the message says why."""


class SecondStepOverError(ShinganError):
    """The second step of a sign-in was awaited for too long, or was begun in another browser."""


@dataclass(frozen=True)
class Passkey:
    """A passkey of a person: the service knows its public key alone.

    Attributes:
        credential_id: which the authenticator gave it, in Base64 for addresses.
        public_key: COSE, in Base64 for addresses.
        sign_count: as the authenticator said last; 0 if it counts nothing.
        used_on: the day of the last use; None if it was never used.
    """

    id: str
    person_id: str
    name: str
    credential_id: str
    public_key: str
    sign_count: int
    made_at: datetime
    used_on: date | None = None


@dataclass(frozen=True)
class OneTimeSecret:
    """What a person's app makes one-time codes from.

    Attributes:
        sealed: the secret, encrypted with a key that is no row.
        confirmed_at: when a code was entered for the first time; None before.
        last_step: the number of the 30 seconds whose code was taken last, so that each is taken once.
    """

    id: str
    person_id: str
    sealed: str
    made_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0


@dataclass(frozen=True)
class RecoveryCodes:
    """Codes of a person for the day on which they have neither app nor passkey.

    Attributes:
        unused: digests of those that were not used.
    """

    id: str
    person_id: str
    unused: tuple[str, ...]
    made_at: datetime


class Factors(NamedTuple):
    """What a person has.

    Attributes:
        codes: a secret of one-time codes that was confirmed; None without one.
        pending: one that was not confirmed yet.
    """

    passkeys: Sequence[Passkey] = ()
    codes: OneTimeSecret | None = None
    pending: OneTimeSecret | None = None
    recovery: RecoveryCodes | None = None

    @property
    def are_any(self) -> bool:
        """Whether there is a second factor: a passkey alone is one, and so are one-time codes beside a password."""
        return bool(self.passkeys) or self.codes is not None

    @property
    def left(self) -> int:
        """How many recovery codes were not used."""
        return len(self.recovery.unused) if self.recovery else 0


@dataclass(frozen=True)
class Requirement:
    """Since when an organisation requires a second factor of its people.

    Attributes:
        since: the first day; None if it requires none.
    """

    organisation_id: str
    since: date | None

    @property
    def version(self) -> str:
        """What names it in an `ETag`."""
        return self.since.isoformat() if self.since else "none"

    def holds_on(self, day: date) -> bool:
        """Whether it is required on a day."""
        return self.since is not None and self.since <= day


class RelyingParty(NamedTuple):
    """Who asks for passkeys (WebAuthn).

    Attributes:
        id: the host to which passkeys belong.
        origin: the address of the pages, which authenticators' answers name.
    """

    id: str
    origin: str


def relying_party(address: str) -> RelyingParty | None:
    """Who asks at an address; None if browsers give it no passkeys: over plain http, or at an IP address."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or host == LOCALHOST
    if not is_safe or not host or ":" in host or host.replace(".", "").isdigit():
        return None
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}")


def new_recovery_codes() -> tuple[str, ...]:
    """Codes that no one has seen, as they are shown."""
    return tuple(_grouped("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) for _ in range(RECOVERY_CODES))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + CODE_PART] for start in range(0, len(code), CODE_PART))


def plain(typed: str) -> str:
    """A code as it was typed, without spaces and hyphens."""
    return "".join(typed.split()).replace("-", "").lower()


def digest_of_code(person_id: str, code: str) -> str:
    """The digest of a recovery code, as stored: it has 80 random bits, so that it can't be searched."""
    return hashlib.sha256(f"recovery {person_id} {plain(code)}".encode()).hexdigest()


def checked_passkey_name(name: str) -> str:
    """A name without surrounding space.

    Raises:
        FactorRejectedError: it is empty, too long, or has control characters.
    """
    stripped = " ".join(name.split())
    if not stripped or len(stripped) > LONGEST_NAME or not stripped.isprintable():
        raise FactorRejectedError(PASSKEY_NAMED.of(count=LONGEST_NAME), "name")
    return stripped


def check_removal(left: Factors, requirement: Requirement, day: date) -> None:
    """Raise FactorRejectedError if the last factor would be removed that an organisation requires."""
    if requirement.holds_on(day) and not left.are_any:
        raise FactorRejectedError(
            message("Your organisation requires a second factor. Set up another one before you remove this one.")
        )


def described(factors: Factors) -> Mapping[str, object]:
    """What an event says of them."""
    return {"passkeys": len(factors.passkeys), "codes": factors.codes is not None}
