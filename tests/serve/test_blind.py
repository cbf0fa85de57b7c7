"""A second opinion says of each way into the service whether its answer told the colleague what others had found."""

import re
from uuid import uuid4

import httpx
import pytest

from tests.serve.casework import Officer
from tests.serve.doors import Door, doors
from tests.serve.enquiring import Stopped, asked, new_photo
from tests.serve.running import Service

OF_AN_ITEM = {"case_id", "item_id", "examination_id", "enquiry_id", "conclusion_id", "opinion_id"}
LISTS = {"/cases", "/enquiries", "/examinations", "/opinions", "/v1/cases", "/v1/enquiries", "/v1/examinations"}
FINDINGS = ("/evidence/", "/close-ups/", "/pairs/", "/references/", "/bundle.zip")  # pictures and a file that tell
FORMS = {  # of a person who works on the item: they count, although they tell little of it or nothing
    "/cases/{case_id}/export",
    "/cases/{case_id}/items/{item_id}/photos",
    "/cases/{case_id}/items/{item_id}/enquiries/new",
    "/examinations/{examination_id}/case",
}
RECORDS = {  # say what the goods were taken for, and how that ended; they count also while they are empty
    "/v1/cases/{case_id}/procedures",
    "/v1/cases/{case_id}/interception",
    "/v1/cases/{case_id}/goods",
    "/v1/cases/{case_id}/seizure-record.csv",
    "/v1/cases/{case_id}/seizure-record.xlsx",
    "/cases/{case_id}/record",
    "/v1/enquiries/{enquiry_id}/photo-requests",  # what the right holder is not sure of
}
WAYS = [
    door for door in doors() if door.method == "GET" and (door.path in LISTS or OF_AN_ITEM.intersection(door.names))
]


class Item:
    """An item on which the colleague is asked; a conclusion and an answer to an enquiry have a word of their own."""

    def __init__(self, service: Service) -> None:
        officer, self.word = Officer(service.client), f"canary{uuid4().hex}"
        case = officer.open()
        item = officer.add_item(case, product="box")
        verdict = officer.examine(case, item, new_photo(), new_photo())["examination"]
        self.opinion = officer.ask(case, item, "Do you know it?")
        concluded = officer.conclude(case, item, "counterfeit", self.word)
        enquiry = asked(service.client, Stopped(case, item, verdict["id"]))["id"]
        said = {"outcome": "confirmed_counterfeit", "statement": self.word}
        assert service.as_("reviewer").post(f"/v1/enquiries/{enquiry}/answer", json=said).is_success
        self.examination = verdict["id"]
        self.names = {
            "case_id": case,
            "item_id": item,
            "examination_id": verdict["id"],
            "enquiry_id": enquiry,
            "conclusion_id": concluded["conclusions"][-1]["id"],
            "opinion_id": self.opinion,
            "sha256": next(point["reference"] for point in verdict["verdict"]["points"] if point["reference"]),
            "index": "0",
            "number": "1",
            "side": "photo",
        }

    def is_told_by(self, door: Door, answer: httpx.Response) -> bool:
        """Whether an answer tells what someone else found."""
        if answer.status_code != httpx.codes.OK or answer.headers["content-type"].startswith("image/"):
            return answer.is_success and any(part in door.path for part in FINDINGS)
        tells_verdict = self.examination in answer.text and "suspected" in answer.text.lower()
        return self.word in answer.text or tells_verdict or door.path.endswith("/bundle.zip")


@pytest.fixture
def colleague(service: Service) -> httpx.Client:
    client = service.as_("senior_officer")
    assert client.get("/v1/me").is_success
    return client


@pytest.mark.parametrize("door", WAYS, ids=[door.path for door in WAYS])
def test_what_tells_others_findings_is_counted_as_seen_and_nothing_else_is(
    service: Service, colleague: httpx.Client, door: Door
) -> None:
    item = Item(service)
    path = re.sub(r"{(\w+)}", lambda name: item.names.get(name[1], "x"), door.path)
    answer = colleague.get(path, headers={} if path.startswith("/v1") else {"accept": "text/html"})
    opinion = colleague.post(f"/v1/opinions/{item.opinion}/answer", json={"finding": "genuine", "reason": "As ours."})
    has_seen = opinion.json()["answer"]["had_seen"]
    assert has_seen is (item.is_told_by(door, answer) or door.path in FORMS | RECORDS)
