"""Frozen data sets and the gold set as rows."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, text, update

from model.datasets.fields import Label
from model.datasets.splits import Split
from model.file_shortcuts import TellingTrait, TraitCount, telling_traits, traits_of
from model.messages import message
from serve.audit.tables import events
from serve.datasets.domain import (
    SPLITS,
    DataSetGroup,
    DataSetSummary,
    FrozenCounts,
    FrozenFile,
    FrozenItem,
    FrozenSet,
    GoldEntry,
    Lack,
    LeftOut,
    Part,
)
from serve.datasets.tables import files, gold, items, sets
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import NO_ENTRY, last_entry
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.permissions import ReviewAction
from serve.review.tables import counted_label, entries, photos

BATCH = 1000  # rows that one statement writes
NO_SET = message("There is no such data set.")
NO_GOLD = message("There is no such item in the gold set.")


class TakenBack(NamedTuple):
    """An item of a frozen data set that counts no more, as its right holder withdrew it.

    Attributes:
        item: what it is called in the contribution.
        source_id: of the contribution or confirmation that it came with.
        reason: why its right holder withdrew it; empty, and the next is None, if it is not accepted for another reason.
        withdrawn_at: when (UTC).
    """

    set_id: str
    entry_id: str
    part: Part
    product_id: str
    right_holder_id: str
    item: str
    source_id: str
    reason: str
    withdrawn_at: datetime | None


# When an entry was withdrawn, according to the audit log; null if it never was.
WITHDRAWN_AT = (
    select(func.max(events.c.at))
    .where(events.c.subject == entries.c.id, events.c.action == ReviewAction.WITHDRAW.value)
    .correlate(entries)
    .scalar_subquery()
    .label("withdrawn_at")
)


class SetStore:
    """Reads and writes frozen data sets within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def lock(self) -> None:
        """Make other transactions that freeze wait until this one ends; on SQLite every writing one waits."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE frozen_sets IN SHARE ROW EXCLUSIVE MODE"))

    def add(self, frozen: FrozenSet, held: Sequence[FrozenItem]) -> None:
        """Write a new data set with its items."""
        self._connection.execute(insert(sets).values(_values(frozen)))
        self._connection.execute(insert(files), [{"set_id": frozen.id, **file._asdict()} for file in frozen.files])
        for start in range(0, len(held), BATCH):
            rows = [{"set_id": frozen.id, **each._asdict()} for each in held[start : start + BATCH]]
            self._connection.execute(insert(items), [{**row, "part": row["part"].value} for row in rows])

    def summarise(self, frozen: FrozenSet) -> None:
        """Write what is known of what a data set holds and lacks."""
        here = and_(sets.c.id == frozen.id, visible(sets, self._tenant))
        self._connection.execute(update(sets).where(here).values(summary=_summary_text(frozen)))

    def get(self, set_id: str) -> FrozenSet:
        """A data set.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.many([set_id])
        if not found:
            raise NotFoundError(NO_SET)
        return found[set_id]

    def many(self, ids: Collection[str]) -> dict[str, FrozenSet]:
        """Those of these data sets that the tenant may see, by id."""
        return {each.id: each for each in self._found(self._seen().where(sets.c.id.in_(list(ids))))}

    def of_manifests(self, digests: Collection[str]) -> list[str]:
        """The ids of the data sets that have any of these manifests, by digest; the first frozen first."""
        query = select(sets.c.id).where(sets.c.manifest_sha256.in_(sorted(digests)), visible(sets, self._tenant))
        return list(self._connection.execute(query.order_by(sets.c.created_at, sets.c.id)).scalars())

    def page(self, after: str | None, limit: int) -> list[FrozenSet]:
        """Data sets, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no data set `after`.
        """
        query, at = self._seen(), sets.c.created_at
        if after is not None:
            last = last_entry(self.get, after)
            query = query.where(or_(at < last.created_at, and_(at == last.created_at, sets.c.id < last.id)))
        return self._found(query.order_by(at.desc(), sets.c.id.desc()).limit(limit))

    def count(self) -> int:
        """How many there are; none is ever removed."""
        return self._connection.execute(select(func.count()).select_from(sets)).scalar_one()

    def items_of(self, set_id: str) -> list[FrozenItem]:
        """The items of a data set, in the order of their entries."""
        query = select(items).where(items.c.set_id == set_id, visible(items, self._tenant))
        return [_item(row) for row in self._connection.execute(query.order_by(items.c.entry_id))]

    def items_page(self, set_id: str, after: str | None, limit: int) -> list[FrozenItem]:
        """Some of them.

        Args:
            after: the entry of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: the data set has no item of the entry `after`.
        """
        query = select(items).where(items.c.set_id == set_id, visible(items, self._tenant))
        if after is not None:
            if self._connection.execute(query.where(items.c.entry_id == after)).one_or_none() is None:
                raise NotFoundError(NO_ENTRY)
            query = query.where(items.c.entry_id > after)
        return [_item(row) for row in self._connection.execute(query.order_by(items.c.entry_id).limit(limit))]

    def telling(self, set_id: str) -> Mapping[str, TellingTrait]:
        """What the files of a data set's items say that tells most of their labels, by product.

        Of each item, the first photo is looked at.
        """
        of = entries.c.product_id, counted_label, photos.c.file_traits
        first = and_(photos.c.entry_id == entries.c.id, photos.c.position == 0, photos.c.file_traits.is_not(None))
        query = select(*of, func.count()).select_from(items).join(entries, entries.c.id == items.c.entry_id)
        query = query.join(photos, first).where(items.c.set_id == set_id, visible(items, self._tenant)).group_by(*of)
        counts: dict[str, list[TraitCount]] = {}
        for product, label, traits, count in self._connection.execute(query):
            counted = TraitCount(frozenset(traits_of(traits) or ()), Label(label), count)
            counts.setdefault(product, []).append(counted)
        told = {product: telling_traits(each) for product, each in sorted(counts.items())}
        return {product: traits[0] for product, traits in told.items() if traits}

    def kept_splits(self) -> Mapping[str, Split]:
        """The name of every item that is in a manifest -> the split that it has in all of them."""
        is_split = items.c.part.in_([part.value for part in SPLITS])
        query = select(items.c.item, items.c.part).where(is_split, visible(items, self._tenant)).distinct()
        return {row.item: SPLITS[Part(row.part)] for row in self._connection.execute(query)}

    def fitted_with(self, entry_id: str) -> str | None:
        """The first data set that has an entry for training or calibration; None if none has."""
        is_fitted = items.c.part.in_([Part.TRAIN.value, Part.CALIBRATION.value])
        query = select(sets.c.id).join(items, items.c.set_id == sets.c.id)
        query = query.where(items.c.entry_id == entry_id, is_fitted, visible(sets, self._tenant))
        return self._connection.execute(query.order_by(sets.c.created_at, sets.c.id).limit(1)).scalar_one_or_none()

    def known_manifests(self, manifests: Collection[str]) -> frozenset[str]:
        """Those of these digests that the manifest of a data set has."""
        query = select(sets.c.manifest_sha256).where(sets.c.manifest_sha256.in_(list(manifests)))
        return frozenset(self._connection.execute(query.where(visible(sets, self._tenant))).scalars())

    def taken_back(self, set_ids: Collection[str]) -> list[TakenBack]:
        """The items of these data sets that count no more."""
        of_entry = (entries.c.product_id, entries.c.right_holder_id, entries.c.item, entries.c.source_id)
        query: Select[Any] = select(
            items.c.set_id, items.c.entry_id, items.c.part, *of_entry, entries.c.withdrawal, WITHDRAWN_AT
        )
        query = query.join(entries, entries.c.id == items.c.entry_id)
        is_gone = entries.c.standing != Standing.ACCEPTED.value
        query = query.where(items.c.set_id.in_(list(set_ids)), is_gone, visible(items, self._tenant))
        rows = self._connection.execute(query.order_by(items.c.entry_id, items.c.set_id))
        return [_taken_back(row) for row in rows]

    def _seen(self) -> Select[Any]:
        return select(sets).where(visible(sets, self._tenant))

    def _found(self, query: Select[Any]) -> list[FrozenSet]:
        rows = self._connection.execute(query).all()
        of_them = select(files).where(files.c.set_id.in_([row.id for row in rows])).order_by(files.c.set_id)
        taken: dict[str, list[FrozenFile]] = {}
        for file in self._connection.execute(of_them):
            taken.setdefault(file.set_id, []).append(FrozenFile(file.name, file.sha256, file.size))
        return [_set(row, taken.get(row.id, [])) for row in rows]


class GoldStore:
    """Reads and writes the gold set within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def lock(self) -> None:
        """Make other transactions that change the gold set wait until this one ends."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE gold_items IN SHARE ROW EXCLUSIVE MODE"))

    def add(self, item: GoldEntry) -> None:
        """Write a proposed item."""
        self._connection.execute(insert(gold).values(vars(item)))

    def change(self, item: GoldEntry) -> None:
        """Write what has changed of an item."""
        here = and_(gold.c.entry_id == item.entry_id, visible(gold, self._tenant))
        self._connection.execute(update(gold).where(here).values(vars(item)))

    def remove(self, entry_id: str) -> None:
        """Remove an item."""
        self._connection.execute(delete(gold).where(gold.c.entry_id == entry_id, visible(gold, self._tenant)))

    def find(self, entry_id: str) -> GoldEntry | None:
        """An item by its entry; None if it is neither in the gold set nor proposed for it."""
        return next(self._found(gold.c.entry_id == entry_id), None)

    def get(self, entry_id: str) -> GoldEntry:
        """The same.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.find(entry_id)
        if found is None:
            raise NotFoundError(NO_GOLD)
        return found

    def all(self) -> list[GoldEntry]:
        """Every item, those that are proposed as well, in the order of their entries."""
        return list(self._found(gold.c.entry_id != ""))

    def present(self) -> list[str]:
        """The entries of the items that count: confirmed, and still accepted; in order."""
        counts = and_(gold.c.confirmed_by.is_not(None), entries.c.standing == Standing.ACCEPTED.value)
        query = select(gold.c.entry_id).join(entries, entries.c.id == gold.c.entry_id)
        rows = self._connection.execute(query.where(counts, visible(gold, self._tenant)).order_by(gold.c.entry_id))
        return list(rows.scalars())

    def _found(self, which: Any) -> Iterator[GoldEntry]:
        query = select(gold).where(which, visible(gold, self._tenant)).order_by(gold.c.entry_id)
        return map(_gold, self._connection.execute(query))


def _values(frozen: FrozenSet) -> dict[str, Any]:
    return {
        "id": frozen.id,
        "manifest_sha256": frozen.manifest_sha256,
        "items_digest": frozen.items_digest,
        **frozen.counts._asdict(),
        "created_by": frozen.created_by,
        "created_at": frozen.created_at,
        "summary": _summary_text(frozen),
    }


def _summary_text(frozen: FrozenSet) -> str | None:
    return None if frozen.summary is None else json.dumps(asdict(frozen.summary), ensure_ascii=False)


def _summary(stored: str) -> DataSetSummary:
    kept = json.loads(stored)
    groups = (
        DataSetGroup(product, Label(label), Part(part), items, photos)
        for product, label, part, items, photos in kept["groups"]
    )
    lacks = (Lack(LeftOut(reason), product, items, tuple(named)) for reason, product, items, named in kept["lacks"])
    return DataSetSummary(tuple(groups), tuple(lacks))


def _set(row: Row[Any], of_it: Sequence[FrozenFile]) -> FrozenSet:
    return FrozenSet(
        id=row.id,
        manifest_sha256=row.manifest_sha256,
        files=tuple(sorted(of_it)),  # databases differ in how they order texts
        items_digest=row.items_digest,
        counts=FrozenCounts(row.rows, row.items, row.gold_rows, row.gold_items),
        created_by=row.created_by,
        created_at=utc(row.created_at),
        summary=_summary(row.summary) if row.summary else None,
    )


def _item(row: Row[Any]) -> FrozenItem:
    return FrozenItem(row.entry_id, row.item, Part(row.part))


def _gold(row: Row[Any]) -> GoldEntry:
    at = row.confirmed_at
    return GoldEntry(row.entry_id, row.proposed_by, utc(row.proposed_at), row.confirmed_by, at and utc(at))


def _taken_back(row: Row[Any]) -> TakenBack:
    is_withdrawn = bool(row.withdrawal and row.withdrawn_at)
    return TakenBack(
        row.set_id,
        row.entry_id,
        Part(row.part),
        row.product_id,
        row.right_holder_id,
        row.item,
        row.source_id,
        row.withdrawal,
        datetime.fromisoformat(row.withdrawn_at) if is_withdrawn else None,
    )
