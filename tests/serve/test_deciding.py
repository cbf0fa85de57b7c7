"""Decide first: the verdict shows only after the person who examined has said what they think of the item."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from serve.accounts.guard import COOKIE
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.audit.service import Audit
from serve.platform.clock import Clock
from serve.platform.waiting import Waiting
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, as_new
from tests.serve.world import World, made, new_photo

RULES = "/v1/examining-rules"


@dataclass(frozen=True)
class Agency:
    """An agency whose people decide first, of these tests alone."""

    service: Service
    name: str

    def as_(self, role: str) -> httpx.Client:
        return self.service.as_(role, self.name)

    def examine(self, role: str = "officer") -> str:
        """The id of a new examination."""
        answer = self.service.examine(as_new(COUNTERFEIT), by=self.as_(role), product="box")
        assert answer.status_code == 201, answer.text
        return answer.headers["location"].rpartition("/")[2]

    def browser(self, role: str = "officer") -> httpx.Client:
        cookies, headers = (
            {COOKIE: self.service.people.session(role, self.name)},
            {"accept": "text/html", "sec-fetch-site": "same-origin"},
        )
        return self.service.visitor(cookies=cookies, headers=headers, follow_redirects=True)


@pytest.fixture
def agency(service: Service) -> Agency:
    found = Agency(service, "deciding")
    if found.name not in service.people.agencies:
        new_agency(service, found.name)
    administrator = service.people.outsider("Customs of the deciding", Role.ADMINISTRATOR)
    assert made(administrator.get(RULES)) in ({"decides_first": False}, {"decides_first": True})
    assert made(administrator.put(RULES, json={"decides_first": True})) == {"decides_first": True}
    return found


def later(waiting: Waiting) -> Waiting:
    """What waits, two hours later."""
    clock = Clock(wall=lambda: datetime.now(UTC) + timedelta(hours=2))
    return replace(waiting, clock=clock, statements={})


def decide(client: httpx.Client, name: str, said: str = "genuine", key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/v1/examinations/{name}/decision", json={"decision": said}, headers=headers)


def test_the_verdict_is_hidden_from_everyone_until_the_decision(service: Service, agency: Agency) -> None:
    answer = service.examine(as_new(COUNTERFEIT), by=agency.as_("officer"), product="box")
    name = answer.headers["location"].rpartition("/")[2]
    assert answer.json() == {"hidden": True, "decision": f"/v1/examinations/{name}/decision"}
    for role in ("officer", "senior_officer", "trainer"):
        for path in ("", "/evidence/0.jpg", "/pairs/0/photo.jpg", "/close-ups/0.jpg"):
            hidden = agency.as_(role).get(f"/v1/examinations/{name}{path}")
            assert (hidden.status_code, hidden.json()["type"]) == (409, "/problems/verdict-hidden"), path
        assert agency.as_(role).get(f"/v1/examinations/{name}/photos/0.jpg").status_code == 200
    [listed] = [
        each for each in made(agency.as_("officer").get("/v1/examinations"))["examinations"] if each["id"] == name
    ]
    assert (listed["outcome"], listed["product"]) == (None, None)
    assert "box" not in listed["product_said"].lower()
    assert listed["stated"]["id"] == "box"  # what the officer said, so that entries can be told apart
    for path in ("/work", "/examinations"):
        page = agency.as_("officer").get(path, headers={"accept": "text/html"}).text
        assert "Acme box" in page.partition("<main")[2], path
    for other in (agency.as_("senior_officer"), service.as_("officer")):
        assert decide(other, name).status_code == 404
    decided = made(decide(agency.as_("officer"), name, "counterfeit"))
    assert (decided["id"], decided["decision"]) == (name, "counterfeit")
    assert decided["verdict"]["outcome"] == "suspected_counterfeit"
    shown = made(agency.as_("senior_officer").get(f"/v1/examinations/{name}"))
    assert (shown["decision"], shown["decided_at"]) == ("counterfeit", decided["decided_at"])
    again = decide(agency.as_("officer"), name, "genuine")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/decision-state")


def test_the_same_calls_again_give_the_same_answers(agency: Agency) -> None:
    files, key = {"photos": ("a.jpg", new_photo())}, {"Idempotency-Key": "decides-first"}
    client = agency.as_("officer")
    first, again = (
        client.post("/v1/examinations", files=files, data={"product": "box"}, headers=key) for _ in range(2)
    )
    assert (first.status_code, first.text) == (again.status_code, again.text)
    name = first.headers["location"].rpartition("/")[2]
    assert decide(client, name, key="decided").text == decide(client, name, key="decided").text
    later = client.post("/v1/examinations", files=files, data={"product": "box"}, headers=key)
    assert later.json()["outcome"] == "suspected_counterfeit"


def test_it_goes_into_a_case_or_is_revised_only_after_the_decision(agency: Agency) -> None:
    client, name = agency.as_("officer"), agency.examine()
    base, photo = f"/v1/examinations/{name}", {"photos": ("a.jpg", new_photo())}
    for answer in (client.post(f"{base}/case", json={}), client.post(f"{base}/revisions", files=photo)):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/verdict-hidden")
    made(decide(client, name, "undetermined"))
    revised = client.post(f"{base}/revisions", files=photo)
    assert revised.json()["outcome"] == "suspected_counterfeit"
    follower = made(client.get(revised.headers["location"]))
    assert follower["decision"] == "undetermined"  # of the same item, before any verdict on it showed
    filed = made(client.post(f"{base}/case", json={}))
    assert filed


def test_an_item_of_a_case_is_examined_only_with_a_decision(service: Service, agency: Agency) -> None:
    client = agency.as_("officer")
    case = made(client.post("/v1/cases", json={}))["id"]
    items = f"/v1/cases/{case}/items"
    item = made(client.post(items, json={"product": "box"}))["id"]
    path, files = f"{items}/{item}/examinations", {"photos": ("a.jpg", new_photo())}
    refused = client.post(path, files=files)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/examination-rejected")
    assert client.post(path, files=files, data={"decision": "yes"}).status_code == 400
    answer = client.post(path, files=files, data={"decision": "counterfeit"})
    assert answer.status_code == 201, answer.text
    shown = made(client.get(answer.headers["location"]))
    assert (shown["decision"], shown["verdict"]["outcome"]) == ("counterfeit", "suspected_counterfeit")
    with agency.browser() as browser:
        assert "What do you say of this item?" in browser.get(f"/cases/{case}/items/{item}/photos").text
    assert service.parts[Audit].verify().faults == ()


def test_a_preliminary_verdict_is_hidden_and_a_decision_on_it_holds_for_the_final_one(
    service: Service, agency: Agency
) -> None:
    client, world = agency.as_("officer"), World(service)
    files = {"photos": ("a.jpg", as_new(COUNTERFEIT))}
    answer = client.post("/v1/examinations/preliminary", files=files, data={"product": "box"})
    before = made(answer)
    assert before["verdict"] is None
    assert "counterfeit" not in before["headline"]

    def final() -> httpx.Response:
        upload = world.sent_photo("officer", agency.name, as_new(COUNTERFEIT))
        sent = {"photos": [{"upload": upload}], "product": "box", "preliminary": before["id"]}
        return client.post("/v1/examinations/from-uploads", json=sent)

    hidden = final()
    assert hidden.json()["hidden"] is True
    name = hidden.headers["location"].rpartition("/")[2]
    made(decide(client, name, "counterfeit"))
    with agency.browser() as browser:
        assert "from small copies" not in browser.get(f"/examinations/{name}").text  # no one saw that one
    assert made(decide(client, before["id"], "counterfeit"))["verdict"]["outcome"] == "suspected_counterfeit"
    assert made(client.get(answer.headers["location"]))["verdict"]["outcome"] == "suspected_counterfeit"
    shown = final()
    assert shown.json()["outcome"] == "suspected_counterfeit"
    assert made(client.get(shown.headers["location"]))["decision"] == "counterfeit"
    assert service.parts[Audit].verify().faults == ()


def test_an_item_of_uploads_needs_a_decision_or_has_that_of_its_preliminary_one(
    service: Service, agency: Agency
) -> None:
    client, world = agency.as_("officer"), World(service)
    case = made(client.post("/v1/cases", json={}))["id"]
    item = made(client.post(f"/v1/cases/{case}/items", json={"product": "box"}))["id"]
    files = {"photos": ("a.jpg", as_new(COUNTERFEIT))}
    before = made(client.post("/v1/examinations/preliminary", files=files, data={"product": "box"}))["id"]
    sent = {"photos": [{"upload": world.sent_photo("officer", agency.name, as_new(COUNTERFEIT))}]}

    def send(**stated: str) -> httpx.Response:
        path = f"/v1/cases/{case}/items/{item}/examinations/from-uploads"
        return client.post(path, json={**sent, "preliminary": before, **stated})

    refused = send()
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/examination-rejected")
    made(decide(client, before, "counterfeit"))
    visit = made(send(decision="genuine"))  # said before the preliminary verdict showed
    assert visit["examination"]["decision"] == "counterfeit"
    assert service.parts[Audit].verify().faults == ()


def test_what_is_to_be_decided_waits_for_the_person_who_examined_until_they_have(
    service: Service, agency: Agency
) -> None:
    trainer, waiting = agency.as_("trainer"), service.parts[Waiting]
    files = {"photos": ("a.jpg", as_new(COUNTERFEIT))}
    made(trainer.post("/v1/examinations/preliminary", files=files, data={"product": "box"}))  # the final one follows
    made(trainer.post("/v1/practice", files=files, data={"product": "box"}))
    assert made(trainer.get("/v1/work"))["total"] == 0
    name = agency.examine("trainer")
    (group,) = made(trainer.get("/v1/work"))["waiting"]
    assert (group["kind"], group["count"], group["page"]) == ("decisions", 1, "/examinations")
    assert [each["page"] for each in group["first"]] == [f"/examinations/{name}/decision"]
    with agency.browser("trainer") as browser:
        assert "1 verdict shows once you have decided" in browser.get("/account").text
        assert "What do you say?" in browser.get(group["first"][0]["page"]).text
    assert made(agency.as_("senior_officer").get("/v1/work"))["total"] == 0
    accounts, username = service.parts[Accounts], made(trainer.get("/v1/me"))["username"]
    actor = next(accounts.actor_of(each, "test") for each in accounts.people(None) if each.username == username)
    assert waiting.ids(actor) == frozenset()  # they may be about to decide
    assert later(waiting).ids(actor) == {name}
    made(decide(trainer, name))
    assert made(trainer.get("/v1/work"))["total"] == 0
    assert later(waiting).ids(actor) == frozenset()


def test_pages_ask_first_and_then_show_both(agency: Agency) -> None:
    name = agency.examine()
    with agency.browser() as browser:
        assert "Decide first" in browser.get("/examinations").text
        page = browser.get(f"/examinations/{name}")
        assert page.url.path == f"/examinations/{name}/decision"
        assert "Suspected counterfeit" not in page.text
        again = browser.post(f"/examinations/{name}/decision", data={})
        assert "Choose one of the answers first." in again.text
        assert again.text.index('value="genuine"') < again.text.index("/photos/0.jpg")  # not below a button that stays
        shown = browser.post(f"/examinations/{name}/decision", data={"decision": "undetermined"})
        assert "Suspected counterfeit" in shown.text
        assert "Said of the item before the verdict showed" in shown.text
        assert "t tell" in shown.text
        assert browser.get(f"/examinations/{name}/decision").url.path == f"/examinations/{name}"
    with agency.browser("senior_officer") as colleague:
        assert colleague.get(f"/examinations/{agency.examine()}").status_code == 409


def test_what_an_agency_asks_holds_for_its_own_people_and_from_then_on(service: Service, agency: Agency) -> None:
    assert service.examine(new_photo(), product="box").json()["outcome"]
    for client in (service.client, service.as_("reviewer"), agency.as_("trainer")):
        assert client.get(RULES).status_code == 403
    hidden = agency.examine()
    administrator = service.people.outsider("Customs of the deciding", Role.ADMINISTRATOR)
    made(administrator.put(RULES, json={"decides_first": False}))
    assert service.examine(new_photo(), by=agency.as_("officer"), product="box").json()["outcome"]
    assert agency.as_("officer").get(f"/v1/examinations/{hidden}").status_code == 409
    made(decide(agency.as_("officer"), hidden))
    assert service.parts[Audit].verify().faults == ()


def test_practice_has_a_rule_of_its_own(agency: Agency) -> None:
    trainer = agency.as_("trainer")
    given: dict[str, Any] = {"files": {"photos": ("a.jpg", new_photo())}, "data": {"product": "box"}}
    name = made(trainer.post("/v1/practice", **given))["id"]
    assert decide(trainer, name).json()["type"] == "/problems/decision-state"
    assert made(trainer.post(f"/v1/practice/{name}/reveal", json={"answer": "genuine"}))["verdict"]
