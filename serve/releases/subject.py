"""What releases bring to the service."""

from collections.abc import Callable, Mapping

from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.releases import routes
from serve.releases.permissions import GRANTS
from serve.releases.service import Releases
from serve.releases.shelf import Shelf


def _parts(parts: Parts) -> Mapping[type, object]:
    settings = parts.settings

    def count(result: str) -> None:
        parts.metrics.swaps.labels(result).inc()

    return {Releases: Releases(Shelf(settings.data_dir), settings.limits, settings.release, parts.clock, count)}


def _checks(parts: Parts) -> Mapping[str, Callable[[], object]]:
    return {"release": lambda: parts[Releases].active}


async def _keep_following(parts: Parts) -> None:
    await parts[Releases].keep_following(parts.settings.release_poll_seconds)


SUBJECT = Subject(
    name="releases",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    examples={"ReleaseOut": routes.EXAMPLE},
    checks=_checks,
    start=lambda parts: parts[Releases].open(),
    tasks=(_keep_following,),
)
