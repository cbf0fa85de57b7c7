"""Examinations of photos that arrived as uploads: the verdict of the form, once, or nothing at all."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from serve.audit.service import Audit
from serve.examinations.store import ExaminationStore
from serve.examinations.tables import examinations
from serve.platform.errors import StorageError
from serve.platform.tenancy import SYSTEM
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, as_new
from tests.serve.world import World, absent_id, made, new_photo

FROM_UPLOADS = "/v1/examinations/from-uploads"


@pytest.fixture
def world(service: Service) -> World:
    return World(service)


def send(
    client: httpx.Client, *uploads: str, views: tuple[str, ...] = (), key: str = "", **stated: Any
) -> httpx.Response:
    views = views or ("",) * len(uploads)
    photos = [{"upload": upload, "view": view or None} for upload, view in zip(uploads, views, strict=True)]
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(FROM_UPLOADS, json={"photos": photos, **stated}, headers=headers)


def upload(world: World, name: str) -> dict[str, Any]:
    found: dict[str, Any] = made(world.service.client.get(f"/v1/uploads/{name}"))
    return found


def test_the_verdict_is_that_of_the_same_photos_in_a_form(service: Service, world: World) -> None:
    photos = (as_new(GENUINE), as_new(COUNTERFEIT))
    stated: dict[str, Any] = {"product": "box", "prior": 0.02}
    form = service.examine(*photos, views=["front", ""], **stated)
    uploads = [world.sent_photo(content=content) for content in photos]
    sent = send(service.client, *uploads, views=("front", ""), **stated)
    assert (form.status_code, sent.status_code) == (201, 201), sent.text
    first, second = form.text, sent.text
    assert first.partition('"took_ms"')[0] == second.partition('"took_ms"')[0]
    assert form.json() | {"took_ms": 0} == sent.json() | {"took_ms": 0}
    examination = made(service.client.get(sent.headers["location"]))
    for links, content in zip(examination["photos"], photos, strict=True):
        assert service.client.get(links["original"]).content == content
    assert [upload(world, name)["taken_by"] for name in uploads] == [examination["id"]] * 2


def test_a_note_is_kept_with_the_examination_and_shown_on_its_page(service: Service, world: World) -> None:
    sent = send(service.client, world.sent_photo(), product="box", note="  Smelled of glue.\r\nSecond of two.  ")
    form = service.examine(as_new(GENUINE), product="box", note="Smelled of glue.\nSecond of two.")
    for answer in (sent, form):
        place = answer.headers["location"]
        assert made(service.client.get(place))["note"] == "Smelled of glue.\nSecond of two."
        page = service.client.get(place.removeprefix("/v1"), headers={"accept": "text/html"}).text
        assert "Noted by the person who examined" in page
        assert "Smelled of glue.\nSecond of two." in page
    assert service.parts[Audit].verify().faults == ()


@pytest.mark.parametrize("note", ["a" * 2001, "bell \x07"])
def test_a_note_that_can_not_be_kept_is_refused_and_nothing_counts(service: Service, world: World, note: str) -> None:
    name = world.sent_photo()
    assert send(service.client, name, product="box", note=note).status_code == 422
    assert service.examine(as_new(GENUINE), product="box", note=note).status_code == 422
    assert upload(world, name)["taken_by"] is None


def test_a_note_that_was_changed_by_hand_is_found(service: Service, world: World) -> None:
    sent = send(service.client, world.sent_photo(), product="box", note="Smelled of glue.")
    name = sent.headers["location"].rpartition("/")[2]
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(update(examinations).where(examinations.c.id == name).values(note="Smelled of roses."))
    try:
        assert [name in str(fault.words) for fault in service.parts[Audit].verify().faults] == [True]
    finally:
        with service.parts.database.writing(SYSTEM) as connection:
            connection.execute(update(examinations).where(examinations.c.id == name).values(note="Smelled of glue."))
    assert service.parts[Audit].verify().faults == ()


def test_a_call_that_is_sent_again_gives_the_same_examination(service: Service, world: World) -> None:
    name, key = world.sent_photo(), str(uuid4())
    first, again = (send(service.client, name, key=key, product="box") for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert first.text == again.text
    other = send(service.client, name, product="box")
    assert (other.status_code, other.json()["type"]) == (409, "/problems/conflict")
    changed = send(service.client, name, key=key, product="bag")
    assert changed.json()["type"] == "/problems/idempotency-key-reused"


def test_an_upload_counts_once_of_two_calls_at_once(service: Service, world: World) -> None:
    name = world.sent_photo()
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: send(service.client, name, product="box"), range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_what_is_not_whole_not_for_this_or_not_ones_own_is_refused_and_nothing_counts(
    service: Service, world: World
) -> None:
    good = world.sent_photo()
    headers = {"Upload-Length": "500", "Upload-Metadata": "filename YQ==,purpose ZXhhbWluYXRpb24="}
    partial = made(service.client.post("/v1/uploads", headers=headers))["id"]
    refused = {
        partial: 409,
        world.upload("officer", has_all=True): 409,  # a contribution's
        world.sent_photo("senior_officer"): 404,
        world.sent_photo("officer", "second"): 404,
        absent_id("f"): 404,
    }
    for name, status in refused.items():
        answer = send(service.client, good, name, product="box")
        assert answer.status_code == status, answer.text
    assert send(service.client, good, good).status_code == 422
    assert send(service.client).status_code == 422
    assert upload(world, good)["state"] == "finished"
    assert send(service.client, good, product="box").status_code == 201


def test_a_photo_that_cannot_be_read_is_named_and_the_others_can_be_sent_again(service: Service, world: World) -> None:
    good, bad = world.sent_photo(), world.sent_photo(content=b"GIF89a")
    answer = send(service.client, good, bad, product="box")
    form = service.examine(new_photo(), b"GIF89a", product="box")
    assert answer.status_code == form.status_code
    assert answer.json()["type"] == form.json()["type"]
    assert [each["index"] for each in answer.json()["photos"]] == [1]
    assert send(service.client, good, product="box").status_code == 201


def test_what_the_form_refuses_is_refused_here(service: Service, world: World) -> None:
    name = world.sent_photo()
    for stated in ({"product": "no-such"}, {"views": ("no-such",), "product": "box"}, {"prior": 1.5}, {"other": 1}):
        assert send(service.client, name, **stated).status_code == 422, stated


def test_an_upload_larger_than_a_photo_may_be_is_refused_as_in_a_form(service: Service, world: World) -> None:
    large = new_photo() + bytes(service.parts.settings.max_photo_bytes)
    answer = send(service.client, world.sent_photo(content=large), product="box")
    assert answer.status_code == 413
    assert "MB" in answer.json()["detail"]


def test_nothing_counts_if_the_examination_cannot_be_stored(
    service: Service, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, key = world.sent_photo(), str(uuid4())

    def fail(*_: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as patch:
        patch.setattr(ExaminationStore, "add", fail)
        assert send(service.client, name, key=key, product="box").status_code == 503
    assert upload(world, name)["state"] == "finished"
    assert send(service.client, name, key=key, product="box").status_code == 201


def test_right_holders_send_no_photos_to_be_examined(service: Service, world: World) -> None:
    assert send(service.as_("reviewer"), world.sent_photo("reviewer")).status_code == 403
