"""The one place where parts are wired together. Nothing is built at import; `create_app` builds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import structlog
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

from serve.accounts import subject as accounts
from serve.accounts.declared import check_declared, needed
from serve.accounts.guard import note_who_asks
from serve.accounts.openid import OpenId, clients_of
from serve.accounts.own import OwnAccount
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.accounts.work import AccountWork
from serve.audit.photo_verifier import PhotoVerifier
from serve.audit.service import Audit, AuditLog
from serve.audit.store import AuditStore
from serve.cases import subject as cases
from serve.cases.closing import Closing
from serve.cases.filing import Filings
from serve.cases.opinions import Opinions
from serve.cases.revisions import Revisions
from serve.cases.service import Cases
from serve.cases.visits import Visits
from serve.cases.work import CaseWork
from serve.catalogue import subject as catalogue
from serve.catalogue.service import Catalogue
from serve.contributions import subject as contributions
from serve.contributions.service import Contributions, propose
from serve.contributions.work import ContributionWork
from serve.enquiries import subject as enquiries
from serve.enquiries.drafting import Drafting
from serve.enquiries.service import Enquiries
from serve.enquiries.work import EnquiryWork
from serve.evidence import subject as evidence
from serve.evidence.routes import ExportPool
from serve.evidence.service import Evidence
from serve.examinations import subject as examinations
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.pictures import Pictures
from serve.examinations.service import Examinations
from serve.examinations.work import ExaminationWork
from serve.platform import openapi, problems
from serve.platform import routes as platform_routes
from serve.platform.clock import Clock
from serve.platform.database import Database, needing
from serve.platform.doors import OpenToAll
from serve.platform.errors import StorageError
from serve.platform.inference import WorkerPool
from serve.platform.local_objects import LocalObjects
from serve.platform.metrics import Metrics
from serve.platform.middleware import BodyLimit, HeadAsGet, Observation, SameOrigin
from serve.platform.multipart import WholeForms
from serve.platform.objects import Objects
from serve.platform.pages import Pages
from serve.platform.problems import Problems
from serve.platform.routes import Checks
from serve.platform.settings import Settings
from serve.platform.subject import Subject
from serve.platform.tenancy import SYSTEM, is_bypassed
from serve.platform.work import Work, Works
from serve.releases import subject as releases
from serve.releases.service import Releases
from serve.releases.shelf import Shelf
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.statistics import subject as statistics
from serve.statistics.service import Statistics

log = structlog.get_logger(__name__)
HERE = Path(__file__).parent
VERSION = "0.1.0"
SUBJECTS: Sequence[Subject] = (  # each may use what stands before it
    accounts.SUBJECT,
    releases.SUBJECT,
    catalogue.SUBJECT,
    examinations.SUBJECT,
    cases.SUBJECT,
    evidence.SUBJECT,
    enquiries.SUBJECT,
    contributions.SUBJECT,
    statistics.SUBJECT,
)
CHECKPOINT_SECONDS = 60
RETENTION_SECONDS = 3600
DRAWING_QUEUE = 512  # a verdict page asks for some twenty pictures at once
EXPORTS, EXPORT_QUEUE = 2, 16  # bundles made at once, and waiting


@dataclass(frozen=True)
class Parts:
    """What the service is made of."""

    settings: Settings
    database: Database
    objects: Objects
    releases: Releases
    metrics: Metrics
    clock: Clock
    audit_log: AuditLog
    works: Works[Work]
    audit: Audit
    accounts: Accounts
    cases: Cases
    evidence: Evidence
    retention: Retention

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
        self.audit_log.open()
        self.database.migrate()
        with self.database.reading(SYSTEM) as connection:
            if is_bypassed(connection):
                log.warning("row_level_security_off", advice="give the service a role that is no superuser")
            self.clock.start(AuditStore(connection).last_moment(), after_pause=self.settings.after_pause)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def build(settings: Settings, clock: Clock | None = None) -> Parts:
    """Make the parts; nothing is opened or written yet.

    Args:
        settings: what the operator set.
        clock: the machine's, if not given.
    """
    clock = clock or Clock()
    metrics = Metrics()
    releases = Releases(
        Shelf(settings.data_dir),
        settings.limits,
        settings.release,
        clock,
        on_swap=lambda result: metrics.swaps.labels(result).inc(),
    )
    database = Database(settings.database)
    audit_log = AuditLog(settings.audit_dir, clock)
    works = Works(Work, database, audit_log, clock)
    objects = _objects(settings)
    rows = [verifier() for subject in SUBJECTS for verifier in subject.verifiers]
    return Parts(
        settings=settings,
        database=database,
        objects=objects,
        releases=releases,
        metrics=metrics,
        clock=clock,
        audit_log=audit_log,
        works=works,
        audit=Audit(database, settings.audit_dir, rows, PhotoVerifier(objects)),
        accounts=Accounts(works.of(AccountWork)),
        cases=Cases(works.of(CaseWork), releases),
        evidence=Evidence(
            work=works.of(EnquiryWork),
            audit_log=audit_log,
            objects=objects,
            releases=releases,
            pictures=Pictures(objects, releases, settings.limits.intake),
            scratch=settings.data_dir / "exports",
            keys=settings.audit_dir,
        ),
        retention=Retention(works.of(RetentionWork), objects, _rules(settings)),
    )


def _rules(settings: Settings) -> Rules:
    closed, loose = (
        None if days is None else timedelta(days=days)
        for days in (settings.retention_days, settings.loose_retention_days)
    )
    return Rules(closed, loose)


def _objects(settings: Settings) -> Objects:
    """The folder or the bucket that the settings name."""
    if settings.objects_url is None:
        return LocalObjects(settings.objects_dir)
    with needing("obstore", "s3"):
        from serve.platform.bucket_objects import BucketObjects  # noqa: PLC0415  # the extra `s3`

    return BucketObjects(settings.objects_url, settings.objects_endpoint)


def create_app(
    settings: Settings | None = None, parts: Parts | None = None, subjects: Sequence[Subject] = SUBJECTS
) -> FastAPI:
    """The application; `parts` where the caller has built them already."""
    routers = routers_of(subjects)
    built = parts or build(settings or Settings())
    app = FastAPI(
        title="Shingan",
        version=VERSION,
        summary="Photos of an item in, a verdict with its reasons out.",
        description="The assistant supports an officer's decision; it does not make it.",
        openapi_url=None,  # serve.platform.routes has it, declared like every other route
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # it would lead to whatever host the call names
        lifespan=_lifespan(built),
    )
    app.state.provided = {
        **_provided(built),
        Pages: Pages(_templates(subjects)),
        Problems: Problems({kind: problem for subject in subjects for kind, problem in subject.problems.items()}),
    }
    app.state.note_who_asks = note_who_asks
    problems.install(app, routers)
    app.add_middleware(HeadAsGet)
    app.add_middleware(WholeForms)
    app.add_middleware(BodyLimit, limit=built.settings.max_request_bytes)
    app.add_middleware(SameOrigin)
    app.add_middleware(Observation, metrics=built.metrics)
    for router in routers:
        app.include_router(router)
    app.mount("/static", OpenToAll(_Static(directory=HERE / "static")), name="static")
    check_declared(app.routes)
    app.openapi = lambda: _document(app, subjects)  # type: ignore[method-assign]
    return app


def _provided(parts: Parts) -> dict[type, object]:
    settings = parts.settings
    workers = WorkerPool(settings.workers, settings.queue_limit)
    parts.metrics.watch("shingan_queue_depth", "Examinations waiting for a worker.", lambda: workers.waiting)
    parts.metrics.watch("shingan_workers_busy", "Examinations at work.", lambda: workers.at_work)
    limits = settings.limits.intake
    sign_in = SignIn(parts.works.of(AccountWork))
    works = parts.works.of(CaseWork)
    examinations = Examinations(parts.works.of(ExaminationWork), parts.objects, parts.releases, parts.metrics)
    visits = Visits(works, examinations)
    drafting = Drafting(parts.works.of(EnquiryWork), parts.releases)
    openid_clients = clients_of(settings.openid_providers, settings.public_url)
    return {
        Settings: settings,
        Metrics: parts.metrics,
        Releases: parts.releases,
        Accounts: parts.accounts,
        OwnAccount: OwnAccount(parts.works.of(AccountWork)),
        SignIn: sign_in,
        OpenId: OpenId(parts.works.of(AccountWork), sign_in, openid_clients),
        Catalogue: Catalogue(parts.releases, parts.accounts),
        Examinations: examinations,
        Cases: parts.cases,
        Closing: Closing(works),
        Evidence: parts.evidence,
        ExportPool: ExportPool(EXPORTS, EXPORT_QUEUE),
        Opinions: Opinions(works),
        Visits: visits,
        Revisions: Revisions(works, examinations, visits),
        Filings: Filings(works, parts.releases),
        Drafting: drafting,
        Enquiries: Enquiries(parts.works.of(EnquiryWork), drafting, propose),
        Contributions: Contributions(parts.works.of(ContributionWork)),
        Statistics: Statistics(parts.works),
        Pictures: Pictures(parts.objects, parts.releases, limits),
        WorkerPool: workers,
        DrawingPool: DrawingPool(settings.workers, DRAWING_QUEUE),
        Checks: Checks(
            database=parts.database.check,
            objects=parts.objects.check,
            release=lambda: parts.releases.active,
            clock=parts.clock.now,
        ),
    }


def _lifespan(parts: Parts) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(parts.open)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(parts.releases.keep_following, parts.settings.release_poll_seconds)
            tasks.start_soon(parts.audit.keep_checkpointing, CHECKPOINT_SECONDS)
            tasks.start_soon(parts.retention.keep_applying, RETENTION_SECONDS)
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


def routers_of(subjects: Sequence[Subject] = SUBJECTS) -> list[APIRouter]:
    """Every router of the service."""
    return [platform_routes.router, *(router for subject in subjects for router in subject.routers)]


def _templates(subjects: Sequence[Subject]) -> list[Path]:
    return [HERE / "platform" / "templates", *(each.templates for each in subjects if each.templates is not None)]


def _document(app: FastAPI, subjects: Sequence[Subject]) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        examples = {name: example for subject in subjects for name, example in subject.examples.items()}
        kinds: Problems = app.state.provided[Problems]
        app.openapi_schema = openapi.completed(document, examples, needed(app.routes), list(kinds.kinds.values()))
    return app.openapi_schema
