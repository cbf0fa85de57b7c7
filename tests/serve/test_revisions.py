"""Photos of an examination judged again with a difference: a new examination that follows it, and both on record."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.serve.casework import Officer
from tests.serve.record import faults, log_of
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo
from tests.serve.world import made, new_photo

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


def test_the_verdict_is_the_one_that_all_photos_sent_at_once_would_have(service: Service) -> None:
    name = examined(service, GENUINE, product="box", prior="0.02")
    after = revised(service, name, COUNTERFEIT)["verdict"]
    at_once = service.examine(GENUINE, COUNTERFEIT, product="box", prior="0.02").json()
    assert after | {"took_ms": 0} == at_once | {"took_ms": 0}
    assert after["prior_counterfeit"] == 0.02


def test_photos_are_dropped_replaced_and_put_in_another_order(service: Service) -> None:
    first, second, third = new_photo(), new_photo(), new_photo()
    name = examined(service, first, second)
    one, two = digests(made(service.client.get(f"/v1/examinations/{name}")))
    assert digests(revised(service, name, drop=["0"])) == [two]
    assert digests(revised(service, name, keep=["1", "0"])) == [two, one]
    replaced = revised(service, name, third, drop=["1"])
    assert digests(replaced)[0] == one
    assert len(digests(replaced)) == 2
    assert digests(replaced)[1] not in {one, two}


def test_the_same_photos_are_judged_as_another_product(service: Service) -> None:
    name = examined(service, GENUINE, COUNTERFEIT, product="box", views=["front", "back"], prior="0.05")
    after = revised(service, name, product="bag")
    assert after["verdict"]["product"]["id"] == "bag"
    assert after["verdict"]["product"]["given_by"] == "officer"
    assert after["verdict"]["prior_counterfeit"] == 0.05
    assert {each["view"] for each in after["verdict"]["photos"]} == {"whole"}  # what was said of box's views is no more
    recognised = revised(service, name, product="", prior="")
    assert recognised["verdict"]["product"]["given_by"] == "model"
    assert recognised["verdict"]["prior_counterfeit"] is None


def test_what_photos_show_is_said_otherwise(service: Service) -> None:
    name = examined(service, GENUINE, COUNTERFEIT, product="box", views=["front", "back"])
    after = revised(service, name, kept_views=["back", "front"])
    assert [each["view"] for each in after["verdict"]["photos"]] == ["back", "front"]
    detail = refused(revise(service, name, kept_views=["whole", "back"]), 422, "examination-rejected")
    assert "'whole'" in detail
    detail = refused(revise(service, name, kept_views=["back"]), 422, "examination-rejected")
    assert "one for each" in detail


def test_a_revision_is_revised_and_every_examination_names_the_one_before(service: Service) -> None:
    name = examined(service, GENUINE)
    second = revised(service, name, new_photo())
    third = revised(service, second["id"], new_photo())
    assert len(third["photos"]) == 3
    assert third["follows"] == second["id"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"product": "box"}, "nothing is changed"),
        ({"kept_views": ["front", ""]}, "nothing is changed"),
        ({"drop": ["0", "1"]}, "no photo is left"),
        ({"drop": ["2"]}, "counted from 0"),
        ({"keep": ["0", "0"]}, "name each once"),
        ({"keep": ["0"], "product": "shoe"}, "'shoe'"),
        ({"prior": "2"}, "between 0 and 1"),
    ],
)
def test_what_can_not_be_judged_so_is_refused_with_what_to_do(
    service: Service, fields: dict[str, Any], words: str
) -> None:
    name = examined(service, GENUINE, COUNTERFEIT, product="box", views=["front", ""])
    assert words in refused(revise(service, name, **fields), 422, "examination-rejected")


def test_more_photos_than_are_judged_together_are_refused_and_counted(service: Service) -> None:
    name = examined(service, *(photo(seed=seed) for seed in range(7)))
    answer = revise(service, name, new_photo(), new_photo())
    assert "7 kept photos and 2 new ones" in refused(answer, 422, "examination-rejected")
    assert len(digests(revised(service, name, new_photo(), new_photo(), drop=["0"]))) == 8


@pytest.mark.parametrize("fields", [{"keep": ["0"], "drop": ["1"]}, {"keep": ["x"]}, {"drop": ["-1"]}, {"colour": "x"}])
def test_a_form_that_can_not_be_read_is_refused(service: Service, fields: dict[str, Any]) -> None:
    refused(revise(service, examined(service, GENUINE), **fields), 400, "call-rejected")


def test_a_new_photo_that_is_refused_is_named_as_it_was_sent_and_nothing_is_lost(service: Service) -> None:
    name = examined(service, GENUINE, COUNTERFEIT)
    before = made(service.client.get("/v1/examinations"))["examinations"]
    answer = revise(service, name, new_photo(), b"GIF89a")
    assert answer.status_code == 422
    assert answer.json()["photo"] == {"index": 1, "file_name": "new1.jpg", "sent": True}
    assert answer.json()["detail"].startswith("New photo 2 (new1.jpg):")
    assert made(service.client.get("/v1/examinations"))["examinations"] == before
    assert service.client.get(f"/v1/examinations/{name}").status_code == 200


def test_the_same_bytes_are_judged_once(service: Service) -> None:
    name = examined(service, GENUINE)
    other = new_photo()
    assert len(digests(revised(service, name, GENUINE, other, other))) == 2


def test_a_revision_sent_again_is_carried_out_once(service: Service) -> None:
    name, key, content = examined(service, GENUINE), str(uuid4()), new_photo()
    first, second = (revise(service, name, content, key=key) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert first.content == second.content
    refused(revise(service, name, content, key=key, product="box"), 422, "idempotency-key-reused")
    other = examined(service, GENUINE)
    refused(revise(service, other, content, key=key), 422, "idempotency-key-reused")


def test_a_kept_photo_that_was_altered_in_the_store_is_not_used(service: Service) -> None:
    content = new_photo()
    name = examined(service, content)
    digest = digests(made(service.client.get(f"/v1/examinations/{name}")))[0]
    objects = service.parts.objects
    if not hasattr(objects, "_root"):
        pytest.skip("files alone can be edited here")
    path = objects._root / digest[:2] / digest
    path.write_bytes(content[:-1] + b"x")
    refused(revise(service, name, new_photo()), 503, "photo-altered")
    path.write_bytes(content)
    assert revise(service, name, new_photo()).status_code == 201


def test_another_agencys_examination_is_not_found(service: Service) -> None:
    name = examined(service, GENUINE)
    for by in (service.as_("officer", "second"), service.as_("administrator")):
        refused(revise(service, name, new_photo(), by=by), 404, "not-found")


def test_a_colleague_revises_an_examination_in_their_own_name(service: Service) -> None:
    name = examined(service, GENUINE)
    answer = revise(service, name, new_photo(), by=service.as_("trainer"))
    assert answer.status_code == 201
    events = [event for event in log_of(service) if event.subject == answer.headers["location"].rpartition("/")[2]]
    assert json.loads(events[0].details)["follows"] == name
    assert json.loads(events[0].details)["by"] == events[0].actor


def test_what_was_revised_and_what_follows_it_are_on_record_and_sound(service: Service) -> None:
    name = examined(service, GENUINE)
    revised(service, name, new_photo())
    assert faults(service) == []


def test_in_a_case_a_revision_is_a_visit_of_the_same_item(service: Service) -> None:
    officer = Officer(service.client)
    case = officer.open()
    item = officer.add_item(case, product="box")
    name = officer.examine(case, item, GENUINE, COUNTERFEIT)["examination"]["id"]
    after = revised(service, name, drop=["0"])
    visits = officer.get(f"/cases/{case}")["items"][0]["visits"]
    assert [visit["examination"]["id"] for visit in visits] == [name, after["id"]]
    assert visits[1]["photos_left_out"] == 1
    assert visits[1]["examination"]["follows"] == name
    refused(revise(service, name, new_photo(), by=service.as_("trainer")), 403, "not-permitted")
    officer.conclude(case, item, "counterfeit")
    officer.close(case)
    assert "closed" in refused(revise(service, name, new_photo()), 409, "case-state")
    assert faults(service) == []


def test_a_revision_in_a_case_sent_again_is_carried_out_once(service: Service) -> None:
    officer = Officer(service.client)
    case = officer.open()
    item = officer.add_item(case)
    name = officer.examine(case, item, GENUINE)["examination"]["id"]
    key, content = str(uuid4()), new_photo()
    first, second = (revise(service, name, content, key=key) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(officer.get(f"/cases/{case}")["items"][0]["visits"]) == 2


def test_without_javascript_a_refused_photo_is_named_on_a_page_that_leads_back(service: Service) -> None:
    name = examined(service, GENUINE)
    page = f"{service.base}/examinations/{name}"
    files = {"photos": ("dark.gif", b"GIF89a")}
    headers = {"accept": "text/html", "referer": page}
    answer = service.client.post(f"/examinations/{name}/revisions", files=files, headers=headers)
    assert answer.status_code == 422
    assert "New photo 1 (dark.gif)" in answer.text
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
