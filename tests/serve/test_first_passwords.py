"""A first password over HTTP: pages lead to the form, the API refuses, and a chosen password lets both in."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.serve.running import Service

ACCEPT = {"accept": "text/html"}
OWN = "eleven slow ferries"
FORM = "/account/first-password"


@pytest.fixture
def visitor(service: Service) -> Iterator[httpx.Client]:
    with service.visitor(headers={"origin": service.base}) as client:
        yield client


def given(service: Service, **said: object) -> dict[str, str]:
    """A person whom an administrator has added by the API, with the first password."""
    body = {"organisation": service.people.agencies["first"].id, "name": "Mika", "role": "officer", **said}
    answer = service.as_("administrator").post("/v1/people", json={"username": f"m-{uuid4().hex[:12]}", **body})
    assert answer.status_code == 201
    person: dict[str, str] = answer.json()
    return person


def enter(client: httpx.Client, username: str, password: str) -> str:
    form = {"username": username, "password": password, "next": "/cases"}
    return client.post("/sign-in", data=form, headers=ACCEPT).headers["location"]


def test_pages_lead_to_the_form_and_the_form_leads_on(service: Service, visitor: httpx.Client) -> None:
    person = given(service, must_change=True)
    wanted = enter(visitor, person["username"], person["password"])
    led = visitor.get(wanted, headers=ACCEPT).headers["location"]
    assert led == f"{FORM}?next=%2Fcases"
    assert 'name="next" value="/cases"' in visitor.get(led, headers=ACCEPT).text
    refused = visitor.post(FORM, data={"new": "short", "next": "/cases"}, headers=ACCEPT)
    assert refused.status_code == 422
    assert "A password needs 12 to 200 characters." in refused.text
    chosen = visitor.post(FORM, data={"new": OWN, "next": "/cases"}, headers=ACCEPT)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/cases")
    assert visitor.get("/cases", headers=ACCEPT).status_code == 200
    assert visitor.get(FORM, headers=ACCEPT).headers["location"] == "/account"


def test_the_api_refuses_all_but_a_new_password(service: Service, visitor: httpx.Client) -> None:
    person = given(service, must_change=True)
    enter(visitor, person["username"], person["password"])
    for method, path, body in (
        ("GET", "/v1/cases", None),
        ("POST", "/v1/tokens", {"label": "script"}),
        ("GET", "/v1/me/preferences", None),
    ):
        refused = visitor.request(method, path, json=body)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/first-password")
    form = visitor.post("/account/tokens", data={"label": "script"}, headers=ACCEPT)
    assert (form.status_code, "shn_" in form.text) == (403, False)
    assert visitor.get("/v1/me").json()["username"] == person["username"]
    assert visitor.put("/v1/me/password", json={"old": person["password"], "new": OWN}).status_code == 204
    enter(visitor, person["username"], OWN)
    assert visitor.get("/v1/cases").status_code == 200


def test_passwords_of_calls_of_earlier_versions_are_kept(service: Service, visitor: httpx.Client) -> None:
    for person in (given(service), given(service, password=OWN)):
        enter(visitor, person["username"], person["password"] or OWN)
        assert visitor.get("/v1/cases").status_code == 200


def test_the_page_of_people_says_who_has_not_chosen_yet(service: Service, visitor: httpx.Client) -> None:
    administrator, username = service.as_("administrator"), f"by-page-{uuid4().hex[:8]}"
    agency = service.people.agencies["first"].id
    form = {"organisation": agency, "username": username, "name": "By Page", "role": "officer"}
    added = administrator.post("/people", data=form, headers=ACCEPT).text
    first = added.partition("which is not shown again:")[2].partition("<code>")[2].partition("</code>")[0]
    page, unchosen = f"/people?q={username}", "has not chosen a password yet"
    assert unchosen in administrator.get(page, headers=ACCEPT).text
    assert enter(visitor, username, first) == "/cases"
    visitor.post(FORM, data={"new": OWN}, headers=ACCEPT)
    assert unchosen not in administrator.get(page, headers=ACCEPT).text
    administrator.post(f"/people/{username}/password", headers=ACCEPT)
    assert unchosen in administrator.get(page, headers=ACCEPT).text
