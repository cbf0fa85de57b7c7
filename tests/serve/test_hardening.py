"""Hostile requests: refused with a message, never a server error."""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from serve.accounts import signing_in
from serve.accounts.domain import FAILURES_ALLOWED, SignInRefusedError, TooManySignInsError
from serve.accounts.guard import COOKIE
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from tests.serve.casework import Officer
from tests.serve.record import log_of
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE

PASSWORD = "eleven slow ferries"  # noqa: S105  # of people who live as long as this test
PAGE = {"accept": "text/html"}


def new_person(service: Service) -> str:
    """The username of a new person with a password."""
    name = f"guessed-{uuid4().hex[:8]}"
    agency = service.people.agencies["first"].id
    service.parts[Accounts].add_person(
        None, organisation_id=agency, username=name, name=name, role=Role.OFFICER, password=PASSWORD
    )
    return name


def sign_in(visitor: httpx.Client, name: str, password: str = PASSWORD) -> int:
    return visitor.post("/sign-in", data={"username": name, "password": password}, headers=PAGE).status_code


def test_a_text_that_the_database_cannot_keep_is_refused(service: Service) -> None:
    officer, administrator = service.client, service.as_("administrator")
    cases = Officer(officer)
    case = cases.open()
    item = cases.add_item(case)
    cases.examine(case, item, GENUINE)
    with service.visitor(headers={"origin": service.base}) as visitor:
        answers = [
            visitor.post("/sign-in", data={"username": "some\0body", "password": "x"}, headers=PAGE),
            officer.get("/v1/cases", params={"officer": "\0"}),
            officer.get("/cases", params={"officer": "\0"}, headers=PAGE),
            officer.post(f"/v1/cases/{case}/items/{item}/opinions", json={"asked_of": "x\0"}),
            administrator.post(
                "/people", data={"organisation": "o\0", "username": "a", "name": "b", "role": "officer"}
            ),
        ]
    assert {answer.status_code for answer in answers} <= {200, 401, 404, 422}


@pytest.mark.parametrize("origin", ["http://[", "null", "x", "http://evil.example"])
def test_an_origin_that_is_none_is_a_foreign_one(service: Service, origin: str) -> None:
    with service.visitor(headers={"origin": origin}) as visitor:
        assert visitor.post("/sign-in", data={"username": "a", "password": "b"}).status_code == 403


def test_a_large_body_without_photos_is_refused_before_it_is_read(service: Service) -> None:
    with service.visitor() as visitor:
        answer = visitor.post("/v1/cases", content=b"[" + b"1," * 2**20, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/request-too-large")
    assert "without photos" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["[", "http://[", "a]b", "\xff"])
def test_a_host_that_is_none_gives_no_server_error(service: Service, host: str) -> None:
    lines = f"GET /account HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(service.base.rpartition(":")[2])), 20) as connection:
        connection.sendall(lines.encode("latin-1"))
        status = connection.makefile("rb").readline().split()[1]
    assert status < b"500"


def test_many_guesses_at_once_do_not_pass_the_limit(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "_hasher", PasswordHasher)  # while it works, other guesses overtake
    name = new_person(service)
    with service.visitor(headers={"origin": service.base}) as visitor, ThreadPoolExecutor(24) as pool:
        forms = [{"username": name, "password": f"guess number {number}"} for number in range(3 * FAILURES_ALLOWED)]
        answers = list(pool.map(lambda form: visitor.post("/sign-in", data=form).status_code, forms))
    assert answers.count(401) == FAILURES_ALLOWED
    assert set(answers) == {401, 429}


def test_passwords_are_held_against_hashes_few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counting, at_work, most = threading.Lock(), 0, 0

    class Hasher:
        def verify(self, _: str, __: str) -> bool:
            nonlocal at_work, most
            with counting:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.01)
            with counting:
                at_work -= 1
            raise VerificationError

    signing_in.verified(None, "a first one")  # which makes the value with which the others are compared
    monkeypatch.setattr(signing_in, "_hasher", Hasher)
    with ThreadPoolExecutor(16) as pool:
        assert not any(pool.map(lambda guess: signing_in.verified(None, guess), map(str, range(32))))
    assert most == 2


def test_a_person_who_mistypes_up_to_the_limit_signs_in_and_starts_again(service: Service) -> None:
    name = new_person(service)
    with service.visitor(headers={"origin": service.base}) as visitor:
        for _ in range(2):
            assert {sign_in(visitor, name, "mistyped") for _ in range(FAILURES_ALLOWED - 1)} == {401}
            assert sign_in(visitor, name) == 303


def test_signing_in_again_ends_the_session_that_the_browser_had(service: Service) -> None:
    name = new_person(service)
    with service.visitor(headers={"origin": service.base}) as visitor, service.visitor() as thief:
        assert sign_in(visitor, name) == 303
        thief.cookies.set(COOKIE, visitor.cookies[COOKIE])
        assert sign_in(visitor, name, "mistyped") == 401
        assert thief.get("/v1/me").status_code == 200
        assert sign_in(visitor, name) == 303
        assert thief.get("/v1/me").status_code == 401
        assert visitor.get("/v1/me").json()["username"] == name
    assert "session:end" in [event.action for event in log_of(service)[-2:]]


def test_ones_own_password_cannot_be_guessed_without_end_or_unseen(service: Service) -> None:
    name = new_person(service)
    person = next(each for each in service.parts[Accounts].people(None) if each.username == name)
    account = OwnAccount(service.parts[Accounts].work)
    actor = service.parts[Accounts].actor_of(person, "test")
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(SignInRefusedError):
            account.change_password(actor, "a wrong guess", "twelve slow ferries")
    with pytest.raises(TooManySignInsError):
        account.change_password(actor, PASSWORD, "twelve slow ferries")
    refused = [event for event in log_of(service) if (event.action, event.subject) == ("session:refuse", person.id)]
    assert len(refused) == FAILURES_ALLOWED


def test_ones_own_password_cannot_be_guessed_by_calls_either(service: Service) -> None:
    name = new_person(service)
    wrong = {"old": "a wrong guess", "new": "twelve slow ferries"}
    with service.visitor(headers={"origin": service.base}) as visitor:
        assert sign_in(visitor, name) == 303
        guesses = [visitor.put("/v1/me/password", json=wrong) for _ in range(FAILURES_ALLOWED)]
        answers = [visitor.put("/v1/me/password", json=wrong), visitor.post("/account/password", data=wrong)]
    assert {answer.status_code for answer in guesses} == {401}
    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [
        (429, "/problems/too-many-sign-ins")
    ] * 2
    assert int(answers[0].headers["retry-after"]) > 0


def test_the_session_is_for_https_alone_where_the_public_address_says_so(start_service: Callable[..., Service]) -> None:
    service = start_service(public_url="https://shingan.example")
    form = {"username": new_person(service), "password": PASSWORD}
    with service.visitor(headers={"origin": service.base}) as visitor:
        signed_in = visitor.post("/sign-in", data=form)
        signed_out = visitor.post("/sign-out")
        plain = visitor.get("/healthz")
    for answer in (signed_in, signed_out):
        attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert [answer.headers["strict-transport-security"] for answer in (signed_in, plain)] == ["max-age=31536000"] * 2


def test_nothing_is_said_of_https_where_there_is_none(service: Service) -> None:
    assert "strict-transport-security" not in httpx.get(f"{service.base}/healthz").headers


def test_readiness_names_the_part_and_no_path(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = start_service()
    unfinished = tmp_path / "data" / "objects" / "unfinished"
    unfinished.rmdir()
    unfinished.write_text("in the way")
    answer = httpx.get(f"{service.base}/readyz")
    assert (answer.status_code, answer.json()["detail"]) == (503, "Not working: objects.")
    assert answer.json()["checks"]["objects"]
    assert str(tmp_path) not in answer.text


def test_no_address_leads_to_the_host_that_a_call_names(service: Service) -> None:
    answer = httpx.get(f"{service.base}/v1/cases/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
