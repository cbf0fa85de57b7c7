"""The pages of a person and of an organisation: what is asked before it is done, and what is refused."""

from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def agency(service: Service) -> str:
    """The name of an agency of its own."""
    name = f"Port {uuid4().hex[:8]}"
    service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, name, "JP")
    return name


@pytest.fixture(scope="module")
def chief(service: Service, agency: str) -> httpx.Client:
    """Its administrator."""
    return service.people.outsider(agency, Role.ADMINISTRATOR)


def officer_of(service: Service, agency: str) -> str:
    """The username of a new officer."""
    accounts, username = service.parts[Accounts], f"kei-{uuid4().hex[:8]}"
    of = accounts.organisation_named(agency).id
    accounts.add_person(None, organisation_id=of, username=username, name="Kei", role=Role.OFFICER, by_openid=True)
    return username


def test_disabling_is_asked_twice_with_what_stays_open(service: Service, agency: str, chief: httpx.Client) -> None:
    officer = service.people.outsider(agency, Role.OFFICER)
    made(officer.post("/v1/cases", json={}))
    username = made(officer.get("/v1/me"))["username"]
    listed = chief.get("/people", params={"q": username}, headers=PAGE).text
    assert f'action="/people/{username}/disable"' not in listed
    assert f'href="/people/{username}#disable"' in listed
    page = chief.get(f"/people/{username}", headers=PAGE).text
    assert page.count("<li>1 open case</li>") == 2  # in the list, and before the button
    assert "<li>1 API token</li>" in page
    assert page.index("Someone else has to finish") < page.index("Really disable")


def test_the_page_changes_a_person_and_refuses_what_was_changed_meanwhile(
    service: Service, agency: str, chief: httpx.Client
) -> None:
    username = officer_of(service, agency)
    path = f"/people/{username}"
    read = made(chief.get(f"/v1{path}")), chief.get(f"/v1{path}").headers["etag"].strip('"')
    form = {"name": "Kei Mori", "role": "senior_officer", "read": read[1]}
    answer = chief.post(path, data=form, headers=PAGE, follow_redirects=True)
    assert "Saved." in answer.text
    assert made(chief.get(f"/v1{path}"))["role"] == "senior_officer"
    assert chief.post(path, data=form, headers=PAGE).status_code == 412
    assert 'action="/people/{username}/move"' not in answer.text  # the operator alone moves people


def test_the_api_changes_roles_and_moves_people(service: Service, agency: str, chief: httpx.Client) -> None:
    username, operator = officer_of(service, agency), service.as_("administrator")
    path = f"/v1/people/{username}"
    first = made(chief.get(path))
    assert made(chief.patch(path, json={"role": "trainer"}))["role"] == "trainer"
    other = service.people.agencies["second"].id
    assert chief.patch(path, json={"organisation": other}).status_code == 403
    moved = made(operator.patch(path, json={"organisation": other, "role": "officer"}))
    assert (moved["organisation"]["id"], moved["username"]) == (other, username)
    assert moved["id"] != first["id"]
    assert chief.get(path).status_code == 404
    left = made(chief.get("/v1/people", params={"q": username}))["people"]
    assert [(each["id"], each["disabled"]) for each in left] == [(first["id"], True)]


def test_the_operators_page_moves_people(service: Service, agency: str) -> None:
    username, operator = officer_of(service, agency), service.as_("administrator")
    page = operator.get(f"/people/{username}", headers=PAGE).text
    assert "<bdi>Kei</bdi> holds nothing open." in page
    form = {"organisation": service.people.agencies["second"].id, "role": "trainer"}
    moved = operator.post(f"/people/{username}/move", data=form, headers=PAGE, follow_redirects=True).text
    assert "<bdi>Trainer</bdi>" in moved or "Trainer" in moved
    assert "Second Customs" in moved


def test_the_operator_changes_an_organisation(service: Service) -> None:
    operator = service.as_("administrator")
    added = made(operator.post("/v1/organisations", json={"kind": "agency", "name": uuid4().hex, "country": "JP"}))
    path, name = f"/v1/organisations/{added['id']}", f"Post {uuid4().hex[:8]}"
    read = operator.get(path).headers["etag"]
    changed = operator.patch(path, json={"name": name}, headers={"if-match": read})
    assert made(changed)["name"] == name
    assert operator.patch(path, json={"name": "x"}, headers={"if-match": read}).status_code == 412
    holder = f"/v1/organisations/{service.people.holder.id}"
    assert operator.patch(holder, json={"name": "Acme Corporation"}).status_code == 409
    form = {"name": f"{name} 2", "country": "EE"}
    page = operator.post(f"/organisations/{added['id']}/details", data=form, headers=PAGE, follow_redirects=True).text
    assert ("Saved." in page, f'value="{name} 2"' in page) == (True, True)
    assert service.as_("officer").patch(path, json={"name": "x"}).status_code == 403
