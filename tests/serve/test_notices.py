"""The page and the API of notices by e-mail, and the command that tries a mail server."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from serve.notices.service import OwnNotices
from tests.serve.clearing import new_agency
from tests.serve.commands import Shingan, shingan
from tests.serve.mailing import HOST, Mailbox, mail_server
from tests.serve.running import Service

__all__ = ["shingan"]
PAGE = {"accept": "text/html"}
ADDRESS = "officer@customs.example"


@pytest.fixture
def officer(service: Service, monkeypatch: pytest.MonkeyPatch) -> httpx.Client:
    """A person of an agency of its own, in a service that has a mail server."""
    parts = service.parts
    monkeypatch.setitem(parts.made, OwnNotices, OwnNotices(parts[OwnNotices].work, is_offered=True))
    return service.as_("officer", new_agency(service, f"notices-{uuid4().hex[:8]}"))


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


def test_a_script_sets_reads_and_removes_it(officer: httpx.Client) -> None:
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
