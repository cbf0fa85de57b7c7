"""A trainer practises on pages and over the API, and no address tells the verdict before it is revealed."""

import re
from html import unescape

import httpx
import pytest

from serve.examinations.schemas import EXAMINATIONS
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.world import World, made, new_photo

PAGE = {"accept": "text/html"}


@pytest.fixture
def trainer(service: Service) -> httpx.Client:
    return service.as_("trainer")


def test_from_photos_to_the_revealed_verdict_on_pages(trainer: httpx.Client) -> None:
    form = trainer.get("/practice/new", headers=PAGE).text
    key = re.findall(r'name="idempotency_key" value="([^"]+)"', form)[0]
    sent = {"product": "box", "idempotency_key": key}
    answer = trainer.post("/practice", files={"photos": ("a.jpg", new_photo())}, data=sent, headers=PAGE)
    address = answer.headers["location"]
    question = unescape(trainer.get(address, headers=PAGE).text)
    assert ("What do you say of this item?" in question, "Suspected counterfeit" in question) == (True, False)
    assert "Verdict hidden" in trainer.get("/practice", headers=PAGE).text
    examination = address.replace("/practice", "/examinations")
    assert trainer.get(examination, headers=PAGE).headers["location"] == address
    trainer.post(f"{address}/reveal", data={"answer": "undetermined"}, headers=PAGE)
    shown = unescape(trainer.get(address, headers=PAGE).text)
    assert ("I can't tell" in shown, "Suspected counterfeit" in shown) == (True, True)
    verdict = trainer.get(examination, headers=PAGE).text
    assert (f'href="{address}"' in verdict, 'id="revise"' in verdict) == (True, False)
    assert "Your answer: I can" in trainer.get("/practice", headers=PAGE).text


def test_the_list_says_what_was_examined_and_how_often_the_person_said_the_same(service: Service) -> None:
    new_agency(service, "practising")
    trainer = service.as_("trainer", "practising")
    for answer in ("counterfeit", "genuine", "undetermined"):
        form = {"product": "box"}
        sent = trainer.post("/v1/practice", files=[("photos", ("a.jpg", new_photo()))], data=form)
        name = made(sent)["id"]
        assert made(trainer.get("/v1/practice"))["practice"][0]["product"] is None
        made(trainer.post(f"/v1/practice/{name}/reveal", json={"answer": answer}))
    assert made(trainer.get("/v1/practice"))["practice"][0]["product"] == "box"
    shown = unescape(trainer.get("/practice", headers=PAGE).text)
    said = "Of 3 items below on which you answered and the assistant decided, you said the same of 1."
    assert said in shown
    assert re.search(r"</h2>\s*<p>(?:<bdi[^>]*>)?[^<]*[Bb]ox", shown)


def test_no_address_tells_the_verdict_while_it_is_hidden(service: Service, trainer: httpx.Client) -> None:
    name = World(service).practice()
    assert made(trainer.get(f"/v1/practice/{name}"))["verdict"] is None
    assert made(trainer.get("/v1/practice"))["practice"][0]["outcome"] is None
    assert name not in trainer.get(EXAMINATIONS).text
    told = f"{EXAMINATIONS}/{name}"
    ways = ("", "/evidence/0.jpg", "/close-ups/0.jpg", "/pairs/0/photo.jpg", "/texts/0/photo.jpg")
    for client in (trainer, service.client):
        assert {client.get(f"{told}{way}").status_code for way in ways} == {409}
        assert client.get(f"{told}/photos/0.jpg").status_code == 200
    assert trainer.get(told).json()["type"] == "/problems/verdict-hidden"
    made(trainer.post(f"/v1/practice/{name}/reveal", json={}))
    assert made(trainer.get(told))["verdict"]["outcome"] == "suspected_counterfeit"
    again = trainer.post(f"/v1/practice/{name}/reveal", json={"answer": "genuine"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/practice-state")
    assert service.client.post(f"{told}/case", json={}).status_code == 409


def test_another_persons_practice_is_not_found_and_officers_have_none(service: Service, trainer: httpx.Client) -> None:
    name = World(service).practice()
    other = service.as_("trainer", "second")
    assert other.get(f"/v1/practice/{name}").status_code == 404
    assert other.post(f"/v1/practice/{name}/reveal", json={}).status_code == 404
    assert service.client.get("/v1/practice").status_code == 403
    assert made(trainer.get(f"/v1/practice/{name}"))["revealed_at"] is None
