"""Accepted items that may become gold items: no data set has them for fitting, and no one has proposed them yet."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from model.datasets.fields import Label
from serve.datasets.domain import Part
from serve.datasets.tables import gold, items
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import DecisionKind, Entry, Standing
from serve.review.store import EntryStore
from serve.review.tables import decisions, entries

FITTED = (Part.TRAIN.value, Part.CALIBRATION.value)
READ_AT_ONCE = 200  # entries


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
        found: list[Entry] = []
        for entry in self._after(product, after or ""):
            if label in {None, entry.agreed_label}:
                found.append(entry)
            if len(found) == limit:
                break
        return found

    def _after(self, product: str | None, after: str) -> Iterator[Entry]:
        query = self._seen(_is_free())
        if product is not None:
            query = query.where(entries.c.product_id == product)
        query = query.order_by(entries.c.id).limit(READ_AT_ONCE)
        while some := self._entries.found(query.where(entries.c.id > after)):
            yield from some
            after = some[-1].id

    def _counted(self, which: ColumnElement[bool]) -> Counter[ItemKind]:
        of = entries.c.product_id, entries.c.label
        query = select(*of, func.count()).where(which, visible(entries, self._tenant)).group_by(*of)
        found = Counter[ItemKind]()
        for product, label, count in self._connection.execute(query):
            found[ItemKind(product, Label(label))] += count
        for entry in self._settled_otherwise(which):
            found[ItemKind(entry.product_id, entry.label)] -= 1
            found[ItemKind(entry.product_id, entry.agreed_label)] += 1
        return found

    def _settled_otherwise(self, which: ColumnElement[bool]) -> list[Entry]:
        """The entries whose attested label may not be the one that counts."""
        adopted = select(decisions.c.entry_id).where(decisions.c.kind == DecisionKind.ADOPT.value)
        return self._entries.found(self._seen(which).where(entries.c.id.in_(adopted)))

    def _seen(self, which: ColumnElement[bool]) -> Select[Any]:
        return select(entries).where(which, visible(entries, self._tenant))


def _is_accepted() -> ColumnElement[bool]:
    return entries.c.standing == Standing.ACCEPTED.value


def _is_free() -> ColumnElement[bool]:
    fitted = select(items.c.entry_id).where(items.c.entry_id == entries.c.id, items.c.part.in_(FITTED))
    chosen = select(gold.c.entry_id).where(gold.c.entry_id == entries.c.id)
    return and_(_is_accepted(), ~fitted.exists(), ~chosen.exists())
