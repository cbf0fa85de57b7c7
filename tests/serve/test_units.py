"""Units in the API and on pages."""

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


def test_the_api_makes_units_and_puts_people_into_them(service: Service, agency: str, chief: httpx.Client) -> None:
    own = made(chief.get("/v1/me"))["organisation"]["id"]
    answer = chief.post("/v1/units", json={"organisation": own, "name": "Post"})
    unit = made(answer)
    assert made(chief.get(answer.headers["location"])) == unit
    person = {"organisation": own, "username": f"new-{uuid4().hex[:8]}", "name": "N", "role": "officer"}
    added = made(chief.post("/v1/people", json={**person, "by_openid": True, "unit": unit["id"]}))
    assert added["unit"] == unit
    listed = made(chief.get("/v1/people", params={"unit": unit["id"], "role": "officer"}))["people"]
    assert [each["username"] for each in listed] == [person["username"]]
    assert chief.delete(f"/v1/units/{unit['id']}").status_code == 409
    assert made(chief.patch(f"/v1/people/{person['username']}", json={"unit": ""}))["unit"] is None
    officer = service.people.outsider(agency, Role.OFFICER)
    assert made(officer.get("/v1/units"))["units"] == [unit]
    assert officer.delete(f"/v1/units/{unit['id']}").status_code == 403
    assert chief.delete(f"/v1/units/{unit['id']}").status_code == 204
    assert made(chief.get("/v1/units"))["units"] == []


def test_pages_make_units_filter_people_and_begin_cases_with_them(
    service: Service, agency: str, chief: httpx.Client
) -> None:
    own = made(chief.get("/v1/me"))["organisation"]["id"]
    page = chief.post("/units", data={"organisation": own, "name": "Muuga"}, headers=PAGE, follow_redirects=True).text
    assert ("<bdi>Muuga</bdi>" in page, "0 people" in page, "Saved." in page) == (True, True, True)
    unit = next(each["id"] for each in made(chief.get("/v1/units"))["units"] if each["name"] == "Muuga")
    officer = service.people.outsider(agency, Role.OFFICER)
    who = made(officer.get("/v1/me"))
    form = {"name": who["name"], "role": who["role"], "unit": unit}
    chief.post(f"/people/{who['username']}", data=form, headers=PAGE)
    assert made(officer.get("/v1/me"))["unit"] == {"id": unit, "name": "Muuga"}
    listed = chief.get("/people", params={"unit": unit}, headers=PAGE).text
    assert listed.count('class="card row"') == 1
    assert "No one is found." in chief.get("/people", params={"unit": unit, "role": "trainer"}, headers=PAGE).text
    assert 'value="Muuga" ' in officer.get("/cases/new", headers=PAGE).text
    renamed = chief.post(f"/units/{unit}", data={"name": "Paldiski"}, headers=PAGE, follow_redirects=True).text
    assert "<bdi>Paldiski</bdi>" in renamed
    chief.post(f"/people/{who['username']}", data={**form, "unit": ""}, headers=PAGE)
    assert chief.post(f"/units/{unit}/remove", headers=PAGE).status_code == 303
    assert made(chief.get("/v1/units"))["units"] == []
