"""Items of cases and revisions from photos that arrived as uploads: as from a form, once, or nothing at all."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.cases.store import CaseStore
from serve.platform.errors import StorageError
from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, as_new
from tests.serve.world import World, made


@pytest.fixture
def world(service: Service) -> World:
    return World(service)


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


def post(client: httpx.Client, path: str, uploads: list[str], key: str = "", **stated: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"photos": [{"upload": upload} for upload in uploads], **stated}
    return client.post(f"/v1{path}/from-uploads", json=body, headers=headers)


def taken_by(world: World, *uploads: str) -> list[str | None]:
    return [made(world.service.client.get(f"/v1/uploads/{name}"))["taken_by"] for name in uploads]


def without_time(verdict: dict[str, Any]) -> dict[str, Any]:
    return verdict | {"took_ms": 0}


def test_an_items_verdict_is_that_of_the_form_and_rests_on_earlier_photos(world: World, officer: Officer) -> None:
    case, first = officer.open(), as_new(GENUINE)
    photos = [as_new(COUNTERFEIT), as_new(GENUINE)]
    visits = []
    for is_form in (True, False):
        item = officer.add_item(case, product="box")
        officer.examine(case, item, first)
        if is_form:
            visits.append(officer.examine(case, item, *photos, prior="0.02"))
            continue
        uploads = [world.sent_photo(content=content) for content in photos]
        answer = post(officer.client, f"/cases/{case}/items/{item}/examinations", uploads, prior=0.02)
        visits.append(made(answer))
        name = visits[1]["examination"]["id"]
        assert answer.headers["location"] == f"/v1/examinations/{name}"
        assert taken_by(world, *uploads) == [name, name]
    form, sent = (without_time(visit["examination"]["verdict"]) for visit in visits)
    assert form == sent
    assert len(sent["photos"]) == 3
    for links, content in zip(visits[1]["examination"]["photos"], photos, strict=False):
        assert officer.client.get(links["original"]).content == content


def test_a_visit_may_rest_on_the_new_photos_alone(world: World, officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case, product="box")
    officer.examine(case, item, as_new(GENUINE))
    path = f"/cases/{case}/items/{item}/examinations"
    visit = made(post(officer.client, path, [world.sent_photo()], with_earlier=False))
    assert (len(visit["examination"]["photos"]), visit["photos_left_out"]) == (1, 1)


@pytest.mark.parametrize("kind", ["item", "loose", "filed"])
def test_a_call_that_is_sent_again_gives_the_same_answer_and_takes_nothing_twice(
    world: World, officer: Officer, kind: str
) -> None:
    if kind == "item":
        case = officer.open()
        path = f"/cases/{case}/items/{officer.add_item(case, product='box')}/examinations"
    else:
        name = made_loose(world, officer)
        path = f"/examinations/{name}/revisions"
        if kind == "filed":
            officer.post(f"/examinations/{name}/case", {})
    upload, key = world.sent_photo(), str(uuid4())
    first, again = (post(officer.client, path, [upload], key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), first.text + again.text
    assert first.headers["location"] == again.headers["location"]
    assert taken_by(world, upload) == [first.headers["location"].rpartition("/")[2]]
    other = post(officer.client, path, [upload])
    assert (other.status_code, other.json()["type"]) == (409, "/problems/conflict")
    changed = post(officer.client, path, [upload], key, prior=0.5)
    assert changed.json()["type"] == "/problems/idempotency-key-reused"


def made_loose(world: World, officer: Officer, **stated: Any) -> str:
    answer = post(officer.client, "/examinations", [world.sent_photo()], **{"product": "box", **stated})
    return str(answer.headers["location"]).rpartition("/")[2]


def test_a_revision_has_the_photos_of_before_and_what_is_left_out_stays(world: World, officer: Officer) -> None:
    old = officer.get(f"/examinations/{made_loose(world, officer, prior=0.02)}")
    path, upload = f"/examinations/{old['id']}/revisions", world.sent_photo()
    answer = post(officer.client, path, [upload])
    assert answer.status_code == 201, answer.text
    new = officer.get(f"/examinations/{answer.headers['location'].rpartition('/')[2]}")
    digests = [[photo["sha256"] for photo in each["verdict"]["photos"]] for each in (old, new)]
    assert digests[1][:1] == digests[0]
    assert new["follows"] == old["id"]
    assert new["verdict"]["product"] == old["verdict"]["product"]
    assert "posterior_counterfeit" in new["verdict"]
    changed = made(post(officer.client, path, [world.sent_photo()], drop=[0], product=None, prior=None))
    assert len(changed["photos"]) == 1
    assert changed["product"]["given_by"] != "officer"
    both = post(officer.client, path, [world.sent_photo()], keep=[0], drop=[0])
    assert both.status_code == 400


def test_an_added_photo_that_is_there_already_is_refused_and_does_not_count(world: World, officer: Officer) -> None:
    content = as_new(GENUINE)
    loose = post(officer.client, "/examinations", [world.sent_photo(content=content)], product="box")
    upload = world.sent_photo(content=content)
    answer = post(officer.client, f"{loose.headers['location'].removeprefix('/v1')}/revisions", [upload])
    assert answer.status_code == 422
    assert "nothing is changed" in answer.json()["detail"]
    assert taken_by(world, upload) == [None]


def test_nothing_counts_where_the_case_is_closed_or_the_upload_is_not_ones_own(world: World, officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case, product="box")
    path, good = f"/cases/{case}/items/{item}/examinations", world.sent_photo()
    assert post(officer.client, path, [good, world.sent_photo("senior_officer")]).status_code == 404
    assert (
        post(world.service.as_("officer", "second"), path, [world.sent_photo("officer", "second")]).status_code == 404
    )
    name = made(post(officer.client, path, [world.sent_photo()]))["examination"]["id"]
    officer.conclude(case, item, "genuine")
    officer.close(case)
    for closed in (path, f"/examinations/{name}/revisions"):
        answer = post(officer.client, closed, [good])
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/case-state")
    assert taken_by(world, good) == [None]


def test_nothing_counts_if_the_visit_cannot_be_stored(
    world: World, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = officer.open()
    path = f"/cases/{case}/items/{officer.add_item(case, product='box')}/examinations"
    upload, key = world.sent_photo(), str(uuid4())

    def fail(*_: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as patch:
        patch.setattr(CaseStore, "note_change", fail)
        assert post(officer.client, path, [upload], key).status_code == 503
    assert taken_by(world, upload) == [None]
    assert post(officer.client, path, [upload], key).status_code == 201
    assert len(officer.get(f"/cases/{case}")["items"][0]["visits"]) == 1


def test_a_key_names_what_was_said_too(world: World, officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case, product="box")
    content, key = as_new(GENUINE), str(uuid4())
    assert officer.send(case, item, content, key=key, decision="genuine").status_code == 201
    assert officer.send(case, item, content, key=key, decision="genuine").status_code == 201
    other = officer.send(case, item, content, key=key, decision="counterfeit")
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert world.service.client.get(f"/v1/cases/{case}").json()["items"][0]["visits"][1:] == []


def test_a_key_names_what_is_done_with_the_photos_too(service: Service) -> None:
    files, key = {"photos": ("a.jpg", as_new(GENUINE))}, {"Idempotency-Key": str(uuid4())}
    trainer = service.as_("trainer")
    for path in ("/examinations/preliminary", "/examinations", "/practice"):
        answer = trainer.post(f"/v1{path}", files=files, data={"product": "box"}, headers=key)
        if path == "/examinations/preliminary":
            assert answer.status_code == 201, answer.text
            continue
        assert answer.json()["type"] == "/problems/idempotency-key-reused", path
