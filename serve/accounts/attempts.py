"""How often signing in may fail, counted by `limits` in moving windows over the service's own database.

The stores that `limits` brings are the memory of one process, and servers such as Redis. Rows of the database are
shared by all processes of a service, survive a restart, and belong to the transaction of the use case.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.exc import SQLAlchemyError

from model.messages import Message, counted
from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import (
    ADDRESS_FAILURES_ALLOWED,
    FAILURES_ALLOWED,
    FAILURES_WITHIN,
    TooManySignInsError,
    digest_of,
)
from serve.accounts.work import AccountWork

WINDOW = round(FAILURES_WITHIN.total_seconds())
OF_PERSON = RateLimitItemPerSecond(FAILURES_ALLOWED, WINDOW, "username")
FROM_ADDRESS = RateLimitItemPerSecond(ADDRESS_FAILURES_ALLOWED, WINDOW, "address")
MOVING_ONLY = "failed sign-ins are counted in moving windows"
TOO_MANY_OF_PERSON = counted(
    "Too many sign-ins failed under this username. Wait {count} minute, until {until}, then try again; or ask your "
    "administrator for a new password.",
    "Too many sign-ins failed under this username. Wait {count} minutes, until {until}, then try again; or ask your "
    "administrator for a new password.",
)
TOO_MANY_FROM_ADDRESS = counted(
    "Too many sign-ins failed from this address. Wait {count} minute, until {until}, then try again.",
    "Too many sign-ins failed from this address. Wait {count} minutes, until {until}, then try again.",
)


class SignInAttempt(NamedTuple):
    """An attempt to sign in, by what it is counted under; None for what is unknown."""

    username: str | None = None
    address: str | None = None


class AttemptRule(NamedTuple):
    """How often something may be tried.

    Attributes:
        limit: in windows of `WINDOW` seconds.
        name: under what it is counted.
        refusal: what is said after that, with `count` minutes and `until`.
    """

    limit: RateLimitItem
    name: str
    refusal: Message


class Attempts:
    """Attempts to sign in, within one unit of work."""

    def __init__(self, work: AccountWork) -> None:
        self._work = work
        self._failures = FailedSignIns(work.credentials, work.now)
        self._limiter = MovingWindowRateLimiter(self._failures)

    def count(self, attempt: SignInAttempt) -> None:
        """Count an attempt as failed before its result is known, so that many at once can't exceed the limit.

        Raises:
            TooManySignInsError: too many failed recently; the transaction counts nothing.
        """
        self.count_by(_rules(attempt))

    def count_by(self, rules: Iterable[AttemptRule]) -> None:
        """Count what is tried by rules of one's own.

        Raises:
            TooManySignInsError: it was tried too often recently; the transaction counts nothing.
        """
        for rule in rules:
            if not self._limiter.hit(rule.limit, rule.name):
                end = datetime.fromtimestamp(self._limiter.get_window_stats(rule.limit, rule.name).reset_time, UTC)
                wait = max(1, round((end - self._work.now).total_seconds()))
                raise TooManySignInsError(rule.refusal.of(count=max(1, round(wait / 60)), until=end), wait)

    def clear(self, attempt: SignInAttempt) -> None:
        """Clear a successful attempt, and earlier failures of the same person.

        Other failures from the same address stay: it is shared, and one person's success clears no one else's.
        """
        self.release_address(attempt)
        if attempt.username is not None:
            self.unlock(attempt.username)

    def release_address(self, attempt: SignInAttempt) -> None:
        """Clear the attempt of its address alone: the password was right, and the second step is still to come.

        It stays counted under the username, so that a person who knows the password can't try codes without end.
        """
        if attempt.address is not None:
            self._failures.take_back(FROM_ADDRESS.key_for(attempt.address))

    def unlock(self, username: str) -> None:
        """Clear the failures of a username, for example after a new password."""
        self._limiter.clear(OF_PERSON, username)


def _rules(attempt: SignInAttempt) -> Iterator[AttemptRule]:
    if attempt.username is not None:
        yield AttemptRule(OF_PERSON, attempt.username, TOO_MANY_OF_PERSON)
    if attempt.address is not None:
        yield AttemptRule(FROM_ADDRESS, attempt.address, TOO_MANY_FROM_ADDRESS)


class FailedSignIns(Storage, MovingWindowSupport):
    """The entries of moving windows as rows, for `limits`. Keys are stored as digests: they name people."""

    STORAGE_SCHEME = None

    def __init__(self, store: CredentialStore, now: datetime) -> None:
        super().__init__()
        self._store = store
        self._now = now

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database raises."""
        return SQLAlchemyError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Add entries unless they exceed the limit; concurrent callers wait until this transaction ends."""
        self._store.lock_failures()
        self._store.forget_failures(before=self._now - timedelta(seconds=expiry))
        if len(self._within(key, expiry)) + amount > limit:
            return False
        for _ in range(amount):
            self._store.add_failure(uuid4().hex, digest_of(key), self._now)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002  # of `limits`
        """The time of the oldest entry of the window, in seconds since 1970, and the number of entries."""
        entries = self._within(key, expiry)
        return (entries[0] if entries else self._now).timestamp(), len(entries)

    def _within(self, key: str, expiry: int) -> list[datetime]:
        return self._store.failures_since(digest_of(key), self._now - timedelta(seconds=expiry))

    def take_back(self, key: str) -> None:
        """Remove the newest entry of a key."""
        self._store.remove_newest_failure(digest_of(key))

    def clear(self, key: str) -> None:
        """Remove all entries of a key."""
        self._store.remove_failures(digest_of(key))

    def check(self) -> bool:
        """Whether the storage works: it is part of a transaction that is open."""
        return True

    def reset(self) -> int | None:
        """Remove all entries."""
        return self._store.forget_failures(before=self._now + timedelta(seconds=1))

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Of fixed windows, which are not used."""
        raise NotImplementedError(MOVING_ONLY)

    def get(self, key: str) -> int:
        """Of fixed windows, which are not used."""
        raise NotImplementedError(MOVING_ONLY)

    def get_expiry(self, key: str) -> float:
        """Of fixed windows, which are not used."""
        raise NotImplementedError(MOVING_ONLY)
