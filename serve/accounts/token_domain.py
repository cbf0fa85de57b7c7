"""API tokens of scripts, and their limits. Imports only the standard library and `model`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from model.messages import counted

TOKEN_PREFIX = "shn_"  # noqa: S105  # so that people and scanners recognise a leaked token
LONGEST_TERM = timedelta(days=3650)
TERMS = (30, 90, 365)  # days, to choose from
TOKEN_NAMED = counted(
    "A token needs a name of 1 to {count} character.",
    "A token needs a name of 1 to {count} characters.",
)


class TokenLimits(NamedTuple):
    """What a token may do at most, and until when.

    Attributes:
        scope: permissions, which are cut with those of its person at each use; None for all that the person may.
        expires_at: when it ends; None if it has no end.
    """

    scope: frozenset[str] | None = None
    expires_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.expires_at is not None and self.expires_at <= now

    def cut(self, permissions: Collection[str]) -> frozenset[str]:
        """What is left of its person's permissions."""
        return frozenset(permissions) if self.scope is None else self.scope & frozenset(permissions)

    def excludes(self, permission: str) -> bool:
        """Whether it is the scope that lacks a permission."""
        return self.scope is not None and permission not in self.scope


UNLIMITED = TokenLimits()


@dataclass(frozen=True)
class ApiToken:
    """An API token of a script; only the sha256 of its secret is stored.

    Attributes:
        used_on: the day of the last use.
    """

    id: str
    person_id: str
    label: str
    created_at: datetime
    used_on: datetime | None
    limits: TokenLimits = UNLIMITED
