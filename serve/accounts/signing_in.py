"""Signing in and being recognised: passwords, sessions of browsers, tokens of scripts."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import (
    ABSOLUTE,
    ADDRESS_FAILURES_ALLOWED,
    FAILURES_ALLOWED,
    FAILURES_WITHIN,
    Actor,
    NotSignedInError,
    Person,
    Session,
    SignInRefusedError,
    TooManySignInsError,
    digest_of,
    new_secret,
)
from serve.accounts.recording import record_person, record_session
from serve.accounts.store import PersonStore
from serve.audit.domain import NOBODY, Action
from serve.audit.service import Trail
from serve.platform.database import Database
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM

NOTED_AFTER = timedelta(minutes=1)  # a session's use is noted this often, so that not every look writes
SESSION_OVER = "Your session is over; nothing was sent. Sign in again."
HASHING = threading.BoundedSemaphore(2)  # each takes 64 MiB; more at once would not be faster on as many cores
REFUSED = "The username or the password is not right, or the account is disabled."


@cache
def _hasher() -> PasswordHasher:
    """argon2id with RFC 9106's second recommended parameters: 64 MiB."""
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """For unknown usernames, so that they take as long as known ones."""
    return hashed(new_secret())


def hashed(password: str) -> str:
    """A password as it is kept."""
    with HASHING:
        return _hasher().hash(password)


class Attempt(NamedTuple):
    """An attempt to sign in, which counts as failed until it is forgiven: whose, and the ids that it is counted by."""

    person_key: str | None = None
    counted: tuple[str, ...] = ()


class SignedIn(NamedTuple):
    """A new session: its secret, for the cookie, and who it is."""

    secret: str
    actor: Actor


@dataclass(frozen=True)
class SignIn:
    """The use cases. All of them block."""

    database: Database
    trail: Trail
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def with_password(self, username: str, password: str, address: str, replaced: str | None = None) -> SignedIn:
        """Begin a session.

        Args:
            address: of whoever calls, to slow down those who guess.
            replaced: the secret of the session that the browser had until now, which ends.

        Raises:
            SignInRefusedError: username and password don't belong together.
            TooManySignInsError: too many failed lately, of this username or from this address.
        """
        attempt = self.begin_attempt(name_key(username.strip().lower()), address_key(address))
        with self.database.reading(SYSTEM) as connection:
            person = _found(connection, username.strip().lower())
        if not verified(person, password) or person is None:
            self.refuse(person.id if person else NOBODY)
            raise SignInRefusedError(REFUSED)
        return self._begin(person, attempt, renewed=_renewed(person, password), replaced=replaced)

    def as_person(self, person: Person, attempt: Attempt) -> SignedIn:
        """Begin a session for somebody whom an OpenID provider has vouched for.

        Raises:
            SignInRefusedError: the account is disabled.
        """
        if person.disabled_at is not None:
            raise SignInRefusedError(REFUSED)
        return self._begin(person, attempt)

    def by_session(self, secret: str) -> Actor:
        """Who signed in with this session.

        Raises:
            NotSignedInError: it is over, or never was.
        """
        now = self.now()
        with self.database.reading(SYSTEM) as connection:
            session = CredentialStore(connection).session(digest_of(secret))
            if session is None or session.is_over(now):
                raise NotSignedInError(SESSION_OVER)
            actor = _actor(connection, session.person_id, via=session.id[:16])
        if now - session.used_at > NOTED_AFTER:
            with self.database.writing(SYSTEM) as connection:
                CredentialStore(connection).use_session(session.id, now)
        return actor

    def by_token(self, secret: str) -> Actor:
        """Whose API token this is.

        Raises:
            NotSignedInError: it was revoked, or never was one.
        """
        with self.database.reading(SYSTEM) as connection:
            token = CredentialStore(connection).token(digest_of(secret))
            if token is None:
                raise NotSignedInError("This API token is not valid, or was revoked.")
            actor = _actor(connection, token.person_id, via=token.id)
        today = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if token.used_on != today:
            with self.database.writing(SYSTEM) as connection:
                CredentialStore(connection).use_token(token.id, today)
        return actor

    def sign_out(self, secret: str) -> None:
        """End a session; one that is over already is no error."""
        with self.database.writing(SYSTEM) as connection:
            self._end(connection, secret)

    def sign_out_everywhere(self, actor: Actor) -> int:
        """End all of somebody's sessions, and say how many; their tokens stay."""
        with self.database.writing(SYSTEM) as connection:
            ended = CredentialStore(connection).end_sessions_of(actor.person_id)
            details = {"sessions": ended}
            self.trail.record(connection, Action.SESSION_END, actor.person_id, details, actor=actor.person_id)
        return ended

    def check_failures(self, connection: Connection, keys: Mapping[str, int]) -> None:
        """Raise TooManySignInsError where too many sign-ins failed lately under one of these keys."""
        now = self.now()
        for key, allowed in keys.items():
            failed = CredentialStore(connection).failures_since(key, now - FAILURES_WITHIN)
            if len(failed) >= allowed:
                wait = (failed[-allowed] + FAILURES_WITHIN - now).total_seconds()
                words = f"Too many sign-ins failed. Wait {max(1, round(wait / 60))} minutes, then try again."
                raise TooManySignInsError(words, max(1, round(wait)))

    def begin_attempt(self, of_person: Mapping[str, int], of_address: Mapping[str, int]) -> Attempt:
        """Count an attempt as failed before it is known whether it does, so that many at once can't pass the limit.

        Args:
            of_person, of_address: what it counts under, and how many failures that allows; either may be empty.

        Raises:
            TooManySignInsError: too many failed lately.
        """
        keys = {**of_person, **of_address}
        with self.database.writing(SYSTEM) as connection:
            store, now = CredentialStore(connection), self.now()
            store.lock_failures()
            self.check_failures(connection, keys)
            store.forget_failures(now - FAILURES_WITHIN)
            counted = {key: uuid4().hex for key in keys}
            for key, failure_id in counted.items():
                store.add_failure(failure_id, key, now)
        return Attempt(next(iter(of_person), None), tuple(counted.values()))

    def forgive(self, connection: Connection, attempt: Attempt) -> None:
        """Count an attempt no more, which has come out well, nor earlier ones of the same person.

        Others' from the same address stay: it is shared, and one's success clears nobody else's failures.
        """
        store = CredentialStore(connection)
        store.take_back_failures(attempt.counted)
        if attempt.person_key is not None:
            store.forget_failures(self.now() - FAILURES_WITHIN, attempt.person_key)

    def refuse(self, subject: str, details: Mapping[str, object] | None = None) -> None:
        """Record that a sign-in failed.

        Args:
            subject: the id of the person whom it was meant to be; NOBODY where that is not known.
        """
        with self.database.writing(SYSTEM) as connection:
            self.trail.record(connection, Action.SESSION_REFUSE, subject, details or {}, actor=NOBODY)

    def _begin(
        self, person: Person, attempt: Attempt, renewed: str | None = None, replaced: str | None = None
    ) -> SignedIn:
        secret, now = new_secret(), self.now()
        session = Session(digest_of(secret), person.id, now, now)
        with self.database.writing(SYSTEM) as connection:
            store = CredentialStore(connection)
            store.forget_sessions(now - ABSOLUTE)
            self.forgive(connection, attempt)
            store.add_session(session)
            if renewed is not None:
                PersonStore(connection, SYSTEM).change(person.id, password_hash=renewed)
                change = {"rehashed": True}
                record_person(self.trail, connection, Action.PERSON_CHANGE, person.id, change, by=person.id)
            if replaced is not None:
                self._end(connection, replaced)
            record_session(self.trail, connection, session)
        return SignedIn(secret, actor_of(person, session.id[:16]))

    def _end(self, connection: Connection, secret: str) -> None:
        store = CredentialStore(connection)
        session = store.session(digest_of(secret))
        if session is not None:
            store.end_session(session.id)
            details = {"session": session.id}
            self.trail.record(connection, Action.SESSION_END, session.person_id, details, actor=session.person_id)


def actor_of(person: Person, via: str) -> Actor:
    """Somebody as who asks."""
    return Actor(person.id, person.username, person.name, person.role, person.organisation, via)


def _actor(connection: Connection, person_id: str, via: str) -> Actor:
    person = PersonStore(connection, SYSTEM).get(person_id)
    if person.disabled_at is not None:
        raise NotSignedInError("This account is disabled. Ask your administrator.")
    return actor_of(person, via)


def name_key(username: str) -> dict[str, int]:
    """What failures of a username are counted under, and how many are allowed; a digest, as no name is kept so."""
    return {digest_of(f"name {username}"): FAILURES_ALLOWED}


def address_key(address: str) -> dict[str, int]:
    """The same of an address."""
    return {digest_of(f"address {address}"): ADDRESS_FAILURES_ALLOWED}


def _found(connection: Connection, username: str) -> Person | None:
    try:
        person = PersonStore(connection, SYSTEM).named(username)
    except NotFoundError:
        return None
    return person if person.disabled_at is None else None


def verified(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; takes as long for nobody."""
    known = person.password_hash if person else None
    nobodys = _nobodys_hash()
    try:
        with HASHING:
            return _hasher().verify(known or nobodys, password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def _renewed(person: Person, password: str) -> str | None:
    """The password hashed anew, where parameters have become stronger since."""
    return hashed(password) if person.password_hash and _hasher().check_needs_rehash(person.password_hash) else None
