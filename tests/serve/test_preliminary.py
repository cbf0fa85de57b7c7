"""Preliminary examinations: shown to their person as preliminary, in no list, case or count, and gone after a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from serve.accounts.guard import COOKIE
from serve.audit.service import Audit
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.running import Service
from tests.serve.said import without_marks
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, as_new
from tests.serve.world import World, absent_id, made, new_photo

PRELIMINARY = "/v1/examinations/preliminary"
FROM_UPLOADS = "/v1/examinations/from-uploads"
NOTICE = "Preliminary, from small copies. The final verdict needs the originals."


@pytest.fixture
def world(service: Service) -> World:
    return World(service)


def ask(client: httpx.Client, content: bytes = b"", key: str = "", **stated: Any) -> httpx.Response:
    files = {"photos": ("a.jpg", content or new_photo(), "image/jpeg")}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(PRELIMINARY, files=files, data={"product": "box", **stated}, headers=headers)


def final(world: World, before: str | None, *contents: bytes) -> httpx.Response:
    photos = [{"upload": world.sent_photo(content=content)} for content in contents or (b"",)]
    sent = {"photos": photos, "product": "box", "preliminary": before}
    return world.service.client.post(FROM_UPLOADS, json=sent)


@pytest.fixture
def browser(service: Service) -> Iterator[httpx.Client]:
    with service.visitor(
        cookies={COOKIE: service.people.session("officer")}, headers={"accept": "text/html"}
    ) as client:
        yield client


def test_it_is_a_verdict_that_says_that_it_is_preliminary(service: Service) -> None:
    answer = ask(service.client, as_new(COUNTERFEIT))
    given = made(answer)
    assert given["preliminary"] is True
    assert given["headline"] == "Preliminary: suspected counterfeit"
    assert given["notice"] == NOTICE
    assert given["verdict"]["outcome"] == "suspected_counterfeit"
    agreement = given["agreement"]
    assert 0.5 < agreement["low"] < agreement["value"] < agreement["high"] < 1
    assert agreement["n"] > 100
    assert made(service.client.get(answer.headers["location"])) == given
    japanese = made(service.client.get(answer.headers["location"], headers={"Accept-Language": "ja"}))
    assert japanese["verdict"] == given["verdict"]


def test_the_same_call_gives_the_same_one(service: Service) -> None:
    content = new_photo()
    first, again = (made(ask(service.client, content, key="preliminary-once")) for _ in range(2))
    assert first == again


def test_only_its_person_finds_it_and_nowhere_else(service: Service, browser: httpx.Client) -> None:
    name = made(ask(service.client))["id"]
    for other in (service.as_("senior_officer"), service.as_("administrator"), service.as_("officer", "second")):
        assert other.get(f"{PRELIMINARY}/{name}").status_code == 404
    absent = service.client.get(f"/v1/examinations/{absent_id('e')}")
    for client in (service.client, service.as_("senior_officer")):
        answer = client.get(f"/v1/examinations/{name}")
        assert answer.json() | {"instance": ""} == absent.json() | {"instance": ""}
    for path in ("photos/0.jpg", "photos/0/original", "evidence/0.jpg"):
        assert service.client.get(f"/v1/examinations/{name}/{path}").status_code == 404
    assert browser.get(f"/examinations/{name}").status_code == 404
    assert service.client.post(f"/v1/examinations/{name}/case", json={}).status_code == 404
    revised = service.client.post(f"/v1/examinations/{name}/revisions", files={"photos": ("a.jpg", new_photo())})
    assert revised.status_code == 404
    listed = made(service.client.get("/v1/examinations", params={"limit": 100}))["examinations"]
    assert name not in [each["id"] for each in listed]
    assert service.as_("reviewer").get(f"{PRELIMINARY}/{name}").status_code == 403


def test_it_is_counted_nowhere(service: Service) -> None:
    def counts() -> list[str]:
        lines = service.client.get("/metrics").text.splitlines()
        return [line for line in lines if line.startswith("shingan_examinations") and "_created" not in line]

    made(service.examine(new_photo(), product="box"))
    before = counts()
    assert before
    made(ask(service.client))
    assert counts() == before


def test_the_final_verdict_says_whether_it_changed(service: Service, world: World, browser: httpx.Client) -> None:
    before = made(ask(service.client, as_new(COUNTERFEIT)))["id"]
    same, other = (final(world, before, as_new(content)) for content in (COUNTERFEIT, GENUINE))
    pages = [
        without_marks(browser.get(answer.headers["location"].removeprefix("/v1")).text) for answer in (same, other)
    ]
    assert "The preliminary one, from small copies, was the same." in pages[0]
    assert "from small copies, was “Suspected counterfeit”. This one is final." in pages[1]
    more = final(world, before, as_new(GENUINE), as_new(GENUINE))  # of which the preliminary one had seen one
    text = without_marks(browser.get(more.headers["location"].removeprefix("/v1")).text)
    assert "The preliminary one, from small copies, was on 1 of 2: “Suspected counterfeit”." in text
    assert "has changed" not in text
    none = final(world, None)
    assert "from small copies" not in browser.get(none.headers["location"].removeprefix("/v1")).text


def test_one_that_is_anothers_or_gone_is_left_out(service: Service, world: World) -> None:
    anothers = made(ask(service.as_("senior_officer")))["id"]
    for name in (anothers, absent_id("e")):
        assert final(world, name).status_code == 201
    assert final(world, "x").status_code == 422


def test_it_is_gone_after_a_day_and_the_record_stays_whole(service: Service, world: World) -> None:
    before = made(ask(service.client))["id"]
    kept = final(world, before).headers["location"]
    retention = Retention(service.parts[Works].of(RetentionWork), service.parts.objects, Rules(None, None))
    assert retention.due(datetime.now(UTC)).examinations == 0
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert retention.due(tomorrow).examinations >= 1
    assert retention.apply(tomorrow).examinations >= 1
    assert service.client.get(f"{PRELIMINARY}/{before}").status_code == 404
    assert service.client.get(kept).status_code == 200
    assert final(world, before).status_code == 201
    assert service.parts[Audit].verify().faults == ()
