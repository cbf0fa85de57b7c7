"""The parts of releases."""

from collections.abc import Callable, Mapping
from functools import partial

from model.errors import ReleaseRefusedError
from model.messages import message
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases import active_schemas, governing_routes, pages, routes, schemas, tables
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ActivationBlockedError
from serve.releases.governing import Governing
from serve.releases.permissions import GRANTS, ReleasePermission
from serve.releases.proposing import PURPOSE, STAGE, Proposing
from serve.releases.registry import ActivationCheck, ReleaseRegistry
from serve.releases.service import Releases
from serve.releases.shelf import Shelf
from serve.releases.verifier import ReleaseVerifier
from serve.releases.withdrawn import WithdrawnSince, withdrawn
from serve.releases.work import ReleaseWork


def _parts(parts: Parts) -> Mapping[type, object]:
    settings = parts.settings

    def count(result: str) -> None:
        parts.metrics.swaps.labels(result).inc()

    shelf = Shelf(settings.data_dir)
    archive = ReleaseArchive(parts.objects, shelf, settings.audit_dir)
    work = parts[Works].of(ReleaseWork)
    registry = ReleaseRegistry(work, archive, shelf, parts.subjects.extensions(ActivationCheck))
    return {
        ReleaseRegistry: registry,
        Governing: Governing(registry),
        Proposing: Proposing(work, archive, settings.limits),
        WithdrawnSince: WithdrawnSince(parts),
        Releases: Releases(registry, settings.limits, settings.release, parts.clock, count, partial(withdrawn, parts)),
    }


def _checks(parts: Parts) -> Mapping[str, Callable[[], object]]:
    return {"release": lambda: parts[Releases].active}


async def _keep_following(parts: Parts) -> None:
    await parts[Releases].keep_following(parts.settings.release_poll_seconds)


async def _keep_hiding(parts: Parts) -> None:
    await parts[Releases].keep_hiding()


SUBJECT = Subject(
    name="releases",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, governing_routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ReleasePermission.LIST, "/releases", message("Releases"), is_late=True),),
    problems={
        ActivationBlockedError: ProblemKind(
            "activation-blocked", 409, message("The release may not become active yet"), LOOK_AGAIN
        ),
        ReleaseRefusedError: ProblemKind("release-refused", 409, message("The release can't be used"), LOOK_AGAIN),
    },
    examples={"ReleaseOut": active_schemas.EXAMPLE, **schemas.EXAMPLES},
    tables=(tables.releases, tables.files),
    verifiers=(lambda _: ReleaseVerifier(),),
    checks=_checks,
    start=lambda parts: parts[Releases].open(),
    tasks=(_keep_following, _keep_hiding),
    extensions=(PURPOSE, STAGE),
)
