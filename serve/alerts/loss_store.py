"""Which alerts would lose a picture if a right holder withdrew items."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from serve.alerts.tables import alerts, pictures
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import entries
from serve.review.tables import photos as entry_photos
from serve.review.withdrawn_store import COUNTING


class PictureLoss(NamedTuple):
    """An alert that would lose a picture."""

    alert_id: str
    title: str
    language: str


class LossStore:
    """Reads the alerts of the tenant within one transaction."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of(self, source_id: str, entry_id: str | None) -> list[PictureLoss]:
        """The alerts that lose a picture if what a contribution handed in is withdrawn, the latest first.

        Args:
            source_id: the id of the contribution.
            entry_id: of the one item that is withdrawn; None for everything.
        """
        chosen = and_(entries.c.source_id == source_id, entries.c.standing != Standing.WITHDRAWN.value)
        if entry_id is not None:
            chosen = and_(chosen, entries.c.id == entry_id)
        loses = or_(pictures.c.entry_id.in_(select(entries.c.id).where(chosen)), _is_same_photo(chosen))
        here = select(pictures.c.alert_id).where(loses, visible(pictures, self._tenant))
        query = select(alerts.c.id, alerts.c.title, alerts.c.language)
        query = query.where(alerts.c.id.in_(here), alerts.c.withdrawn_at.is_(None), visible(alerts, self._tenant))
        rows = self._connection.execute(query.order_by(alerts.c.sent_at.desc(), alerts.c.id))
        return [PictureLoss(row.id, row.title, row.language) for row in rows]


def _is_same_photo(chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a picture that was sent for its alert is a photo of the chosen entries and of no other that counts."""
    same = (entry_photos.c.sha256 == pictures.c.sha256, entry_photos.c.right_holder_id == pictures.c.right_holder_id)
    of_entry = entries.c.id == entry_photos.c.entry_id
    has = exists().where(of_entry, *same, chosen)
    has_another = exists().where(of_entry, *same, entries.c.standing.in_(COUNTING), ~chosen)
    return and_(pictures.c.entry_id.is_(None), has, ~has_another)
