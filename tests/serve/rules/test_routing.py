"""The route of a call is found by the beginning of its address, and as a router finds it."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from serve.platform.routing import ByBeginning


def named(name: str, path: str, method: str = "GET") -> Route:
    """A route that answers with its name, and with the value of its path."""

    def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{name} {request.path_params.get('id', '')}".strip())

    return Route(path, answer, methods=[method])


ROUTES: list[BaseRoute] = [
    named("start", "/"),
    named("new", "/cases/new"),
    named("case", "/cases/{id}"),
    named("change", "/cases/{id}", "POST"),
    named("list", "/v1/cases"),
    named("of the API", "/v1/cases/{id}"),
    named("me", "/v1/me"),
]


def said(app: ASGIApp, method: str, path: str) -> tuple[int, str, str | None]:
    answer = TestClient(app).request(method, path)
    return answer.status_code, answer.text, answer.headers.get("allow")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", "start"),
        ("GET", "/cases/new", "new"),
        ("GET", "/cases/7", "case 7"),
        ("POST", "/cases/7", "change 7"),
        ("GET", "/v1/cases", "list"),
        ("GET", "/v1/cases/7", "of the API 7"),
        ("GET", "/v1/me", "me"),
        ("GET", "/v1", None),
        ("GET", "/v1/", None),
        ("GET", "/elsewhere", None),
        ("GET", "//cases/7", None),
        ("PUT", "/cases/7", None),
        ("PUT", "/v1/me", None),
    ],
)
def test_the_answer_is_the_one_of_a_router_that_asks_every_route(method: str, path: str, expected: str | None) -> None:
    given = said(Starlette(routes=[ByBeginning(ROUTES)]), method, path)
    assert given == said(Starlette(routes=ROUTES), method, path)
    assert expected in {None, given[1]}


def test_a_path_that_begins_with_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin with a text"):
        ByBeginning([named("any", "/{id}")])
