"""Closing a case: what is missing is named with its page, a reason is enough, but not while a deadline is running."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.audit.service import Audit
from tests.serve.casework import Officer
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.seizing import FOUND
from tests.serve.world import World, made

PAGE = {"accept": "text/html"}
STEPS = "/v1/procedures/{}/steps"


@pytest.fixture
def officer(service: Service) -> httpx.Client:
    """An officer of an agency of its own."""
    return service.as_("officer", new_agency(service, f"closing-{uuid4().hex[:8]}"))


def missing(officer: httpx.Client, case: str, said: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the refusal to close a case names."""
    answer = officer.post(f"/v1/cases/{case}/close", json=said)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/case-gaps"), answer.text
    found: list[dict[str, str]] = answer.json()["missing"]
    return found


def test_a_case_without_a_seizure_is_closed_without_a_reason(officer: httpx.Client) -> None:
    client = Officer(officer)
    case = client.open(place="Hall 3")
    client.conclude(case, client.add_item(case, description="Carton"), "genuine")
    assert made(officer.post(f"/v1/cases/{case}/close", json={}))["state"] == "closed"


def test_what_is_missing_is_named_with_its_page_and_a_reason_closes_the_case(
    service: Service, officer: httpx.Client
) -> None:
    client = Officer(officer)
    case = client.open(place="Hall 3")
    client.conclude(case, client.add_item(case, description="Carton"), "counterfeit")
    record = f"/cases/{case}/record"
    line = made(officer.post(f"/v1/cases/{case}/goods", json={"description": "Sneakers"}))["id"]
    begun = made(officer.post(f"/v1/cases/{case}/procedures", json={"right_holder": "Tornavik"}))["id"]
    assert [each["address"] for each in missing(officer, case, {"reason": " "})] == [
        f"/procedures/{begun}",
        record,
        f"{record}#{line}",
    ]
    made(officer.put(f"/v1/cases/{case}/interception", json=FOUND))
    made(officer.patch(f"/v1/cases/{case}/goods/{line}", json={"product": "Vell"}))
    page = officer.get(f"/cases/{case}", headers=PAGE).text
    assert f'<a href="/procedures/{begun}"><span>The procedure for' in page
    assert "Why is the case closed without this?" in page
    refused = officer.post(f"/cases/{case}/close", headers=PAGE)
    assert (refused.status_code, f'href="/procedures/{begun}"' in refused.text) == (409, True)
    closed = officer.post(f"/cases/{case}/close", data={"reason": "The file goes to the court."}, headers=PAGE)
    assert closed.status_code == 303
    assert made(officer.get(f"/v1/cases/{case}"))["steps"][0]["reason"] == "The file goes to the court."
    assert service.parts[Audit].verify().faults == ()


def test_a_running_deadline_keeps_the_case_open_until_it_is_met_or_has_lapsed(officer: httpx.Client) -> None:
    client = Officer(officer)
    case = client.open(place="Hall 3")
    made(officer.put(f"/v1/cases/{case}/interception", json=FOUND))
    begun = made(officer.post(f"/v1/cases/{case}/procedures", json={"right_holder": "Tornavik"}))["id"]
    notice = {"kind": "notice-dated", "event": datetime.now(UTC).date().isoformat()}
    made(officer.post(STEPS.format(begun), json=notice))
    (running,) = missing(officer, case, {"reason": "Handed over."})
    assert (running["address"], "a deadline is running until" in running["what"]) == (f"/procedures/{begun}", True)
    page = officer.get(f"/cases/{case}", headers=PAGE).text
    assert "A legal deadline is running." in page
    assert "Close it" not in page
    made(officer.post(STEPS.format(begun), json={**notice, "event": "2026-06-01"}))  # it has lapsed
    (gap,) = missing(officer, case, {})
    assert "has no result" in gap["what"]
    made(officer.post(f"/v1/procedures/{begun}/result", json={"result": "settled"}))
    assert made(officer.post(f"/v1/cases/{case}/close", json={}))["state"] == "closed"


def test_an_open_enquiry_and_a_record_kept_elsewhere_are_named_and_need_no_reason(service: Service) -> None:
    dossier, officer = World(service).dossier(), service.as_("officer")
    Officer(officer).conclude(dossier.case_id, dossier.item_id, "counterfeit")
    page = officer.get(f"/cases/{dossier.case_id}", headers=PAGE).text
    assert f'<a href="/enquiries/{dossier.enquiry_id}"><span>An enquiry has no answer.' in page
    assert f'<a href="/cases/{dossier.case_id}/record"><span>How the goods were found' in page
    assert "Remark, if you have one" in page
    assert made(officer.post(f"/v1/cases/{dossier.case_id}/close", json={}))["state"] == "closed"
