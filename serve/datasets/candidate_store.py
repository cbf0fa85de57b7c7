"""Accepted items that may become gold items: no data set has them for fitting, and no one has proposed them yet."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from model.datasets.fields import Label
from serve.datasets.domain import Part
from serve.datasets.tables import gold, items
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Entry, Standing
from serve.review.store import EntryStore
from serve.review.tables import counted_label, entries

FITTED = (Part.TRAIN.value, Part.CALIBRATION.value)


class ItemKind(NamedTuple):
    """A product, and the label on which two people agree."""

    product: str
    label: Label


class CandidateStore:
    """Reads candidates within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant
        self._entries = EntryStore(connection, tenant)

    def accepted(self) -> Counter[ItemKind]:
        """How many accepted items there are of each kind."""
        return self._counted(_is_accepted())

    def counts(self) -> Counter[ItemKind]:
        """How many of them may still be proposed."""
        return self._counted(_is_free())

    def page(self, product: str | None, label: Label | None, after: str | None, limit: int) -> list[Entry]:
        """Candidates in the order of their ids.

        Args:
            product, label: only these; None for any.
            after: the id of the last one on the previous page; None for the first.
        """
        wanted = [_is_free(), entries.c.id > (after or ""), visible(entries, self._tenant)]
        wanted += [entries.c.product_id == product] if product is not None else []
        wanted += [counted_label == label.value] if label is not None else []
        return self._entries.found(select(entries).where(*wanted).order_by(entries.c.id).limit(limit))

    def _counted(self, which: ColumnElement[bool]) -> Counter[ItemKind]:
        of = entries.c.product_id, counted_label
        query = select(*of, func.count()).where(which, visible(entries, self._tenant)).group_by(*of)
        return Counter({ItemKind(product, Label(label)): n for product, label, n in self._connection.execute(query)})


def _is_accepted() -> ColumnElement[bool]:
    return entries.c.standing == Standing.ACCEPTED.value


def _is_free() -> ColumnElement[bool]:
    fitted = select(items.c.entry_id).where(items.c.entry_id == entries.c.id, items.c.part.in_(FITTED))
    chosen = select(gold.c.entry_id).where(gold.c.entry_id == entries.c.id)
    return and_(_is_accepted(), ~fitted.exists(), ~chosen.exists())
