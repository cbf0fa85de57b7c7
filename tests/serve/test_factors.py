"""Second factors over HTTP: pages that lead to them, forms without JavaScript, passkeys, and what administrators do."""

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pyotp
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from tests.serve.authenticating import Authenticator
from tests.serve.commands import NEW_SERVICE, Shingan, shingan
from tests.serve.running import Service
from tests.serve.world import made

__all__ = ["shingan"]

ACCEPT = {"accept": "text/html"}
PASSWORD = "correct horse battery staple"  # noqa: S105  # of people who live as long as a test
FACTORS, STEP = "/account/factors", "/sign-in/second-step"


@pytest.fixture
def visitor(service: Service) -> Iterator[httpx.Client]:
    with service.visitor(headers={"origin": service.base}) as client:
        yield client


@pytest.fixture
def chief(service: Service) -> httpx.Client:
    """An administrator of an agency of its own."""
    name = f"agency-{uuid4().hex[:8]}"
    service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, name, "JP")
    return service.people.outsider(name, Role.ADMINISTRATOR)


@pytest.fixture
def username(service: Service, chief: httpx.Client) -> str:
    """A person with a password in that agency."""
    added = service.parts[Accounts].add_person(
        None,
        organisation_id=made(chief.get("/v1/me"))["organisation"]["id"],
        username=f"aiko-{uuid4().hex[:12]}",
        name="Aiko Tanaka",
        role=Role.OFFICER,
        password=PASSWORD,
    )
    return added.person.username


def enter(client: httpx.Client, username: str) -> str:
    form = {"username": username, "password": PASSWORD, "next": "/cases"}
    return client.post("/sign-in", data=form, headers=ACCEPT).headers["location"]


def set_up(client: httpx.Client) -> tuple[str, list[str]]:
    """The secret of the app, and the recovery codes."""
    assert client.post(f"{FACTORS}/codes").headers["location"] == f"{FACTORS}/codes"
    page = client.get(f"{FACTORS}/codes", headers=ACCEPT).text
    assert "<svg" in page
    secret = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    confirmed = client.post(f"{FACTORS}/codes/confirm", data={"code": pyotp.TOTP(secret).now()}, headers=ACCEPT)
    assert confirmed.status_code == 200
    return secret, re.findall(r"<code>([a-z0-9-]{19})</code>", confirmed.text)


def test_who_has_codes_signs_in_with_password_and_code_without_javascript(visitor: httpx.Client, username: str) -> None:
    assert enter(visitor, username) == "/cases"
    _, codes = set_up(visitor)
    assert len(codes) == 10
    assert codes[0] not in visitor.get(FACTORS, headers=ACCEPT).text
    visitor.post("/sign-out")
    assert enter(visitor, username) == STEP
    assert visitor.get("/v1/me").status_code == 401
    page = visitor.get(STEP, headers=ACCEPT).text
    assert "Code of your app, or a recovery code" in page
    wrong = visitor.post(STEP, data={"code": "123456"}, headers=ACCEPT)
    assert (wrong.status_code, "The code is not right" in wrong.text) == (401, True)
    right = visitor.post(STEP, data={"code": codes[0]}, headers=ACCEPT)
    assert (right.status_code, right.headers["location"]) == (303, "/cases")
    assert visitor.get("/v1/me").json()["username"] == username
    assert visitor.get(STEP, headers=ACCEPT).headers["location"] == "/sign-in"
    assert visitor.post(STEP, data={"code": codes[1]}, headers=ACCEPT).headers["location"] == "/sign-in"


def test_a_refused_code_shows_in_the_audit_viewer_with_the_username_alone(
    visitor: httpx.Client, chief: httpx.Client, username: str
) -> None:
    enter(visitor, username)
    set_up(visitor)
    enter(visitor, username)
    visitor.post(STEP, data={"code": "654321"}, headers=ACCEPT)
    page = chief.get("/audit", params={"person": username}, headers=ACCEPT).text
    assert username in page
    events = made(chief.get("/v1/audit/events"))["events"]
    refused = [each for each in events if each["action"] == "session:refuse"]
    assert len(refused) == 1
    assert "654321" not in page + str(events)
    assert PASSWORD not in page + str(events)


def test_who_must_have_a_factor_is_led_to_it_and_may_then_go_on(
    visitor: httpx.Client, chief: httpx.Client, username: str
) -> None:
    agency = made(chief.get("/v1/me"))["organisation"]["id"]
    page, form = "/organisations/second-factor", {"organisation": agency, "since": "2026-01-01"}
    refused = chief.post(page, data={**form, "since": "soon"}, headers=ACCEPT)
    assert (refused.status_code, "Write a day" in refused.text) == (422, True)
    assert chief.post(page, data=form).headers["location"] == f"{page}?kept={agency}"
    assert "0 of 1 person with a password has a second factor." in chief.get(page, headers=ACCEPT).text
    assert enter(visitor, username) == "/cases"
    assert visitor.get("/cases", headers=ACCEPT).headers["location"] == f"{FACTORS}?next=%2Fcases"
    blocked = visitor.post("/v1/tokens", json={"label": "script"})
    assert (blocked.status_code, blocked.json()["type"]) == (403, "/problems/second-factor-missing")
    assert "Your organisation requires a second factor." in visitor.get(FACTORS, headers=ACCEPT).text
    set_up(visitor)
    assert visitor.get("/cases", headers=ACCEPT).status_code == 200
    removed = visitor.post(f"{FACTORS}/codes/remove", headers=ACCEPT)
    assert (removed.status_code, "requires a second factor" in removed.text) == (422, True)


def test_an_administrator_resets_what_a_person_lost_and_is_asked_first(
    service: Service, visitor: httpx.Client, chief: httpx.Client, username: str
) -> None:
    enter(visitor, username)
    set_up(visitor)
    assert f'href="/people/{username}/factors"' in chief.get("/people", headers=ACCEPT).text
    page = chief.get(f"/people/{username}/factors", headers=ACCEPT).text
    assert page.index("<summary>Take all of them away") < page.index("factors/reset")
    elsewhere = service.as_("officer").post(f"/people/{username}/factors/reset", headers=ACCEPT)
    assert elsewhere.status_code == 403
    done = chief.post(f"/people/{username}/factors/reset")
    assert done.headers["location"] == f"/people/{username}/factors?kept=yes"
    assert "has no second factor." in chief.get(f"/people/{username}/factors", headers=ACCEPT).text
    assert visitor.get("/v1/me").status_code == 401
    assert enter(visitor, username) == "/cases"


def test_a_passkey_is_added_and_signs_in(service: Service, username: str) -> None:
    local = service.base.replace("127.0.0.1", "localhost")
    device = Authenticator(origin=local, host="localhost")
    with httpx.Client(base_url=local, headers={"origin": local}) as client:
        enter(client, username)
        options = client.post(f"{FACTORS}/passkeys/options").text
        added = client.post(f"{FACTORS}/passkeys", json={"name": "Phone", "credential": device.make(options)})
        assert (added.status_code, added.json()) == (200, {"location": f"{FACTORS}?changed=yes"})
        assert "<bdi>Phone</bdi>" in client.get(FACTORS, headers=ACCEPT).text
        client.post("/sign-out")
        assert "/static/passkeys.js" in client.get("/sign-in", headers=ACCEPT).text
        options = client.post("/sign-in/passkey/options").text
        entered = client.post("/sign-in/passkey?next=/cases", json={"credential": device.answer(options)})
        assert (entered.status_code, entered.json()) == (200, {"location": "/cases"})
        assert client.get("/v1/me").json()["username"] == username
        again = client.post("/sign-in/passkey", json={"credential": device.answer(options)})
        assert (again.status_code, again.json()["type"]) == (401, "/problems/sign-in-refused")
        passkey = re.findall(r"passkeys/(b-[0-9a-f]{32})/remove", client.get(FACTORS, headers=ACCEPT).text)[0]
        assert client.post(f"{FACTORS}/passkeys/{passkey}/remove").status_code == 303
        assert "You have none." in client.get(FACTORS, headers=ACCEPT).text


def test_an_address_without_a_name_offers_no_passkeys_and_a_token_sets_nothing_up(
    service: Service, visitor: httpx.Client, username: str
) -> None:
    assert "passkeys.js" not in visitor.get("/sign-in", headers=ACCEPT).text
    assert visitor.post("/sign-in/passkey/options").status_code == 409
    enter(visitor, username)
    refused = service.as_("officer").post(f"{FACTORS}/codes")
    assert (refused.status_code, "not an API token" in refused.text) == (403, True)
    assert "At this address browsers offer no passkeys." in visitor.get(FACTORS, headers=ACCEPT).text


def test_programs_read_what_one_has_and_set_nothing_up(
    visitor: httpx.Client, chief: httpx.Client, username: str
) -> None:
    path = "/v1/me/factors"
    enter(visitor, username)
    nothing = {"passkeys": [], "one_time_codes": False, "recovery_codes": 0}
    assert made(visitor.get(path)) == {**nothing, "required_since": None, "is_required": False}
    set_up(visitor)
    assert made(visitor.get(path)) == {
        "passkeys": [],
        "one_time_codes": True,
        "recovery_codes": 10,
        "required_since": None,
        "is_required": False,
    }
    assert made(chief.get(f"/v1/people/{username}/factors")) == {
        **nothing,
        "one_time_codes": True,
        "recovery_codes": 10,
    }
    assert visitor.get(f"/v1/people/{username}/factors").status_code == 403


def test_programs_require_a_factor_and_take_a_lost_one_away(
    visitor: httpx.Client, chief: httpx.Client, username: str
) -> None:
    path = f"/v1/organisations/{made(chief.get('/v1/me'))['organisation']['id']}/second-factor"
    read = chief.get(path)
    assert read.json() == {"since": None, "people": 1, "have_one": 0}
    stated = {"if-match": read.headers["etag"]}
    required = chief.put(path, json={"since": "2026-01-01"}, headers=stated)
    assert (required.status_code, required.json()["since"]) == (200, "2026-01-01")
    assert chief.put(path, json={"since": None}, headers=stated).status_code == 412
    enter(visitor, username)
    assert made(visitor.get("/v1/me/factors"))["is_required"] is True
    assert visitor.get("/v1/cases").json()["type"] == "/problems/second-factor-missing"
    set_up(visitor)
    assert made(chief.get(path)) == {"since": "2026-01-01", "people": 1, "have_one": 1}
    for _ in range(2):
        assert chief.delete(f"/v1/people/{username}/factors").status_code == 204
    assert visitor.get("/v1/me").status_code == 401
    assert made(chief.get(path))["have_one"] == 0


def test_administrators_of_others_neither_see_nor_change_it(service: Service, chief: httpx.Client) -> None:
    others = service.people.agencies["first"].id
    path = f"/v1/organisations/{others}/second-factor"
    assert {chief.get(path).status_code, chief.put(path, json={"since": None}).status_code} == {403}
    factors = "/v1/people/first-officer/factors"
    assert {chief.get(factors).status_code, chief.delete(factors).status_code} == {404}


def test_the_page_of_people_leads_to_what_is_required(chief: httpx.Client) -> None:
    assert 'href="/organisations/second-factor"' in chief.get("/people", headers=ACCEPT).text


def test_a_command_takes_them_away_where_no_administrator_can_sign_in(
    shingan: Shingan,  # the fixture
) -> None:
    shingan(*NEW_SERVICE)
    shingan("user", "add", "chief", "--role", "administrator", "--organisation", "Customs")
    done = shingan("user", "reset-factors", "chief")
    assert (done.status, "chief has no second factor any more" in done.out) == (0, True)
    assert shingan("user", "reset-factors", "no-one").status == 1
    assert shingan("audit", "verify").status == 0
