"""The opinions that a person is asked for, as it is said before they are disabled or moved."""

from sqlalchemy import Connection, func, select

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.opinions.tables import opinions


def _asked_of(connection: Connection, person_id: str) -> int:
    waiting = (opinions.c.asked_of == person_id) & opinions.c.answered_at.is_(None)
    found: int = connection.execute(select(func.count()).select_from(opinions).where(waiting)).scalar_one()
    return found


OPINIONS_HELD = HeldKind(
    counted("{count} opinion that a colleague asked for", "{count} opinions that colleagues asked for"), _asked_of
)
