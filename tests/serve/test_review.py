"""The review queue through API and pages; tests/serve/rules has the rules."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from serve.accounts.domain import Actor
from serve.accounts.service import Accounts
from serve.platform.settings import Settings
from serve.review import demo
from tests.serve.reviewing import assess, entry_of, hand_in, handed_in
from tests.serve.running import Service, run
from tests.serve.tiny_release import GENUINE, new_picture
from tests.serve.world import made

BLURRED = "The photos are blurred. Take them again in better light."
AS_PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service whose jobs run when a test wants them to."""
    data = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data, release=tiny_release, workers=2, job_workers=0))


def actor_of(service: Service, role: str) -> Actor:
    service.as_(role)
    accounts = service.parts[Accounts]
    person = next(each for each in accounts.people(None) if each.username == f"first-{role}")
    return accounts.actor_of(person, via="tests")


def queued(service: Service, *photos: bytes, **said: Any) -> str:
    """The id of an item of the right holder's in the queue, which is assessed."""
    name = handed_in(service.parts, actor_of(service, "contributor"), *(photos or (new_picture(),)), **said)
    assess(service.parts)
    return name


def entry(client: httpx.Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = made(client.get(f"/v1/review/entries/{name}"))
    return found


def test_a_curator_reads_the_queue_and_decides(service: Service) -> None:
    curator, name = service.as_("curator"), queued(service)
    listed = made(curator.get("/v1/review/entries?limit=100&reason=release_disagrees"))
    found = next(each for each in listed["entries"] if each["id"] == name)
    assert found == entry(curator, name)
    assert (found["label"], found["state"], found["opinion"]["outcome"]) == (
        "genuine",
        "waiting",
        "suspected_counterfeit",
    )
    assert listed["counts"]["waiting"] >= 1
    picture = curator.get(found["photos"][0]["picture"])
    assert Image.open(io.BytesIO(picture.content)).format == "JPEG"
    tag = curator.get(f"/v1/review/entries/{name}").headers["etag"]
    decisions = f"/v1/review/entries/{name}/decisions"
    sent = {"kind": "quarantine", "words": "Ask the holder."}
    assert made(curator.post(decisions, json=sent, headers={"If-Match": tag}))["state"] == "quarantined"
    assert curator.post(decisions, json={"kind": "accept"}, headers={"If-Match": tag}).status_code == 412
    accepted = made(curator.post(decisions, json={"kind": "accept"}))
    assert [each["kind"] for each in accepted["decisions"]] == ["quarantine", "accept"]
    again = curator.post(decisions, json={"kind": "accept"})
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "entry-state")


def test_a_proposal_names_label_and_marks(service: Service) -> None:
    curator, name = service.as_("curator"), queued(service)
    decisions = f"/v1/review/entries/{name}/decisions"
    marks = [{"photo": 0, "points": [{"point": "seal", "region": [0.1, 0.2, 0.3, 0.4]}, {"point": "logo"}]}]
    wrong = [{"photo": 0, "points": [{"point": "seal", "region": [0.9, 0.2, 0.3, 0.4]}]}]
    refused = curator.post(decisions, json={"kind": "propose", "marks": wrong})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "entry-rejected")
    made(curator.post(decisions, json={"kind": "propose", "label": "counterfeit", "marks": marks}))
    assert curator.post(decisions, json={"kind": "adopt"}).status_code == 409
    adopted = made(service.as_("administrator").post(decisions, json={"kind": "adopt"}))
    assert (adopted["state"], adopted["label"], adopted["agreed_label"]) == ("accepted", "genuine", "counterfeit")
    assert adopted["decisions"][0]["marks"][0]["points"][1] == {"point": "logo", "region": None}


def test_several_are_decided_at_once(service: Service) -> None:
    curator = service.as_("curator")
    one, other = queued(service), queued(service)
    sent = {"entries": [one, other], "kind": "send_back", "words": BLURRED}
    headers = {"Idempotency-Key": "several-at-once"}
    answers = [made(curator.post("/v1/review/decisions", json=sent, headers=headers)) for _ in range(2)]
    assert answers == [{"decided": [one, other], "refused": []}] * 2
    (refused,) = made(curator.post("/v1/review/decisions", json={"entries": [one], "kind": "accept"}))["refused"]
    assert refused["entry"] == one
    assert "sent back" in refused["reason"]


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1).replace("&#34;", '"')


def labels_of(page: str) -> list[str]:
    """The labels that badges say."""
    return re.findall(r'<span class="tag[^>]*>(Genuine|Counterfeit)</span>', page)


def test_the_pages_lead_from_the_queue_to_a_decision(service: Service) -> None:
    curator = service.as_("curator")
    name = queued(service, item="carton <17>")
    queue = curator.get("/review?reason=release_disagrees", headers=AS_PAGE)
    assert "carton &lt;17&gt;" in queue.text
    assert "The active release contradicts the label." in queue.text
    page = curator.get(f"/review/{name}", headers=AS_PAGE).text
    form = {key: field(page, key) for key in ("version", "idempotency_key")}
    short = curator.post(f"/review/{name}/decisions", data={**form, "do": "send_back", "words": "No"}, headers=AS_PAGE)
    assert short.status_code == 422
    assert "what the right holder can do better" in short.text
    form["idempotency_key"] = field(short.text, "idempotency_key")
    sent = curator.post(f"/review/{name}/decisions", data={**form, "do": "send_back", "words": BLURRED})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review?done={name}")
    told = curator.get(sent.headers["location"], headers=AS_PAGE).text
    assert "You sent 1 item back." in told
    other = service.as_("administrator").get(sent.headers["location"], headers=AS_PAGE).text
    assert "sent 1 item back" not in other, "it says what the reader has done"
    assert BLURRED in curator.get(f"/review/{name}", headers=AS_PAGE).text


def test_ticked_entries_are_decided_on_the_queue_page(service: Service) -> None:
    curator, one = service.as_("curator"), queued(service)
    form = {"do": "accept", "entries": one, "kept": "product=box&evil=1", "idempotency_key": "ticked-entries-1"}
    sent = curator.post("/review/decisions", data=form)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review?product=box&done={one}")
    assert entry(curator, one)["state"] == "accepted"
    again = {**form, "entries": [one, queued(service)], "idempotency_key": "ticked-entries-2"}
    refused = curator.post("/review/decisions", data=again, headers=AS_PAGE)
    assert refused.status_code == 409
    before, _, after = refused.text.partition("You accepted 1 item.")
    assert "accepted already" in before, "what needs something comes first"
    assert after, "it says what was decided"


def test_a_decision_on_nothing_ticked_asks_for_a_tick_and_keeps_what_was_typed_and_filtered(service: Service) -> None:
    curator, _ = service.as_("curator"), queued(service)
    form = {"do": "send_back", "words": BLURRED, "kept": "product=box&order=safest&most_risk=0.9"}
    refused = curator.post("/review/decisions", data=form, headers=AS_PAGE)
    assert (refused.status_code, "Tick at least one entry first." in refused.text) == (422, True)
    assert f">{BLURRED}</textarea>" in refused.text
    assert field(refused.text, "kept") == "product=box&amp;order=safest&amp;most_risk=0.9"


def test_the_queue_says_which_entries_are_not_assessed_and_a_tick_of_its_own_accepts_them(service: Service) -> None:
    curator, actor = service.as_("curator"), actor_of(service, "contributor")
    one = handed_in(service.parts, actor, new_picture())
    queue = curator.get("/review?order=safest", headers=AS_PAGE).text
    assert "data-unassessed" in queue
    assert "Accept ticked entries although they are not assessed yet" in queue
    assert "These numbers count all entries in each state." in queue
    assert "fit everything else that you have chosen" in curator.get("/review?product=box", headers=AS_PAGE).text
    sent = {"entries": [one], "kind": "accept"}
    (refused,) = made(curator.post("/v1/review/decisions", json=sent))["refused"]
    assert "not assessed yet" in refused["reason"]
    form = {"do": "accept", "entries": one, "although_not_assessed": "yes", "idempotency_key": "not-assessed"}
    assert curator.post("/review/decisions", data=form).status_code == 303


def test_marks_are_proposed_on_the_page_and_settled_by_another(service: Service) -> None:
    curator, name = service.as_("curator"), queued(service)
    page = curator.get(f"/review/{name}/proposal", headers=AS_PAGE).text
    form = {key: field(page, key) for key in ("version", "idempotency_key")} | {"label": "counterfeit"}
    place = dict(zip(("x", "y", "width", "height"), ("10", "20", "30", "40"), strict=True))
    seal = {f"mark-0-seal_{part}": value for part, value in place.items()}
    wrong = curator.post(f"/review/{name}/proposal", data={**form, **seal, "mark-0-seal_x": "90"}, headers=AS_PAGE)
    assert wrong.status_code == 422
    form["idempotency_key"] = field(wrong.text, "idempotency_key")
    sent = curator.post(f"/review/{name}/proposal", data={**form, **seal, "mark-0-logo": "yes", "mark-0-logo_x": ""})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{name}")
    proposed = entry(curator, name)["decisions"][0]
    assert proposed["label"] == "counterfeit"
    assert {each["point"]: each["region"] for each in proposed["marks"][0]["points"]} == {
        "seal": [0.1, 0.2, 0.3, 0.4],
        "logo": None,
    }
    page = curator.get(f"/review/{name}", headers=AS_PAGE).text
    assert ("You disputed 1 item." in page, 'value="adopt"' in page, "The key P" in page) == (True, False, False)
    settling = service.as_("administrator")
    page = settling.get(f"/review/{name}", headers=AS_PAGE).text
    assert "Accept as proposed" in page
    assert "<bdi>The logo</bdi>, <bdi>The seal</bdi>" in page, "points without a place are proposed, too"
    made(settling.post(f"/v1/review/entries/{name}/decisions", json={"kind": "adopt"}))
    assert labels_of(settling.get(f"/review/{name}", headers=AS_PAGE).text)[0] == "Counterfeit"
    listed = settling.get("/review?state=accepted&order=safest", headers=AS_PAGE).text
    card = next(each for each in listed.split("data-entry") if f"/review/{name}" in each)
    assert labels_of(card) == ["Counterfeit"]


def test_every_place_of_a_point_is_in_the_form_that_proposes_marks(service: Service) -> None:
    contributor, curator, content = actor_of(service, "contributor"), service.as_("curator"), new_picture()
    item = entry_of(contributor, content, label=Label.COUNTERFEIT)
    marks = (PointMark("seal", Region(0.1, 0.2, 0.3, 0.4)), PointMark("seal", Region(0.123456, 0.6, 0.1, 0.1)))
    marked = replace(item, photos=(replace(item.photos[0], marks=marks),))
    (name,) = hand_in(service.parts, contributor, [marked], content)
    page = curator.get(f"/review/{name}/proposal", headers=AS_PAGE).text
    assert [field(page, f"mark-0-seal{each}_x") for each in ("", "+2", "+3")] == ["10", "12.35", ""]
    form = {key: field(page, key) for key in ("version", "idempotency_key")} | {"label": "counterfeit"}
    form |= {"mark-0-seal": "yes", "mark-0-seal_x": "", "mark-0-seal+2_x": "12.35", "mark-0-seal+2_y": "60"}
    form |= {"mark-0-seal+2_width": "10", "mark-0-seal+2_height": "10"}
    assert curator.post(f"/review/{name}/proposal", data=form).status_code == 303
    (proposed,) = entry(curator, name)["decisions"][0]["marks"]
    assert proposed["points"] == [{"point": "seal", "region": list(marks[1].box or ())}]


def test_a_proposal_that_takes_every_mark_off_a_photo_says_so(service: Service) -> None:
    contributor, content = actor_of(service, "contributor"), new_picture()
    item = entry_of(contributor, content, label=Label.COUNTERFEIT)
    marked = replace(item, photos=(replace(item.photos[0], marks=(PointMark("seal", None),)),))
    (name,) = hand_in(service.parts, contributor, [marked], content)
    said = {"kind": "propose", "marks": [{"photo": 0, "points": []}]}
    made(service.as_("curator").post(f"/v1/review/entries/{name}/decisions", json=said))
    page = service.as_("administrator").get(f"/review/{name}", headers=AS_PAGE).text
    assert "The proposal marks no point on this photo." in page


def test_a_copy_is_shown_beside_its_original(service: Service) -> None:
    first = queued(service, GENUINE)
    second = queued(service, GENUINE, label=Label.COUNTERFEIT)
    page = service.as_("curator").get(f"/review/{second}", headers=AS_PAGE).text
    assert f"/v1/review/entries/{first}/photos/0.jpg" in page
    assert "The same item or picture has the other label, too." in page


@pytest.mark.parametrize("role", ["officer", "contributor", "reviewer"])
def test_the_queue_is_the_operators_alone(service: Service, role: str) -> None:
    name, client = queued(service), service.as_(role)
    for path in ("/v1/review/entries", f"/v1/review/entries/{name}", f"/v1/review/entries/{name}/photos/0.jpg"):
        assert client.get(path).status_code == 403
    assert client.post(f"/v1/review/entries/{name}/decisions", json={"kind": "accept"}).status_code == 403
    assert "/review" not in re.findall(r'href="(/[a-z]+)"', client.get("/", headers=AS_PAGE).text)


def test_the_demo_has_a_queue_with_a_risky_entry(service: Service) -> None:
    curator = service.as_("curator")
    before = made(curator.get("/v1/review/entries"))["counts"]["waiting"]
    demo.create(service.parts, actor_of(service, "contributor").username)
    assess(service.parts)
    page = made(curator.get("/v1/review/entries?limit=100&reason=label_conflict"))
    risky = [each for each in page["entries"] if each["item"].startswith("demo-")]
    assert {each["label"] for each in risky} == {"counterfeit", "genuine"}
    assert page["counts"]["waiting"] == len(page["entries"])
    assert made(curator.get("/v1/review/entries"))["counts"]["waiting"] > before + 1
