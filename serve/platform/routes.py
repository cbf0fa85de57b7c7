"""For monitoring: is the service alive, is it ready, what does it do."""

import hmac
from typing import Annotated, Protocol

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from model.errors import ShinganError
from model.messages import Message, message
from serve.platform.dependencies import open_to_all, provided
from serve.platform.errors import MetricsRefusedError, NotReadyError
from serve.platform.metrics import CONTENT_TYPE, Metrics
from serve.platform.openapi import problem_responses
from serve.platform.settings import Settings

log = structlog.get_logger(__name__)
router = APIRouter(tags=["health"], dependencies=[Depends(open_to_all)])
NEEDS_TOKEN = message("No figures without the token.")
NOT_WORKING = message("does not work; the service's log says why")


class HealthCheck(Protocol):
    """Raises a ShinganError if something does not work."""

    def __call__(self) -> object:
        """Run the check."""


class Checks(dict[str, HealthCheck]):
    """The parts that must work before the service is ready, by name."""

    def faults(self) -> dict[str, Message | None]:
        """What is wrong with each part; None if it works."""
        return {name: _fault(name, check) for name, check in self.items()}

    def ready(self) -> bool:
        """Whether every part works."""
        return not any(self.faults().values())


class Health(BaseModel):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: str


class Readiness(BaseModel):
    """Every part works."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "ready", "checks": ["database", "objects", "release"]}]}
    )

    status: str
    checks: list[str]


@router.get("/healthz", operation_id="isAlive", summary="Is the process alive?")
async def healthz() -> Health:
    """Answer."""
    return Health(status="alive")


@router.get(
    "/readyz",
    operation_id="isReady",
    summary="Can it examine?",
    description="200 if database, object store and release work; otherwise a problem that names what doesn't.",
    responses=problem_responses(503),
)
def readyz(checks: Annotated[Checks, Depends(provided(Checks))]) -> Readiness:
    """Check every part."""
    found = checks.faults()
    if any(found.values()):
        faulty = ", ".join(name for name, fault in found.items() if fault)
        raise NotReadyError(message("Not working: {faulty}.", faulty=faulty), found)
    return Readiness(status="ready", checks=list(found))


@router.get("/openapi.json", include_in_schema=False)
def openapi_document(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())


def _fault(name: str, check: HealthCheck) -> Message | None:
    """The public part of a fault; its own message, which may name paths and hosts, is for the log."""
    try:
        check()
    except ShinganError as error:
        log.warning("not_working", part=name, error=str(error))
        return NOT_WORKING
    return None


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Figures for Prometheus",
    description="With the operator's token, where SHINGAN_METRICS_TOKEN_FILE is set.",
    response_class=Response,
    responses={
        200: {"description": "Prometheus text format.", "content": {"text/plain": {}}},
        **problem_responses(401),
    },
)
def metrics(
    request: Request,
    figures: Annotated[Metrics, Depends(provided(Metrics))],
    settings: Annotated[Settings, Depends(provided(Settings))],
) -> Response:
    """All figures."""
    _check_token(request.headers.get("Authorization", ""), settings)
    return Response(figures.exposition(), headers={"Content-Type": CONTENT_TYPE})


def _check_token(authorization: str, settings: Settings) -> None:
    try:
        token = settings.metrics_token
    except OSError as fault:  # it was there at the start
        log.warning("not_working", part="metrics", error=str(fault))
        raise MetricsRefusedError(NEEDS_TOKEN) from fault
    given = authorization.partition(" ")[2]
    if token is not None and not hmac.compare_digest(given.encode(), token.encode()):
        raise MetricsRefusedError(NEEDS_TOKEN)
