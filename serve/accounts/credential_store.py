"""Sessions, tokens and failed sign-ins as rows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    insert,
    select,
    text,
    update,
)

from serve.accounts.domain import ApiToken, Session
from serve.accounts.store import digest_of_row
from serve.accounts.tables import failures, sessions, tokens
from serve.platform.database import utc
from serve.platform.errors import NotFoundError

COUNTING = 0x434F554E  # key of the advisory lock that counting attempts waits for


class CredentialStore:
    """Reads and writes sessions, tokens and failed sign-ins; for the service itself alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_session(self, session: Session) -> None:
        """Write a new session."""
        self._connection.execute(insert(sessions).values(**session.__dict__))

    def session(self, session_id: str) -> Session | None:
        """A session; None where there is none, or no more."""
        row = self._connection.execute(select(sessions).where(sessions.c.id == session_id)).one_or_none()
        return Session(row.id, row.person_id, utc(row.created_at), utc(row.used_at)) if row else None

    def use_session(self, session_id: str, now: datetime) -> None:
        """Note that a session was used."""
        self._connection.execute(update(sessions).where(sessions.c.id == session_id).values(used_at=now))

    def end_session(self, session_id: str) -> None:
        """Remove a session."""
        self._connection.execute(delete(sessions).where(sessions.c.id == session_id))

    def end_sessions_of(self, person_id: str) -> int:
        """Remove all of somebody's sessions, and say how many."""
        return self._connection.execute(delete(sessions).where(sessions.c.person_id == person_id)).rowcount

    def forget_sessions(self, created_before: datetime) -> None:
        """Remove sessions that are over by their age."""
        self._connection.execute(delete(sessions).where(sessions.c.created_at < created_before))

    def add_token(self, token: ApiToken, sha256: str) -> None:
        """Write a new token."""
        self._connection.execute(insert(tokens).values(**token.__dict__, sha256=sha256))

    def token(self, sha256: str) -> ApiToken | None:
        """A token by the digest of its secret; None where there is none, or no more."""
        row = self._connection.execute(select(tokens).where(tokens.c.sha256 == sha256)).one_or_none()
        return _token(row) if row else None

    def tokens_of(self, person_id: str) -> list[ApiToken]:
        """Somebody's tokens, the oldest first."""
        query = select(tokens).where(tokens.c.person_id == person_id).order_by(tokens.c.created_at, tokens.c.id)
        return [_token(row) for row in self._connection.execute(query)]

    def use_token(self, token_id: str, day: datetime) -> None:
        """Note the day on which a token was used."""
        self._connection.execute(update(tokens).where(tokens.c.id == token_id).values(used_on=day))

    def revoke_token(self, token_id: str, person_id: str) -> None:
        """Remove one of somebody's tokens.

        Raises:
            NotFoundError: they have no such token.
        """
        query = delete(tokens).where(tokens.c.id == token_id, tokens.c.person_id == person_id)
        if not self._connection.execute(query).rowcount:
            raise NotFoundError("You have no such token.")

    def revoke_tokens_of(self, person_id: str) -> None:
        """Remove all of somebody's tokens."""
        self._connection.execute(delete(tokens).where(tokens.c.person_id == person_id))

    def token_digests(self, ids: Collection[str]) -> dict[str, str]:
        """What the audit log keeps of these tokens' rows: all but when they were used."""
        columns = [column for column in tokens.columns if column is not tokens.c.used_on]
        rows = self._connection.execute(select(*columns).where(tokens.c.id.in_(ids))).mappings()
        return {row["id"]: digest_of_row(row) for row in rows}

    def session_digests(self, ids: Collection[str]) -> dict[str, str]:
        """What the audit log keeps of these sessions' rows: all but when they were used."""
        columns = [column for column in sessions.columns if column is not sessions.c.used_at]
        rows = self._connection.execute(select(*columns).where(sessions.c.id.in_(ids))).mappings()
        return {row["id"]: digest_of_row(row) for row in rows}

    def add_failure(self, failure_id: str, key: str, at: datetime) -> None:
        """Note a sign-in that failed."""
        self._connection.execute(insert(failures).values(id=failure_id, key=key, at=at))

    def lock_failures(self) -> None:
        """Have others who would count an attempt wait until this transaction ends; on SQLite any writing one does."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": COUNTING})

    def take_back_failures(self, failure_ids: Collection[str]) -> None:
        """Count some no more."""
        self._connection.execute(delete(failures).where(failures.c.id.in_(failure_ids)))

    def failures_since(self, key: str, since: datetime) -> list[datetime]:
        """When sign-ins failed under this key, the oldest first."""
        query = select(failures.c.at).where(failures.c.key == key, failures.c.at > since).order_by(failures.c.at)
        return [utc(at) for at in self._connection.execute(query).scalars()]

    def forget_failures(self, before: datetime, key: str | None = None) -> None:
        """Remove failures from before a moment, and those of a key."""
        old = failures.c.at < before
        self._connection.execute(delete(failures).where(old if key is None else old | (failures.c.key == key)))


def _token(row: Row[Any]) -> ApiToken:
    used_on = utc(row.used_on) if row.used_on else None
    return ApiToken(row.id, row.person_id, row.label, utc(row.created_at), used_on)
