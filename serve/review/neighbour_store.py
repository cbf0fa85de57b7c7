"""What the rules of risk count among other entries of a product; for the operator alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from model.datasets.fields import Label
from model.file_shortcuts import TellingTrait, TraitCount, telling_traits, traits_of
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Entry, Standing
from serve.review.risk import BURST_DAYS, FeatureCount
from serve.review.tables import counted_label, entries, photos

COUNTING = (Standing.IN_REVIEW.value, Standing.ACCEPTED.value)
FEATURES = (photos.c.source, photos.c.media_type, photos.c.capture)  # that are no part of the goods


class NeighbourStore:
    """Reads entries that are in review or accepted, within one transaction."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def otherwise_labelled(self, entry: Entry) -> str | None:
        """The id of an entry of the same item that has the other label; None if there is none."""
        same = (entries.c.right_holder_id == entry.right_holder_id, entries.c.item == entry.item)
        other = and_(*same, counted_label != entry.counted_label.value, entries.c.id != entry.id)
        return self._connection.execute(select(entries.c.id).where(self._of(entry), other).limit(1)).scalar()

    def new_and_before(self, entry: Entry) -> tuple[int, int]:
        """How many of the product's items the person of an entry handed in within days before it, and older items."""
        since: datetime = entry.submitted_at - timedelta(days=BURST_DAYS)
        is_new = and_(entries.c.submitted_at >= since, entries.c.submitted_at <= entry.submitted_at)
        own = entries.c.contributed_by == entry.contributed_by
        return self._count(entry, and_(is_new, own)), self._count(entry, entries.c.submitted_at < since)

    def _count(self, entry: Entry, condition: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(entries).where(self._of(entry), condition)
        return self._connection.execute(query).scalar_one()

    def features(self, entry: Entry) -> Sequence[Sequence[FeatureCount]]:
        """How often each label has each value of each feature, among the first photos of the right holder's items."""
        return [self._feature(entry, column) for column in FEATURES]

    def telling_traits(self, entry: Entry) -> Sequence[TellingTrait]:
        """What files of the right holder's items say that tells their labels apart, as far as it is known of them."""
        rows = [row for row in self._feature(entry, photos.c.file_traits) if row.value is not None]
        return telling_traits(TraitCount(frozenset(traits_of(row.value) or ()), row.label, row.items) for row in rows)

    def _feature(self, entry: Entry, column: ColumnElement[Any]) -> list[FeatureCount]:
        first = and_(photos.c.entry_id == entries.c.id, photos.c.position == 0)
        own = entries.c.right_holder_id == entry.right_holder_id
        query = select(column, counted_label, func.count()).select_from(entries.join(photos, first))
        rows = self._connection.execute(query.where(self._of(entry), own).group_by(column, counted_label))
        return [FeatureCount(value, Label(label), count) for value, label, count in rows]

    def _of(self, entry: Entry) -> ColumnElement[bool]:
        counts = entries.c.standing.in_(COUNTING)
        return and_(entries.c.product_id == entry.product_id, counts, visible(entries, self._tenant))
