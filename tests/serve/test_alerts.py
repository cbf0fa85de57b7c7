"""Alerts through API and pages: what each side sends and reads; tests/serve/rules has the rules."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.alerts import demo
from tests.serve.alerting import alert_on, known_on, picture_of, sending
from tests.serve.enquiring import located
from tests.serve.running import Service
from tests.serve.said import without_marks
from tests.serve.world import made, new_photo

PAGE = {"accept": "text/html"}
PLACE = "Canary dock"  # in the metadata of a picture


def hidden_fields(page: str) -> dict[str, Any]:
    """What a page's form keeps without showing it."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def written(service: Service, **said: Any) -> dict[str, Any]:
    """What the form of a new alert sends."""
    given = sending(service)
    return {**given, "to": "agencies", "valid_until": "", **said}


def test_a_reviewer_sends_an_alert_and_an_officer_reads_it(service: Service) -> None:
    reviewer, officer = service.as_("reviewer"), service.client
    picture = picture_of(reviewer, located(new_photo(), PLACE))
    sent = made(reviewer.post("/v1/alerts", json=sending(service, pictures=[picture], points=["logo"])))
    assert sent["state"] == "valid"
    assert [each["opened_by"] for each in sent["recipients"]] == [0]
    read = made(officer.get(f"/v1/alerts/{sent['id']}"))
    assert (read["text"], read["points"], read["recipients"]) == (sent["text"], ["logo"], None)
    shown = officer.get(read["pictures"][0])
    assert shown.headers["content-type"] == "image/jpeg"
    assert PLACE.encode() not in shown.content
    assert "max-age" not in shown.headers.get("cache-control", "")
    again = made(reviewer.get(f"/v1/alerts/{sent['id']}"))
    assert [each["opened_by"] for each in again["recipients"]] == [1]


def test_the_pages_lead_from_the_form_over_the_preview_to_what_officers_read(service: Service) -> None:
    reviewer = service.as_("reviewer")
    form = reviewer.get("/alerts/new?product=box", headers=PAGE)
    assert "Which points of the product sheet show the counterfeit?" in form.text
    known = known_on(service)
    assert f'value="{known}:0"' in reviewer.get("/alerts/new?product=box", headers=PAGE).text
    sent = picture_of(reviewer, located(new_photo(), PLACE))
    pictures = {"items": [f"{known}:0"], "uploads": [sent], "upload_names": ["seal.jpg"]}
    said = written(service, title="A <b> seal", text="It is blurred.", points=["logo"], **pictures)
    preview = reviewer.post("/alerts/preview", data=said)
    assert preview.status_code == 200, preview.text
    for words in (
        "The alert is not sent yet",
        "1 agency gets the alert",
        "First Customs (Japan)",
        "blurred",
        "A &lt;b&gt; seal",
    ):
        assert words in without_marks(preview.text)
    for address in (f"/v1/alerts/items/{known}/photos/0.jpg", f"/v1/alerts/uploads/{sent}.jpg"):
        assert f'<img src="{address}"' in preview.text
        shown = reviewer.get(address)
        assert (shown.headers["content-type"], PLACE.encode() in shown.content) == ("image/jpeg", False)
    assert service.as_("contributor").get(f"/v1/alerts/uploads/{sent}.jpg").status_code == 403
    kept = hidden_fields(preview.text)
    changed = reviewer.post("/alerts/edit", data=kept)
    assert f'value="{known}:0" checked' in changed.text
    assert "A &lt;b&gt; seal" in changed.text
    answers = [reviewer.post("/alerts", data=kept) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    path = answers[0].headers["location"]
    assert answers[1].headers["location"] == path
    for place in (path, "/alerts", "/guide/products/box"):
        assert "A &lt;b&gt; seal" in service.client.get(place, headers=PAGE).text
    assert "First Customs (Japan)" in without_marks(reviewer.get(path, headers=PAGE).text)


def test_an_officer_is_told_of_an_alert_until_it_is_opened(service: Service) -> None:
    officer, colleague = service.as_("officer", "second"), service.as_("senior_officer", "second")
    before = unopened(officer.get("/", headers=PAGE).text)
    alert_id = alert_on(service, "second", with_picture=False)
    start = officer.get("/", headers=PAGE).text
    assert unopened(start) == before + 1
    assert " (with an alert)</option>" in without_marks(start)
    assert "With an alert" in officer.get("/guide", headers=PAGE).text
    assert unopened(officer.get(f"/alerts/{alert_id}", headers=PAGE).text) == before
    assert unopened(colleague.get("/", headers=PAGE).text) == before + 1  # each person opens it
    assert unopened(service.as_("reviewer").get("/alerts", headers=PAGE).text) == 0
    service.as_("reviewer").post(f"/v1/alerts/{alert_id}/withdraw", json={"reason": "A mistake."}).raise_for_status()
    assert unopened(colleague.get("/", headers=PAGE).text) == before


def unopened(page: str) -> int:
    """How many alerts the menu of a page says that its reader has not opened."""
    found = re.search(r"You have not opened (\d+) alerts? yet", page.partition("</nav>")[0])
    return int(found[1]) if found else 0


def test_a_verdict_on_the_product_leads_to_the_alert(service: Service) -> None:
    alert = alert_on(service, title="Beside a verdict")
    examined = service.examine(new_photo(), product="box").headers["location"].rpartition("/")[2]
    page = service.client.get(f"/examinations/{examined}", headers=PAGE).text
    assert "The right holder reports a new kind of counterfeit of this product." in page
    assert f'href="/alerts/{alert}"' in page
    made(service.as_("reviewer").post(f"/v1/alerts/{alert}/withdraw", json={"reason": "Ours"}))
    assert f'href="/alerts/{alert}"' not in service.client.get(f"/examinations/{examined}", headers=PAGE).text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": " "}, "Give the alert a title"),
        ({"agencies": []}, "No agency would get this alert"),
        ({"to": "all"}, "You have ticked countries or agencies, but also chosen every agency."),
        ({"valid_until": "tomorrow"}, "Write the last day of the alert as year, month and day"),
        ({"valid_until": "2026-02-31"}, "Write the last day of the alert as year, month and day"),
    ],
)
def test_the_form_comes_back_with_what_is_wrong_and_what_was_written(
    service: Service, said: dict[str, Any], words: str
) -> None:
    answer = service.as_("reviewer").post("/alerts/preview", data=written(service, **said))
    assert answer.status_code == 422
    assert words in answer.text
    assert "The seal has no number." in answer.text


def test_a_picture_that_was_sent_can_be_left_out_after_all(service: Service) -> None:
    reviewer = service.as_("reviewer")
    uploads = [picture_of(reviewer, name=name) for name in ("first.jpg", "second.jpg")]
    said = written(service, uploads=uploads, upload_names=["first.jpg", "second.jpg"], dropped=uploads[:1])
    preview = reviewer.post("/alerts/preview", data=said).text
    assert "second.jpg" in preview
    assert "first.jpg" not in preview


def test_the_form_withdraws_with_a_reason(service: Service) -> None:
    alert, reviewer = alert_on(service), service.as_("reviewer")
    key = hidden_fields(reviewer.get(f"/alerts/{alert}", headers=PAGE).text)["idempotency_key"]
    sent = reviewer.post(f"/alerts/{alert}/withdraw", data={"idempotency_key": key, "reason": "A <b> mistake"})
    assert sent.headers["location"] == f"/alerts/{alert}"
    page = service.client.get(f"/alerts/{alert}", headers=PAGE).text
    assert "Do not rely on the alert." in page
    assert "A &lt;b&gt; mistake" in page
    assert "The seal has no number" not in page
    refused = reviewer.post(f"/v1/alerts/{alert}/withdraw", json={"reason": "Again"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/alert-state")


def test_a_contributor_reads_and_sends_nothing(service: Service) -> None:
    alert, contributor = alert_on(service), service.as_("contributor")
    assert made(contributor.get(f"/v1/alerts/{alert}"))["recipients"] is not None
    page = contributor.get("/alerts", headers=PAGE).text
    assert 'href="/alerts/new"' not in page
    for answer in (
        contributor.post("/v1/alerts", json=sending(service)),
        contributor.get("/alerts/new", headers=PAGE),
        contributor.post(f"/v1/alerts/{alert}/withdraw", json={"reason": "r"}),
    ):
        assert answer.status_code == 403


def test_items_are_listed_with_their_photos_for_people_who_send(service: Service) -> None:
    known, reviewer = known_on(service), service.as_("reviewer")
    items = made(reviewer.get("/v1/alerts/items?product=box"))["items"]
    photo = next(each["photos"][0] for each in items if each["entry"] == known)
    assert reviewer.get(photo).headers["content-type"] == "image/jpeg"
    items = [{"entry": known, "photo": 0}]
    assert len(made(reviewer.post("/v1/alerts", json=sending(service, items=items)))["pictures"]) == 1


def test_the_form_goes_on_to_all_photos_of_counterfeit_items_and_keeps_what_was_written(service: Service) -> None:
    first, latest = known_on(service), known_on(service)
    reviewer, more = service.as_("reviewer"), "Show photos of more items"
    said = written(service, title="A new seal", items=[f"{latest}:0"], listed="1")
    page = reviewer.post("/alerts/edit", data=said).text
    assert (f'value="{first}:0"' in page, more in page) == (False, True)
    page = reviewer.post("/alerts/edit", data={**said, "more": "yes"}).text
    assert f'value="{first}:0"' in page
    assert f'value="{latest}:0" checked' in page
    assert 'value="A new seal"' in page


def test_who_has_no_published_product_learns_what_to_do_first(service: Service) -> None:
    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "no-products", None)
    alone = service.people.outsider("no-products", Role.REVIEWER)
    assert "Publish a product sheet first." in alone.get("/alerts/new", headers=PAGE).text


def test_the_demo_has_an_alert_with_a_picture_of_the_demo_data(service: Service, tmp_path: Path) -> None:
    (tmp_path / "box.jpg").write_bytes(new_photo())
    columns = "image,product,label,item,points,split,licence"
    (tmp_path / "manifest.csv").write_text(f"{columns}\nbox.jpg,box,counterfeit,one,logo,test,CC0-1.0\n")
    service.as_("reviewer")
    for data, pictures in ((tmp_path / "nothing", 0), (tmp_path, 1)):
        demo.create(service.parts, "first-reviewer", data)
        latest = made(service.client.get("/v1/alerts"))["alerts"][0]
        assert latest["title"].startswith("New counterfeits: ")
        assert (len(latest["points"]), len(latest["pictures"])) == (1, pictures)
