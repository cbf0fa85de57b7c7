"""A call that names the person whose it is: refused under another one's session or token, before anything is stored."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from serve.accounts.guard import COOKIE, PERSON
from tests.serve.doors import doors, ids, knock
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT
from tests.serve.world import World, made, new_photo

BYTES = "application/offset+octet-stream"
PARTLY = {"Upload-Length": "9", "Upload-Metadata": "filename YS5qcGc=,purpose ZXhhbWluYXRpb24="}
OTHERS = (401, "/problems/another-person")


@pytest.fixture
def world(service: Service) -> World:
    return World(service)


@pytest.fixture
def browser(service: Service) -> Iterator[httpx.Client]:
    """The senior officer has signed in at the phone on which the officer's page is still open."""
    cookies = {COOKIE: service.people.session("senior_officer")}
    with service.visitor(cookies=cookies, headers={"sec-fetch-site": "same-origin"}) as client:
        yield client


def id_of(client: httpx.Client) -> str:
    found: str = made(client.get("/v1/me"))["id"]
    return found


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


def held(client: httpx.Client) -> tuple[list[object], ...]:
    """What the person has of examinations and uploads."""
    lists = (("/v1/examinations", "examinations"), ("/v1/uploads", "uploads"))
    return tuple(made(client.get(address))[name] for address, name in lists)


def test_all_that_a_device_sends_is_refused_under_another_persons_session(
    service: Service, world: World, browser: httpx.Client
) -> None:
    named = {PERSON: id_of(service.client)}
    before = [held(client) for client in (service.client, browser)]
    own = world.sent_photo("senior_officer")
    address, tus = f"/v1/uploads/{own}", {**named, "Tus-Resumable": "1.0.0"}
    files = {"photos": ("a.jpg", new_photo(), "image/jpeg")}
    body = {"photos": [{"upload": own}], "product": "box"}
    key = {**named, "Idempotency-Key": str(uuid4())}
    answers = [
        browser.get("/account/device-key", headers=named),
        browser.get("/account/device-key/id", headers=named),
        browser.post("/v1/examinations/preliminary", files=files, headers=key),
        browser.post("/v1/examinations", files=files, headers=key),
        browser.post("/v1/uploads", headers={**tus, **PARTLY}),
        browser.patch(address, headers={**tus, "Upload-Offset": "0", "Content-Type": BYTES}, content=COUNTERFEIT),
        browser.delete(address, headers=tus),
        browser.get(address, headers=named),
        browser.post("/v1/examinations/from-uploads", json=body, headers=key),
    ]
    assert [refusal(answer) for answer in answers] == [OTHERS] * len(answers)
    assert browser.head(address, headers=tus).status_code == 401
    assert made(browser.get(address))["taken_by"] is None
    made(browser.delete(address, headers={"Tus-Resumable": "1.0.0"}))
    assert [held(client) for client in (service.client, browser)] == before


def test_a_form_of_a_page_counts_for_the_person_for_whom_the_page_was_made(
    service: Service, world: World, browser: httpx.Client
) -> None:
    own, page = id_of(service.client), {"accept": "text/html"}
    place = world.dossier()
    examination = service.examine(new_photo(), product="box").headers["location"].removeprefix("/v1")
    photos = f"/cases/{place.case_id}/items/{place.item_id}/photos"
    for path in ("/", examination, photos):
        assert f'name="person" value="{own}"' in service.client.get(path, headers=page).text
    before = held(browser), made(service.client.get(f"/v1/cases/{place.case_id}"))
    files = {"photos": ("a.jpg", new_photo(), "image/jpeg")}
    for path in ("/examinations", f"{examination}/revisions", photos):
        assert refusal(browser.post(path, files=files, data={"person": own})) == OTHERS, path
    assert refusal(browser.post(f"{examination}/case", data={"person": own})) == OTHERS
    assert (held(browser), made(service.client.get(f"/v1/cases/{place.case_id}"))) == before
    assert service.client.post("/examinations", files=files, data={"person": own}).status_code == 303


def test_the_person_and_calls_that_name_none_are_served(service: Service, browser: httpx.Client) -> None:
    assert made(browser.get("/v1/me", headers={PERSON: id_of(browser)})) == made(browser.get("/v1/me"))
    assert made(service.client.get("/v1/me", headers={PERSON: id_of(service.client)}))


@pytest.mark.parametrize("named", ["", "u-0", "*"])
def test_no_other_name_passes_also_under_a_token(service: Service, named: str) -> None:
    assert refusal(service.client.get("/v1/me", headers={PERSON: named})) == OTHERS


def test_every_door_that_asks_who_calls_asks_for_whom(world: World) -> None:
    client, other = world.service.as_("administrator"), {PERSON: id_of(world.service.client)}
    shut = [
        door for door in doors() if door.permission is not None and door.method == "GET" and door.path[:4] == "/v1/"
    ]
    assert len(shut) > 100
    client.headers.update(other)
    try:
        for door in shut:
            answer = knock(client, door, ids(world, "administrator", "absent", door), world)
            assert refusal(answer) == OTHERS, door
    finally:
        del client.headers[PERSON]
