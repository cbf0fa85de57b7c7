"""The pages of a new password by e-mail: one answer for everyone, and a form behind a link."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.notices.sending import NoticeSender
from serve.notices.service import OwnNotices
from serve.platform.settings import Settings, SmtpSecurity
from tests.serve.mailing import HOST, Mailbox, mail_server
from tests.serve.running import Service, run
from tests.storage import Storage

ACCEPT = {"accept": "text/html"}
PASSWORD, ANOTHER = "correct horse battery staple", "eleven slow ferries"
ASK, CHOOSE = "/sign-in/forgotten", "/sign-in/reset"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with mail_server(Mailbox()) as box:
        yield box


@pytest.fixture(scope="module")
def sending(
    mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    """A service that sends e-mail."""
    yield from run(
        Settings(
            data_dir=tmp_path_factory.mktemp("data"),
            release=tiny_release,
            workers=2,
            public_url="http://localhost",
            smtp_host=HOST,
            smtp_port=mailbox.port,
            smtp_security=SmtpSecurity.NONE,
            smtp_from="shingan@customs.example",
            **either_database(),
        )
    )


@pytest.fixture
def visitor(sending: Service) -> Iterator[httpx.Client]:
    with sending.visitor(headers={"origin": sending.base, **ACCEPT}) as client:
        yield client


def received(sending: Service, mailbox: Mailbox) -> str:
    """What arrives next, or has just arrived."""
    sending.parts[NoticeSender].run()
    return str(mailbox.messages[-1].get_content())


def test_the_link_that_arrives_leads_to_a_form_that_works_once(
    sending: Service, mailbox: Mailbox, visitor: httpx.Client
) -> None:
    accounts, agency = sending.parts[Accounts], sending.people.agencies["first"].id
    person = accounts.add_person(
        None, organisation_id=agency, username="aiko", name="Aiko", role=Role.OFFICER, password=PASSWORD
    ).person
    actor = accounts.actor_of(person, via="tests")
    sending.parts[OwnNotices].choose(actor, "aiko@customs.example", is_on=True, password=PASSWORD)
    (token,) = re.findall(r"confirm\?token=(\S+)", received(sending, mailbox))
    sending.parts[OwnNotices].confirm(actor, token)
    assert f'href="{ASK}"' in visitor.get("/sign-in").text
    answers = [visitor.post(ASK, data={"username": name}) for name in ("aiko", "no-such-person")]
    assert {(each.status_code, each.headers["location"]) for each in answers} == {(303, f"{ASK}?asked=yes")}
    assert "a message with a link is on its way" in visitor.get(f"{ASK}?asked=yes").text
    (path,) = re.findall(r"http://localhost(/sign-in/reset\?token=\S+)", received(sending, mailbox))
    assert 'action="/sign-in/reset"' in visitor.get(path).text
    secret = path.partition("token=")[2]
    refused = visitor.post(CHOOSE, data={"token": secret, "new": "short"})
    assert (refused.status_code, "A password needs 12 to 200 characters." in refused.text) == (422, True)
    chosen = visitor.post(CHOOSE, data={"token": secret, "new": ANOTHER})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in?changed=yes")
    for again in (visitor.get(path), visitor.post(CHOOSE, data={"token": secret, "new": PASSWORD})):
        assert "This link is not valid any more." in again.text
        assert f'href="{ASK}"' in again.text
    form = {"username": "aiko", "password": ANOTHER, "next": "/cases"}
    assert visitor.post("/sign-in", data=form).headers["location"] == "/cases"


def test_asking_too_often_is_said_beside_the_form(visitor: httpx.Client) -> None:
    answers = [visitor.post(ASK, data={"username": "guessed"}) for _ in range(4)]
    assert [each.status_code for each in answers] == [303, 303, 303, 429]
    assert "A link was asked for too often for this username." in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) > 840


def test_a_service_that_sends_no_mail_leads_to_the_administrator(service: Service) -> None:
    with service.visitor(headers=ACCEPT) as client:
        assert "Ask your administrator for a new password." in client.get(ASK).text
        assert ASK not in client.get("/sign-in").text
        assert "not valid any more" in client.get(f"{CHOOSE}?token=x").text
