"""A call that is sent again is carried out once, on either kind of storage."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from serve.examinations.tables import examinations
from serve.platform.tenancy import SYSTEM
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

Call = Callable[..., httpx.Response]


@pytest.fixture
def examine(service: Service) -> Call:
    def examine(key: str, *photos: bytes, **fields: str) -> httpx.Response:
        files = [("photos", ("a.jpg", photo, "image/jpeg")) for photo in photos]
        return service.client.post("/v1/examinations", files=files, data=fields, headers={"Idempotency-Key": key})

    return examine


def count(service: Service) -> int:
    with service.parts.database.reading(SYSTEM) as connection:
        found: int = connection.execute(select(func.count()).select_from(examinations)).scalar_one()
    return found


def test_a_call_sent_again_gives_the_same_answer_and_is_not_carried_out_again(service: Service, examine: Call) -> None:
    key = str(uuid4())
    before = count(service)
    first, second = (examine(key, GENUINE, product="box") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"]
    assert count(service) == before + 1


def test_the_same_call_sent_many_times_at_once_makes_one_examination(service: Service, examine: Call) -> None:
    key = str(uuid4())
    before = count(service)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: examine(key, GENUINE, COUNTERFEIT), range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert count(service) == before + 1


@pytest.mark.parametrize("fields", [{"product": "box"}, {"prior": "0.1"}, {"views": "front"}])
def test_other_contents_under_the_same_key_are_refused(examine: Call, fields: dict[str, str]) -> None:
    key = str(uuid4())
    assert examine(key, GENUINE).status_code == 201
    answer = examine(key, GENUINE, **fields)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/idempotency-key-reused"
    assert "key of its own" in answer.json()["detail"]


def test_a_call_that_failed_may_be_corrected_and_sent_again(examine: Call) -> None:
    key = str(uuid4())
    assert examine(key, b"not a photo").status_code == 422
    assert examine(key, GENUINE).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 191])
def test_a_key_that_is_none_is_refused(examine: Call, key: str) -> None:
    assert examine(key, GENUINE).status_code in {400, 422}


def test_without_a_key_every_call_is_a_new_one(service: Service) -> None:
    first, second = (service.examine(GENUINE).headers["location"] for _ in range(2))
    assert first != second


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
