"""Service accounts over HTTP, on their page and on the command line."""

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.commands import NEW_SERVICE, Shingan, shingan
from tests.serve.running import Service
from tests.serve.world import made

__all__ = ["shingan"]

PAGE, HTML = "/service-accounts", {"accept": "text/html"}


@pytest.fixture
def chief(service: Service) -> httpx.Client:
    """An administrator of an agency of its own."""
    name = f"agency-{uuid4().hex[:8]}"
    service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, name, "JP")
    return service.people.outsider(name, Role.ADMINISTRATOR)


def new(chief: httpx.Client) -> dict[str, str]:
    agency = made(chief.get("/v1/me"))["organisation"]["id"]
    return {"organisation": agency, "username": f"s-{uuid4().hex[:12]}", "name": "Export", "role": "officer"}


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def test_an_administrator_makes_one_with_a_token_that_ends(service: Service, chief: httpx.Client) -> None:
    added = chief.post("/v1/service-accounts", json=new(chief))
    path = added.headers["location"]
    assert made(added)["tokens"] == []
    endless = chief.post(f"{path}/tokens", json={"label": "nightly"})
    assert (endless.status_code, endless.json()["errors"][0]["pointer"]) == (422, "#/expires_at")
    said = {"label": "nightly", "expires_at": in_days(30), "scope": ["case:read", "account:use"]}
    token = made(chief.post(f"{path}/tokens", json=said))
    with service.visitor(headers={"Authorization": f"Bearer {token['token']}"}) as program:
        assert made(program.get("/v1/me"))["permissions"] == ["account:use", "case:read"]
        assert program.post("/v1/cases", json={}).status_code == 403
        assert program.post("/v1/tokens", json={"label": "more"}).status_code == 403
    assert [each["id"] for each in made(chief.get(path))["tokens"]] == [token["id"]]
    assert chief.delete(f"{path}/tokens/{token['id']}").status_code == 204
    assert made(chief.get(path))["tokens"] == []
    assert service.as_("officer").get(path).status_code == 403


def test_it_is_in_no_list_of_people(chief: httpx.Client) -> None:
    said = new(chief)
    made(chief.post("/v1/service-accounts", json=said))
    listed = made(chief.get("/v1/people"))["people"]
    assert said["username"] not in {each["username"] for each in listed}
    found = made(chief.get("/v1/service-accounts"))["service_accounts"]
    assert [each["username"] for each in found] == [said["username"]]
    assert chief.patch(f"/v1/people/{said['username']}", json={"disabled": True}).json()["disabled"] is True


def test_the_page_makes_one_and_its_token_and_disables_it(chief: httpx.Client) -> None:
    assert f'href="{PAGE}"' in chief.get("/people", headers=HTML).text
    said = new(chief)
    added = chief.post(PAGE, data=said, headers=HTML)
    assert added.headers["location"] == f"{PAGE}?kept={said['username']}#service-{said['username']}"
    shown = chief.post(f"{PAGE}/{said['username']}/tokens", data={"label": "nightly", "days": "90"}, headers=HTML).text
    assert "<code>shn_" in shown
    assert "ends on" in shown
    token = re.findall(r"tokens/(t-[0-9a-f]{32})/revoke", shown)[0]
    endless = chief.post(f"{PAGE}/{said['username']}/tokens", data={"label": "nightly", "days": ""}, headers=HTML)
    assert (endless.status_code, "needs an end" in endless.text) == (422, True)
    assert chief.post(f"{PAGE}/{said['username']}/tokens/{token}/revoke").status_code == 303
    assert "It has no token." in chief.get(PAGE, headers=HTML).text
    chief.post(f"{PAGE}/{said['username']}/disable")
    assert "Enable again" in chief.get(PAGE, headers=HTML).text
    chief.post(f"{PAGE}/{said['username']}/enable")
    assert "Enable again" not in chief.get(PAGE, headers=HTML).text


def test_commands_add_and_list_them(shingan: Shingan) -> None:
    shingan(*NEW_SERVICE)
    added = ("service-account", "add", "nightly", "--role", "officer", "--organisation", "Customs")
    assert shingan(*added).status == 0
    assert shingan(*added).status == 1
    assert shingan("token", "add", "nightly", "export").status == 1
    assert shingan("token", "add", "nightly", "export", "--days", "30").out.startswith("shn_")
    (listed,) = json.loads(shingan("service-account", "list", "--json").out)
    assert (listed["username"], listed["tokens"]) == ("nightly", 1)
    assert "nightly" in shingan("service-account", "list").out
    assert "nightly" not in shingan("user", "list").out
    assert shingan("audit", "verify").status == 0
