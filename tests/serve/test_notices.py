"""The page and the API of notices by e-mail, and the command that tries a mail server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.notices.service import OwnNotices
from tests.serve.clearing import new_agency
from tests.serve.commands import Shingan, shingan
from tests.serve.mailing import HOST, Mailbox, mail_server
from tests.serve.running import Service

__all__ = ["shingan"]
PAGE = {"accept": "text/html"}
ADDRESS = "officer@customs.example"
PASSWORD = "correct horse battery staple"  # noqa: S105  # of people who live as long as a test


@pytest.fixture
def agency(service: Service, monkeypatch: pytest.MonkeyPatch) -> str:
    """An agency of its own, in a service that has a mail server."""
    parts = service.parts
    monkeypatch.setitem(parts.made, OwnNotices, replace(parts[OwnNotices], is_offered=True))
    return new_agency(service, f"notices-{uuid4().hex[:8]}")


@pytest.fixture
def officer(service: Service, agency: str) -> Iterator[httpx.Client]:
    """The browser of a person who has no password."""
    cookies, headers = {COOKIE: service.people.session("officer", agency)}, {"origin": service.base}
    with service.visitor(cookies=cookies, headers=headers) as client:
        yield client


def test_the_form_says_what_is_wrong_and_what_to_do_next(officer: httpx.Client) -> None:
    assert "at most one message an hour" in officer.get("/account/notices", headers=PAGE).text
    wrong = officer.post("/account/notices", data={"address": "<b>", "on": "true"}, headers=PAGE)
    assert (wrong.status_code, "This is no e-mail address." in wrong.text) == (422, True)
    assert 'value="&lt;b&gt;"' in wrong.text
    kept = officer.post("/account/notices", data={"address": ADDRESS, "on": "true"}, headers=PAGE)
    assert (kept.status_code, kept.headers["location"]) == (303, "/account/notices?kept=yes")
    assert "Open the link within a day" in officer.get(kept.headers["location"], headers=PAGE).text
    again = officer.post("/account/notices/again", headers=PAGE)
    assert (again.status_code, "Wait five minutes." in again.text) == (422, True)
    assert "Confirm this address" in officer.get("/account/notices/confirm?token=x", headers=PAGE).text
    refused = officer.post("/account/notices/confirm", data={"token": "x"}, headers=PAGE)
    assert (refused.status_code, "This link is not valid any more" in refused.text) == (422, True)


def test_another_address_needs_the_password_in_a_form_and_in_a_call(service: Service, agency: str) -> None:
    accounts, organisation = service.parts[Accounts], service.people.agencies[agency].id
    name = f"aiko-{uuid4().hex[:12]}"
    accounts.add_person(
        None, organisation_id=organisation, username=name, name="Aiko", role=Role.OFFICER, password=PASSWORD
    )
    secret = service.parts[SignIn].with_password(name, PASSWORD, "192.0.2.7").secret
    with service.visitor(cookies={COOKIE: secret}, headers={"origin": service.base}) as client:
        assert 'id="password"' in client.get("/account/notices", headers=PAGE).text
        form = {"address": ADDRESS, "on": "true", "password": "wrong"}
        wrong = client.post("/account/notices", data=form, headers=PAGE)
        assert (wrong.status_code, "Your current password is wrong" in wrong.text) == (422, True)
        assert f'value="{ADDRESS}"' in wrong.text
        assert "wrong" not in wrong.text.partition('id="password"')[2].partition(">")[0]
        refused = client.put("/v1/me/notices", json={"address": ADDRESS})
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (401, "password-refused")
        kept = client.post("/account/notices", data={**form, "password": PASSWORD}, headers=PAGE)
        assert kept.status_code == 303
        assert client.put("/v1/me/notices", json={"address": ADDRESS, "on": False}).json()["on"] is False
        for _ in range(20):
            refused = client.post("/account/notices", data={**form, "address": "b@customs.example"}, headers=PAGE)
        assert (refused.status_code, "retry-after" in refused.headers) == (429, True)


def test_a_token_sets_no_other_address(service: Service, officer: httpx.Client, agency: str) -> None:
    script = service.as_("officer", agency)
    refused = script.put("/v1/me/notices", json={"address": ADDRESS})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "not-permitted")
    assert officer.put("/v1/me/notices", json={"address": ADDRESS}).status_code == 200
    assert script.put("/v1/me/notices", json={"address": ADDRESS, "on": False}).json()["on"] is False
    assert script.put("/v1/me/notices", json={"address": None}).json()["address"] is None


def test_a_program_sets_reads_and_removes_it(officer: httpx.Client) -> None:
    found = officer.put("/v1/me/notices", json={"address": ADDRESS, "on": False})
    assert found.json() == officer.get("/v1/me/notices").json()
    expected = {"offered": True, "address": ADDRESS, "on": False, "confirmed": False, "refused": False}
    assert found.json() == expected
    assert officer.post("/v1/me/notices/confirm", json={"token": "x"}).status_code == 422
    removed = officer.put("/v1/me/notices", json={"address": None}).json()
    assert (removed["address"], removed["on"]) == (None, False)


def test_without_a_mail_server_the_page_says_so(service: Service) -> None:
    client = service.as_("trainer")
    text = client.get("/account/notices", headers=PAGE).text
    assert "has set no mail server" in text
    assert 'name="address"' not in text
    answer = client.put("/v1/me/notices", json={"address": ADDRESS})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "notices-off")


def test_an_operator_tries_the_mail_server(shingan: Shingan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "SHINGAN_SMTP_HOST: not set" in shingan("notice", "test", ADDRESS).error
    monkeypatch.setenv("SHINGAN_SMTP_HOST", HOST)
    assert "needs SHINGAN_SMTP_FROM" in shingan("notice", "test", ADDRESS).error
    monkeypatch.setenv("SHINGAN_SMTP_FROM", "shingan@customs.example")
    assert "needs SHINGAN_PUBLIC_URL" in shingan("notice", "test", ADDRESS).error
    monkeypatch.setenv("SHINGAN_PUBLIC_URL", "https://shingan.example")
    monkeypatch.setenv("SHINGAN_SMTP_SECURITY", "none")
    with mail_server(Mailbox()) as mailbox:
        monkeypatch.setenv("SHINGAN_SMTP_PORT", str(mailbox.port))
        done = shingan("notice", "test", ADDRESS)
        assert (done.status, "Look whether it arrives" in done.out) == (0, True)
        assert mailbox.messages[0]["To"] == ADDRESS
        assert shingan("notice", "test", "no address").status == 2
        mailbox.refused[ADDRESS] = "550 No such mailbox"
        done = shingan("notice", "test", ADDRESS)
        assert (done.status, "refuses this address: 550 No such mailbox" in done.error) == (1, True)
    done = shingan("notice", "test", ADDRESS)
    assert (done.status, "does not answer as it should" in done.error) == (1, True)
    assert not list(tmp_path.iterdir())
