"""Signing in, one's own account and managing people over HTTP: statuses, cookies, headers and pages.

tests/serve/rules has who is recognised, who manages whom, and what a right holder allows.
"""

import re
from collections.abc import Iterator

import httpx
import pytest

from serve.accounts.attempts import SignInAttempt
from serve.accounts.domain import FAILURES_ALLOWED
from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE

ACCEPT = {"accept": "text/html"}
PASSWORD = "correct horse battery staple"  # noqa: S105  # of people who live as long as a test


@pytest.fixture(scope="module")
def person(service: Service) -> str:
    """The username of a person with a password, in an agency."""
    service.parts[Accounts].add_person(
        None,
        organisation_id=service.people.agencies["first"].id,
        username="aiko",
        name="Aiko Tanaka",
        role=Role.OFFICER,
        password=PASSWORD,
    )
    return "aiko"


@pytest.fixture
def visitor(service: Service) -> Iterator[httpx.Client]:
    with service.visitor(headers={"origin": service.base}) as client:
        yield client


def sign_in(client: httpx.Client, username: str, password: str = PASSWORD, wanted: str = "/cases") -> httpx.Response:
    form = {"username": username, "password": password, "next": wanted}
    return client.post("/sign-in", data=form, headers=ACCEPT)


def test_who_signs_in_goes_where_they_wanted_and_is_recognised_until_they_sign_out(
    visitor: httpx.Client, person: str
) -> None:
    first = visitor.get("/account?a=b", headers=ACCEPT)
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in?next=%2Faccount%3Fa%3Db")
    answer = sign_in(visitor, person, wanted="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Aiko Tanaka" in visitor.get("/account", headers=ACCEPT).text
    assert visitor.get("/v1/me").json()["role"] == "officer"
    kept = visitor.cookies[COOKIE]
    assert visitor.post("/sign-out").status_code == 303
    visitor.cookies.set(COOKIE, kept)
    assert visitor.get("/v1/me").status_code == 401


def test_who_signs_out_is_told_so(visitor: httpx.Client, person: str) -> None:
    told = {"/sign-out": "You are signed out.", "/account/sign-out-everywhere": "You are signed out on every device."}
    for path, said in told.items():
        sign_in(visitor, person)
        page = visitor.post(path, headers=ACCEPT)
        assert page.status_code == 303
        form = visitor.get(page.headers["location"], headers=ACCEPT).text
        assert f'<p class="lead">{said}</p>' in form
        sign_in(visitor, person)
        assert "You are signed out" not in visitor.get(page.headers["location"], headers=ACCEPT).text


def test_who_has_not_signed_out_is_not_told_so(visitor: httpx.Client) -> None:
    visitor.cookies.set(COOKIE, "of-yesterday")
    led = visitor.get("/account", headers=ACCEPT).headers["location"]
    for path in (led, "/sign-in", "/sign-in?signed_out=unknown"):
        assert "You are signed out" not in visitor.get(path, headers=ACCEPT).text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(visitor: httpx.Client, person: str, wanted: str) -> None:
    assert sign_in(visitor, person, wanted=wanted).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor: httpx.Client, person: str) -> None:
    answers = [sign_in(visitor, name, "wrong wrong wrong") for name in (person, "no-such-person")]
    assert {answer.status_code for answer in answers} == {401}
    pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert COOKIE not in visitor.cookies


def test_guessing_is_slowed_down_and_told_until_when(service: Service, visitor: httpx.Client, person: str) -> None:
    for _ in range(FAILURES_ALLOWED - 1):
        service.parts[SignIn].begin_attempt(SignInAttempt("guessed"))
    answers = [sign_in(visitor, "guessed", "wrong wrong wrong") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert re.search(r"Wait 15 minutes, until [^.]+ UTC, then", answers[-1].text)
    assert 840 < int(answers[-1].headers["retry-after"]) <= 900
    assert sign_in(visitor, person).status_code == 303


def test_ones_own_sessions_tokens_and_password(service: Service) -> None:
    given = {"organisation": service.people.holder.id, "username": "changer", "name": "C", "role": "reviewer"}
    first = service.as_("administrator").post("/v1/people", json=given).json()["password"]
    with service.visitor(headers={"origin": service.base}) as client, service.visitor() as other:
        assert sign_in(client, "changer", first).status_code == 303
        other.cookies.update(client.cookies)
        made = client.post("/v1/tokens", json={"label": "script"}).json()
        bearer = {"Authorization": f"Bearer {made['token']}"}
        wrong = client.put("/v1/me/password", json={"old": "not it", "new": PASSWORD})
        assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/password-refused")
        weak = client.put("/v1/me/password", json={"old": first, "new": "short"})
        assert (weak.status_code, weak.json()["type"]) == (422, "/problems/account-rejected")
        assert client.put("/v1/me/password", json={"old": first, "new": PASSWORD}).status_code == 204
        assert [each.get("/v1/me").status_code for each in (client, other)] == [401, 401]
        assert sign_in(client, "changer").status_code == 303
        assert client.delete("/v1/me/sessions").json() == {"sessions": 1}
        assert client.get("/v1/me").status_code == 401
    with service.visitor(headers=bearer) as script:
        assert script.get("/v1/me").json()["username"] == "changer"
        assert script.delete(f"/v1/tokens/{made['id']}").status_code == 204
        assert script.get("/v1/me").status_code == 401


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer a b", "Bearer shn_unknown", "shn_x"])
def test_what_is_no_token_is_refused_with_a_word(visitor: httpx.Client, header: str) -> None:
    answer = visitor.get("/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "/problems/not-signed-in"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({}, 403),
        ({"sec-fetch-site": "same-origin"}, 201),
    ],
)
def test_another_sites_page_can_change_nothing(service: Service, headers: dict[str, str], status: int) -> None:
    with service.visitor() as client:
        client.cookies.set(COOKIE, service.people.session("officer"))
        answer = client.post("/v1/tokens", json={"label": "x"}, headers=headers)
        assert answer.status_code == status
        assert client.get("/v1/me", headers=headers).status_code == 200  # looking is harmless: the answer stays here


def test_another_sites_page_cannot_sign_a_person_in(service: Service, person: str) -> None:
    with service.visitor(headers={"origin": "https://evil.example"}) as client:
        assert sign_in(client, person).status_code == 403
        assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    ("change", "words"), [({"username": "No Spaces"}, "3 to 64 letters"), ({"role": "reviewer"}, "of the kind Agency")]
)
def test_an_invalid_person_is_not_added(service: Service, change: dict[str, str], words: str) -> None:
    agency = service.people.agencies["first"].id
    given = {"organisation": agency, "username": "newcomer", "name": "N", "role": "officer"}
    answer = service.as_("administrator").post("/v1/people", json=given | change)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/account-rejected")
    assert words in answer.json()["detail"]


def test_who_signs_in_elsewhere_has_no_password_to_be_changed(service: Service) -> None:
    service.as_("trainer")  # added by OpenID
    answer = service.as_("administrator").put("/v1/people/first-trainer/password")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/account-rejected")
    assert "Change your password" not in service.as_("trainer").get("/account", headers=ACCEPT).text


def test_adding_sent_twice_adds_once_and_shows_the_password_once(service: Service) -> None:
    given = {"organisation": service.people.agencies["first"].id, "username": "twice", "name": "T", "role": "trainer"}
    headers = {"Idempotency-Key": "add-twice"}
    first, second = (service.as_("administrator").post("/v1/people", json=given, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["password"]
    assert second.json()["password"] is None
    other = service.as_("administrator").post("/v1/people", json=given | {"username": "thrice"}, headers=headers)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


def test_one_persons_key_is_not_anothers(service: Service) -> None:
    headers = {"Idempotency-Key": "mine"}
    one, other = (
        service.as_(role).post("/v1/tokens", json={"label": "x"}, headers=headers).json()
        for role in ("officer", "trainer")
    )
    assert one["id"] != other["id"]


def test_the_pages_do_what_the_api_does(service: Service) -> None:
    administrator = service.as_("administrator")
    page = administrator.get("/people", headers=ACCEPT).text
    key = page.partition('name="idempotency_key" value="')[2].partition('"')[0]
    form = {
        "organisation": service.people.agencies["first"].id,
        "username": "by-page",
        "name": "By Page",
        "role": "officer",
        "idempotency_key": key,
    }
    added = administrator.post("/people", data=form, headers=ACCEPT)
    password = re.findall(r"<code>([^<]{16})</code>", added.text)[0]
    assert "is not shown again" in added.text
    assert "is already added" in administrator.post("/people", data=form, headers=ACCEPT).text
    with service.visitor(headers={"origin": service.base}) as client:
        assert sign_in(client, "by-page", password).status_code == 303
        assert client.post("/account/first-password", data={"new": PASSWORD}, headers=ACCEPT).status_code == 303
        made = client.post("/account/tokens", data={"label": "script"}, headers=ACCEPT).text
        assert "shn_" in made
        assert "shn_" not in client.get("/account", headers=ACCEPT).text
        token_id = re.findall(r"/account/tokens/(t-[0-9a-f]{32})/revoke", made)[0]
        assert client.post(f"/account/tokens/{token_id}/revoke").status_code == 303
    disabled = administrator.post("/people/by-page/disable", data={"q": "by"}, headers=ACCEPT)
    assert disabled.headers["location"] == "/people?q=by&kept=by-page#person-by-page"
    shown = administrator.get(disabled.headers["location"], headers=ACCEPT).text.partition('id="person-by-page"')[2]
    assert "Let in again" in shown.partition("</li>")[0]
    assert "Saved." in shown.partition("</li>")[0]


def test_a_wrong_present_password_is_said_beside_the_form(visitor: httpx.Client, person: str) -> None:
    sign_in(visitor, person)
    for old, new, words in (
        ("not it", PASSWORD, "Your current password is wrong; nothing was changed."),
        (PASSWORD, "short", "A password needs 12 to 200 characters."),
    ):
        answer = visitor.post("/account/password", data={"old": old, "new": new}, headers=ACCEPT)
        assert answer.status_code == 422
        alert = answer.text.partition('action="/account/password"')[2].partition('role="alert"')[2]
        assert words in alert.partition("</p>")[0]
        assert 'aria-invalid="true"' in alert.partition("</div>")[0]
        assert "The sign-in was refused" not in answer.text
    assert visitor.get("/v1/me").status_code == 200


def test_the_form_of_agencies_says_what_holds_and_refuses_to_be_contradictory(service: Service) -> None:
    reviewer, agencies = service.as_("reviewer"), service.people.agencies
    first, second = agencies["first"].id, agencies["second"].id

    def post(everyone: str, *ticked: str) -> httpx.Response:
        shown = re.findall(r'name="were_ticked" value="([^"]+)"', reviewer.get("/allowance", headers=ACCEPT).text)
        form = {"everyone": everyone, "agencies": list(ticked), "were_ticked": shown}
        return reviewer.post("/allowance", data=form, headers=ACCEPT, follow_redirects=True)

    try:
        refused = post("true", first)
        assert refused.status_code == 422
        assert "Nothing was changed" in refused.text
        assert reviewer.get("/v1/allowance").json() == {"agencies": None}
        kept = post("false", first).text
        assert "Only these agencies see them now: <bdi>First Customs</bdi>.</strong></p>" in kept
        assert "Saved. <strong>No agency sees them now." in post("false").text
        assert "Saved. <strong>Every agency sees them now" in post("true", second).text
        assert "Saved." not in reviewer.get("/allowance", headers=ACCEPT).text
    finally:
        reviewer.put("/v1/allowance", json={"agencies": None})


def test_a_right_holder_says_which_agencies_see_its_products(service: Service) -> None:
    reviewer, agencies = service.as_("reviewer"), service.people.agencies

    def seen_by(agency: str) -> tuple[set[str], bool]:
        """The points in the catalogue, and whether the release's promises name the product."""
        officer = service.as_("officer", agency)
        shown = officer.get("/v1/catalogue").json()["products"]
        points = {point["id"] for product in shown if product["id"] == "box" for point in product["points"]}
        return points, "box" in officer.get("/v1/release").json()["products"]

    everything, nothing = ({"logo", "seal"}, True), (set[str](), False)
    assert reviewer.get("/v1/allowance").json() == {"agencies": None}
    try:
        only = [agencies["second"].id]
        assert reviewer.put("/v1/allowance", json={"agencies": only}).json() == {"agencies": only}
        assert (seen_by("first"), seen_by("second")) == (nothing, everything)
        verdict = service.examine(GENUINE, product="box").json()
        assert {point["id"] for point in verdict["points"] if point["id"] != "confidential"} <= {"residual"}
        unknown = reviewer.put("/v1/allowance", json={"agencies": ["o-" + 32 * "0"]})
        assert unknown.status_code == 422
        assert "no agency" in unknown.json()["detail"]
        form = {"everyone": "false", "agencies": [agencies["first"].id]}
        assert reviewer.post("/allowance", data=form).status_code == 303
        assert (seen_by("first"), seen_by("second")) == (everything, nothing)
    finally:
        reviewer.put("/v1/allowance", json={"agencies": None})
    assert seen_by("first") == everything
