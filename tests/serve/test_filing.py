"""An examination is put into a case as it is: into a new one or an open one, and from there to the right holder."""

import hashlib
import json
import re
from typing import Any
from uuid import uuid4

import pytest

from tests.serve.casework import Officer
from tests.serve.record import faults, log_of
from tests.serve.running import Service
from tests.serve.test_revisions import examined, refused, revised
from tests.serve.tiny_release import COUNTERFEIT
from tests.serve.world import absent_id, made, new_photo


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


def test_it_becomes_the_first_visit_of_a_new_item_and_stays_as_it_is(service: Service, officer: Officer) -> None:
    name = examined(service, COUNTERFEIT, product="box")
    before = made(service.client.get(f"/v1/examinations/{name}"))
    filed = officer.post(f"/examinations/{name}/case", {"description": "A carton"})
    case = officer.get(f"/cases/{filed['case']}")
    assert case["number"] == filed["number"]
    item = case["items"][0]
    assert (item["description"], item["product"], item["position"]) == ("A carton", "box", 1)
    assert item["visits"][0]["examination"] == before
    assert made(service.client.get(f"/v1/examinations/{name}")) == before
    assert officer.get("/cases", outcome="suspected_counterfeit")["cases"][0]["id"] == case["id"]


def test_an_open_case_takes_it_as_its_next_item(service: Service, officer: Officer) -> None:
    case = officer.open(place="Dock 4")
    officer.add_item(case)
    filed = officer.post(f"/examinations/{examined(service, COUNTERFEIT)}/case", {"case": case})
    assert filed["case"] == case
    assert filed["item"]["position"] == 2


def test_it_can_not_be_put_into_a_second_case_nor_into_a_closed_or_a_foreign_one(
    service: Service, officer: Officer
) -> None:
    name = examined(service, COUNTERFEIT)
    closed = officer.open()
    officer.close(closed)
    path = f"/v1/examinations/{name}/case"
    refused(service.client.post(path, json={"case": closed}), 409, "case-state")
    foreign = Officer(service.as_("officer", "second")).open()
    for case in (foreign, absent_id("c")):
        refused(service.client.post(path, json={"case": case}), 404, "not-found")
    officer.post(f"/examinations/{name}/case")
    refused(service.client.post(path, json={}), 409, "conflict")
    refused(service.as_("officer", "second").post(path, json={}), 404, "not-found")
    refused(service.as_("trainer").post(path, json={}), 403, "not-permitted")


def test_sent_again_it_makes_one_case(service: Service, officer: Officer) -> None:
    name, key = examined(service, COUNTERFEIT), str(uuid4())
    first, second = (officer.post(f"/examinations/{name}/case", {}, key=key) for _ in range(2))
    assert first == second


def test_who_put_it_there_and_when_is_on_record(service: Service, officer: Officer) -> None:
    name = examined(service, COUNTERFEIT)
    filed = officer.post(f"/examinations/{name}/case")
    event = next(event for event in reversed(log_of(service)) if event.action == "examination:file")
    details = json.loads(event.details)
    assert event.subject == name
    assert (details["case"], details["item"], details["by"]) == (filed["case"], filed["item"]["id"], event.actor)
    assert faults(service) == []


def test_later_photos_and_revisions_go_on_in_the_case(service: Service, officer: Officer) -> None:
    name = examined(service, COUNTERFEIT)
    filed = officer.post(f"/examinations/{name}/case")
    after = revised(service, name, new_photo())
    officer.examine(filed["case"], filed["item"]["id"], new_photo())
    visits = officer.get(f"/cases/{filed['case']}")["items"][0]["visits"]
    assert [len(visit["examination"]["photos"]) for visit in visits] == [1, 2, 3]
    assert visits[1]["examination"]["id"] == after["id"]


def test_a_conclusion_on_it_comes_after_its_verdict(service: Service, officer: Officer) -> None:
    filed = officer.post(f"/examinations/{examined(service, COUNTERFEIT)}/case")
    item = officer.conclude(filed["case"], filed["item"]["id"], "counterfeit")
    assert item["conclusions"][0]["first"] == "verdict"


def page(service: Service, path: str) -> str:
    answer = service.client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def post(service: Service, path: str, **form: Any) -> str:
    """Where a page's form leads."""
    answer = service.client.post(path, data=form, headers={"accept": "text/html"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_one_press_on_the_verdict_page_opens_a_case_with_it(service: Service) -> None:
    name = examined(service, COUNTERFEIT)
    assert f'action="/examinations/{name}/case"' in page(service, f"/examinations/{name}")
    leads_to = post(service, f"/examinations/{name}/case", idempotency_key="k")
    assert leads_to.startswith("/cases/c-")
    text = page(service, f"/examinations/{name}")
    assert "Open its case" in text
    assert "Put it into" not in text


@pytest.mark.parametrize("start", ["list", "verdict"])
def test_one_press_leads_to_the_question_to_the_right_holder(service: Service, start: str) -> None:
    name = examined(service, COUNTERFEIT, product="box")
    text = page(service, "/examinations" if start == "list" else f"/examinations/{name}")
    pressed = re.search(rf'<form action="/examinations/{name}/case"[^/]*value="([^"]+-ask[^"]*)"[^/]*value="ask"', text)
    assert pressed
    leads_to = post(service, f"/examinations/{name}/case", idempotency_key=pressed[1], then="ask")
    assert leads_to.endswith("/enquiries/new")
    assert f'value="{name}:0" checked' in page(service, leads_to)
    assert f'<a class="button button-quiet" href="{leads_to}">Ask the right holder</a>' in page(
        service, "/examinations"
    )


def test_an_open_case_is_chosen_from_a_list(service: Service, officer: Officer) -> None:
    case = officer.open(place="Dock <4>")
    name = examined(service, COUNTERFEIT, product="box")
    assert f"/examinations/{name}/case" in page(service, f"/examinations/{name}")
    text = page(service, f"/examinations/{name}/case")
    assert case in text
    assert "Dock &lt;4&gt;" in text
    leads_to = post(service, f"/examinations/{name}/case", case=case)
    assert service.client.get(f"/examinations/{name}/case").headers["location"] == leads_to


def test_open_cases_are_found_by_words(service: Service, officer: Officer) -> None:
    wanted, other = officer.open(place="Zeebrugge"), officer.open(place="Antwerp")
    text = page(service, f"/examinations/{examined(service, COUNTERFEIT)}/case?q=zeebrugge")
    assert wanted in text
    assert other not in text


def test_photos_of_it_are_the_cases_own(service: Service, officer: Officer) -> None:
    content = new_photo()
    filed = officer.post(f"/examinations/{examined(service, content)}/case")
    original = filed["item"]["visits"][0]["examination"]["photos"][0]["original"]
    assert hashlib.sha256(service.client.get(original).content).digest() == hashlib.sha256(content).digest()
