"""Sessions, tokens and failed sign-ins as rows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)

from model.messages import message
from serve.accounts.domain import Session
from serve.accounts.store import digest_of_row, without_unset
from serve.accounts.tables import device_keys, failures, people, sessions, tokens
from serve.accounts.token_domain import ApiToken, TokenLimits
from serve.platform.database import utc
from serve.platform.errors import NotFoundError

COUNTING = 0x434F554E  # key of the advisory lock for counting attempts
# Every request looks for one of these, and building a statement takes longer than carrying it out.
_SESSION = select(sessions).where(sessions.c.id == bindparam("named"))
_TOKEN = select(tokens).where(tokens.c.sha256 == bindparam("named"))


class CredentialStore:
    """Reads and writes sessions, tokens and failed sign-ins; only for the service itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def device_salt(self, person_id: str, *, for_change: bool = False) -> str | None:
        """What the key of a person's devices is derived from; None if there is none yet.

        Args:
            for_change: other transactions that ask so wait until this one ends.
        """
        if for_change:  # there may be no row of the key to lock
            self._connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())
        query = select(device_keys.c.salt).where(device_keys.c.person_id == person_id)
        return self._connection.execute(query).scalar_one_or_none()

    def set_device_salt(self, person_id: str, salt: str, now: datetime) -> None:
        """Store what the key is derived from, in place of what it was derived from before."""
        self._connection.execute(delete(device_keys).where(device_keys.c.person_id == person_id))
        self._connection.execute(insert(device_keys).values(person_id=person_id, salt=salt, made_at=now))

    def add_session(self, session: Session) -> None:
        """Write a new session."""
        self._connection.execute(insert(sessions).values(**session.__dict__))

    def session(self, session_id: str) -> Session | None:
        """A session; None if it does not exist or has ended."""
        row = self._connection.execute(_SESSION, {"named": session_id}).one_or_none()
        return _session(row) if row else None

    def use_session(self, session_id: str, now: datetime) -> None:
        """Record that a session was used."""
        self._connection.execute(update(sessions).where(sessions.c.id == session_id).values(used_at=now))

    def sessions_of(self, person_id: str) -> list[Session]:
        """All sessions of a person, the latest first."""
        query = select(sessions).where(sessions.c.person_id == person_id)
        newest_first = query.order_by(sessions.c.created_at.desc(), sessions.c.id)
        return [_session(row) for row in self._connection.execute(newest_first)]

    def end_session(self, session_id: str) -> None:
        """Remove a session."""
        self._connection.execute(delete(sessions).where(sessions.c.id == session_id))

    def end_sessions_of(self, person_id: str) -> int:
        """Remove all sessions of a person, and return their number."""
        return self._connection.execute(delete(sessions).where(sessions.c.person_id == person_id)).rowcount

    def forget_sessions(self, created_before: datetime) -> None:
        """Remove expired sessions."""
        self._connection.execute(delete(sessions).where(sessions.c.created_at < created_before))

    def add_token(self, token: ApiToken, sha256: str) -> None:
        """Write a new token."""
        scope, expires_at = token.limits
        values = {name: value for name, value in token.__dict__.items() if name != "limits"}
        values |= {"scope": None if scope is None else " ".join(sorted(scope)), "expires_at": expires_at}
        self._connection.execute(insert(tokens).values(**values, sha256=sha256))

    def token(self, sha256: str) -> ApiToken | None:
        """A token by the digest of its secret; None if it does not exist or was revoked."""
        row = self._connection.execute(_TOKEN, {"named": sha256}).one_or_none()
        return _token(row) if row else None

    def tokens_of(self, person_id: str) -> list[ApiToken]:
        """The tokens of a person, the oldest first."""
        query = select(tokens).where(tokens.c.person_id == person_id).order_by(tokens.c.created_at, tokens.c.id)
        return [_token(row) for row in self._connection.execute(query)]

    def use_token(self, token_id: str, day: datetime) -> None:
        """Record the day on which a token was used."""
        self._connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_on=day))

    def revoke_token(self, token_id: str, person_id: str) -> None:
        """Remove one token of a person.

        Raises:
            NotFoundError: they have no such token.
        """
        query = delete(tokens).where(tokens.c.id == token_id, tokens.c.person_id == person_id)
        if not self._connection.execute(query).rowcount:
            raise NotFoundError(message("You have no such token."))

    def revoke_tokens_of(self, person_id: str) -> None:
        """Remove all tokens of a person."""
        self._connection.execute(delete(tokens).where(tokens.c.person_id == person_id))

    def token_digests(self, ids: Collection[str]) -> dict[str, str]:
        """The digests of these tokens for the audit log: all columns except the time of use."""
        columns = [column for column in tokens.columns if column is not tokens.c.used_on]
        rows = self._connection.execute(select(*columns).where(tokens.c.id.in_(ids))).mappings()
        return {row["id"]: digest_of_row(without_unset(row, "scope", "expires_at")) for row in rows}

    def session_digests(self, ids: Collection[str]) -> dict[str, str]:
        """The digests of these sessions for the audit log: all columns except the time of use."""
        columns = [column for column in sessions.columns if column is not sessions.c.used_at]
        rows = self._connection.execute(select(*columns).where(sessions.c.id.in_(ids))).mappings()
        return {row["id"]: digest_of_row(without_unset(row, "awaits_factor")) for row in rows}

    def add_failure(self, failure_id: str, key: str, at: datetime) -> None:
        """Record a failed sign-in."""
        self._connection.execute(insert(failures).values(id=failure_id, key=key, at=at))

    def lock_failures(self) -> None:
        """Make other transactions that count attempts wait until this one ends.

        On SQLite every writing transaction waits.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": COUNTING})

    def remove_newest_failure(self, key: str) -> None:
        """Remove the newest failure of a key."""
        newest = select(failures.c.id).where(failures.c.key == key).order_by(failures.c.at.desc()).limit(1)
        self._connection.execute(delete(failures).where(failures.c.id.in_(newest.scalar_subquery())))

    def remove_failures(self, key: str) -> None:
        """Remove all failures of a key."""
        self._connection.execute(delete(failures).where(failures.c.key == key))

    def failures_since(self, key: str, since: datetime) -> list[datetime]:
        """The times of failed sign-ins under this key, the oldest first."""
        query = select(failures.c.at).where(failures.c.key == key, failures.c.at > since).order_by(failures.c.at)
        return [utc(at) for at in self._connection.execute(query).scalars()]

    def forget_failures(self, before: datetime) -> int:
        """Remove failures from before a moment, and return their number."""
        return self._connection.execute(delete(failures).where(failures.c.at < before)).rowcount


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.person_id, utc(row.created_at), utc(row.used_at), row.awaits_factor)


def _token(row: Row[Any]) -> ApiToken:
    used_on = utc(row.used_on) if row.used_on else None
    scope = None if row.scope is None else frozenset(row.scope.split())
    limits = TokenLimits(scope, utc(row.expires_at) if row.expires_at else None)
    return ApiToken(row.id, row.person_id, row.label, utc(row.created_at), used_on, limits)
