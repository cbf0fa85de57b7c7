"""Values that a call may not hold are refused and named: unknown parameters, and each wrong value, by its place."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from serve.accounts.permissions import Role
from tests.serve.doors import ROLE_BOOK, kind_of
from tests.serve.running import Service
from tests.serve.world import ROLES, absent_id

PHOTO = {"photos": ("a.jpg", b"x")}
PLACE = re.compile(r"{\w+}")


class Operation(NamedTuple):
    """One operation of the OpenAPI document, and a role that may call it."""

    name: str
    method: str
    path: str
    known: list[str]
    role: str


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, each in methods.items():
            needed = each.get("x-permission")
            role = next(role for role in ROLES if needed in {None, *ROLE_BOOK.permissions(Role(role), kind_of(role))})
            known = [parameter["name"] for parameter in each.get("parameters", ()) if parameter["in"] == "query"]
            yield Operation(each["operationId"], method, PLACE.sub("0", path), known, role)


def test_every_operation_refuses_a_parameter_that_it_does_not_know(service: Service) -> None:
    document = service.client.get("/openapi.json").json()
    for operation in operations(document):
        answer = service.as_(operation.role).request(operation.method, operation.path, params={"limitt": "1"})
        assert answer.status_code == 422, (operation.name, answer.text)
        (error,) = answer.json()["errors"]
        assert error["parameter"] == "limitt", operation.name
        takes = f"takes: {', '.join(operation.known)}" if operation.known else "takes none"
        assert error["detail"] == f"unknown; this operation {takes}"


def test_who_may_not_call_is_told_that_first(service: Service) -> None:
    with service.visitor() as anonymous:
        assert anonymous.get("/v1/cases", params={"limitt": 1}).status_code == 401
    assert service.as_("reviewer").get("/v1/cases", params={"limitt": 1}).status_code == 403


def test_a_page_opens_with_unknown_parameters_in_its_link(service: Service) -> None:
    answer = service.client.get("/cases", params={"utm_source": "mail"}, headers={"accept": "text/html"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "sent", "error"),
    [
        ("GET", "/v1/cases", {"params": {"state": "ajar"}}, {"parameter": "state"}),
        ("GET", "/v1/cases", {"params": {"after": "!"}}, {"parameter": "after"}),
        ("GET", "/v1/cases", {"params": {"q": "..."}}, {"parameter": "q"}),
        ("GET", "/v1/cases/0", {}, {"parameter": "case_id"}),
        ("POST", "/v1/cases", {"json": {"place": "x" * 101}}, {"pointer": "#/place"}),
        ("POST", "/v1/cases", {"json": {"notes": "\x07"}}, {"pointer": "#/notes"}),
        ("POST", "/v1/cases", {"json": {"p/l~a": ""}}, {"pointer": "#/p~1l~0a"}),
        ("POST", "/v1/cases", {"content": b"{", "headers": {"content-type": "application/json"}}, {"pointer": "#"}),
        ("POST", "/v1/cases", {"json": {}, "headers": {"idempotency-key": "a b"}}, {"header": "Idempotency-Key"}),
        ("POST", "/v1/tokens", {"json": {"label": " "}}, {"pointer": "#/label"}),
        ("PUT", "/v1/me/password", {"json": {"old": "x"}}, {"pointer": "#/new"}),
        ("POST", "/v1/examinations", {"files": PHOTO, "data": {"colour": "red"}}, {"pointer": "#/colour"}),
        ("POST", "/v1/examinations", {"files": PHOTO, "data": {"prior": "2"}}, {"pointer": "#/prior"}),
        ("POST", "/v1/examinations", {"files": PHOTO, "data": {"product": "?"}}, {"pointer": "#/product"}),
    ],
)
def test_a_wrong_value_is_named_by_its_place(
    service: Service, method: str, path: str, sent: dict[str, Any], error: dict[str, str]
) -> None:
    (found,) = refused(service.client.request(method, path, **sent))
    assert found.pop("detail")
    assert found == error


def test_every_wrong_value_is_named(service: Service) -> None:
    choice = {"examination": "e-1", "photo": 0}
    path = f"/v1/cases/{absent_id('c')}/items/{absent_id('i')}/enquiries"
    errors = refused(service.client.post(path, json={"photos": [choice]}))
    assert [error["pointer"] for error in errors] == ["#/question", "#/photos/0/examination"]


def test_a_refused_account_names_the_member(service: Service) -> None:
    person = {"organisation": service.people.agencies["first"].id, "username": "new-officer", "name": "N"}
    administrator = service.as_("administrator")
    for said, pointer in (
        ({"role": "reviewer"}, "#/role"),
        ({"role": "officer", "username": "???"}, "#/username"),
        ({"role": "officer", "password": "short"}, "#/password"),
    ):
        assert refused(administrator.post("/v1/people", json=person | said))[0]["pointer"] == pointer
    agency = {"kind": "agency", "name": "A"}
    for country in ("J", "ZZ", "EU", "XA", "DG", "12"):
        answer = administrator.post("/v1/organisations", json=agency | {"country": country})
        assert refused(answer)[0]["pointer"] == "#/country"
        page = administrator.post("/organisations", data=agency | {"country": country})
        assert (page.status_code, "ISO 3166-1" in page.text) == (422, True)


def refused(answer: httpx.Response) -> list[dict[str, str]]:
    """The values that a problem names."""
    assert answer.status_code in {400, 422}, answer.text
    errors: list[dict[str, str]] = answer.json()["errors"]
    return errors
