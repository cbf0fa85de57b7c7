"""A call that is sent again: its header, its answer, its problem, and the key in a page's form.

tests/serve/rules has what is carried out.
"""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

Call = Callable[..., httpx.Response]


@pytest.fixture
def examine(service: Service) -> Call:
    def examine(key: str, *photos: bytes, **fields: str) -> httpx.Response:
        files = [("photos", ("a.jpg", photo, "image/jpeg")) for photo in photos]
        return service.client.post("/v1/examinations", files=files, data=fields, headers={"Idempotency-Key": key})

    return examine


def test_a_call_sent_again_gives_the_same_answer(examine: Call) -> None:
    key = str(uuid4())
    first, second = (examine(key, GENUINE, product="box") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"]


def test_other_contents_under_the_same_key_are_refused(examine: Call) -> None:
    key = str(uuid4())
    assert examine(key, GENUINE).status_code == 201
    answer = examine(key, GENUINE, product="box")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert "key of its own" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["", "a b", "x" * 191])
def test_a_key_that_is_none_is_refused(examine: Call, key: str) -> None:
    assert examine(key, GENUINE).status_code in {400, 422}


def test_a_form_sent_twice_leads_to_one_verdict_but_other_photos_from_the_same_page_to_another(
    service: Service,
) -> None:
    page = service.client.get("/").text
    key = page.partition('name="idempotency_key" value="')[2].partition('"')[0]
    assert len(key) > 20

    def send(photo: bytes) -> str:
        files = {"photos": ("a.jpg", photo, "image/jpeg")}
        answer = service.client.post("/examinations", files=files, data={"idempotency_key": key})
        assert answer.status_code == 303
        return answer.headers["location"]

    assert send(GENUINE) == send(GENUINE)
    assert send(GENUINE) != send(COUNTERFEIT)
