"""Problem responses (RFC 9457): from exceptions to status and type, and the one logged boundary.

The kinds of all parts are here; each subject registers its own kinds (`serve.platform.subject`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Protocol, cast, runtime_checkable
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.status import WS_1008_POLICY_VIOLATION, WS_1011_INTERNAL_ERROR
from starlette.websockets import WebSocket, WebSocketState

from model.errors import (
    PhotoRejectedError,
    PhotoTooLargeError,
    ShinganError,
    ValueRejectedError,
    ValuesRejectedError,
)
from model.messages import message
from serve.platform import complaints
from serve.platform.addresses import methods_at, way_back
from serve.platform.dependencies import note_who_asks, part_of
from serve.platform.errors import (
    CallRejectedError,
    LinkedError,
    NotFoundError,
    NotReadyError,
    RefusedPhoto,
    RequestTooLargeError,
    StorageError,
    UploadRejectedError,
)
from serve.platform.pages import Pages, names_of, wants_page
from serve.platform.problem_kinds import (
    KINDS,
    PHOTO_ADVICE,
    PHOTO_KINDS,
    PHOTOS_ADVICE,
    TYPE_PREFIX,
    UNEXPECTED,
    Problem,
    ProblemKind,
)
from serve.platform.reader import language_of
from serve.platform.refusals import in_words

FILE_METHODS = ("GET", "HEAD")  # the methods of static files, which have no route; they have no body
MEDIA_TYPE = "application/problem+json"
DENIAL = "websocket.http.response"  # the ASGI extension by which a handshake is answered with a response

NOWHERE = message("There is nothing at this address.")
OTHER_METHODS = message("Nothing here takes {method}. This address takes: {methods}.")
OTHER_METHOD, OTHER_METHOD_SAID = message("Method not allowed"), message("This address does not take this method.")
NOT_HERE, NOT_HERE_SAID = message("The request can't be carried out"), message("This can't be done here.")
TOO_LARGE = message("A request without photos may be at most 1 MB.")
INVALID = message("The request has invalid values.")
UNREADABLE = message("The request's body can't be read; send what its Content-Type says.")
OURS = message("Something went wrong on our side; it has been logged.")
SEVERAL = message("Photos were rejected")

log = structlog.get_logger(__name__)


@runtime_checkable
class Later(Protocol):
    """An error that ends after some time."""

    retry_after: int  # seconds


class Problems:
    """Every kind of problem of the service, and the responses.

    Args:
        kinds: those that subjects register, in addition to the ones of this module.
    """

    def __init__(self, kinds: Mapping[type[Exception], ProblemKind]) -> None:
        self._kinds = {**KINDS, **kinds}

    @property
    def kinds(self) -> dict[str, ProblemKind]:
        """Every kind by the last part of its type."""
        first = {kind.slug: kind for kind in reversed(tuple(self._kinds.values()))}
        return {**first, **PHOTO_KINDS, UNEXPECTED.slug: UNEXPECTED}

    def of(self, error: Exception, *, is_query: bool = False) -> Problem:
        """The problem for an exception raised on purpose.

        Args:
            is_query: whether the values of the call are parameters of its address; otherwise they are in its body.
        """
        match error:
            case UploadRejectedError():
                return _photos_problem(error)
            case PhotoRejectedError():
                return Problem(_photo_kind(error), error.message)
            case HTTPException():
                return _http_problem(error)
        kind = next(self._kinds[parent] for parent in type(error).__mro__ if parent in self._kinds)
        said = error.message if isinstance(error, ShinganError) else INVALID
        problem = Problem(kind, said, headers=kind.headers)
        match error:
            case RequestValidationError():
                problem = Problem(
                    kind, said, {"errors": complaints.for_programs(error)}, points=complaints.for_people(error)
                )
            case ValuesRejectedError():
                points = complaints.about_values_for_people(error.faults)
                problem = replace(problem, more={"errors": complaints.about_values(error.faults)}, points=points)
            case ValueRejectedError() if error.field:
                about = complaints.about_field(error.field, said, is_query=is_query)
                problem = replace(problem, more={"errors": [about]})
            case Later():
                problem = replace(problem, headers={"Retry-After": str(error.retry_after)})
            case LinkedError() | NotReadyError():
                problem = replace(problem, more=error.more)
            case StorageError():
                problem = replace(problem, detail=error.told)
        return problem


def _photos_problem(error: UploadRejectedError) -> Problem:
    """The kind is that of the first photo, which `photo` also names."""
    first = error.photos[0]
    kind = _photo_kind(first.reason)
    if len(error.photos) > 1:
        kind = replace(kind, title=SEVERAL, advice=PHOTOS_ADVICE)
    entries = [
        {**_photo_json(each), "type": TYPE_PREFIX + _photo_kind(each.reason).slug, "detail": each.reason.message}
        for each in error.photos
    ]
    lines = tuple(each.message for each in error.photos) if len(error.photos) > 1 else ()
    return Problem(kind, error.message, {"photo": _photo_json(first), "photos": entries}, points=lines)


def _photo_json(photo: RefusedPhoto) -> dict[str, Any]:
    return {"index": photo.index, "file_name": photo.file_name, "sent": photo.is_sent}


def _photo_kind(error: PhotoRejectedError) -> ProblemKind:
    known = PHOTO_KINDS.get(error.code)
    if known:
        return known
    status = 413 if isinstance(error, PhotoTooLargeError) else 422
    return ProblemKind(error.code, status, message("A photo was rejected"), PHOTO_ADVICE)


def _http_problem(error: HTTPException) -> Problem:
    """Errors of the framework: unknown paths and methods."""
    if error.status_code == HTTPStatus.NOT_FOUND:
        return Problem(KINDS[NotFoundError], NOWHERE)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Problem(KINDS[RequestTooLargeError], TOO_LARGE)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return Problem(KINDS[CallRejectedError], UNREADABLE)
    slug = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    is_method = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    kind = ProblemKind(slug, error.status_code, OTHER_METHOD if is_method else NOT_HERE)
    return Problem(kind, OTHER_METHOD_SAID if is_method else NOT_HERE_SAID, headers=error.headers or {})


def respond(request: HTTPConnection, problem: Problem) -> Response:
    """The problem as a page if a browser requested a page, otherwise as problem+json."""
    instance = f"urn:uuid:{request.scope.get('request_id', '')}"
    if isinstance(request, Request) and wants_page(request):
        return _page(request, problem, instance)
    language = language_of(request)
    body = json.dumps(problem.as_json(instance, language), ensure_ascii=False)
    headers = {**problem.headers, "Content-Language": language.tag, "Vary": "Accept-Language, Cookie"}
    return Response(body, problem.kind.status, headers, MEDIA_TYPE)


def _page(request: Request, problem: Problem, instance: str) -> Response:
    if problem.kind.leads_to and request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{problem.kind.leads_to}?{urlencode({'next': wanted})}", HTTPStatus.SEE_OTHER)
    page = part_of(request.app, Pages).render(
        "problem.html", problem=problem, instance=instance, back=way_back(request), **names_of(request)
    )
    return Response(page, problem.kind.status, dict(problem.headers), "text/html")


def _cause_of(error: Exception) -> Exception:
    """The cause when the framework itself read a body; it hides that behind an error of its own."""
    hidden = error.__cause__ if isinstance(error, HTTPException) else None
    return hidden if isinstance(hidden, (ShinganError, ClientDisconnect)) else error


async def handle(request: Request, error: Exception) -> Response:
    """Answer an exception raised on purpose.

    Raises:
        ClientDisconnect: the client has disconnected, so no answer reaches it.
    """
    error = _cause_of(error)
    if isinstance(error, ClientDisconnect):
        raise error
    if isinstance(error, RequestValidationError) and complaints.is_about_address(error) and wants_page(request):
        error = NotFoundError(NOWHERE)
    if isinstance(error, RequestValidationError):
        error = in_words(request, error)
    problem = problems_of(request).of(error, is_query=request.method in FILE_METHODS)
    await note_who_asks(request)
    if problem.kind.status == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = ", ".join(methods_at(request) or FILE_METHODS)
        detail = OTHER_METHODS.of(method=request.method, methods=methods)
        problem = replace(problem, detail=detail, headers={"Allow": methods})
    if problem.kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request_failed", problem=problem.kind.slug, error=str(error))
    return respond(request, problem)


async def refuse(websocket: WebSocket, problem: Problem) -> None:
    """Answer a handshake with the problem; a WebSocket that was accepted is closed instead."""
    may_answer = DENIAL in websocket.scope.get("extensions", {})
    if may_answer and websocket.application_state is WebSocketState.CONNECTING:
        await websocket.send_denial_response(respond(websocket, problem))
    else:
        is_ours = problem.kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        await websocket.close(WS_1011_INTERNAL_ERROR if is_ours else WS_1008_POLICY_VIOLATION, problem.kind.slug)


def unexpected(request: Request, error: Exception) -> Response:
    """Answer and log an unexpected exception; this is the only place that does."""
    log.error("unexpected_error", exc_info=error)
    return respond(request, Problem(UNEXPECTED, OURS))


def problems_of(request: HTTPConnection) -> Problems:
    """The kinds of the service that handles this request."""
    return part_of(request.app, Problems)


async def _answer(connection: HTTPConnection, error: Exception) -> Any:
    """The response to a request; None if a WebSocket was refused."""
    if isinstance(connection, WebSocket):
        return await refuse(connection, problems_of(connection).of(error))
    return await handle(cast("Request", connection), error)


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Make the app, which serves these routers, answer every exception raised on purpose with a problem."""
    app.state.routers = routers
    for kind in (ShinganError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer)
