"""People are found by the beginnings of their names, a page at a time, by the API and on the page.

tests/serve/rules has who is found.
"""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.running import Service
from tests.serve.world import made

PEOPLE = {
    "aiko.tanaka": "Aiko Tanaka",
    "aino-saar": "Aino Saar",
    "emile": "Émile Arc-Tessier",
    "zoe_100": "Zoë 100% Sure",
}


@pytest.fixture(scope="module")
def chief(service: Service) -> httpx.Client:
    """An administrator of an agency with a few people, whose usernames end in random letters."""
    accounts, agency = service.parts[Accounts], f"agency-{uuid4().hex[:8]}"
    own = accounts.add_organisation(None, OrganisationKind.AGENCY, agency, "JP")
    for username, name in PEOPLE.items():
        accounts.add_person(
            None, organisation_id=own.id, username=f"{username}.{uuid4().hex[:8]}", name=name, role=Role.OFFICER,
            by_openid=True,
        )  # fmt: skip
    return service.people.outsider(agency, Role.ADMINISTRATOR)


def names(client: httpx.Client, **asked: Any) -> list[str]:
    return [person["name"] for person in made(client.get("/v1/people", params=asked))["people"]]


def test_the_api_searches_and_pages(chief: httpx.Client) -> None:
    assert names(chief, q="ai") == ["Aiko Tanaka", "Aino Saar"]
    first = made(chief.get("/v1/people", params={"q": "ai", "limit": 1}))
    second = made(chief.get("/v1/people", params={"q": "ai", "limit": 1, "after": first["after"]}))
    assert [person["name"] for page in (first, second) for person in page["people"]] == ["Aiko Tanaka", "Aino Saar"]
    assert second["after"] is None


def test_the_page_searches_and_pages_too(service: Service, chief: httpx.Client) -> None:
    page = {"accept": "text/html"}
    text = chief.get("/people", params={"q": "ai"}, headers=page).text
    assert "Aiko Tanaka" in text
    assert "Zoë" not in text
    assert "No name has words that begin like this." in chief.get("/people", params={"q": "ko"}, headers=page).text
    accounts, agency = service.parts[Accounts], made(chief.get("/v1/me"))["organisation"]["id"]
    for number in range(30):
        accounts.add_person(
            None, organisation_id=agency, username=f"many-{uuid4().hex}", name=f"Many {number}", role=Role.TRAINER,
            by_openid=True,
        )  # fmt: skip
    text = chief.get("/people", params={"q": "many"}, headers=page).text
    assert text.count("<code>many-") == 25
    following = text.partition('href="/people?q=many&amp;after=')[2].partition('"')[0]
    text = chief.get("/people", params={"q": "many", "after": following}, headers=page).text
    assert text.count("<code>many-") == 5
    assert "Next page" not in text
