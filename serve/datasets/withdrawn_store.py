"""Reads which entries of data sets, and which photos, right holders have withdrawn."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection, and_, exists, select

from model.datasets.fields import Label
from serve.datasets.candidate_store import FITTED
from serve.datasets.tables import items, sets
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import Standing
from serve.review.tables import entries, photos
from serve.review.withdrawn_store import BATCH, COUNTING, WithdrawnItems, accepted_label

IS_GONE = entries.c.standing == Standing.WITHDRAWN.value
Gone = Mapping[str, Collection[str]]  # entries by a manifest's or a photo's digest


class WithdrawnStore:
    """Reads what was withdrawn within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def has_any(self) -> bool:
        """Whether any entry was withdrawn."""
        query = select(entries.c.id).where(IS_GONE, visible(entries, self._tenant)).limit(1)
        return self._connection.execute(query).first() is not None

    def labels(self, names: Collection[str]) -> Mapping[str, Label]:
        """The labels of those of these entries that were withdrawn, by id."""
        found: dict[str, Label] = {}
        for some in _batches(names):
            query = select(entries.c.id, accepted_label).where(entries.c.id.in_(some), IS_GONE)
            rows = self._connection.execute(query.where(visible(entries, self._tenant)))
            found |= {name: Label(label) for name, label in rows}
        return found

    def by_manifest(self, manifests: Collection[str]) -> Gone:
        """The withdrawn entries that data sets of these manifests have for training or calibration, by its digest."""
        query = (
            select(sets.c.manifest_sha256, items.c.entry_id)
            .join(items, items.c.set_id == sets.c.id)
            .join(entries, entries.c.id == items.c.entry_id)
            .where(sets.c.manifest_sha256.in_(list(manifests)), IS_GONE, items.c.part.in_(FITTED))
            .where(visible(sets, self._tenant), visible(entries, self._tenant))
        )
        return _grouped((manifest, name) for manifest, name in self._connection.execute(query))

    def all_photos(self) -> frozenset[str]:
        """The digests of all withdrawn photos, but for those that another entry still counts with."""
        other_photos, other_entries = photos.alias(), entries.alias()
        lives_on = exists().where(
            other_photos.c.sha256 == photos.c.sha256,
            other_photos.c.right_holder_id == photos.c.right_holder_id,
            other_entries.c.id == other_photos.c.entry_id,
            other_entries.c.standing.in_(COUNTING),
        )
        query = select(photos.c.sha256).join(entries, entries.c.id == photos.c.entry_id)
        query = query.where(and_(IS_GONE, ~lives_on, visible(entries, self._tenant)))
        return frozenset(self._connection.execute(query).scalars())

    def by_photo(self, digests: Collection[str]) -> Gone:
        """The withdrawn entries by those of these digests that their photos have, but for photos as above."""
        of_entry = (photos.c.sha256, photos.c.right_holder_id, photos.c.entry_id, entries.c.standing)
        query = select(*of_entry).join(entries, entries.c.id == photos.c.entry_id).where(visible(entries, self._tenant))
        pairs: list[tuple[str, str]] = []
        for some in _batches(digests):
            rows = self._connection.execute(query.where(photos.c.sha256.in_(some))).all()
            counting = {(row.sha256, row.right_holder_id) for row in rows if row.standing in COUNTING}
            gone = (row for row in rows if row.standing == Standing.WITHDRAWN.value)
            pairs += [(row.sha256, row.entry_id) for row in gone if (row.sha256, row.right_holder_id) not in counting]
        return _grouped(pairs)

    def photos_of(self, entry_ids: Collection[str]) -> frozenset[str]:
        """The digests of the photos of these entries."""
        found = set[str]()
        for some in _batches(entry_ids):
            query = select(photos.c.sha256).where(photos.c.entry_id.in_(some), visible(photos, self._tenant))
            found |= set(self._connection.execute(query).scalars())
        return frozenset(found)

    def withdrawn_among(self, digests: Collection[str]) -> frozenset[str]:
        """Those of these photos that were withdrawn, but for photos that another entry still counts with."""
        known = WithdrawnItems(self._connection, self._tenant)
        return frozenset(sha256 for some in _batches(digests) for _, sha256 in known.photos(some))


def _batches(names: Collection[str]) -> Iterator[list[str]]:
    wanted = iter(sorted(names))
    while some := list(islice(wanted, BATCH)):
        yield some


def _grouped(pairs: Iterable[tuple[str, str]]) -> Gone:
    found: dict[str, set[str]] = defaultdict(set)
    for digest, name in pairs:
        found[digest].add(name)
    return found
