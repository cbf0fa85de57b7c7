"""Photos that a right holder asks for, through API and pages; tests/serve/rules has the rules."""

import html
import re
from uuid import uuid4

import httpx
import pytest

from serve.audit.keys import trusted_keys
from tests.serve.bundling import bundle_of, verified
from tests.serve.enquiring import answered, asked, examined, made, new_photo, rival, stopped
from tests.serve.running import Service
from tests.serve.said import without_marks

PAGE = {"accept": "text/html"}


def form_of(page: httpx.Response, action: str) -> dict[str, str]:
    """What the form with this action sends without a change."""
    (form,) = re.findall(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page.text, re.DOTALL)
    key = re.search(r'name="idempotency_key" value="([^"]+)"', form)
    assert key
    ticked = re.findall(r'name="photos" value="([^"]+)" checked', form)
    return {"idempotency_key": key[1], **({"photos": ticked[0]} if ticked else {})}


def test_a_right_holder_asks_the_officer_sends_and_the_right_holder_answers(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    enquiry = asked(officer, one)["id"]
    sent = reviewer.post(f"/v1/enquiries/{enquiry}/photo-requests", json={"text": " The edge. ", "point": "logo"})
    request, path = made(sent), sent.headers["location"]
    assert (request["state"], request["text"], request["point"], request["by"]) == (
        "waiting",
        "The edge.",
        "logo",
        "First-Reviewer",
    )
    work = {each["kind"]: each for each in made(officer.get("/v1/work"))["waiting"]}
    (waits,) = (each for each in work["photo_requests"]["first"] if each["id"] == request["id"])
    assert (waits["page"], waits["label"], waits["product"]) == (
        f"/enquiries/{enquiry}#{request['id']}",
        "The edge.",
        "box",
    )
    examined(officer, one.case, one.item, new_photo())
    reply = made(officer.post(f"{path}/reply", json={}))["reply"]
    assert reply["photos"] == [f"/v1/enquiries/{enquiry}/photos/1.jpg"]
    assert reviewer.get(reply["photos"][0]).headers["content-type"] == "image/jpeg"
    seen = made(reviewer.get(path))
    assert (seen["state"], seen["reply"]["photos"], seen["reply"]["by"]) == ("sent", reply["photos"], None)
    read = answered(reviewer, enquiry, "confirmed_counterfeit")
    assert (read["state"], len(read["photos"]), len(read["photo_requests"])) == ("answered", 2, 1)
    problem = officer.post(f"{path}/reply", json={})
    assert (problem.status_code, problem.json()["type"]) == (409, "/problems/enquiry-state")


def test_the_pages_lead_from_the_request_to_the_camera_to_the_reply_and_the_answer(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    path = f"/enquiries/{asked(officer, one)['id']}"
    page = reviewer.get(path, headers=PAGE)
    assert 'value="point:secret">' in page.text
    assert "only your words are shown" in page.text
    form = {**form_of(page, f"{path}/photo-requests"), "of": "point:logo", "text": "The <i>edge"}
    asked_for = reviewer.post(f"{path}/photo-requests", data=form)
    assert asked_for.status_code == 303
    request = asked_for.headers["location"].partition("#")[2]
    assert reviewer.post(f"{path}/photo-requests", data=form).headers["location"].endswith(request)
    for address in (path, f"/cases/{one.case}", "/work"):
        shown = officer.get(address, headers=PAGE).text
        assert "The &lt;i&gt;edge" in shown, address
        assert f"{path}#{request}" in shown or address == path
    waits = officer.get(path, headers=PAGE)
    camera = f"/examine?case={one.case}&item={one.item}&product=box&view=front"
    assert html.escape(camera) in waits.text
    assert 'data-first="front"' in officer.get(camera, headers=PAGE).text
    action = f"{path}/photo-requests/{request}"
    examined(officer, one.case, one.item, new_photo())
    reply = form_of(officer.get(path, headers=PAGE), f"{action}/reply")
    assert officer.post(f"{action}/reply", data={**reply, "text": "Seen."}).headers["location"].startswith(path)
    seen = reviewer.get(path, headers=PAGE)
    for words in ("Photos sent", "Seen.", f"/v1{path}/photos/1.jpg", "The &lt;i&gt;edge"):
        assert words in seen.text
    answer = {**form_of(seen, f"{path}/answer"), "outcome": "confirmed_genuine", "statement": "Ours."}
    assert reviewer.post(f"{path}/answer", data=answer).status_code == 303


def test_a_withheld_point_is_in_no_answer_and_on_no_page_of_the_agency(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    enquiry = asked(officer, one)["id"]
    sent = {"text": "Under the flap.", "point": "secret"}
    path = reviewer.post(f"/v1/enquiries/{enquiry}/photo-requests", json=sent).headers["location"]
    assert made(reviewer.get(path))["point"] == "secret"
    shown = [officer.get(each) for each in (path, f"/v1/enquiries/{enquiry}", f"/v1/cases/{one.case}/enquiries")]
    pages = [officer.get(each, headers=PAGE) for each in (f"/enquiries/{enquiry}", f"/cases/{one.case}", "/work")]
    for each in (*shown, *pages):
        assert "Under the flap." in each.text
        assert "secret" not in each.text
    assert "view=" not in pages[0].text


def test_who_asks_once_more_with_the_same_key_reads_no_withheld_point(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    body = {"question": "Is it yours?", "photos": [{"examination": one.examination, "photo": 0}]}
    path, key = f"/v1/cases/{one.case}/items/{one.item}/enquiries", {"Idempotency-Key": uuid4().hex}
    enquiry = made(officer.post(path, json=body, headers=key))["id"]
    made(reviewer.post(f"/v1/enquiries/{enquiry}/photo-requests", json={"text": "Under the flap.", "point": "secret"}))
    again = officer.post(path, json=body, headers=key)
    assert (again.json()["id"], "Under the flap." in again.text, "secret" in again.text) == (enquiry, True, False)


def test_the_camera_shows_what_is_asked_for_and_the_verdict_leads_back(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    page = f"/enquiries/{asked(officer, one)['id']}"
    sent = {"text": "The <b>edge", "point": "logo"}
    path = reviewer.post(f"/v1{page}/photo-requests", json=sent).headers["location"]
    request = path.rpartition("/")[2]
    camera = f"/examine?case={one.case}&item={one.item}&product=box&view=front&request={request}"
    shown = officer.get(camera, headers=PAGE).text
    for words in ("asks for this photo:", "The &lt;b&gt;edge", f'href="{page}#{request}"', 'data-had="front"'):
        assert words in shown
    seen = examined(officer, one.case, one.item, new_photo())
    verdict = officer.get(f"/examinations/{seen.examination}", headers=PAGE).text
    assert (verdict.count(f'href="{page}#{request}"'), "The &lt;b&gt;edge" in verdict) == (2, True)


def test_a_request_is_withdrawn_on_the_page_and_not_photographed_for_any_more(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer)
    page = f"/enquiries/{asked(officer, one)['id']}"
    path = reviewer.post(f"/v1{page}/photo-requests", json={"text": "The edge"}).headers["location"]
    request = path.rpartition("/")[2]
    camera = f"/examine?case={one.case}&item={one.item}&product=box&view=front&request={request}"
    assert "asks for this photo:" in officer.get(camera, headers=PAGE).text
    action = f"{page}/photo-requests/{request}/withdraw"
    done = reviewer.post(action, data=form_of(reviewer.get(page, headers=PAGE), action))
    assert done.headers["location"] == f"{page}#{request}"
    assert officer.get(path).json()["state"] == "withdrawn"
    assert "asks for this photo:" not in officer.get(camera, headers=PAGE).text
    assert "Withdrawn" in without_marks(officer.get(page, headers=PAGE).text)
    assert officer.post(f"{path}/withdraw").status_code == 403


def test_the_bundle_of_a_case_with_a_withdrawn_request_is_sound(service: Service) -> None:
    reviewer, one = service.as_("reviewer"), stopped(service.client)
    path = f"/v1/enquiries/{asked(service.client, one)['id']}/photo-requests"
    request = reviewer.post(path, json={"text": "The edge"}).headers["location"]
    assert reviewer.post(f"{request}/withdraw").is_success
    found = verified(bundle_of(service, one.case), trusted_keys(service.parts.settings.audit_dir))
    assert found.faults == ()


def test_it_can_be_said_that_there_are_no_photos_and_why(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    enquiry = asked(officer, stopped(officer))["id"]
    path = reviewer.post(f"/v1/enquiries/{enquiry}/photo-requests", json={"text": "The edge."}).headers["location"]
    photos = [{"examination": "e-" + "0" * 32, "photo": 0}]
    for said in ({}, {"not_possible": True}, {"not_possible": True, "text": "No.", "photos": photos}):
        assert officer.post(f"{path}/reply", json=said).status_code == 422
    page = f"{path.removeprefix('/v1')}/refuse"
    form = form_of(officer.get(f"/enquiries/{enquiry}", headers=PAGE), page)
    assert officer.post(page, data={**form, "text": "The court has sealed it."}).status_code == 303
    seen = without_marks(reviewer.get(f"/enquiries/{enquiry}", headers=PAGE).text)
    assert "Can't be photographed" in html.unescape(seen)
    assert "The court has sealed it." in seen


def test_others_find_no_request(service: Service) -> None:
    officer = service.client
    enquiry = asked(officer, stopped(officer))["id"]
    path = f"/v1/enquiries/{enquiry}/photo-requests"
    request = made(service.as_("reviewer").post(path, json={"text": "The edge."}))["id"]
    with rival(service) as other:
        assert other.get(path).status_code == other.post(path, json={"text": "x"}).status_code == 404
    second = service.as_("officer", "second")
    assert second.post(f"{path}/{request}/reply", json={}).status_code == 404
    for client, address, sent in (
        (officer, path, {"text": "x"}),
        (service.as_("reviewer"), f"{path}/{request}/reply", {}),
    ):
        assert client.post(address, json=sent).status_code == 403


@pytest.mark.parametrize("of", ["seam:logo", "point:nothing"])
def test_a_form_that_names_no_point_of_the_sheet_is_refused(service: Service, of: str) -> None:
    enquiry = asked(service.client, stopped(service.client))["id"]
    reviewer, path = service.as_("reviewer"), f"/enquiries/{enquiry}"
    form = form_of(reviewer.get(path, headers=PAGE), f"{path}/photo-requests")
    refused = reviewer.post(f"{path}/photo-requests", data={**form, "of": of, "text": "x"}, headers=PAGE)
    assert refused.status_code == 422
