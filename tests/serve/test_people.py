"""People are found by the beginnings of their names, a page at a time, by the API and on the page.

tests/serve/rules has who is found.
"""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}
SERVE = Path(__file__).parents[2] / "serve"
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
    text = chief.get("/people", params={"q": "ai"}, headers=PAGE).text
    assert "Aiko Tanaka" in text
    assert "Zoë" not in text
    assert "No name has words that begin like this." in chief.get("/people", params={"q": "ko"}, headers=PAGE).text
    accounts, agency = service.parts[Accounts], made(chief.get("/v1/me"))["organisation"]["id"]
    for number in range(30):
        accounts.add_person(
            None, organisation_id=agency, username=f"many-{uuid4().hex}", name=f"Many {number}", role=Role.TRAINER,
            by_openid=True,
        )  # fmt: skip
    text = chief.get("/people", params={"q": "many"}, headers=PAGE).text
    assert text.count("<code>many-") == 25
    following = text.partition('href="/people?q=many&amp;after=')[2].partition('"')[0]
    text = chief.get("/people", params={"q": "many", "after": following}, headers=PAGE).text
    assert text.count("<code>many-") == 5
    assert "Next page" not in text


def test_what_was_added_is_said_first_with_the_next_step(service: Service) -> None:
    administrator, name = service.as_("administrator"), f"Port {uuid4().hex[:8]}"
    agency = {"kind": "agency", "name": name, "country": "JP"}
    page = administrator.post("/organisations", data=agency, headers=PAGE, follow_redirects=True).text
    assert f"<bdi>{name}</bdi> was added." in page
    assert page.index(" was added.") < page.index("<section")
    added = page.partition('<select id="organisation"')[2].partition(" selected>")[0].rpartition('value="')[2]
    assert page.count(f'value="{added[:-1]}"') == 1  # the new organisation is chosen in the form of the next step
    person = {"organisation": added[:-1], "username": f"p-{uuid4().hex[:8]}", "name": "Kei", "role": "officer"}
    page = administrator.post("/people", data=person, headers=PAGE).text
    assert "Tell <bdi>Kei</bdi> the username and the password." in page


def test_the_forms_say_what_they_take_and_tell_roles_apart(service: Service, chief: httpx.Client) -> None:
    page = service.as_("administrator").get("/people", headers=PAGE).text
    assert page.index("A username has 3 to 64 letters") < page.index('id="username"')
    assert "Administrator (Agency)" in page
    assert '<option value="JP">Japan (JP)</option>' in page
    own = chief.get("/people", headers=PAGE).text  # there is one kind to choose from
    assert ("Administrator</option>" in own, "Administrator (Agency)" in own) == (True, False)


def test_after_a_change_the_page_is_shown_at_a_place_that_it_has(service: Service, chief: httpx.Client) -> None:
    username = made(chief.get("/v1/people", params={"q": "zo"}))["people"][0]["username"]
    disabled = chief.post(f"/people/{username}/disable", data={"q": "zo"})
    holder = service.people.holder.id
    chosen = service.as_("administrator").post("/organisations/language", data={"organisation": holder, "language": ""})
    preferred = chief.post("/account/preferences", data={"language": "en"})
    for client, answer in ((chief, disabled), (service.as_("administrator"), chosen), (chief, preferred)):
        address, _, fragment = answer.headers["location"].partition("#")
        assert f'id="{fragment}"' in client.get(address, headers=PAGE).text


def test_every_place_that_an_answer_leads_to_is_in_a_template() -> None:
    sources = "".join(path.read_text() for path in SERVE.rglob("*.py"))
    ids = "".join(path.read_text() for path in SERVE.rglob("*.html"))
    led_to = re.findall(r'RedirectResponse\(\s*f?"[^"#]*#([a-z-]*[a-z])', sources)
    assert {"person", "language", "preferences-heading", "images"} <= set(led_to)
    assert [place for place in led_to if f'id="{place}' not in ids] == []
