"""Hands the gold set to what compares releases (`serve.releases.gold`)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from model.datasets.fields import Label
from serve.datasets.domain import gold_version
from serve.datasets.store import GoldStore
from serve.platform.tenancy import Tenant
from serve.releases.gold import GoldItem, GoldItems, GoldPhoto
from serve.review.domain import Entry
from serve.review.store import EntryStore


class MeasuringItems(GoldItems):
    """The items of the gold set that count, within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._entries = EntryStore(connection, tenant)
        self._gold = GoldStore(connection, tenant)

    def version(self) -> str:
        """See `GoldItems.version`."""
        return gold_version(self._gold.present())

    def items(self) -> Sequence[GoldItem]:
        """See `GoldItems.items`."""
        found = self._entries.many(self._gold.present())
        return [_measuring(found[name]) for name in sorted(found)]


def _measuring(entry: Entry) -> GoldItem:
    photos = tuple(GoldPhoto(photo.sha256, photo.view) for photo in entry.agreed_photos)
    is_counterfeit = entry.agreed_label is Label.COUNTERFEIT
    return GoldItem(entry.id, entry.product_id, is_counterfeit, photos, f"/review/{entry.id}", entry.item)
