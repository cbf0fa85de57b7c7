"""Idempotency keys: a call that is sent again, because its answer was lost on the way, is carried out once.

The caller names the call (IETF draft "The Idempotency-Key HTTP Header Field"). What the call made is noted under the
name in the transaction that makes it, so that either both are there or neither is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, DateTime, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from serve.platform.database import metadata
from serve.platform.errors import KeyReusedError

KEPT = timedelta(days=30)  # a phone may have been without a network for days
KEY_PATTERN = r"^[\x21-\x7e]{1,190}$"  # visible ASCII
LONGEST_NAME = 300  # a person, a key, and a fingerprint beside it where one key may name several calls

keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(LONGEST_NAME), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("made", String(64), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
)


class IdempotencyKeys:
    """Which call made what, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def made_by(self, key: str, fingerprint: str) -> str | None:
        """What the call with this key made; None where there was none.

        Args:
            key: the caller's.
            fingerprint: of what the call holds; equal calls have equal ones.

        Raises:
            KeyReusedError: the key was given to a call with other contents.
        """
        row = self._connection.execute(select(keys).where(keys.c.key == key)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise KeyReusedError(
                "This Idempotency-Key belongs to a call with other contents; give each new call a key of its own."
            )
        return str(row.made)

    def claim(self, key: str, fingerprint: str, made: str, now: datetime) -> str:
        """Note what this call makes, and say what the call with this key has made: `made`, or a twin's that was first.

        A twin under way in another transaction is waited for. Keys older than KEPT are forgotten.

        Raises:
            KeyReusedError: as for `made_by`.
        """
        self._connection.execute(delete(keys).where(keys.c.created_at < now - KEPT))
        try:
            with self._connection.begin_nested():
                row = {"key": key, "fingerprint": fingerprint, "made": made, "created_at": now}
                self._connection.execute(insert(keys).values(row))
        except IntegrityError:
            return self.made_by(key, fingerprint) or made
        return made


@dataclass(frozen=True)
class IdempotentCall:
    """One call that changes something, and that may come twice.

    Attributes:
        key: the caller's name for it, made theirs alone; None where it has none, so that it is always a new one.
        fingerprint: of what it holds.
    """

    key: str | None = None
    fingerprint: str = ""

    def claim(self, connection: Connection, made: str, now: datetime) -> str:
        """Note first of all what this call is about to make, and say what it made or its twin has made.

        Where that is not `made`, there is nothing left to do but to show it.

        Raises:
            KeyReusedError: the key was given to a call with other contents.
        """
        if self.key is None:
            return made
        return IdempotencyKeys(connection).claim(self.key, self.fingerprint, made, now)


UNNAMED = IdempotentCall()
