"""Pictures of alerts whose items right holders have withdrawn."""

from collections.abc import Mapping, Sequence

from serve.alerts.domain import Alert, PictureWithdrawal, without_withdrawn
from serve.review.withdrawn_store import WithdrawnItem
from serve.review.work import ReviewWork


def with_withdrawn(work: ReviewWork, found: Sequence[Alert]) -> list[Alert]:
    """Alerts with the pictures marked that are no longer shown, as their items, or the same photos, were withdrawn.

    Args:
        work: of a tenant that sees the right holders' items.
    """
    taken = [picture for alert in found for picture in alert.pictures]
    items = work.withdrawn.entries({picture.entry_id for picture in taken if picture.entry_id})
    sent = work.withdrawn.photos({picture.photo.sha256 for picture in taken if picture.entry_id is None})
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
