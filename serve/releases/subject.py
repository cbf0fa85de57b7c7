"""The parts of releases."""

from collections.abc import Callable, Mapping

from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases import routes, tables
from serve.releases.archive import ReleaseArchive
from serve.releases.permissions import GRANTS
from serve.releases.registry import ReleaseRegistry
from serve.releases.service import Releases
from serve.releases.shelf import Shelf
from serve.releases.verifier import ReleaseVerifier
from serve.releases.work import ReleaseWork


def _parts(parts: Parts) -> Mapping[type, object]:
    settings = parts.settings

    def count(result: str) -> None:
        parts.metrics.swaps.labels(result).inc()

    shelf = Shelf(settings.data_dir)
    archive = ReleaseArchive(parts.objects, shelf, settings.audit_dir)
    registry = ReleaseRegistry(parts[Works].of(ReleaseWork), archive, shelf)
    return {
        ReleaseRegistry: registry,
        Releases: Releases(registry, settings.limits, settings.release, parts.clock, count),
    }


def _checks(parts: Parts) -> Mapping[str, Callable[[], object]]:
    return {"release": lambda: parts[Releases].active}


async def _keep_following(parts: Parts) -> None:
    await parts[Releases].keep_following(parts.settings.release_poll_seconds)


SUBJECT = Subject(
    name="releases",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    examples={"ReleaseOut": routes.EXAMPLE, "ReleasesOut": routes.LIST_EXAMPLE},
    tables=(tables.releases, tables.files),
    verifiers=(lambda _: ReleaseVerifier(),),
    checks=_checks,
    start=lambda parts: parts[Releases].open(),
    tasks=(_keep_following,),
)
