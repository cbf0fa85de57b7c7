"""Sign-in and recognition: passwords, sessions of browsers, tokens of scripts."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from model.messages import message
from serve.accounts.attempts import Attempts, SignInAttempt
from serve.accounts.domain import (
    ABSOLUTE,
    Actor,
    NotSignedInError,
    Person,
    SecondStepNeededError,
    Session,
    SignInRefusedError,
    TokenExpiredError,
    digest_of,
    new_secret,
)
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_person, record_session
from serve.accounts.second_steps import SecondStep
from serve.accounts.work import AccountWork
from serve.audit.domain import ANONYMOUS
from serve.platform.errors import NotFoundError
from serve.platform.permissions import Roles
from serve.platform.tenancy import SYSTEM, the_service
from serve.platform.work import Works

NOTED_AFTER = timedelta(minutes=1)  # a session's use is recorded this often, so that not every look writes
SESSION_OVER = message("Your session is over; nothing was sent. Sign in again.")
HASHING = threading.BoundedSemaphore(2)  # each takes 64 MiB; more at once would not be faster on as many cores
TOKEN_OVER = message("This API token ended on {at}; nothing was sent. Make a new one.")
DISABLED = message("This account is disabled. Ask your administrator.")
EXPIRED = message("The time for this first password is over. Ask your administrator for another one.")
REFUSED = message("The username or the password is not right, or the account is disabled.")


@cache
def _hasher() -> PasswordHasher:
    """argon2id with RFC 9106's second recommended parameters: 64 MiB."""
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """For unknown usernames, so that they take as long as known ones."""
    return hashed(new_secret())


def hashed(password: str) -> str:
    """The hash of a password, as stored."""
    with HASHING:
        return _hasher().hash(password)


class SignedIn(NamedTuple):
    """A new session: its secret, for the cookie, and its actor."""

    secret: str
    actor: Actor


@dataclass(frozen=True)
class SignIn:
    """The use cases. All of them block.

    Attributes:
        steps: what a sign-in with a password may need besides it.
    """

    work: Works[AccountWork]
    steps: Sequence[SecondStep] = ()

    def with_password(self, username: str, password: str, address: str, replaced: str | None = None) -> SignedIn:
        """Start a session.

        Args:
            address: of the caller, to slow down guessing.
            replaced: the secret of the browser's previous session, which ends.

        Raises:
            SecondStepNeededError: they do, and the sign-in needs a second step.
            SignInRefusedError: username and password don't match, or the time for a first password is over.
            TooManySignInsError: too many failed recently, of this username or from this address.
        """
        attempt = self.begin_attempt(SignInAttempt(username.strip().lower(), address))
        with self.work.look(SYSTEM) as work:
            person = _found(work, username.strip().lower())
        able = person if person is None or person.disabled_at is None else None
        if not verified(able, password) or person is None:
            self.refuse(person.id if person else ANONYMOUS)
            raise SignInRefusedError(REFUSED)
        with self.work.look(SYSTEM) as work:
            is_over = person.password_until is not None and person.password_until <= work.now
            is_needed = any(step.is_needed(work, person) for step in self.steps)
        if is_over:
            self.refuse(person.id)
            raise SignInRefusedError(EXPIRED)
        renewed = _renewed(person, password)
        if is_needed:
            raise SecondStepNeededError(self._half_way(person, attempt, renewed))
        return self._begin(person, attempt, renewed, replaced, is_password_alone=True)

    def _half_way(self, person: Person, attempt: SignInAttempt, renewed: str | None) -> Person:
        """The person whose password was right, and who has yet to take the second step."""
        with self.work.begin(the_service(person.id)) as work:
            _check_as_verified(work, person)
            Attempts(work).release_address(attempt)
            if renewed is not None:
                _rehash(work, person, renewed)
            return work.people.get(person.id)

    def as_person(self, person: Person, attempt: SignInAttempt, replaced: str | None = None) -> SignedIn:
        """Start a session for a person who is identified already, such as by an OpenID provider.

        Raises:
            SignInRefusedError: the account is disabled.
        """
        if person.disabled_at is not None or person.is_service:
            self.refuse(person.id)
            raise SignInRefusedError(DISABLED)
        return self._begin(person, attempt, replaced=replaced)

    def again(self, actor: Actor, replaced: str | None = None) -> SignedIn:
        """Start another session for a person who has one, after a change that ends it.

        Args:
            replaced: the secret of the browser's session, which ends if it has not yet.

        Raises:
            SignInRefusedError: the account is disabled.
        """
        with self.work.look(SYSTEM) as work:
            person = work.people.get(actor.person_id)
        if person.disabled_at is not None:
            raise SignInRefusedError(DISABLED)
        return self._begin(person, SignInAttempt(), replaced=replaced, is_password_alone=True)

    def by_session(self, secret: str) -> Actor:
        """The actor of this session.

        Raises:
            NotSignedInError: it has ended, or never existed.
        """
        with self.work.look(SYSTEM) as work:
            now, session = work.now, work.credentials.session(digest_of(secret))
            if session is None or session.is_over(now):
                raise NotSignedInError(SESSION_OVER)
            actor = _actor(work, session.person_id, via=session.public_id)
            actor = replace(actor, must_set_up=session.awaits_factor)
        if now - session.used_at > NOTED_AFTER:
            with self.work.begin(SYSTEM) as work:
                work.credentials.use_session(session.id, now)
        return actor

    def by_token(self, secret: str) -> Actor:
        """The actor of this API token, who may do what both their role and the token include.

        Raises:
            NotSignedInError: it was revoked, or never existed.
            TokenExpiredError: it has ended.
        """
        with self.work.look(SYSTEM) as work:
            token = work.credentials.token(digest_of(secret))
            if token is None:
                raise NotSignedInError(message("This API token is not valid, or was revoked."))
            if token.limits.is_over(work.now):
                raise TokenExpiredError(TOKEN_OVER.of(at=token.limits.expires_at or work.now))
            actor = _actor(work, token.person_id, via=token.id)
            actor = replace(actor, permissions=token.limits.cut(actor.permissions), limits=token.limits)
            today = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
        if token.used_on != today:
            with self.work.begin(SYSTEM) as work:
                work.credentials.use_token(token.id, today)
        return actor

    def sign_out(self, secret: str) -> None:
        """End a session; it is no error if it has already ended."""
        with self.work.begin(SYSTEM) as work:
            _end(work, secret)

    def sign_out_everywhere(self, actor: Actor) -> int:
        """End all sessions of a person, and return their number; their tokens stay."""
        return self.end_all(actor.person_id)

    def end_all(self, person_id: str) -> int:
        """The same, by the id of the person."""
        with self.work.begin(the_service(person_id)) as work:
            ended = work.credentials.end_sessions_of(person_id)
            work.record(AccountAction.SESSION_END, person_id, sessions=ended)
        return ended

    def begin_attempt(self, attempt: SignInAttempt) -> SignInAttempt:
        """Count an attempt as failed until it is cleared.

        Raises:
            TooManySignInsError: too many failed recently.
        """
        with self.work.begin(SYSTEM) as work:
            Attempts(work).count(attempt)
        return attempt

    def refuse(self, subject: str, **details: object) -> None:
        """Record that a sign-in failed.

        Args:
            subject: the id of the person who tried to sign in; ANONYMOUS if unknown.
        """
        with self.work.begin(the_service(ANONYMOUS)) as work:
            work.record(AccountAction.SESSION_REFUSE, subject, **details)

    def _begin(
        self,
        person: Person,
        attempt: SignInAttempt,
        renewed: str | None = None,
        replaced: str | None = None,
        *,
        is_password_alone: bool = False,
    ) -> SignedIn:
        secret = new_secret()
        with self.work.begin(the_service(person.id)) as work:
            _check_as_verified(work, person)
            awaits = is_password_alone and any(step.must_set_up(work, person) for step in self.steps)
            session = Session(digest_of(secret), person.id, work.now, work.now, awaits)
            work.credentials.forget_sessions(work.now - ABSOLUTE)
            Attempts(work).clear(attempt)
            work.credentials.add_session(session)
            if renewed is not None:
                _rehash(work, person, renewed)
            if replaced is not None:
                _end(work, replaced)
            record_session(work, session)
        return SignedIn(secret, replace(actor_of(person, work.roles, session.public_id), must_set_up=awaits))


def is_as_verified(work: AccountWork, person: Person) -> bool:
    """Whether a person may still sign in, with the password that was verified; until the end it stays so."""
    now = work.people.get(person.id, for_change=True)
    return now.disabled_at is None and now.password_hash == person.password_hash


def _check_as_verified(work: AccountWork, person: Person) -> None:
    if not is_as_verified(work, person):
        raise SignInRefusedError(REFUSED)


def _rehash(work: AccountWork, person: Person, renewed: str) -> None:
    work.people.change(person.id, password_hash=renewed)
    record_person(work, AccountAction.PERSON_CHANGE, person.id, rehashed=True)


def _end(work: AccountWork, secret: str) -> None:
    session = work.credentials.session(digest_of(secret))
    if session is not None:
        work.credentials.end_session(session.id)
        work.record_as(session.person_id, AccountAction.SESSION_END, session.person_id, session=session.id)


def actor_of(person: Person, roles: Roles, via: str) -> Actor:
    """A person as the actor. A first password is for sign-ins: it holds up no script that has a token already."""
    permissions = roles.permissions(person.role, person.organisation.kind)
    who = person.id, person.username, person.name, person.role, person.organisation
    actor = Actor(*who, via, permissions, person.preferences, unit=person.unit)
    must_change = person.must_change and not actor.is_by_token
    return replace(actor, must_change=must_change, is_service=person.is_service)


def _actor(work: AccountWork, person_id: str, via: str) -> Actor:
    person = work.people.get(person_id)
    if person.disabled_at is not None:
        raise NotSignedInError(DISABLED)
    return actor_of(person, work.roles, via)


def _found(work: AccountWork, username: str) -> Person | None:
    try:
        return work.people.named(username)
    except NotFoundError:
        return None


def verified(person: Person | None, password: str) -> bool:
    """Whether this is the person's password; takes as long if there is no person."""
    known = person.password_hash if person else None
    nobodys = _nobodys_hash()
    try:
        with HASHING:
            if known and _hasher().check_needs_rehash(known):  # a first password of an import takes no time
                with suppress(VerificationError):
                    _hasher().verify(nobodys, password)
            return _hasher().verify(known or nobodys, password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def _renewed(person: Person, password: str) -> str | None:
    """The password hashed again, if the parameters are stronger now."""
    return hashed(password) if person.password_hash and _hasher().check_needs_rehash(person.password_hash) else None
