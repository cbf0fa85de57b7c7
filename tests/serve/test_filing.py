"""An examination is put into a case: answers, problems, and the pages that lead there and on to the right holder.

tests/serve/rules has the rules.
"""

import re
from typing import Any

import pytest

from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.test_revisions import examined, refused
from tests.serve.tiny_release import COUNTERFEIT
from tests.serve.world import absent_id, made, new_photo


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


def test_the_answer_names_the_case_and_its_item_and_leads_to_the_photo(service: Service, officer: Officer) -> None:
    content = new_photo()
    name = examined(service, content, product="box")
    before = made(service.client.get(f"/v1/examinations/{name}"))
    filed, again = (officer.post(f"/examinations/{name}/case", {"description": "A carton"}, key=name) for _ in range(2))
    assert filed == again
    case, item = officer.get(f"/cases/{filed['case']}"), filed["item"]
    assert (case["number"], case["items"]) == (filed["number"], [item])
    assert (item["description"], item["product"], item["position"]) == ("A carton", "box", 1)
    assert item["visits"][0]["examination"] == before == made(service.client.get(f"/v1/examinations/{name}"))
    assert service.client.get(before["photos"][0]["original"]).content == content


def test_each_refusal_has_its_problem(service: Service, officer: Officer) -> None:
    name, closed = examined(service, COUNTERFEIT), officer.open()
    officer.close(closed)
    path = f"/v1/examinations/{name}/case"
    refused(service.client.post(path, json={"case": closed}), 409, "case-state")
    refused(service.client.post(path, json={"case": absent_id("c")}), 404, "not-found")
    officer.post(f"/examinations/{name}/case")
    refused(service.client.post(path, json={}), 409, "conflict")
    refused(service.as_("trainer").post(path, json={}), 403, "not-permitted")


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
    assert ">Open a case and ask the right holder</button>" in text[pressed.end() :].partition("</form>")[0]
    leads_to = post(service, f"/examinations/{name}/case", idempotency_key=pressed[1], then="ask")
    form, _, opened = leads_to.partition("?")
    assert (form.endswith("/enquiries/new"), opened) == (True, "opened=yes")
    asked = page(service, leads_to)
    assert f'value="{name}:0" checked' in asked
    assert re.search(r"Case \S+ was opened. The examination is its item 1.", asked)
    assert "was opened" not in page(service, form)
    link = f'<a class="button button-quiet" href="{form}">Ask the right holder from its case</a>'
    assert link in page(service, "/examinations")
    assert link in page(service, f"/examinations/{name}")


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
