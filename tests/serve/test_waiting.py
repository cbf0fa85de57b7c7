"""The page with what waits, the count in the menu, and the same for scripts."""

import httpx
import pytest

from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT
from tests.serve.world import made

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def agency(service: Service) -> str:
    """An agency of its own, in which one opinion is asked of the senior officer."""
    name = new_agency(service, "waiting")
    officer, senior = service.as_("officer", name), service.as_("senior_officer", name)
    case = made(officer.post("/v1/cases", json={}))["id"]
    item = made(officer.post(f"/v1/cases/{case}/items", json={}))["id"]
    made(officer.post(f"/v1/cases/{case}/items/{item}/examinations", files={"photos": ("a.jpg", COUNTERFEIT)}))
    asked_of = senior.get("/v1/me").json()["username"]
    question = {"asked_of": asked_of, "question": "<b>Your view?</b>"}
    made(officer.post(f"/v1/cases/{case}/items/{item}/opinions", json=question))
    return name


def page(client: httpx.Client, path: str = "/work") -> str:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_menu_counts_what_waits_and_the_page_leads_to_it(service: Service, agency: str) -> None:
    senior = service.as_("senior_officer", agency)
    found = senior.get("/v1/work").json()
    (group,) = found["waiting"]
    assert (found["total"], group["kind"], group["count"]) == (1, "opinions", 1)
    assert senior.get(group["first"][0]["page"], headers=PAGE).status_code == 200
    text = page(senior)
    assert group["first"][0]["page"] in text
    assert "&lt;b&gt;Your view?&lt;/b&gt;" in text
    assert text.count("1 thing waits for you") == 2  # at the menu, and at its entry
    assert "You have examined nothing yet." in text  # and no verdict that a colleague got
    assert "1 opinion is asked of you" in page(senior, "/account")
    main = page(senior, "/").partition("<main")[2]
    assert (main.count("1 opinion is asked of you"), main.count("waits for you")) == (1, 0)  # once, where it leads to


def test_one_for_whom_nothing_waits_is_told_so(service: Service, agency: str) -> None:
    officer = service.as_("officer", agency)
    text = page(officer)
    assert "Nothing waits for you." in text
    assert "Suspected counterfeit" in text  # the officer's latest examination
    assert 'class="count"' not in text
    assert officer.get("/v1/work").json() == {"total": 0, "waiting": []}


def test_every_role_has_it_and_no_one_begins_there(service: Service) -> None:
    for role in ("officer", "trainer", "contributor", "reviewer", "curator", "organiser", "administrator"):
        client = service.as_(role)
        assert 'href="/work"' in page(client)
        start = client.get("/", headers=PAGE, follow_redirects=False)
        assert start.headers.get("location") != "/work"
    with service.visitor() as visitor:
        assert visitor.get("/v1/work").status_code == 401
