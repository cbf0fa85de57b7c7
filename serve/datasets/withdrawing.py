"""What releases were fitted with and was withdrawn since: by their manifests, and by the photos that they hold."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, exists, select

from model.datasets.fields import Label
from serve.datasets.candidate_store import FITTED
from serve.datasets.tables import items, sets
from serve.datasets.usage import ReleaseUsage
from serve.datasets.work import DataSetWork
from serve.platform.tenancy import Tenant, visible
from serve.platform.work import Works
from serve.releases.domain import ReleaseRecord
from serve.releases.withdrawn import WithdrawnItems
from serve.review.domain import Standing
from serve.review.tables import entries, photos
from serve.review.withdrawn_store import BATCH, COUNTING, accepted_label
from serve.review.withdrawn_store import WithdrawnItems as GoneItems

if TYPE_CHECKING:
    from serve.platform.parts import Parts

IS_GONE = entries.c.standing == Standing.WITHDRAWN.value
Gone = Mapping[str, Collection[str]]  # entries by a manifest's or a photo's digest


class WithdrawnStore:
    """Reads what was withdrawn within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def labels(self) -> Mapping[str, Label]:
        """The labels of all withdrawn entries, by id."""
        query = select(entries.c.id, accepted_label).where(IS_GONE, visible(entries, self._tenant))
        return {name: Label(label) for name, label in self._connection.execute(query)}

    def by_manifest(self) -> Gone:
        """The withdrawn entries that data sets have for training or calibration, by the digest of their manifests."""
        query = (
            select(sets.c.manifest_sha256, items.c.entry_id)
            .join(items, items.c.set_id == sets.c.id)
            .join(entries, entries.c.id == items.c.entry_id)
            .where(IS_GONE, items.c.part.in_(FITTED), visible(sets, self._tenant), visible(entries, self._tenant))
        )
        return _grouped((manifest, name) for manifest, name in self._connection.execute(query))

    def by_photo(self) -> Gone:
        """The withdrawn entries by the digests of their photos, but for photos that another entry still counts with."""
        other_photos, other_entries = photos.alias(), entries.alias()
        lives_on = exists().where(
            other_photos.c.sha256 == photos.c.sha256,
            other_photos.c.right_holder_id == photos.c.right_holder_id,
            other_entries.c.id == other_photos.c.entry_id,
            other_entries.c.standing.in_(COUNTING),
        )
        query = select(photos.c.sha256, photos.c.entry_id).join(entries, entries.c.id == photos.c.entry_id)
        query = query.where(and_(IS_GONE, ~lives_on, visible(entries, self._tenant)))
        return _grouped((sha256, name) for sha256, name in self._connection.execute(query))

    def photos_of(self, entry_ids: Collection[str]) -> frozenset[str]:
        """The digests of the photos of these entries."""
        found = set[str]()
        for some in _batches(entry_ids):
            query = select(photos.c.sha256).where(photos.c.entry_id.in_(some), visible(photos, self._tenant))
            found |= set(self._connection.execute(query).scalars())
        return frozenset(found)

    def withdrawn_among(self, digests: Collection[str]) -> frozenset[str]:
        """Those of these photos that were withdrawn, but for photos that another entry still counts with."""
        known = GoneItems(self._connection, self._tenant)
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


def count(parts: "Parts", tenant: Tenant, records: Sequence[ReleaseRecord]) -> Mapping[str, WithdrawnItems]:
    """How many items with which these releases were fitted were withdrawn since, by the ids of the releases."""
    with parts[Works].of(DataSetWork).look(tenant) as work:
        store = WithdrawnStore(work.connection, tenant)
        labels = store.labels()
        by_manifest, by_photo = (store.by_manifest(), store.by_photo()) if labels else ({}, {})
    if not labels:
        return {}
    usage = parts[ReleaseUsage]
    return {each.id: _counted(entries_in(usage, each, by_manifest, by_photo), labels) for each in records}


def entries_in(usage: ReleaseUsage, record: ReleaseRecord, by_manifest: Gone, by_photo: Gone) -> set[str]:
    """The withdrawn entries with which a release was fitted.

    A release that was fitted with an edited copy of a data set names another manifest, but still holds the photos.
    """
    found = {name for manifest in usage.manifests_of(record) for name in by_manifest.get(manifest, ())}
    return found | {name for sha256 in usage.photos_of(record) & by_photo.keys() for name in by_photo[sha256]}


def _counted(names: Collection[str], labels: Mapping[str, Label]) -> WithdrawnItems:
    counts = Counter(labels[name] for name in names)
    return WithdrawnItems(counts[Label.GENUINE], counts[Label.COUNTERFEIT])
