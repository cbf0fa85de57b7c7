"""Which releases were fitted with which data set, as their training records say."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.errors import ReleaseRefusedError
from model.gallery import GALLERY_FILE, digests_in
from serve.platform.objects import Objects
from serve.platform.tenancy import Tenant
from serve.releases.domain import ReleaseRecord
from serve.releases.registry import ReleaseRegistry


@dataclass
class ReleaseUsage:
    """Reads what each kept release was made of; a release never changes, so each is read once."""

    registry: ReleaseRegistry
    objects: Objects
    _manifests: dict[str, frozenset[str]] = field(default_factory=dict)
    _photos: dict[str, frozenset[str]] = field(default_factory=dict)

    def releases_of(self, tenant: Tenant, manifests: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The digest of each of these manifests -> the ids of the releases that used it, the first staged first.

        Raises:
            StorageError: a release is lost or damaged, or the store does not answer.
        """
        wanted = set(manifests)
        used: dict[str, tuple[str, ...]] = dict.fromkeys(wanted, ())
        for release in self.registry.all(tenant):
            for manifest in self.manifests_of(release) & wanted:
                used[manifest] = (*used[manifest], release.id)
        return used

    def holding(self, tenant: Tenant, photos: Collection[str]) -> tuple[str, ...]:
        """The ids of the releases that hold any of these photos, by digest; the first staged first.

        Raises:
            StorageError: the store does not answer.
        """
        if not photos:
            return ()
        return tuple(each.id for each in self.registry.all(tenant) if not self.photos_of(each).isdisjoint(photos))

    def manifests_of(self, record: ReleaseRecord) -> frozenset[str]:
        """The digests of the manifests that a release was made of.

        Raises:
            StorageError: its description is lost, or the store does not answer.
        """
        if record.id not in self._manifests:
            said: Mapping[str, Any] = json.loads(self.objects.get(record.sha256))["training"]
            steps = [said, *said.get("enrolled", ()), *said.get("recalibrated", ())]
            named = (step.get("manifest_sha256") for step in steps)
            self._manifests[record.id] = frozenset(name for name in named if name is not None)
        return self._manifests[record.id]

    def photos_of(self, record: ReleaseRecord) -> frozenset[str]:
        """The digests of the photos that a release holds for comparison; none of one whose gallery is lost or damaged.

        Raises:
            StorageError: the store does not answer.
        """
        if record.id not in self._photos:
            try:
                self._photos[record.id] = digests_in(self.registry.archive.content(record, GALLERY_FILE) or b"")
            except ReleaseRefusedError:
                return frozenset()
        return self._photos[record.id]
