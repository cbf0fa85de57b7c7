"""Around every request: a body limit, a request id, security headers, a log line and metrics."""

import time
import uuid
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from model.errors import ShinganError
from model.messages import message
from serve.platform import problems
from serve.platform.addresses import Site, is_origin_of, site_of
from serve.platform.dependencies import part_of
from serve.platform.errors import ForeignCallError, RequestTooLargeError, UnknownHostError
from serve.platform.metrics import Metrics
from serve.platform.multipart import is_multipart
from serve.platform.pages import POLICY, SECURITY_HEADERS
from serve.platform.settings import Settings

log = structlog.get_logger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FOREIGN = message("This call came from another site's page. Open Shingan itself, and send it from there.")
ELSEWHERE = message("Shingan is not served at the address that was opened.")
TOO_LARGE = message("The photos together may be at most {megabytes} MB; send fewer, or smaller ones.")
CLIENT_GONE = 499  # for logs and metrics, the status of nginx: no answer reaches a client that has disconnected
STATIC = "/static/"  # style sheets and scripts, which are the same for everyone
STREAMED = "application/offset+octet-stream"  # the media type of bodies that their routes limit
MOST_WITHOUT_PHOTOS = 2**20  # bytes; such bodies are read and parsed before sign-in is checked
HTTPS_ALONE = f"max-age={365 * 24 * 3600}"  # for a year, browsers use https even if an address says http
DRAIN_FACTOR = (
    2  # bodies up to this many times the limit are read to their end, so that the client receives the refusal
)


class Observation:
    """Numbers, logs and measures each request; answers unexpected exceptions."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = str(uuid.uuid4())
        if scope["type"] == "websocket":
            with structlog.contextvars.bound_contextvars(request=scope["request_id"]):
                await self._app(scope, receive, send)
            return
        settings = part_of(scope["app"], Settings)
        answer = _Answer(send, scope["request_id"], is_https_alone=settings.is_https_alone)
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=scope["request_id"]):
            try:
                await self._app(scope, receive, answer.send)
            except ClientDisconnect:
                log.info("client_gone", answered=answer.status)
                answer.status = answer.status or CLIENT_GONE
            except Exception as error:  # noqa: BLE001  # the one logged boundary: style.md, 3
                response = problems.unexpected(Request(scope), error)
                if not answer.status:
                    await response(scope, receive, answer.send)
            self._note(scope, answer.status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.requests.labels(scope["method"], route, str(status)).observe(seconds)
        log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1e3, 1))


class _Answer:
    """Passes a response on, with its headers, and stores its status; 0 until it has begun."""

    def __init__(self, send: Send, request_id: str, *, is_https_alone: bool) -> None:
        self._send = send
        self._request_id = request_id
        self._is_https_alone = is_https_alone
        self.status = 0

    async def send(self, event: Message) -> None:
        if event["type"] == "http.response.start":
            self.status = event["status"]
            headers = MutableHeaders(scope=event)
            for name, value in SECURITY_HEADERS.items():
                if name != POLICY or POLICY not in headers:  # the script of a worker has a policy of its own
                    headers[name] = value
            if self._is_https_alone:
                headers["Strict-Transport-Security"] = HTTPS_ALONE
            headers["X-Request-Id"] = self._request_id
            headers.setdefault("Cache-Control", "no-store")
        await self._send(event)


class SameOrigin:
    """Refuses WebSockets and changing calls without a token that a page of another site makes a browser send.

    Browsers say where a call comes from, in Sec-Fetch-Site and in Origin; a page can't forge them. A call with neither
    may change nothing with only a cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope["type"] == "lifespan" or not _is_foreign(HTTPConnection(scope)):
            await self._app(scope, receive, send)
            return
        await _refuse(ForeignCallError(FOREIGN), scope, receive, send)


class KnownHosts:
    """Refuses calls whose Host header names another site than these.

    A page of another site can give its own name the address of this machine, and its scripts would then be of the
    same origin.
    """

    def __init__(self, app: ASGIApp, sites: frozenset[Site]) -> None:
        self._app = app
        self._sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope["type"] == "lifespan" or self._is_known(scope):
            await self._app(scope, receive, send)
        else:
            await _refuse(UnknownHostError(ELSEWHERE), scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        if scope["path"].startswith(STATIC):  # the page of the problem looks like every page
            return True
        scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
        return site_of(Headers(scope=scope).get("host", ""), scheme) in self._sites


async def _refuse(error: ShinganError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a call or a handshake with a problem."""
    problem = problems.problems_of(HTTPConnection(scope)).of(error)
    if scope["type"] == "websocket":
        await problems.refuse(WebSocket(scope, receive, send), problem)
    else:
        await problems.respond(Request(scope), problem)(scope, receive, send)


def _is_foreign(call: HTTPConnection) -> bool:
    headers = call.headers
    is_safe = call.scope.get("method") in SAFE_METHODS  # a handshake has no method, and lets the page write
    if is_safe or "authorization" in headers:
        return False
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in {"same-origin", "none"}
    if origin is not None:
        return not is_origin_of(origin, headers.get("host", ""))
    return "cookie" in headers


class HeadAsGet:
    """Answers HEAD like GET; the server leaves the body out (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope.get("method") != "HEAD":
            await self._app(scope, receive, send)
            return
        as_get = {**scope, "method": "GET"}
        try:
            await self._app(as_get, receive, send)
        finally:
            scope["route"] = as_get.get("route")  # for the request log


class BodyLimit:
    """Refuses a body over the limit while it streams in; the excess is discarded.

    Args:
        limit: of a body with photos, in bytes; other bodies may have one megabyte.
        streamed: paths below which routes limit a streamed body themselves.
    """

    def __init__(self, app: ASGIApp, limit: int, streamed: tuple[str, ...] = ()) -> None:
        self._app = app
        self._limit = limit
        self._streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request (the ASGI interface)."""
        if scope["type"] != "http" or self._is_streamed(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit if is_multipart(headers) else MOST_WITHOUT_PHOTOS
        declared = headers.get("content-length", "")
        hopeless = declared.isdecimal() and int(declared) > DRAIN_FACTOR * limit
        counted = 0

        async def limited() -> Message:
            nonlocal counted
            if hopeless:
                raise _refusal(limit)
            event = await receive()
            counted += len(event.get("body", b""))
            while counted > limit:
                if not event.get("more_body", False) or counted > DRAIN_FACTOR * limit:
                    raise _refusal(limit)
                event = await receive()
                counted += len(event.get("body", b""))
            return event

        await self._app(scope, limited, send)

    def _is_streamed(self, scope: Scope) -> bool:
        return scope["path"].startswith(self._streamed) and Headers(scope=scope).get("content-type") == STREAMED


def _refusal(limit: int) -> Exception:
    """The exception to raise while a body is read.

    Where the framework reads one itself, it passes on only its own errors.
    """
    if limit == MOST_WITHOUT_PHOTOS:
        return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A request without photos may be at most 1 MB.")
    return RequestTooLargeError(TOO_LARGE.of(megabytes=round(limit / 2**20)))
