"""What everybody may do about their own account: their password, and API tokens for their scripts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from serve.accounts.credential_store import CredentialStore
from serve.accounts.domain import (
    TOKEN_PREFIX,
    Actor,
    ApiToken,
    Person,
    SignInRefusedError,
    check_password,
    checked_name,
    digest_of,
    new_id,
    new_secret,
)
from serve.accounts.recording import record_person, record_token
from serve.accounts.signing_in import SignIn, hashed, name_key, verified
from serve.accounts.store import PersonStore
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.platform.database import Database
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, Call
from serve.platform.tenancy import SYSTEM


class NewToken(NamedTuple):
    """A token added; its secret is shown once, and None where the call was a repetition."""

    token: ApiToken
    secret: str | None


@dataclass(frozen=True)
class OwnAccount:
    """The use cases. All of them block."""

    database: Database
    trail: Trail

    def has_password(self, actor: Actor) -> bool:
        """Whether the actor signs in by a password."""
        return self._person(actor).password_hash is not None

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Change one's own password; all of one's sessions end.

        Raises:
            AccountError: the new one is too weak.
            SignInRefusedError: the old one is not right.
            TooManySignInsError: too many wrong ones were tried lately, here or while signing in.
        """
        person = self._person(actor)
        sign_in = SignIn(self.database, self.trail)
        attempt = sign_in.begin_attempt(name_key(person.username), {})
        if not verified(person, old):
            sign_in.refuse(person.id, {"change": "password"})
            raise SignInRefusedError("Your present password is not right; nothing was changed.")
        with self.database.writing(SYSTEM) as connection:
            sign_in.forgive(connection, attempt)
        check_password(new, person.username)
        set_password(self.database, self.trail, person, new, by=actor.person_id)

    def add_token(self, actor: Actor, label: str, call: Call = UNNAMED) -> NewToken:
        """Make an API token; its secret is shown this once.

        Raises:
            AccountError: the label is empty or too long.
        """
        secret, now = TOKEN_PREFIX + new_secret(), datetime.now(UTC)
        new = ApiToken(new_id("t"), actor.person_id, checked_name(label, "A token"), now, None)
        with self.database.writing(SYSTEM) as connection:
            made = call.claim(connection, new.id, now)
            if made != new.id:
                return NewToken(_token_of(connection, actor, made), None)
            CredentialStore(connection).add_token(new, digest_of(secret))
            record_token(self.trail, connection, new.id, by=actor.person_id)
        return NewToken(new, secret)

    def tokens(self, actor: Actor) -> list[ApiToken]:
        """One's own tokens."""
        with self.database.reading(SYSTEM) as connection:
            return CredentialStore(connection).tokens_of(actor.person_id)

    def revoke_token(self, actor: Actor, token_id: str) -> None:
        """Revoke one of one's own tokens.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.writing(SYSTEM) as connection:
            CredentialStore(connection).revoke_token(token_id, actor.person_id)
            self.trail.record(connection, Action.TOKEN_REVOKE, token_id, {}, actor=actor.person_id)

    def _person(self, actor: Actor) -> Person:
        with self.database.reading(actor) as connection:
            return PersonStore(connection, actor).get(actor.person_id)


def set_password(database: Database, trail: Trail, person: Person, password: str, *, by: str) -> None:
    """Give somebody a password that was found strong enough; their sessions end."""
    password_hash = hashed(password)
    with database.writing(SYSTEM) as connection:
        PersonStore(connection, SYSTEM).change(person.id, password_hash=password_hash)
        CredentialStore(connection).end_sessions_of(person.id)
        record_person(trail, connection, Action.PERSON_CHANGE, person.id, {"password": True}, by=by)


def _token_of(connection: Connection, actor: Actor, token_id: str) -> ApiToken:
    for token in CredentialStore(connection).tokens_of(actor.person_id):
        if token.id == token_id:
            return token
    raise NotFoundError("The token that this call made was revoked since.")
