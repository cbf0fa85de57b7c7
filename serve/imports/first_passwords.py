"""First passwords of many people at once: as good as any, and hashed in no time."""

import secrets
from functools import cache

from argon2 import PasswordHasher

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another one
GROUPS, GROUP = 6, 4


def first_password() -> str:
    """118 random bits in groups that a person can copy by hand; it never begins as a formula does."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def quickly_hashed(password: str) -> str:
    """The hash of a password of this module, with the least work.

    Work slows down guessing at what people choose. No one guesses 118 random bits, with any work (NIST SP 800-63B,
    5.1.2.2, asks for a slow hash below 112). The first sign-in replaces it: the person chooses another password.
    """
    return _quick().hash(password)


@cache
def _quick() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
