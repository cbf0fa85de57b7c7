"""Second opinions: the colleague decides from the photos before they see what anyone else has found."""

from uuid import uuid4

import httpx
import pytest

from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, as_new, photo

FOUND = {"finding": "counterfeit", "reason": "The seal is printed."}
PAGE = {"accept": "text/html"}


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


@pytest.fixture
def colleague(service: Service) -> httpx.Client:
    return service.as_("senior_officer")


class Asked:
    """A case with an item that the colleague is asked about."""

    def __init__(self, officer: Officer) -> None:
        self.case = officer.open(place="Hall 3", notes="Canary notes.")
        self.item = officer.add_item(self.case, description="Canary carton", product="box")
        self.photo = as_new(COUNTERFEIT)  # of which no one has seen a verdict
        self.visit = officer.examine(self.case, self.item, self.photo)
        officer.conclude(self.case, self.item, "counterfeit", "Canary reason.")
        body = {"asked_of": "first-senior-officer", "question": "Do you know this seal?"}
        asked = officer.post(f"/cases/{self.case}/items/{self.item}/opinions", body)
        self.opinion = str(asked["opinions"][-1]["id"])


@pytest.fixture
def asked(officer: Officer, colleague: httpx.Client) -> Asked:
    assert colleague.get("/v1/me").status_code == 200
    return Asked(officer)


def test_the_colleague_sees_photos_and_question_alone_until_they_have_answered(
    colleague: httpx.Client, asked: Asked
) -> None:
    path = f"/opinions/{asked.opinion}"
    before = colleague.get(f"/v1{path}")
    assert before.json()["question"] == "Do you know this seal?"
    assert (before.json()["answer"], before.json()["case"], before.json()["item"]) == (None, None, None)
    [picture] = before.json()["photos"]
    assert colleague.get(picture).headers["content-type"] == "image/jpeg"
    assert colleague.get(f"/v1{path}/photos/1.jpg").status_code == 404
    page = colleague.get(path, headers=PAGE)
    assert picture in page.text
    listed = colleague.get("/v1/opinions")
    for answer in (before, page, listed, colleague.get("/opinions", headers=PAGE)):
        for told in ("canary", "suspected", asked.case, asked.item, asked.visit["examination"]["id"]):
            assert told not in answer.text.lower()


def test_after_the_answer_they_see_the_verdict_and_the_conclusion_and_the_officer_sees_theirs(
    officer: Officer, colleague: httpx.Client, asked: Asked
) -> None:
    given = colleague.post(f"/v1/opinions/{asked.opinion}/answer", json=FOUND).json()
    assert given["answer"]["finding"] == "counterfeit"
    assert given["case"] == asked.case
    assert given["item"]["visits"] == [asked.visit]
    assert given["item"]["conclusions"][0]["reason"] == "Canary reason."
    [seen] = officer.get(f"/cases/{asked.case}")["items"][0]["opinions"]
    assert (seen["asked_of"]["name"], seen["answer"]["reason"]) == ("First-Senior-Officer", "The seal is printed.")
    page = colleague.get(f"/opinions/{asked.opinion}", headers=PAGE).text
    assert page.index("You found") < page.index("Suspected counterfeit") < page.index("Canary reason.")


@pytest.mark.parametrize(
    ("looked_at", "had_seen"),
    [
        (None, False),
        ("/v1/cases/{0.case}/items/{0.item}/opinions/{0.opinion}", False),
        ("/v1/cases/{0.case}/enquiries", False),
        ("/v1/enquiries", False),
        ("/v1/cases/{0.case}/items/{0.item}/conclusions", True),
        ("/v1/examinations/{0.visit[examination][id]}/close-ups/0.jpg", True),
        ("/cases/{0.case}", True),
        ("/v1/cases/{0.case}/bundle.zip", True),
    ],
)
def test_an_answer_says_whether_the_case_had_been_opened_before(
    officer: Officer,
    colleague: httpx.Client,
    asked: Asked,
    looked_at: str | None,
    had_seen: bool,  # noqa: FBT001
) -> None:
    if looked_at:
        assert colleague.get(looked_at.format(asked)).status_code == 200
    given = colleague.post(f"/v1/opinions/{asked.opinion}/answer", json=FOUND).json()
    assert given["answer"]["had_seen"] is had_seen
    words = "They had seen more than the photos" if had_seen else "Given from the photos alone"
    assert words in officer.client.get(f"/cases/{asked.case}", headers=PAGE).text


@pytest.mark.usefixtures("asked")
def test_the_list_of_enquiries_says_that_it_leaves_some_out(colleague: httpx.Client) -> None:
    hint = "are listed once you have given the opinion"
    assert hint in colleague.get("/enquiries", headers=PAGE).text
    for waiting in colleague.get("/v1/opinions", params={"limit": 100}).json()["opinions"]:
        assert colleague.post(f"/v1/opinions/{waiting['id']}/answer", json=FOUND).is_success
    assert hint not in colleague.get("/enquiries", headers=PAGE).text


def test_an_opinion_is_given_once(colleague: httpx.Client, asked: Asked) -> None:
    path, key = f"/v1/opinions/{asked.opinion}/answer", {"Idempotency-Key": str(uuid4())}
    assert colleague.post(path, json={**FOUND, "reason": ""}).status_code == 422
    first, again = (colleague.post(path, json=FOUND, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    other = colleague.post(path, json={"finding": "genuine", "reason": "I changed my mind."})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/case-state")


def test_the_list_holds_what_waits_and_if_wanted_what_was_given(officer: Officer, colleague: httpx.Client) -> None:
    first, second = Asked(officer), Asked(officer)
    colleague.post(f"/v1/opinions/{first.opinion}/answer", json=FOUND)
    waiting = [each["id"] for each in colleague.get("/v1/opinions").json()["opinions"]]
    assert first.opinion not in waiting
    assert waiting[-1] == second.opinion
    every = [each["id"] for each in colleague.get("/v1/opinions", params={"all": "true"}).json()["opinions"]]
    assert every[: len(waiting)] == waiting
    assert every[len(waiting)] == first.opinion
    assert officer.get("/opinions")["opinions"] == []


def test_others_find_no_opinion_and_no_photo_of_it(service: Service, officer: Officer, asked: Asked) -> None:
    path = f"/v1/opinions/{asked.opinion}"
    assert officer.client.get(path).status_code == 404
    assert officer.client.get(f"{path}/photos/0.jpg").status_code == 404
    assert officer.client.post(f"{path}/answer", json=FOUND).status_code == 404
    assert service.as_("trainer").get(path).status_code == 403


def test_what_cannot_be_asked_is_a_problem_of_the_case(officer: Officer, colleague: httpx.Client, asked: Asked) -> None:
    assert colleague.get("/v1/me").status_code == 200
    path = f"/v1/cases/{asked.case}/items/{asked.item}/opinions"
    answer = officer.client.post(path, json={"asked_of": "no-such-person"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/case-rejected")
    bare = f"/v1/cases/{asked.case}/items/{officer.add_item(asked.case)}/opinions"
    answer = officer.client.post(bare, json={"asked_of": "first-senior-officer"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/case-state")


def test_photos_of_later_visits_are_shown_too_each_once(
    officer: Officer, colleague: httpx.Client, asked: Asked
) -> None:
    officer.examine(asked.case, asked.item, photo(seed=5), asked.photo, GENUINE)
    photos = colleague.get(f"/v1/opinions/{asked.opinion}").json()["photos"]
    assert len(photos) == 3
    assert len({colleague.get(picture).content for picture in photos}) == 3


def test_the_pages_ask_and_answer_without_javascript(officer: Officer, colleague: httpx.Client, asked: Asked) -> None:
    base = f"/cases/{asked.case}/items/{asked.item}"
    page = officer.client.get(f"/cases/{asked.case}", headers=PAGE).text
    assert '<option value="first-senior-officer" dir="auto">First-Senior-Officer</option>' in page
    form = {"asked_of": "first-senior-officer", "question": "And the print?"}
    sent = officer.client.post(f"{base}/opinions", data=form, headers=PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{asked.case}#{asked.item}")
    waiting = colleague.get("/opinions", headers=PAGE).text
    assert "And the print?" in waiting
    answered = colleague.post(f"/opinions/{asked.opinion}/answer", data=FOUND, headers=PAGE)
    assert (answered.status_code, answered.headers["location"]) == (303, f"/opinions/{asked.opinion}")
    assert "The seal is printed." in officer.client.get(f"/cases/{asked.case}", headers=PAGE).text
