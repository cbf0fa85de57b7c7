"""Links with which people choose a new password. Imports only the standard library and `model`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from model.errors import ShinganError

VALID_FOR = timedelta(minutes=30)
OF_USERNAME_ALLOWED, FROM_ADDRESS_ALLOWED = 3, 20  # links that may be asked for within a quarter of an hour


class ResetRefusedError(ShinganError):
    """A link is not valid, or not any more; the message does not say which."""


@dataclass(frozen=True)
class PasswordReset:
    """A link that was sent. There is one at most of each person.

    Attributes:
        sha256: of the secret in it.
    """

    person_id: str
    sha256: str
    made_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether it is too old."""
        return now - self.made_at > VALID_FOR
