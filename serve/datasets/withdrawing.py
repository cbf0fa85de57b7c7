"""What releases were fitted with and was withdrawn since: by their manifests, and by the photos that they hold."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from model.datasets.fields import Label
from serve.datasets.hiding import WithdrawnDigests
from serve.datasets.usage import ReleaseUsage
from serve.datasets.withdrawn_store import Gone
from serve.datasets.work import DataSetWork
from serve.platform.tenancy import Tenant
from serve.platform.work import Works
from serve.releases.domain import ReleaseRecord
from serve.releases.withdrawn import WithdrawnCounts

if TYPE_CHECKING:
    from serve.platform.parts import Parts


def count(parts: "Parts", tenant: Tenant, records: Sequence[ReleaseRecord]) -> Mapping[str, WithdrawnCounts]:
    """How many items with which these releases were fitted were withdrawn since, by the ids of the releases."""
    works, usage = parts[Works].of(DataSetWork), parts[ReleaseUsage]
    with works.look(tenant) as work:
        if not work.withdrawn_items.has_any():
            return {}
    hidden = parts[WithdrawnDigests].follow()
    held = frozenset[str]().union(*(usage.photos_of(each) & hidden for each in records))
    manifests = frozenset[str]().union(*(usage.manifests_of(each) for each in records))
    with works.look(tenant) as work:
        store = work.withdrawn_items
        by_manifest, by_photo = store.by_manifest(manifests), store.by_photo(held)
        names = {each.id: entries_in(usage, each, by_manifest, by_photo) for each in records}
        labels = store.labels(frozenset[str]().union(*names.values()))
    return {release: _counted(found, labels) for release, found in names.items()}


def entries_in(usage: ReleaseUsage, record: ReleaseRecord, by_manifest: Gone, by_photo: Gone) -> set[str]:
    """The withdrawn entries with which a release was fitted.

    A release that was fitted with an edited copy of a data set names another manifest, but still holds the photos.
    """
    found = {name for manifest in usage.manifests_of(record) for name in by_manifest.get(manifest, ())}
    return found | {name for sha256 in usage.photos_of(record) & by_photo.keys() for name in by_photo[sha256]}


def _counted(names: Collection[str], labels: Mapping[str, Label]) -> WithdrawnCounts:
    counts = Counter(labels[name] for name in names)
    return WithdrawnCounts(counts[Label.GENUINE], counts[Label.COUNTERFEIT])
