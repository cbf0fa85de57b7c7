"""What a sign-in with a password needs besides it, as far as later subjects say."""

from collections.abc import Callable
from dataclasses import dataclass

from serve.accounts.domain import Person
from serve.accounts.work import AccountWork


@dataclass(frozen=True)
class SecondStep:
    """A second step of signing in.

    Attributes:
        is_needed: whether a person's sign-in with a password needs it.
        must_set_up: whether a person who has none is required to have one.
    """

    is_needed: Callable[[AccountWork, Person], bool]
    must_set_up: Callable[[AccountWork, Person], bool]
