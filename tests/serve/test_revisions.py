"""Photos of an examination judged again with a difference: fields of the form, answers, problems and the page's form.

tests/serve/rules has the rules, tests/serve/test_revising.py what a revision makes of photos.
"""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.platform.local_objects import LocalObjects
from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.world import absent_id, made, new_photo

NO_PHOTO = {"views": (None, "")}  # a form of many parts that says nothing


def examined(service: Service, *photos: bytes, **fields: Any) -> str:
    answer = service.examine(*photos, **fields)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rpartition("/")[2]


def revise(
    service: Service, name: str, *photos: bytes, by: httpx.Client | None = None, key: str | None = None, **fields: Any
) -> httpx.Response:
    parts: list[Any] = [("photos", (f"new{i}.jpg", content, "image/jpeg")) for i, content in enumerate(photos)]
    for field, said in fields.items():
        parts += [(field, (None, value)) for value in ([said] if isinstance(said, str) else said)]
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/v1/examinations/{name}/revisions"
    return (by or service.client).post(path, files=parts or NO_PHOTO, headers=headers)


def revised(service: Service, name: str, *photos: bytes, **fields: Any) -> dict[str, Any]:
    """The new examination."""
    answer = revise(service, name, *photos, **fields)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = made(service.client.get(answer.headers["location"]))
    assert document["verdict"] == answer.json()
    assert document["follows"] == name
    return document


def digests(document: dict[str, Any]) -> list[str]:
    return [each["sha256"] for each in document["verdict"]["photos"]]


def refused(answer: httpx.Response, status: int, problem: str) -> str:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}"), answer.text
    detail: str = answer.json()["detail"]
    return detail


def test_a_photo_is_added_without_sending_the_others_again(service: Service) -> None:
    name = examined(service, GENUINE, product="box", views=["front"])
    before = made(service.client.get(f"/v1/examinations/{name}"))
    after = revised(service, name, COUNTERFEIT, views=["back"])
    assert digests(after)[:1] == digests(before)
    assert [each["view"] for each in after["verdict"]["photos"]] == ["front", "back"]
    assert service.client.get(after["photos"][0]["original"]).content == GENUINE
    assert before["follows"] is None
    assert made(service.client.get(f"/v1/examinations/{name}")) == before


def test_every_field_of_the_form_counts(service: Service) -> None:
    name = examined(service, GENUINE, COUNTERFEIT, product="box", views=["front", "back"], prior="0.05")
    one, two = digests(made(service.client.get(f"/v1/examinations/{name}")))
    assert digests(revised(service, name, drop=["0"])) == [two]
    assert digests(revised(service, name, keep=["1", "0"])) == [two, one]
    shown = revised(service, name, kept_views=["back", ""])["verdict"]["photos"]
    assert shown[0]["view"] == "back"
    other = revised(service, name, product="bag", prior="0.02")["verdict"]
    assert (other["product"]["id"], other["product"]["given_by"]) == ("bag", "officer")
    assert other["prior_counterfeit"] == 0.02
    recognised = revised(service, name, product="", prior="")["verdict"]
    assert (recognised["product"]["given_by"], recognised["prior_counterfeit"]) == ("model", None)


@pytest.mark.parametrize("fields", [{"keep": ["0"], "drop": ["1"]}, {"keep": ["x"]}, {"drop": ["-1"]}, {"colour": "x"}])
def test_a_form_that_can_not_be_read_is_refused(service: Service, fields: dict[str, Any]) -> None:
    refused(revise(service, absent_id("e"), **fields), 400, "call-rejected")


def test_each_refusal_has_its_problem(service: Service) -> None:
    officer, key = Officer(service.client), str(uuid4())
    case = officer.open()
    item = officer.add_item(case)
    name = officer.examine(case, item, GENUINE)["examination"]["id"]
    assert "nothing is changed" in refused(revise(service, name, keep=["0"]), 422, "examination-rejected")
    refused(revise(service, name, new_photo(), by=service.as_("trainer")), 403, "not-permitted")
    refused(revise(service, name, new_photo(), by=service.as_("officer", "second")), 404, "not-found")
    revised(service, name, new_photo(), key=key)
    refused(revise(service, name, new_photo(), key=key), 422, "idempotency-key-reused")
    officer.conclude(case, item, "counterfeit")
    officer.close(case)
    assert "closed" in refused(revise(service, name, new_photo()), 409, "case-state")


def test_a_new_photo_that_is_refused_is_named_as_it_was_sent(service: Service) -> None:
    name = examined(service, GENUINE, COUNTERFEIT)
    answer = revise(service, name, new_photo(), b"GIF89a")
    assert answer.status_code == 422
    assert answer.json()["photo"] == {"index": 1, "file_name": "new1.jpg", "sent": True}
    assert answer.json()["detail"].startswith("New photo 2 (new1.jpg):")


def test_a_revision_sent_again_gives_the_same_answer(service: Service) -> None:
    name, key, content = examined(service, GENUINE), str(uuid4()), new_photo()
    first, second = (revise(service, name, content, key=key) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert first.content == second.content


def test_a_photo_that_was_altered_in_the_store_is_a_problem_of_the_service(service: Service) -> None:
    content = new_photo()
    name = examined(service, content)
    digest = digests(made(service.client.get(f"/v1/examinations/{name}")))[0]
    objects = service.parts.objects
    assert isinstance(objects, LocalObjects)
    path = objects._root / digest[:2] / digest
    path.write_bytes(content[:-1] + b"x")
    refused(revise(service, name, new_photo()), 503, "photo-altered")
    path.write_bytes(content)
    assert revise(service, name, new_photo()).status_code == 201


def test_without_javascript_a_refused_photo_is_named_on_a_page_that_leads_back(service: Service) -> None:
    name = examined(service, GENUINE)
    page = f"{service.base}/examinations/{name}"
    files = {"photos": ("dark.gif", b"GIF89a")}
    headers = {"accept": "text/html", "referer": page}
    answer = service.client.post(f"/examinations/{name}/revisions", files=files, headers=headers)
    assert answer.status_code == 422
    assert "New photo 1 (<bdi>dark.gif</bdi>)" in answer.text
    assert f'href="/examinations/{name}"' in answer.text


def test_a_pages_form_sent_twice_leads_to_one_examination_and_another_button_to_another(service: Service) -> None:
    name = examined(service, GENUINE, product="box")
    page = service.client.get(f"/examinations/{name}", headers={"accept": "text/html"}).text
    key = page.partition('name="idempotency_key" value="')[2].partition('"')[0]

    def press(product: str) -> str:
        files = {"product": (None, product), "idempotency_key": (None, key)}
        answer = service.client.post(f"/examinations/{name}/revisions", files=files)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    assert press("bag") == press("bag")
    assert press("bag") != press("")
