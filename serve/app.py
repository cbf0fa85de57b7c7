"""The application, from the subjects that `serve.subjects` lists. Nothing is built at import."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from serve import subjects
from serve.accounts.declared import check_declared, needed
from serve.accounts.guard import note_who_asks
from serve.platform import component_page, openapi, problems
from serve.platform import routes as platform_routes
from serve.platform.addresses import Site
from serve.platform.bundles import PATH, Bundles
from serve.platform.clock import Clock
from serve.platform.database import Database, needing
from serve.platform.demo_data import DemoData
from serve.platform.dependencies import OpenToAll
from serve.platform.deprecation import DeprecationHeaders
from serve.platform.inference import WorkerPool
from serve.platform.local_objects import LocalObjects
from serve.platform.metrics import Metrics
from serve.platform.middleware import BodyLimit, HeadAsGet, KnownHosts, Observation, SameOrigin
from serve.platform.multipart import WholeForms
from serve.platform.objects import Objects
from serve.platform.pages import POLICY, Pages
from serve.platform.parts import Parts
from serve.platform.problems import Problems
from serve.platform.routes import Checks
from serve.platform.routing import ByBeginning
from serve.platform.settings import Settings
from serve.platform.subject import Subjects

HERE = Path(__file__).parent
VERSION = "0.1.0"
CODE_READER = "codes-worker.js"  # which runs WebAssembly, by a policy of its own
WASM_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def build(settings: Settings, clock: Clock | None = None, of: Subjects | None = None) -> Parts:
    """Build the parts; nothing is opened or written yet.

    Args:
        settings: of the operator.
        clock: by default the machine's.
        of: the subjects; all of `serve.subjects`, if not given.
    """
    return Parts(
        settings=settings,
        subjects=of or subjects.load(),
        clock=clock or Clock(),
        metrics=Metrics(),
        database=Database(settings.database),
        objects=_objects(settings),
    )


def _objects(settings: Settings) -> Objects:
    """The folder or the bucket that the settings name."""
    if settings.objects_url is None:
        return LocalObjects(settings.objects_dir)
    with needing("obstore", "s3"):
        from serve.platform.bucket_objects import BucketObjects, bucket_at  # noqa: PLC0415  # the extra `s3`

    return BucketObjects(bucket_at(settings.objects_url, settings.objects_endpoint))


def create_app(
    settings: Settings | None = None, parts: Parts | None = None, sites: frozenset[Site] = frozenset()
) -> FastAPI:
    """The application.

    Args:
        parts: if the caller has built them.
        sites: at which alone it answers; at any, if there are none.
    """
    parts = parts or build(settings or Settings())
    app = FastAPI(
        title="Shingan",
        version=VERSION,
        summary="Photos of an item in, a verdict with its reasons out.",
        description="The assistant supports an officer's decision; it does not make it.",
        openapi_url=None,  # serve.platform.routes has it, declared like every other route
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # it would redirect to any host that the call names
        lifespan=_lifespan(parts),
    )
    parts.made.update(_for_the_web(parts))
    app.state.parts = parts
    app.state.note_who_asks = note_who_asks
    app.state.documents = {}  # of single routes, by their ids (`serve/platform/values.py`)
    routers = [platform_routes.router, component_page.router, *parts.subjects.routers]
    problems.install(app, routers)
    app.add_middleware(DeprecationHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(WholeForms)
    app.add_middleware(BodyLimit, limit=parts.settings.max_request_bytes, streamed=parts.subjects.streamed)
    app.add_middleware(SameOrigin)
    if sites:
        app.add_middleware(KnownHosts, sites=sites)
    app.add_middleware(Observation, metrics=parts.metrics)
    # As they are: `include_router` would build each route again, which takes a third of a second.
    routes = [route for router in routers for route in router.routes]
    static = [
        Mount(PATH, OpenToAll(GZipMiddleware(parts[Bundles]))),
        Mount("/static", OpenToAll(GZipMiddleware(_Static(directory=HERE / "static"), compresslevel=6))),
    ]
    app.router.routes.extend([ByBeginning(routes), *static])
    check_declared([*routes, *static])
    app.openapi = lambda: _document(app, parts, routes)  # type: ignore[method-assign]
    return app


def _for_the_web(parts: Parts) -> dict[type, object]:
    """Parts that only an app needs; subjects' parts are also made for commands."""
    workers = WorkerPool(parts.settings.workers, parts.settings.queue_limit)
    parts.metrics.watch("shingan_queue_depth", "Examinations waiting for a worker.", lambda: workers.waiting)
    parts.metrics.watch("shingan_workers_busy", "Examinations that are running.", lambda: workers.at_work)
    checks = Checks(database=parts.database.check, objects=parts.objects.check)
    for subject in parts.subjects:
        checks.update(subject.checks(parts))
        parts.made.update(subject.for_the_web(parts))
    checks["clock"] = parts.clock.now
    parts.metrics.watch("shingan_ready", "1 if every part works, as /readyz says, otherwise 0.", checks.ready)
    bundles = Bundles(HERE / "static", parts.subjects.bundles)
    return {
        Bundles: bundles,
        WorkerPool: workers,
        Checks: checks,
        DemoData: DemoData(),
        Pages: Pages(
            [HERE / "platform" / "templates", *parts.subjects.templates],
            parts.subjects.menu,
            parts.subjects.messages,
            bundles.address,
        ),
        Problems: Problems(parts.subjects.problems),
    }


def _lifespan(parts: Parts) -> Any:
    def lifespan(_: FastAPI) -> AbstractAsyncContextManager[None]:
        return parts.serving()

    return lifespan


class _Static(StaticFiles):
    """Style sheets and scripts, which a browser may cache for an hour."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        if Path(args[0]).name == CODE_READER:
            response.headers[POLICY] = WASM_POLICY
        return response


def _registered(of: Subjects) -> dict[str, Sequence[str]]:
    """The values that the document lists where a schema says that subjects register them."""
    return {"roles": of.roles.roles, "kinds": of.roles.kinds}


def _document(app: FastAPI, parts: Parts, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=routes,
        )
        kinds = list(parts[Problems].kinds.values())
        app.openapi_schema = openapi.completed(
            document, parts.subjects.examples, needed(routes), kinds, _registered(parts.subjects)
        )
    return app.openapi_schema
