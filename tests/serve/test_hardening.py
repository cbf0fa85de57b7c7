"""What somebody with bad intentions sends: refused with a word, never a server error."""

import httpx
import pytest

from tests.serve.running import Service

PAGE = {"accept": "text/html"}


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


def test_no_address_leads_to_the_host_that_a_call_names(service: Service) -> None:
    answer = httpx.get(f"{service.base}/v1/cases/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
