"""Links for new passwords as rows."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from serve.accounts.link_store import LinksOfPeople
from serve.notices.domain import NoticeKind
from serve.notices.store import NoticeStore
from serve.platform.database import utc
from serve.platform.tenancy import SYSTEM, Tenant
from serve.resets.domain import PasswordReset
from serve.resets.tables import resets


class ResetStore(LinksOfPeople):
    """Reads and writes links; only for the service itself."""

    def __init__(self, connection: Connection, _tenant: Tenant = SYSTEM) -> None:
        self._connection = connection

    def keep(self, reset: PasswordReset) -> None:
        """Write a link, in place of an earlier one of the same person."""
        self.remove(reset.person_id)
        self._connection.execute(insert(resets).values(**reset.__dict__))

    def of_secret(self, sha256: str, *, for_change: bool = False) -> PasswordReset | None:
        """The link with a secret, by its digest; None if there is none, or it was used."""
        query = select(resets).where(resets.c.sha256 == sha256)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        return PasswordReset(row.person_id, row.sha256, utc(row.made_at)) if row else None

    def end(self, person_id: str) -> None:
        """See `LinksOfPeople`."""
        self.remove(person_id)
        NoticeStore(self._connection, SYSTEM).remove(person_id, NoticeKind.PASSWORD_RESET)

    def remove(self, person_id: str) -> None:
        """Remove the link of a person."""
        self._connection.execute(delete(resets).where(resets.c.person_id == person_id))

    def forget(self, before: datetime) -> None:
        """Remove links older than a moment."""
        self._connection.execute(delete(resets).where(resets.c.made_at < before))
