"""Entries of the review queue as rows: every one carries the right holder that attests it."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, insert, or_, select, text, update

from model.catalogue import Region
from model.datasets.fields import Capture, Label, PointMark
from model.file_shortcuts import traits_of, traits_text
from model.messages import message
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import (
    NOT_REVIEWED,
    Entry,
    EntryPhoto,
    EntrySource,
    Review,
    Standing,
)
from serve.review.review_store import reviews_of
from serve.review.tables import counted_label, entries, photos

BATCH = 500  # rows that one query names
CHANGING = ("standing", "reply", "withdrawal", "settled_label")  # what changes of an entry for its right holder
NO_ENTRY = message("There is no such entry of the review queue.")


class OwnPhoto(NamedTuple):
    """A photo that a right holder has handed in before, for checks of what it hands in now."""

    entry_id: str
    sha256: str
    name: str
    product_id: str
    item: str
    label: Label


class OwnStanding(NamedTuple):
    """Where an entry stands for its right holder.

    Attributes:
        reply: why it was sent back; empty otherwise.
        settled_label: as of `Entry`.
    """

    standing: Standing
    reply: str
    settled_label: Label | None


class ReviewCounts(NamedTuple):
    """How many items of a contribution stand where.

    Attributes:
        other_label: accepted with another label than the attested one.
    """

    sent_back: int = 0
    other_label: int = 0
    withdrawn: int = 0
    in_review: int = 0


class EntryStore:
    """Reads and writes entries within one transaction, on a tenant's behalf.

    What the operator alone knows of an entry is read for the operator alone.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def lock(self) -> None:
        """Make other transactions that write entries wait until this one ends; on SQLite every writing one waits."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE review_entries IN SHARE ROW EXCLUSIVE MODE"))

    def add(self, new: Sequence[Entry]) -> None:
        """Write new entries."""
        self._connection.execute(insert(entries), [entry_values(entry) for entry in new])
        self._connection.execute(insert(photos), [_photo_values(entry, each) for entry in new for each in entry.photos])

    def change(self, entry: Entry) -> None:
        """Write what has changed of an entry for its right holder."""
        here = and_(entries.c.id == entry.id, visible(entries, self._tenant))
        changed = {name: entry_values(entry)[name] for name in CHANGING}
        self._connection.execute(update(entries).where(here).values(changed))

    def get(self, entry_id: str, *, for_change: bool = False) -> Entry:
        """An entry.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.many([entry_id], for_change=for_change)
        if not found:
            raise NotFoundError(NO_ENTRY)
        return found[entry_id]

    def many(self, ids: Collection[str], *, for_change: bool = False) -> dict[str, Entry]:
        """Those of these entries that the tenant may see, by id."""
        query = self._seen().where(entries.c.id.in_(list(ids))).order_by(entries.c.id)
        return {entry.id: entry for entry in self.found(query.with_for_update() if for_change else query)}

    def standings(self, ids: Collection[str]) -> dict[str, OwnStanding]:
        """Where these entries stand for their right holder, by id."""
        found: dict[str, OwnStanding] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), BATCH):
            some = entries.c.id.in_(wanted[start : start + BATCH])
            query = select(entries.c.id, entries.c.standing, entries.c.reply, entries.c.settled_label)
            for name, standing, reply, label in self._connection.execute(query.where(some, self._is_visible)):
                found[name] = OwnStanding(Standing(standing), reply, Label(label) if label else None)
        return found

    def reviewed(self, source_ids: Collection[str]) -> dict[str, ReviewCounts]:
        """What reviews of contributions came to, by the contribution's id."""
        counted = (
            entries.c.standing == Standing.SENT_BACK.value,
            entries.c.settled_label.is_not(None),
            entries.c.standing == Standing.WITHDRAWN.value,
            entries.c.standing == Standing.IN_REVIEW.value,
        )
        query = select(entries.c.source_id, *(func.sum(case((each, 1), else_=0)) for each in counted))
        query = query.where(entries.c.source_id.in_(source_ids), self._is_visible).group_by(entries.c.source_id)
        return {name: ReviewCounts(*map(int, counts)) for name, *counts in self._connection.execute(query)}

    def contributed_at(self, standing: Standing, limit: int, source_id: str | None = None) -> list[Entry]:
        """Contributed items at a standing, those of the latest contributions first.

        Args:
            source_id: only those of this contribution.
        """
        query = self._seen().where(entries.c.standing == standing.value)
        query = query.where(entries.c.source == EntrySource.CONTRIBUTION.value)
        if source_id is not None:
            query = query.where(entries.c.source_id == source_id)
        order = entries.c.submitted_at.desc(), entries.c.source_id, entries.c.product_id, entries.c.item
        return self.found(query.order_by(*order).limit(limit))

    def living_corrections(self, source_id: str, limit: int) -> list[Entry]:
        """Entries in review or accepted that correct items of a contribution, in the order of their items."""
        corrected = select(entries.c.id).where(entries.c.source_id == source_id)
        living = entries.c.standing.in_([Standing.IN_REVIEW.value, Standing.ACCEPTED.value])
        query = self._seen().where(entries.c.replaces.in_(corrected), living)
        return self.found(query.order_by(entries.c.item, entries.c.id).limit(limit))

    def count_contributed_at(self, standing: Standing) -> int:
        """How many contributed items there are at a standing."""
        at = and_(entries.c.standing == standing.value, entries.c.source == EntrySource.CONTRIBUTION.value)
        return int(self._connection.execute(select(func.count()).where(at, self._is_visible)).scalar_one())

    @property
    def _is_visible(self) -> ColumnElement[bool]:
        return visible(entries, self._tenant)

    def of_source(self, source_id: str, after: str = "", limit: int = BATCH) -> list[Entry]:
        """The entries of a contribution or confirmation, in the order of their ids.

        Args:
            after: the id of the last one that was read before.
        """
        of_it = and_(entries.c.source_id == source_id, entries.c.id > after)
        return self.found(self._seen().where(of_it).order_by(entries.c.id).limit(limit))

    def accepted(self) -> Iterator[Entry]:
        """Every accepted entry that the tenant may see, in the order of their ids."""
        after = ""
        while some := self._accepted_after(after):
            yield from some
            after = some[-1].id

    def _accepted_after(self, after: str) -> list[Entry]:
        is_next = and_(entries.c.standing == Standing.ACCEPTED.value, entries.c.id > after)
        return self.found(self._seen().where(is_next).order_by(entries.c.id).limit(BATCH))

    def contributed(
        self, right_holder_id: str, product_id: str | None, label: Label | None, limit: int, after: str | None = None
    ) -> list[Entry]:
        """The latest accepted items that a right holder has contributed and whose label is this one now.

        Args:
            product_id: only of this product; None for all.
            label: None for both.
            after: the id of the last one that was read before; None to begin.

        Raises:
            NotFoundError: there is no entry `after` that the tenant may see.
        """
        of_holder = entries.c.right_holder_id == right_holder_id
        if product_id is not None:
            of_holder = and_(of_holder, entries.c.product_id == product_id)
        counts = entries.c.standing == Standing.ACCEPTED.value
        if label is not None:
            counts = and_(counts, counted_label == label.value)
        query = self._seen().where(of_holder, counts, entries.c.source == EntrySource.CONTRIBUTION.value)
        if after is not None:
            last, at = last_entry(self.get, after), entries.c.submitted_at
            query = query.where(or_(at < last.submitted_at, and_(at == last.submitted_at, entries.c.id > last.id)))
        return self.found(query.order_by(entries.c.submitted_at.desc(), entries.c.id).limit(limit))

    def own_photos(self, right_holder_id: str, but: str, digests: Collection[str]) -> Iterator[OwnPhoto]:
        """The photos of a right holder's entries in review or accepted, of any source.

        Args:
            but: the id of the contribution whose entries are left out.
            digests: of the photos, their sha256.
        """
        counts = entries.c.standing.in_([Standing.IN_REVIEW.value, Standing.ACCEPTED.value])
        of_holder = and_(entries.c.right_holder_id == right_holder_id, counts, entries.c.source_id != but)
        query = select(
            photos.c.entry_id,
            photos.c.sha256,
            photos.c.name,
            entries.c.product_id,
            entries.c.item,
            counted_label.label("label"),
        )
        query = query.join(entries, entries.c.id == photos.c.entry_id)
        query = query.where(of_holder, visible(entries, self._tenant)).order_by(photos.c.entry_id, photos.c.position)
        wanted = sorted(digests)
        for start in range(0, len(wanted), BATCH):
            some = query.where(photos.c.sha256.in_(wanted[start : start + BATCH]))
            for row in self._connection.execute(some):
                yield OwnPhoto(row.entry_id, row.sha256, row.name, row.product_id, row.item, Label(row.label))

    def keep_found_out(self, entry: Entry) -> None:
        """Write the hashes of an entry's photos, and what their files say."""
        for photo in entry.photos:
            here = and_(photos.c.entry_id == entry.id, photos.c.position == photo.index)
            seen = visible(photos, self._tenant)
            found_out = {"hashes": photo.hashes.hex(), "file_traits": traits_text(photo.file_traits)}
            self._connection.execute(update(photos).where(here, seen).values(found_out))

    def found(self, query: Select[Any]) -> list[Entry]:
        """The entries whose rows a query finds, in its order."""
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        taken, known = self._photos_of(ids), reviews_of(self._connection, self._tenant, ids)
        return [_entry(row, tuple(taken.get(row.id, ())), known.get(row.id, NOT_REVIEWED)) for row in rows]

    def _seen(self) -> Select[Any]:
        return select(entries).where(visible(entries, self._tenant))

    def _photos_of(self, ids: Sequence[str]) -> Mapping[str, list[EntryPhoto]]:
        taken: dict[str, list[EntryPhoto]] = {}
        for start in range(0, len(ids), BATCH):
            named = photos.c.entry_id.in_(ids[start : start + BATCH])
            for row in self._connection.execute(select(photos).where(named).order_by(photos.c.position)):
                taken.setdefault(row.entry_id, []).append(_photo(row))
        return taken


def entry_values(entry: Entry) -> dict[str, Any]:
    """An entry as a row."""
    return {
        "id": entry.id,
        "right_holder_id": entry.right_holder_id,
        "source": entry.source.value,
        "source_id": entry.source_id,
        "contributed_by": entry.contributed_by,
        "product_id": entry.product_id,
        "item": entry.item,
        "label": entry.label.value,
        "licence": entry.licence,
        "contributed_on": entry.contributed_on.isoformat(),
        "submitted_at": entry.submitted_at,
        "standing": entry.standing.value,
        "reply": entry.reply,
        "withdrawal": entry.withdrawal,
        "settled_label": entry.settled_label and entry.settled_label.value,
        "replaces": entry.replaces,
    }


def _photo_values(entry: Entry, photo: EntryPhoto) -> dict[str, Any]:
    return {
        "entry_id": entry.id,
        "position": photo.index,
        "right_holder_id": entry.right_holder_id,
        **vars(photo.stored),
        "name": photo.name,
        "view": photo.view,
        "capture": photo.capture.value,
        "marks": marks_text(photo.marks),
        "source": photo.source,
        "hashes": photo.hashes.hex(),
        "file_traits": traits_text(photo.file_traits),
    }


def marks_text(marks: Sequence[PointMark]) -> str:
    """Marks as JSON."""
    return json.dumps([[mark.id, mark.box] for mark in marks], ensure_ascii=False)


def marks_of(stored: str) -> tuple[PointMark, ...]:
    """Marks from JSON."""
    return tuple(PointMark(name, Region(*box) if box else None) for name, box in json.loads(stored))


def _entry(row: Row[Any], taken: tuple[EntryPhoto, ...], review: Review) -> Entry:
    return Entry(
        id=row.id,
        source=EntrySource(row.source),
        source_id=row.source_id,
        right_holder_id=row.right_holder_id,
        contributed_by=row.contributed_by,
        product_id=row.product_id,
        item=row.item,
        label=Label(row.label),
        licence=row.licence,
        contributed_on=date.fromisoformat(row.contributed_on),
        photos=taken,
        submitted_at=utc(row.submitted_at),
        standing=Standing(row.standing),
        reply=row.reply,
        withdrawal=row.withdrawal,
        settled_label=Label(row.settled_label) if row.settled_label else None,
        replaces=row.replaces,
        review=review,
    )


def _photo(row: Row[Any]) -> EntryPhoto:
    return EntryPhoto(
        index=row.position,
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        name=row.name,
        view=row.view,
        capture=Capture(row.capture),
        marks=marks_of(row.marks),
        source=row.source,
        hashes=bytes.fromhex(row.hashes),
        file_traits=traits_of(row.file_traits),
    )
