"""Which releases were fitted with which data set, as their training records say."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from serve.platform.objects import Objects
from serve.platform.tenancy import Tenant
from serve.releases.registry import ReleaseRegistry


@dataclass
class ReleaseUsage:
    """Reads what each kept release was made of; a release never changes, so each is read once."""

    registry: ReleaseRegistry
    objects: Objects
    _manifests: dict[str, frozenset[str]] = field(default_factory=dict)

    def releases_of(self, tenant: Tenant, manifests: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The digest of each of these manifests -> the ids of the releases that used it, the first staged first.

        Raises:
            StorageError: a release is lost or damaged, or the store does not answer.
        """
        wanted = set(manifests)
        used: dict[str, tuple[str, ...]] = dict.fromkeys(wanted, ())
        for release in self.registry.all(tenant):
            for manifest in self._manifests_of(release.id, release.sha256) & wanted:
                used[manifest] = (*used[manifest], release.id)
        return used

    def _manifests_of(self, release_id: str, sha256: str) -> frozenset[str]:
        if release_id not in self._manifests:
            record: Mapping[str, Any] = json.loads(self.objects.get(sha256))["training"]
            steps = [record, *record.get("enrolled", ()), *record.get("recalibrated", ())]
            named = (step.get("manifest_sha256") for step in steps)
            self._manifests[release_id] = frozenset(name for name in named if name is not None)
        return self._manifests[release_id]
