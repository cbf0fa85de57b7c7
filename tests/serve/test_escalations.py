"""Contacts, escalations and response times, through API and pages; tests/serve/rules has the rules."""

import re

from serve.enquiries.escalating import Escalations
from tests.serve.enquiring import answered, asked, made, stopped
from tests.serve.running import Service

PAGE = {"accept": "text/html"}


def test_contacts_are_named_in_the_api_and_on_the_page(service: Service) -> None:
    reviewer = service.as_("reviewer")
    page = reviewer.get("/enquiry-contacts", headers=PAGE).text
    people = re.findall(r'name="people" value="(u-[0-9a-f]{32})"', page)
    assert people
    read = reviewer.get("/v1/enquiry-contacts")
    given = {"contacts": [{"person": people[0], "after_hours": 48, "after_percent": 50}]}
    named = reviewer.put("/v1/enquiry-contacts", json=given, headers={"If-Match": read.headers["ETag"]})
    assert made(named)["contacts"][0]["after_hours"] == 48
    late = reviewer.put("/v1/enquiry-contacts", json={"contacts": []}, headers={"If-Match": read.headers["ETag"]})
    assert late.status_code == 412
    again = reviewer.get("/enquiry-contacts", headers=PAGE).text
    assert 'value="48"' in again
    earlier, now = (re.findall(r'name="read" value="([0-9a-f]+)"', text) for text in (page, again))
    rows = {"people": people, "hours": ["" for _ in people], "percent": ["" for _ in people]}
    assert reviewer.post("/enquiry-contacts", data={**rows, "read": earlier}).status_code == 412
    assert reviewer.post("/enquiry-contacts", data={**rows, "read": now}).status_code == 303
    assert made(reviewer.get("/v1/enquiry-contacts"))["contacts"] == []
    wrong = reviewer.post("/enquiry-contacts", data={**rows, "hours": ["soon" for _ in people]}, headers=PAGE)
    assert wrong.status_code == 422
    for role in ("officer", "contributor", "administrator"):
        assert service.as_(role).get("/v1/enquiry-contacts").status_code == 403


def test_both_sides_read_on_the_enquiry_who_was_told(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    enquiry = asked(officer, one)["id"]
    assert made(officer.get(f"/v1/enquiries/{enquiry}"))["escalations"] == []
    assert service.parts[Escalations].run() == 0
    for client in (officer, reviewer):
        assert client.get(f"/enquiries/{enquiry}", headers=PAGE).status_code == 200


def test_response_times_are_on_a_page_and_in_the_api(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    answered(reviewer, asked(officer, stopped(officer))["id"], "cannot_tell")
    for client, other in ((officer, "acme"), (reviewer, "First Customs")):
        found = made(client.get("/v1/response-times?days=30"))
        (one,) = (each for each in found["by"] if each["organisation"]["name"] == other)
        assert one["figures"]["answered"] >= 1
        assert one["figures"]["median_seconds"] > 0
        assert other in client.get("/response-times", headers=PAGE).text
    assert officer.get("/v1/response-times?days=0").status_code == 422
    nothing = service.as_("officer", "second").get("/response-times", headers=PAGE).text
    assert "No enquiry was sent in this time." in nothing or "All together" in nothing
