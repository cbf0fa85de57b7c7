"""Counts a right holder's own entries in the database, each under the label that counts.

The queries are the service's own, as right holders do not see when the operator accepted an entry, or what data sets
there are. Each is limited to the entries that the right holder may see, and none reads what a data set has, or the gold
set.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, false, func, select

from model.datasets.fields import Label
from serve.catalogue.tables import sheets, versions
from serve.datasets.tables import sets
from serve.overview.contributed import Amount, Stage, Tally, ViewTally
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import counted_label, decisions, entries, photos
from serve.review.withdrawn_store import ACCEPTING, accepted_label

STAGES = {
    Standing.IN_REVIEW: Stage.IN_REVIEW,
    Standing.SENT_BACK: Stage.SENT_BACK,
    Standing.WITHDRAWN: Stage.WITHDRAWN,
}
LABEL = counted_label.label("label")


class OwnEntries:
    """Counts the entries that a right holder may see, within a transaction of the service itself."""

    def __init__(self, connection: Connection, right_holder: Tenant) -> None:
        self._connection = connection
        self._own = visible(entries, right_holder)

    def tallies(self, frozen_at: datetime | None) -> Iterator[Tally]:
        """The items and images by product, label and stage.

        Args:
            frozen_at: when the latest data set was frozen; None if there is none.
        """
        of = self._with_images(frozen_at).c
        groups = of.product_id, of.label, of.standing, of.is_frozen
        query = select(*groups, func.count(), func.sum(of.images)).group_by(*groups)
        for product, label, standing, is_frozen, items, images in self._connection.execute(query):
            accepted = Stage.IN_DATA_SET if is_frozen else Stage.ACCEPTED
            stage = STAGES.get(Standing(standing), accepted)
            yield Tally(product, Label(label), stage, Amount(items, int(images)))

    def by_view(self, counted_at: datetime | None) -> Iterator[ViewTally]:
        """The items that count, or may count later, by product, label and the views that they show.

        Args:
            counted_at: when the data set of the active release was frozen; None if it was made of another one.
        """
        known = _was_accepted(counted_at)
        coming = entries.c.standing.in_([Standing.IN_REVIEW.value, Standing.ACCEPTED.value])
        is_new = case((known, 0), else_=1).label("is_new")
        columns = entries.c.id, entries.c.product_id, LABEL, photos.c.view, is_new
        query = select(*columns).join(photos, photos.c.entry_id == entries.c.id).where(self._own, coming).distinct()
        of = query.subquery("shown").c
        groups = of.product_id, of.label, of.view
        counted = select(*groups, func.count(), func.sum(of.is_new)).group_by(*groups)
        for product, label, view, items, new in self._connection.execute(counted):
            yield ViewTally(product, Label(label), view, items, int(new))

    def _with_images(self, frozen_at: datetime | None) -> Subquery:
        """Each entry with the number of its images, and whether it was accepted before a data set was frozen."""
        images = select(func.count()).where(photos.c.entry_id == entries.c.id).scalar_subquery()
        is_frozen = case((and_(_was_accepted(frozen_at), _had_sheet(frozen_at)), 1), else_=0)
        columns = entries.c.product_id, accepted_label, entries.c.standing
        query: Select[Any] = select(*columns, is_frozen.label("is_frozen"), images.label("images"))
        query = query.where(self._own, entries.c.standing != Standing.REPLACED.value)
        return query.subquery("own")


class FrozenStore:
    """Reads when data sets were frozen, within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def latest(self, manifest_sha256: str | None = None) -> datetime | None:
        """When the latest data set was frozen that the tenant may see; None if there is none.

        Args:
            manifest_sha256: only data sets with this manifest.
        """
        query = select(func.max(sets.c.created_at)).where(visible(sets, self._tenant))
        if manifest_sha256 is not None:
            query = query.where(sets.c.manifest_sha256 == manifest_sha256)
        at = self._connection.execute(query).scalar_one()
        return None if at is None else utc(at)


def _was_accepted(at: datetime | None) -> ColumnElement[bool]:
    """Whether an entry is accepted, and was so by then; of no moment, never."""
    if at is None:
        return false()
    kinds = decisions.c.kind.in_([kind.value for kind in ACCEPTING])
    accepted_at = select(func.max(decisions.c.decided_at)).where(decisions.c.entry_id == entries.c.id, kinds)
    return and_(entries.c.standing == Standing.ACCEPTED.value, accepted_at.scalar_subquery() <= at)


def _had_sheet(at: datetime | None) -> ColumnElement[bool]:
    """Whether a sheet of an entry's product was published by then: without one, nothing of it is frozen."""
    if at is None:
        return false()
    published = select(sheets.c.product_id).join(versions, versions.c.sheet_id == sheets.c.id)
    return entries.c.product_id.in_(published.where(versions.c.published_at <= at))
