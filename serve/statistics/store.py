"""Counts confirmed items in the database, on a tenant's behalf."""

from typing import Any

from sqlalchemy import Connection, Integer, Subquery, extract, func, select

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.confirmations.domain import ConfirmationState
from serve.confirmations.tables import confirmations
from serve.enquiries.domain import Promise
from serve.enquiries.store import promise_of_row
from serve.platform.tenancy import Tenant, visible
from serve.statistics.domain import Tally, Track

BOUNDS = ("rejection_bound", "rejection_products", "acceptance_bound", "acceptance_products")


class StatisticsStore:
    """Counts what the tenant may see: the operator everything, a right holder its own products, others nothing.

    A product or release that is given is the only one that is counted; None stands for all.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def tallies(self, product: str | None, release: str | None) -> list[Tally]:
        """The number of confirmed items by release, product, calendar month (UTC), label and outcome."""
        of = _each_item_once(self._tenant, product, release).c
        year, month = (extract(part, of.confirmed_at).cast(Integer) for part in ("year", "month"))
        groups = (of.release, of.product_id, year, month, of.label, of.outcome)
        query = select(*groups, func.count()).group_by(*groups)
        return [
            Tally(Track(release, product), f"{in_year:04d}-{in_month:02d}", Label(label), Outcome(outcome), items)
            for release, product, in_year, in_month, label, outcome, items in self._connection.execute(query)
        ]

    def promises(self, product: str | None, release: str | None) -> dict[Track, Promise]:
        """What each release promised for each product."""
        of: Any = _each_item_once(self._tenant, product, release).c
        loosest = [func.max(of[name]).label(name) for name in BOUNDS]
        query = select(of.release, of.product_id, *loosest).group_by(of.release, of.product_id)
        return {Track(row.release, row.product_id): promise_of_row(row) for row in self._connection.execute(query)}


def _each_item_once(tenant: Tenant, product: str | None, release: str | None) -> Subquery:
    """The latest confirmation of each item, from any enquiry."""
    latest_first = (confirmations.c.confirmed_at.desc(), confirmations.c.id.desc())
    place = func.row_number().over(partition_by=confirmations.c.item_id, order_by=latest_first)
    counts = confirmations.c.state != ConfirmationState.SUPERSEDED.value
    ranked = (
        select(confirmations, place.label("place")).where(counts, visible(confirmations, tenant)).subquery("ranked")
    )
    query = select(ranked).where(ranked.c.place == 1)
    if product is not None:
        query = query.where(ranked.c.product_id == product)
    if release is not None:
        query = query.where(ranked.c.release == release)
    return query.subquery("items")
