"""The one place where parts are wired together. Nothing is built at import; `create_app` builds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

from serve.accounts import pages as account_pages
from serve.accounts import routes as account_routes
from serve.accounts.guard import check_declared
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.audit.service import Audit, Trail
from serve.catalogue import routes as catalogue_routes
from serve.catalogue.service import Catalogue
from serve.examinations import examples, picture_routes
from serve.examinations import pages as examination_pages
from serve.examinations import routes as examination_routes
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.pictures import Pictures
from serve.examinations.service import Examinations
from serve.examinations.witness import ExaminationWitness
from serve.platform import openapi, problems
from serve.platform import routes as platform_routes
from serve.platform.database import Database, needing
from serve.platform.errors import StorageError
from serve.platform.inference import WorkerPool
from serve.platform.local_objects import LocalObjects
from serve.platform.metrics import Metrics
from serve.platform.middleware import BodyLimit, Observation, SameOrigin
from serve.platform.objects import Objects
from serve.platform.pages import Pages
from serve.platform.routes import Checks
from serve.platform.settings import Settings
from serve.releases import routes as release_routes
from serve.releases.service import Releases
from serve.releases.shelf import Shelf

HERE = Path(__file__).parent
VERSION = "0.1.0"
EXAMPLES = {
    "Verdict": examples.VERDICT,
    "ExaminationOut": examples.EXAMINATION,
    "CatalogueOut": catalogue_routes.EXAMPLE,
    "ReleaseOut": release_routes.EXAMPLE,
    **account_routes.EXAMPLES,
}
ROUTERS = (
    platform_routes.router,
    account_routes.router,
    release_routes.router,
    catalogue_routes.router,
    examination_routes.router,
    picture_routes.router,
    account_pages.router,
    examination_pages.router,
)
TEMPLATES = (HERE / "platform" / "templates", account_pages.TEMPLATES, examination_pages.TEMPLATES)
CHECKPOINT_SECONDS = 60
DRAWING_QUEUE = 512  # a verdict page asks for some twenty pictures at once


@dataclass(frozen=True)
class Parts:
    """What the service is made of."""

    settings: Settings
    database: Database
    objects: Objects
    releases: Releases
    metrics: Metrics
    trail: Trail
    audit: Audit
    accounts: Accounts

    def open(self) -> None:
        """Make ready to serve: folders, schema, release. Doing it twice does no harm.

        Raises:
            ShinganError: a part can't be made ready; the message says which and why.
            OSError: the data folder can't be made.
        """
        self.open_records()
        self.objects.open()
        self.releases.open()

    def open_records(self) -> None:
        """Make the database and the audit log ready to be written, as commands need them.

        Raises:
            StorageError: one can't be made ready.
            OSError: the data folder can't be made.
        """
        self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.trail.open()
        self.database.migrate()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def build(settings: Settings) -> Parts:
    """Make the parts; nothing is opened or written yet."""
    metrics = Metrics()
    releases = Releases(
        Shelf(settings.data_dir),
        settings.limits,
        settings.release,
        on_swap=lambda result: metrics.swaps.labels(result).inc(),
    )
    database = Database(settings.database)
    trail = Trail(settings.audit_dir)
    return Parts(
        settings=settings,
        database=database,
        objects=_objects(settings),
        releases=releases,
        metrics=metrics,
        trail=trail,
        audit=Audit(database, settings.audit_dir, [ExaminationWitness()]),
        accounts=Accounts(database, trail),
    )


def _objects(settings: Settings) -> Objects:
    """The folder or the bucket that the settings name."""
    if settings.objects_url is None:
        return LocalObjects(settings.objects_dir)
    with needing("obstore", "s3"):
        from serve.platform.bucket_objects import BucketObjects  # noqa: PLC0415  # the extra `s3`

    return BucketObjects(settings.objects_url, settings.objects_endpoint)


def create_app(settings: Settings | None = None, parts: Parts | None = None) -> FastAPI:
    """The application; `parts` where the caller has built them already."""
    built = parts or build(settings or Settings())
    app = FastAPI(
        title="Shingan",
        version=VERSION,
        summary="Photos of an item in, a verdict with its reasons out.",
        description="The assistant supports an officer's decision; it does not make it.",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(built),
    )
    app.state.provided = _provided(built)
    problems.install(app)
    app.add_middleware(BodyLimit, limit=built.settings.max_request_bytes)
    app.add_middleware(SameOrigin)
    app.add_middleware(Observation, metrics=built.metrics)
    check_declared(ROUTERS)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", _Static(directory=HERE / "static"), name="static")
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _provided(parts: Parts) -> dict[type, object]:
    settings = parts.settings
    workers = WorkerPool(settings.workers, settings.queue_limit)
    parts.metrics.watch("shingan_queue_depth", "Examinations waiting for a worker.", lambda: workers.waiting)
    parts.metrics.watch("shingan_workers_busy", "Examinations at work.", lambda: workers.at_work)
    limits = settings.limits.intake
    return {
        Settings: settings,
        Metrics: parts.metrics,
        Releases: parts.releases,
        Pages: Pages(TEMPLATES),
        Accounts: parts.accounts,
        SignIn: SignIn(parts.database, parts.trail),
        Catalogue: Catalogue(parts.releases, parts.accounts),
        Examinations: Examinations(parts.database, parts.objects, parts.releases, parts.metrics, parts.trail),
        Pictures: Pictures(parts.objects, parts.releases, limits),
        WorkerPool: workers,
        DrawingPool: DrawingPool(settings.workers, DRAWING_QUEUE),
        Checks: Checks(
            database=parts.database.check, objects=parts.objects.check, release=lambda: parts.releases.active
        ),
    }


def _lifespan(parts: Parts) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(parts.open)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(parts.releases.keep_following, parts.settings.release_poll_seconds)
            tasks.start_soon(parts.audit.keep_checkpointing, CHECKPOINT_SECONDS)
            yield
            tasks.cancel_scope.cancel()
        with suppress(StorageError):  # the next start notes it
            parts.audit.checkpoint()
        parts.close()

    return lifespan


class _Static(StaticFiles):
    """Style sheets and scripts, which a phone may keep for an hour."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def _document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        app.openapi_schema = openapi.completed(document, EXAMPLES)
    return app.openapi_schema
