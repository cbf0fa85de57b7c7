"""Every door declares who may use it: routes, WebSockets and mounted applications, however deep they lie."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient
from starlette.routing import Route
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from serve import subjects
from serve.accounts.declared import Door, check_declared, doors
from serve.accounts.domain import Actor
from serve.accounts.guard import COOKIE, permitted
from serve.app import build, create_app
from serve.examinations.permissions import ExaminationPermission
from serve.platform.dependencies import OpenToAll, open_to_all
from serve.platform.errors import StorageError
from serve.platform.metrics import Metrics
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects
from tests.serve.running import Service

EXAMINERS = Depends(permitted(ExaminationPermission.CREATE))


async def nothing() -> None:
    """A route that says nothing."""


async def silent(websocket: WebSocket) -> None:
    await websocket.accept()


def included(inner: APIRouter) -> APIRouter:
    outer = APIRouter()
    outer.include_router(inner, prefix="/in")
    return outer


def mounted(inner: APIRouter) -> APIRouter:
    outer = APIRouter()
    outer.mount("/on", inner)
    return outer


def with_route() -> APIRouter:
    router = APIRouter()
    router.get("/forgotten")(nothing)
    return router


def with_websocket() -> APIRouter:
    router = APIRouter()
    router.websocket("/forgotten")(silent)
    return router


def with_plain_route() -> APIRouter:
    return APIRouter(routes=[Route("/forgotten", nothing)])


def with_mount() -> APIRouter:
    router = APIRouter(dependencies=[Depends(open_to_all)])  # a router's dependencies don't reach what is mounted
    router.mount("/forgotten", FastAPI(openapi_url=None, docs_url=None, redoc_url=None))
    return router


@pytest.mark.parametrize("made", [with_route, with_plain_route, with_websocket, with_mount])
@pytest.mark.parametrize(
    ("held", "within"),
    [
        (lambda router: router, ""),
        (included, "/in"),
        (mounted, "/on"),
        (lambda router: included(mounted(router)), "/in/on"),
        (lambda router: mounted(included(router)), "/on/in"),
    ],
)
def test_a_door_that_declares_nothing_keeps_the_service_from_starting(
    tmp_path: Path, made: Callable[[], APIRouter], held: Callable[[APIRouter], APIRouter], within: str
) -> None:
    subject = Subject(name="samples", routers=(held(made()),))
    with pytest.raises(RuntimeError, match=f"{within}/forgotten: declares no permission, nor that it is open to all"):
        create_app(parts=build(Settings(data_dir=tmp_path), of=Subjects((*subjects.load(), subject))))


def sample() -> Subject:
    """A subject with WebSockets, and with a mounted router and files."""
    router, inner = APIRouter(), APIRouter()

    @router.websocket("/v1/echo")
    async def echo(websocket: WebSocket, actor: Annotated[Actor, EXAMINERS]) -> None:
        await websocket.accept()
        await websocket.send_text(f"{actor.role}: {await websocket.receive_text()}")
        raise StorageError("the database is gone")

    @router.websocket("/v1/time", dependencies=[Depends(open_to_all)])
    async def time(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("noon")

    @inner.get("/mine", dependencies=[EXAMINERS])
    def mine() -> str:
        return "mine"

    async def files(scope: object, receive: object, send: Callable[..., object]) -> None: ...

    router.mount("/v1/inner", inner)
    router.mount("/files", OpenToAll(files))
    return Subject(name="samples", routers=(router,))


def test_doors_say_what_they_ask_for_through_mounts_and_included_routers() -> None:
    found = {door.path: door for door in doors(included(sample().routers[0]).routes)}
    asked = ExaminationPermission.CREATE
    assert found == {
        "/in/v1/echo": Door("/in/v1/echo", frozenset(), None, asked),
        "/in/v1/time": Door("/in/v1/time", frozenset(), None, None),
        "/in/v1/inner/mine": Door("/in/v1/inner/mine", frozenset({"GET"}), None, asked),
        "/in/files": Door("/in/files", frozenset(), None, None),
    }
    check_declared(included(sample().routers[0]).routes)


@pytest.fixture
def client(service: Service) -> TestClient:
    """A browser at a service with the sample subject, not signed in."""
    of = Subjects((*subjects.load(), sample()))
    app = create_app(parts=replace(service.parts, metrics=Metrics(), subjects=of))
    return TestClient(app, "http://shingan.intra")


def refusal(client: TestClient, path: str, **headers: str) -> tuple[int, str]:
    """How a handshake is refused."""
    with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(path, headers=headers):
        pass
    return refused.value.status_code, refused.value.json()["type"]


def test_a_websocket_asks_who_comes_in_and_whether_they_may(service: Service, client: TestClient) -> None:
    assert refusal(client, "/v1/echo") == (401, "/problems/not-signed-in")
    assert refusal(client, "/v1/echo", accept="text/html") == (401, "/problems/not-signed-in")
    holder = {"authorization": f"Bearer {service.people.token('contributor')}"}
    assert refusal(client, "/v1/echo", **holder) == (403, "/problems/not-permitted")
    assert client.get("/v1/inner/mine", headers=holder).status_code == 403
    officer = {"authorization": f"Bearer {service.people.token('officer')}"}
    assert client.get("/v1/inner/mine", headers=officer).text == '"mine"'
    with client.websocket_connect("/v1/echo", headers=officer) as connection:
        connection.send_text("hello")
        assert connection.receive_text() == "officer: hello"
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_text()
        assert (closed.value.code, closed.value.reason) == (1011, "storage-failed")


@pytest.mark.parametrize(
    ("host", "origin"),
    [("shingan.intra:80", "http://shingan.intra"), ("Shingan.Intra", "http://shingan.intra:80")],
)
def test_a_handshake_from_the_services_own_pages_is_taken(
    service: Service, client: TestClient, host: str, origin: str
) -> None:
    session = f"{COOKIE}={service.people.session('officer')}"
    with client.websocket_connect("/v1/echo", headers={"host": host, "origin": origin, "cookie": session}) as own:
        own.send_text("hello")
        assert own.receive_text() == "officer: hello"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://shingan.intra:8080"},
        {"origin": "https://shingan.intra", "host": "shingan.intra:80"},
        {"origin": "null"},
        {"origin": "http://shingan.intra", "sec-fetch-site": "cross-site"},
        {},  # a cookie alone
    ],
)
def test_a_foreign_handshake_is_refused_before_it_is_accepted(
    service: Service, client: TestClient, headers: dict[str, str]
) -> None:
    session = f"{COOKIE}={service.people.session('officer')}"
    assert refusal(client, "/v1/echo", cookie=session, **headers) == (403, "/problems/foreign-call")
    assert refusal(client, "/v1/time", cookie=session, **headers) == (403, "/problems/foreign-call")


def test_a_handshake_without_cookie_and_origin_is_no_browsers(client: TestClient) -> None:
    with client.websocket_connect("/v1/time") as connection:
        assert connection.receive_text() == "noon"
