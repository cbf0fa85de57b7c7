"""Idempotency keys: a call that is sent again, because its answer was lost, is executed once.

The caller names the call (IETF draft "The Idempotency-Key HTTP Header Field"). What the call creates is recorded under
the key in the same transaction, so that either both exist or neither does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, DateTime, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from model.messages import message
from serve.platform.database import metadata
from serve.platform.errors import KeyReusedError

KEPT = timedelta(days=30)  # a phone may have been without a network for days
KEY_PATTERN = r"^[\x21-\x7e]{1,190}$"  # visible ASCII
LONGEST_NAME = 300  # a person, a key, and a fingerprint if one key may name several calls

keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(LONGEST_NAME), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("made", String(64), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
)


class IdempotencyKeys:
    """Which call created what, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def made_by(self, key: str, fingerprint: str) -> str | None:
        """What the call with this key created; None if there was no such call.

        Args:
            key: the caller's.
            fingerprint: of the call's contents; equal calls have equal ones.

        Raises:
            KeyReusedError: the key was used for a call with other contents.
        """
        row = self._connection.execute(select(keys).where(keys.c.key == key)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise KeyReusedError(
                message(
                    "This Idempotency-Key belongs to a call with other contents; give each new call a key of its own."
                )
            )
        return str(row.made)

    def claim(self, key: str, fingerprint: str, made: str, now: datetime) -> str:
        """Record what this call creates, and return it: `made`, or the value of an equal call that was first.

        Waits for an equal call in another transaction. Keys older than KEPT are removed.

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
    """One call that changes something, and that may be sent twice.

    Attributes:
        key: the caller's key for it, specific to the caller; None if it has none, so that it is always a new call.
        fingerprint: of its contents.
    """

    key: str | None = None
    fingerprint: str = ""

    def claim(self, connection: Connection, made: str, now: datetime) -> str:
        """Record first what this call is about to create, and return what it or an equal call created.

        If that is not `made`, the caller only shows it.

        Raises:
            KeyReusedError: the key was used for a call with other contents.
        """
        if self.key is None:
            return made
        return IdempotencyKeys(connection).claim(self.key, self.fingerprint, made, now)


UNNAMED = IdempotentCall()
