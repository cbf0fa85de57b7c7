"""Pictures of alerts whose items right holders have withdrawn: which these are, and which alerts would lose some."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select

from serve.accounts.work import AccountWork
from serve.alerts.domain import Alert, PictureWithdrawal, without_withdrawn
from serve.alerts.tables import alerts, pictures
from serve.platform.tenancy import visible
from serve.review.domain import Standing
from serve.review.tables import entries
from serve.review.tables import photos as entry_photos
from serve.review.withdrawn_store import COUNTING, WithdrawnItem, WithdrawnItems


class PictureLoss(NamedTuple):
    """An alert that would lose a picture."""

    alert_id: str
    title: str
    language: str


def with_withdrawn(work: AccountWork, found: Sequence[Alert]) -> list[Alert]:
    """Alerts with the pictures marked that are no longer shown, as their items, or the same photos, were withdrawn.

    Args:
        work: of a tenant that sees the right holders' items.
    """
    taken = [picture for alert in found for picture in alert.pictures]
    gone = WithdrawnItems(work.connection, work.tenant)
    items = gone.entries({picture.entry_id for picture in taken if picture.entry_id})
    sent = gone.photos({picture.photo.sha256 for picture in taken if picture.entry_id is None})
    return [without_withdrawn(alert, _gone(alert, items, sent)) for alert in found]


def _gone(
    alert: Alert, items: Mapping[str, WithdrawnItem], sent: Mapping[tuple[str, str], WithdrawnItem]
) -> Mapping[int, PictureWithdrawal]:
    found = {}
    for place, picture in enumerate(alert.pictures):
        sha256 = picture.photo.sha256
        item = items.get(picture.entry_id) if picture.entry_id else sent.get((alert.right_holder_id, sha256))
        if item is not None:
            found[place] = PictureWithdrawal(*item)
    return found


def losses(work: AccountWork, source_id: str, entry_id: str | None) -> list[PictureLoss]:
    """The alerts of the tenant that lose a picture if what a contribution handed in is withdrawn, the latest first.

    Args:
        source_id: the id of the contribution.
        entry_id: of the one item that is withdrawn; None for everything.
    """
    chosen = and_(entries.c.source_id == source_id, entries.c.standing != Standing.WITHDRAWN.value)
    if entry_id is not None:
        chosen = and_(chosen, entries.c.id == entry_id)
    loses = or_(pictures.c.entry_id.in_(select(entries.c.id).where(chosen)), _is_same_photo(chosen))
    here = select(pictures.c.alert_id).where(loses, visible(pictures, work.tenant))
    query = select(alerts.c.id, alerts.c.title, alerts.c.language)
    query = query.where(alerts.c.id.in_(here), alerts.c.withdrawn_at.is_(None), visible(alerts, work.tenant))
    rows = work.connection.execute(query.order_by(alerts.c.sent_at.desc(), alerts.c.id))
    return [PictureLoss(row.id, row.title, row.language) for row in rows]


def _is_same_photo(chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a picture that was sent for its alert is a photo of the chosen entries and of no other that counts."""
    same = (entry_photos.c.sha256 == pictures.c.sha256, entry_photos.c.right_holder_id == pictures.c.right_holder_id)
    of_entry = entries.c.id == entry_photos.c.entry_id
    has = exists().where(of_entry, *same, chosen)
    has_another = exists().where(of_entry, *same, entries.c.standing.in_(COUNTING), ~chosen)
    return and_(pictures.c.entry_id.is_(None), has, ~has_another)
