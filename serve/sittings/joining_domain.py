"""How phones join a sitting: its join code, and the seat that each takes."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from model.errors import ShinganError
from model.messages import message
from serve.audit.domain import record_digest
from serve.sittings.domain import Sitting, SittingRejectedError, SittingStateError, check_open

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O and U
READ_AS = str.maketrans("ILO", "110")  # as people copy them
JOIN_CODE = re.compile(f"[{ALPHABET}]{{8}}")
JOIN_CODE_LENGTH = 8
CODE_HOLDS = timedelta(hours=12)
LONGEST_SEAT = 20  # characters
MOST_SEATS = 200
NO_CODE = message(
    "There is no sitting with this code. Read the code on the projector again, and enter all 8 characters."
)
SEAT_RULE = message("Enter your seat number or a nickname of at most 20 characters.")


class NoSeatError(ShinganError):
    """The phone has no seat in this sitting, or the sitting is gone; the message says how to join."""


@dataclass(frozen=True)
class Seat:
    """One phone in a sitting.

    Attributes:
        label: a seat number or nickname; empty once the sitting is closed.
        language: the tag of the language of its pages.
        token_sha256: of the secret in the phone's cookie.
    """

    id: str
    sitting_id: str
    label: str
    language: str
    token_sha256: str
    joined_at: datetime

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it: nothing that a person chose."""
        return {"sitting": self.sitting_id, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over what never changes."""
        names = ("id", "sitting_id", "token_sha256", "joined_at")
        return record_digest({name: getattr(self, name) for name in names})


def new_join_code() -> str:
    """A code of 40 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(JOIN_CODE_LENGTH))


def checked_join_code(text: str) -> str:
    """A join code as it is kept, from what a person typed.

    Raises:
        SittingRejectedError: it is none.
    """
    code = re.sub(r"[\s-]", "", text).upper().translate(READ_AS)
    if not JOIN_CODE.fullmatch(code):
        raise SittingRejectedError(NO_CODE, "code")
    return code


def written_code(code: str) -> str:
    """A join code as it is shown: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def checked_seat(text: str) -> str:
    """A seat's label without the space around it.

    Raises:
        SittingRejectedError: it is missing, too long or can't be shown.
    """
    label = " ".join(text.split())
    if not label or len(label) > LONGEST_SEAT or not label.isprintable():
        raise SittingRejectedError(SEAT_RULE, "label")
    return label


def with_new_code(sitting: Sitting, code: str, now: datetime) -> Sitting:
    """The sitting with another join code. Phones that have joined keep their seats.

    Raises:
        SittingStateError: it is closed.
    """
    check_open(sitting)
    return replace(sitting, join_code=code, join_until=now + CODE_HOLDS)


def check_joinable(sitting: Sitting, seats: int, now: datetime) -> None:
    """Check that another phone may join.

    Raises:
        SittingStateError: it is closed, full, or its code has expired.
    """
    check_open(sitting)
    if now > sitting.join_until:
        raise SittingStateError(message("This code has expired. Ask the trainer to show a new one."))
    if seats >= MOST_SEATS:
        raise SittingStateError(message("All seats of this sitting are taken. Tell the trainer."))
