"""What somebody with bad intentions sends: refused with a word, never a server error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from serve.accounts.domain import FAILURES_ALLOWED, SignInRefusedError, TooManySignInsError
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.signing_in import actor_of
from tests.serve.record import log_of
from tests.serve.running import Service

PASSWORD = "eleven slow ferries"  # noqa: S105  # of people who live as long as this test
PAGE = {"accept": "text/html"}


def somebody(service: Service) -> str:
    """The username of somebody new with a password."""
    name = f"guessed-{uuid4().hex[:8]}"
    agency = service.people.agencies["first"].id
    service.parts.accounts.add_person(
        None, organisation_id=agency, username=name, name=name, role=Role.OFFICER, password=PASSWORD
    )
    return name


def test_a_text_that_the_database_cannot_keep_is_refused(service: Service) -> None:
    officer, administrator = service.client, service.as_("administrator")
    with service.visitor(headers={"origin": service.base}) as visitor:
        answers = [
            visitor.post("/sign-in", data={"username": "some\0body", "password": "x"}, headers=PAGE),
            officer.get("/v1/cases", params={"officer": "\0"}),
            officer.get("/cases", params={"officer": "\0"}, headers=PAGE),
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


def test_many_guesses_at_once_do_not_pass_the_limit(service: Service) -> None:
    name = somebody(service)
    with service.visitor(headers={"origin": service.base}) as visitor, ThreadPoolExecutor(24) as pool:
        forms = [{"username": name, "password": f"guess number {number}"} for number in range(3 * FAILURES_ALLOWED)]
        answers = list(pool.map(lambda form: visitor.post("/sign-in", data=form).status_code, forms))
    assert answers.count(401) == FAILURES_ALLOWED
    assert set(answers) == {401, 429}


def test_ones_own_password_cannot_be_guessed_without_end_or_unseen(service: Service) -> None:
    name = somebody(service)
    person = next(each for each in service.parts.accounts.people(None) if each.username == name)
    account = OwnAccount(service.parts.database, service.parts.trail)
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(SignInRefusedError):
            account.change_password(actor_of(person, "test"), "a wrong guess", "twelve slow ferries")
    with pytest.raises(TooManySignInsError):
        account.change_password(actor_of(person, "test"), PASSWORD, "twelve slow ferries")
    refused = [event for event in log_of(service) if (event.action, event.subject) == ("session:refuse", person.id)]
    assert len(refused) == FAILURES_ALLOWED


def test_the_session_is_for_https_alone_where_the_public_address_says_so(start_service: Callable[..., Service]) -> None:
    service = start_service(public_url="https://shingan.example")
    form = {"username": somebody(service), "password": PASSWORD}
    with service.visitor(headers={"origin": service.base}) as visitor:
        assert "Secure" in visitor.post("/sign-in", data=form).headers["set-cookie"]


def test_no_address_leads_to_the_host_that_a_call_names(service: Service) -> None:
    answer = httpx.get(f"{service.base}/v1/cases/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
