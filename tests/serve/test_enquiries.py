"""Enquiries through API and pages: what each side sends and sees; tests/serve/rules has the rules."""

import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from sqlalchemy import update

from model.verdict import Verdict
from serve.accounts.tables import organisations
from serve.examinations import service as examinations
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import ENGLISH
from tests.serve.enquiring import (
    answered,
    asked,
    asking,
    examined,
    located,
    made,
    new_photo,
    rival,
    stopped,
)
from tests.serve.running import Service, run
from tests.serve.said import without_marks
from tests.storage import Storage

PAGE = {"accept": "text/html"}
CANARIES = {
    "place": "canary-place",
    "lane": "canary-lane",
    "declaration": "canary-declaration",
    "unit": "canary-unit",
    "notes": "canary-notes",
}


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service of the test's own, whose record may be spoiled."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **storage()))


def problem(answer: httpx.Response, status: int, kind: str) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"/problems/{kind}"
    return str(answer.json()["detail"])


def form_of(page: httpx.Response) -> dict[str, str]:
    key = page.text.partition('name="idempotency_key" value="')[2].partition('"')[0]
    assert key
    return {"idempotency_key": key}


# --- asking and answering --------------------------------------------------------------------------------------------


def test_an_officer_asks_and_reads_what_the_right_holder_answers(service: Service) -> None:
    officer, contributor = service.client, service.as_("contributor")
    one = stopped(officer, new_photo(), new_photo())
    sent = asked(officer, one, 1, question="Whose seal is it?")
    assert (sent["state"], sent["product"], len(sent["photos"])) == ("open", "box", 1)
    assert sent["asked"]["case"] == one.case
    assert sent["asked"]["by"]["name"] == "First-Officer"
    assert sent["asked"]["verdict"]["outcome"] == "suspected_counterfeit"
    got = made(contributor.get(f"/v1/enquiries/{sent['id']}"))
    assert (got["question"], got["agency"]["name"], got["agency"]["country"]) == (
        "Whose seal is it?",
        "First Customs",
        "JP",
    )
    said = {"outcome": "confirmed_counterfeit", "statement": "  Not our foil.\r\nOurs has a number. "}
    made(contributor.post(f"/v1/enquiries/{sent['id']}/answer", json=said))
    read = made(officer.get(f"/v1/enquiries/{sent['id']}"))
    assert read["state"] == "answered"
    assert read["answers"][0]["statement"] == "Not our foil.\nOurs has a number."
    assert (read["answers"][0]["outcome"], read["answers"][0]["by"]) == ("confirmed_counterfeit", "First-Contributor")


def test_the_pages_lead_from_the_question_to_the_answer(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one = stopped(officer, new_photo(), new_photo())
    new = officer.get(f"/cases/{one.case}/items/{one.item}/enquiries/new", headers=PAGE)
    assert "It goes to <strong>acme</strong>, about <strong>Acme box</strong>" in without_marks(new.text)
    assert new.text.count('type="checkbox" name="photos"') == 2
    form = {**form_of(new), "photos": [f"{one.examination}:0", f"{one.examination}:1"], "question": "Whose <b> is it?"}
    sent = officer.post(f"/cases/{one.case}/items/{one.item}/enquiries", data=form)
    assert sent.status_code == 303
    again = officer.post(f"/cases/{one.case}/items/{one.item}/enquiries", data=form)
    assert again.headers["location"] == sent.headers["location"]
    path = sent.headers["location"]
    assert path in reviewer.get("/enquiries?state=open", headers=PAGE).text
    to_answer = reviewer.get(path, headers=PAGE)
    assert "Whose &lt;b&gt; is it?" in to_answer.text
    assert to_answer.text.count("/photos/") == 4
    answer = {**form_of(to_answer), "outcome": "confirmed_genuine", "statement": "Ours."}
    assert reviewer.post(f"{path}/answer", data=answer).headers["location"] == path
    amended = {**form_of(reviewer.get(path, headers=PAGE)), "outcome": "cannot_tell", "statement": "Not sure any more."}
    assert reviewer.post(f"{path}/amendments", data=amended).headers["location"] == path
    read = officer.get(path, headers=PAGE).text
    for words in (
        "Not sure any more.",
        "Confirmed genuine",
        "(no longer counts)",
        "First-Reviewer",
        f"/cases/{one.case}",
    ):
        assert words in read
    assert read.index("Not sure any more.") < read.index("Ours.")


def test_the_day_in_the_form_is_what_both_sides_read_and_the_right_holders_list_counts(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one, day = stopped(officer), date.today() + timedelta(days=40)  # noqa: DTZ011  # far from any midnight
    address = f"/cases/{one.case}/items/{one.item}/enquiries"
    form = {**form_of(officer.get(f"{address}/new", headers=PAGE)), "photos": [f"{one.examination}:0"]}
    path = officer.post(address, data={**form, "question": "Yours?", "needed_by": str(day)}).headers["location"]
    assert made(reviewer.get(f"/v1{path}"))["needed_by"] == str(day)
    words = f"The answer is needed by {ENGLISH.say(day)}: "
    for client, page in ((officer, path), (reviewer, path), (reviewer, "/enquiries"), (officer, f"/cases/{one.case}")):
        assert words in client.get(page, headers=PAGE).text
    answered(reviewer, path.rpartition("/")[2], "cannot_tell")
    read = officer.get(path, headers=PAGE).text
    assert f"The answer was due by {ENGLISH.say(day)}." in read


def test_the_form_leaves_a_photo_of_other_goods_to_the_officer_who_knows_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, judged = service.client, vars(examinations)["examine"]

    def with_a_bag(*call: Any) -> Verdict:
        verdict: Verdict = judged(*call)
        own, other = verdict.photos
        photos = (replace(own, belongs=True, product="box"), replace(other, belongs=False, product="bag"))
        return replace(verdict, photos=photos)

    monkeypatch.setattr(examinations, "examine", with_a_bag)
    one = stopped(officer, new_photo(), new_photo())
    address = f"/cases/{one.case}/items/{one.item}/enquiries"
    new = officer.get(f"{address}/new", headers=PAGE)
    boxes = re.findall('type="checkbox" name="(\\w+)" value="e-[0-9a-f]{32}:([0-9])"(.*?)>', new.text)
    assert [(name, place, "checked" in more) for name, place, more in boxes] == [
        ("photos", "0", True),
        ("foreign_photos", "1", False),
    ]
    assert "It shows Acme bag. If you tick it, acme sees it." in without_marks(new.text)
    assert f"{address}/new?product=bag" in new.text
    form = {**form_of(new), "product": "box", "question": "And this?", "foreign_photos": [f"{one.examination}:1"]}
    path = officer.post(address, data=form).headers["location"]
    assert len(made(officer.get(f"/v1{path}"))["photos"]) == 1
    answer = officer.post(f"/v1{address}", json=asking(one, 1))
    assert "mark it as foreign" in problem(answer, 422, "enquiry-rejected")
    assert made(officer.post(f"/v1{address}", json={"question": "Whose?", "product": "bag"}))["product"] == "bag"


def test_the_case_shows_what_was_asked_about_each_item_and_answered(service: Service) -> None:
    officer = service.client
    one = stopped(officer)
    open_one, answered_one = (asked(officer, one, question=f"Question {number}?")["id"] for number in range(2))
    answered(service.as_("reviewer"), answered_one, "confirmed_counterfeit")
    page = without_marks(officer.get(f"/cases/{one.case}", headers=PAGE).text)
    for words in (
        f'href="/enquiries/{open_one}">acme</a> · <strong>Waiting for an answer</strong>',
        f'href="/enquiries/{answered_one}">acme</a> · <strong>Confirmed counterfeit</strong>',
        "I have looked at the photos: confirmed_counterfeit.",
        "Question 1?",
    ):
        assert words in page, words


def test_an_answer_is_amended_at_an_address_of_its_own(service: Service) -> None:
    enquiry = asked(service.client, stopped(service.client))["id"]
    body = {"outcome": "confirmed_genuine", "statement": "Ours."}
    early = service.as_("reviewer").post(f"/v1/enquiries/{enquiry}/amendments", json=body)
    assert "not answered yet" in problem(early, 409, "enquiry-state")
    answered(service.as_("reviewer"), enquiry, "confirmed_genuine")
    answered(service.as_("contributor"), enquiry, "confirmed_counterfeit", amends=True)
    said = made(service.client.get(f"/v1/enquiries/{enquiry}"))["answers"]
    assert [each["outcome"] for each in said] == ["confirmed_genuine", "confirmed_counterfeit"]


def test_the_form_to_ask_is_not_there_for_another_agency(service: Service) -> None:
    one = stopped(service.client)
    other = service.as_("officer", "second")
    assert other.get(f"/cases/{one.case}/items/{one.item}/enquiries/new", headers=PAGE).status_code == 404


def test_a_list_is_asked_for_page_by_page_and_by_state(service: Service) -> None:
    officer = service.client
    one = stopped(officer)
    first, second = (asked(officer, one)["id"] for _ in range(2))
    answered(service.as_("reviewer"), second, "cannot_tell")
    page = made(officer.get("/v1/enquiries?limit=1"))
    assert ([each["id"] for each in page["enquiries"]], page["after"]) == ([second], second)
    rest = made(officer.get(f"/v1/enquiries?limit=1&after={second}"))["enquiries"]
    assert [each["id"] for each in rest] == [first]
    assert made(officer.get("/v1/enquiries?limit=1&state=open"))["enquiries"] == rest


def test_a_right_holder_sees_first_what_has_waited_longest_and_for_how_long(own: Service) -> None:
    one, reviewer = stopped(own.client, new_photo()), own.as_("reviewer")
    first, second, third = (asked(own.client, one, question=f"Question {number}?")["id"] for number in range(3))
    answered(reviewer, first, "cannot_tell")

    def listed(client: httpx.Client) -> tuple[list[str], int]:
        page = client.get("/enquiries", headers=PAGE).text
        return re.findall(r'href="/enquiries/(q-[0-9a-f]{32})"', page), page.count("Has waited for an answer for")

    assert listed(reviewer) == ([second, third, first], 2)
    assert listed(own.client) == ([third, second, first], 0)


def test_a_right_holders_list_goes_on_where_a_page_ended(own: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.enquiries.pages.LISTED", 1)
    one, reviewer = stopped(own.client, new_photo()), own.as_("reviewer")
    sent = [asked(own.client, one)["id"] for _ in range(3)]
    answered(reviewer, sent[0], "cannot_tell")
    seen, address = [], "/enquiries"
    while address:
        page = reviewer.get(address, headers=PAGE).text
        seen += re.findall(r'href="/enquiries/(q-[0-9a-f]{32})"', page)
        address = html.unescape("".join(re.findall(r'href="(/enquiries\?after=[^"]+)"', page)))
    assert seen == [sent[1], sent[2], sent[0]]


def test_calls_that_come_twice_are_carried_out_once(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    one, key = stopped(officer), {"Idempotency-Key": str(uuid4())}
    first, second = (officer.post(f"{one.path}/enquiries", json=asking(one), headers=key) for _ in range(2))
    assert first.json() == second.json()
    enquiry = first.json()["id"]
    body = {"outcome": "cannot_tell", "statement": "Too dark."}
    answers_given = [reviewer.post(f"/v1/enquiries/{enquiry}/answer", json=body, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers_given] == [201, 201]
    other = asked(officer, one)["id"]
    withdrawn = [officer.post(f"/v1/enquiries/{other}/withdraw", headers=key) for _ in range(2)]
    assert {answer.json()["type"] for answer in withdrawn} == {"/problems/idempotency-key-reused"}
    key = {"Idempotency-Key": str(uuid4())}
    withdrawn = [officer.post(f"/v1/enquiries/{other}/withdraw", headers=key) for _ in range(2)]
    assert [answer.json()["state"] for answer in withdrawn] == ["withdrawn", "withdrawn"]


def test_a_withdrawn_enquiry_shows_the_right_holder_no_photos_any_more(service: Service) -> None:
    officer, reviewer = service.client, service.as_("reviewer")
    enquiry = asked(officer, stopped(officer))
    picture = enquiry["photos"][0]
    assert reviewer.get(picture).status_code == 200
    withdrawn = made(service.as_("senior_officer").post(f"/v1/enquiries/{enquiry['id']}/withdraw"))
    assert withdrawn["photos"] == [picture]
    assert officer.get(picture).status_code == 200
    assert reviewer.get(picture).status_code == 404
    got = made(reviewer.get(f"/v1/enquiries/{enquiry['id']}"))
    assert (got["state"], got["photos"]) == ("withdrawn", [])
    assert "withdrew this enquiry" in reviewer.get(f"/enquiries/{enquiry['id']}", headers=PAGE).text
    body = {"outcome": "confirmed_genuine", "statement": "Ours."}
    for call in ("answer", "amendments"):
        answer = reviewer.post(f"/v1/enquiries/{enquiry['id']}/{call}", json=body)
        assert "withdrew this enquiry" in problem(answer, 409, "enquiry-state")
    problem(officer.post(f"/v1/enquiries/{enquiry['id']}/withdraw"), 409, "enquiry-state")


def test_a_closed_case_asks_nothing_more_but_takes_answers(service: Service) -> None:
    officer = service.client
    one = stopped(officer)
    enquiry = asked(officer, one)["id"]
    made(officer.post(f"{one.path}/conclusions", json={"finding": "counterfeit", "reason": "The seam."}))
    made(officer.post(f"/v1/cases/{one.case}/close", json={}))
    assert "Reopen" in problem(officer.post(f"{one.path}/enquiries", json=asking(one)), 409, "case-state")
    new = officer.get(f"/cases/{one.case}/items/{one.item}/enquiries/new", headers=PAGE).text
    assert "This case is closed" in new
    assert "<textarea" not in new
    assert answered(service.as_("reviewer"), enquiry, "cannot_tell")["state"] == "answered"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question": "a\x07"}, "control character"),
        ({"photos": []}, ""),
        ({"question": "x" * 4001}, ""),
    ],
)
def test_what_cannot_be_asked_is_refused(service: Service, change: dict[str, Any], words: str) -> None:
    one = stopped(service.client)
    answer = service.client.post(f"{one.path}/enquiries", json=asking(one) | change)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_photos_of_other_items_and_the_same_photo_twice_are_refused(service: Service) -> None:
    one, other = stopped(service.client), stopped(service.client)
    foreign = {**asking(one), "photos": asking(other)["photos"]}
    assert "no photo of this item" in problem(
        service.client.post(f"{one.path}/enquiries", json=foreign), 422, "enquiry-rejected"
    )
    twice = service.client.post(f"{one.path}/enquiries", json=asking(one, 0, 0))
    assert "each once" in problem(twice, 422, "enquiry-rejected")
    form = {"photos": ["e-1:0"], "question": "?"}
    page = service.client.post(f"/cases/{one.case}/items/{one.item}/enquiries", data=form)
    assert page.status_code == 422


def test_the_form_says_if_no_one_can_answer_yet(own: Service) -> None:
    one = stopped(own.client)
    address = f"/cases/{one.case}/items/{one.item}/enquiries/new"
    assert "No one at acme can answer here at present" in without_marks(own.client.get(address, headers=PAGE).text)
    assert own.as_("reviewer").get("/v1/me").status_code == 200
    assert "can answer here at present" not in own.client.get(address, headers=PAGE).text


def test_who_is_asked_must_be_here(own: Service) -> None:
    one = stopped(own.client)
    with own.parts.database.writing(SYSTEM) as connection:
        connection.execute(update(organisations).where(organisations.c.name == "acme").values(name="acme AG"))
    answer = own.client.post(f"{one.path}/enquiries", json=asking(one))
    assert "acme has no account here" in problem(answer, 409, "no-recipient")
    new = own.client.get(f"/cases/{one.case}/items/{one.item}/enquiries/new", headers=PAGE).text
    assert "acme has no account here" in new
    assert "<textarea" not in new


def test_the_form_of_an_item_without_photos_says_so(service: Service) -> None:
    case = made(service.client.post("/v1/cases", json={}))["id"]
    item = made(service.client.post(f"/v1/cases/{case}/items", json={}))["id"]
    new = service.client.get(f"/cases/{case}/items/{item}/enquiries/new", headers=PAGE).text
    assert "no photos yet" in new


# --- who sees what ---------------------------------------------------------------------------------------------------


def everything_of(client: httpx.Client, enquiry: str) -> dict[str, bytes]:
    """All bytes that a right holder can fetch about an enquiry, its pictures included."""
    paths = ["/v1/enquiries", f"/v1/enquiries/{enquiry}", "/v1/confirmations"]
    found = {path: client.get(path) for path in paths}
    found |= {
        path: client.get(path, headers=PAGE) for path in ("/enquiries", f"/enquiries/{enquiry}", "/confirmations")
    }
    listed = found["/v1/confirmations"].json()["confirmations"]
    pictures = [photo["picture"] for each in listed for photo in each["photos"]]
    pictures += found[f"/v1/enquiries/{enquiry}"].json()["photos"]
    found |= {path: client.get(path) for path in pictures}
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: repr(sorted(answer.headers.items())).encode() + answer.content for path, answer in found.items()}


def test_nothing_of_the_case_the_asker_or_the_verdict_reaches_the_right_holder(own: Service) -> None:
    officer, contributor = own.client, own.as_("contributor")
    taken = located(new_photo(), "canary-camera")
    assert b"canary-camera" in taken
    case = made(officer.post("/v1/cases", json=CANARIES))["id"]
    item = made(officer.post(f"/v1/cases/{case}/items", json={"description": "canary-description", "product": "box"}))[
        "id"
    ]
    one = examined(officer, case, item, taken)
    verdict = made(officer.get(f"/v1/examinations/{one.examination}"))["verdict"]
    conclusion = {"finding": "undetermined", "reason": "canary-reason"}
    made(officer.post(f"{one.path}/conclusions", json=conclusion))
    enquiry = asked(officer, one)
    me = made(officer.get("/v1/me"))
    answered(contributor, enquiry["id"], "confirmed_genuine")
    secrets = [*CANARIES.values(), "canary-camera", "canary-description", "canary-reason", case, item]
    secrets += [one.examination, me["id"], me["name"], me["username"], verdict["release"], "suspected", "undetermined"]
    case_number = made(officer.get(f"/v1/cases/{case}"))["number"]
    for path, content in everything_of(contributor, enquiry["id"]).items():
        for secret in [*secrets, case_number]:
            assert secret.encode() not in content, (path, secret)
        if path.endswith(".jpg"):
            picture = Image.open(io.BytesIO(content[content.index(b"\xff\xd8\xff") :]))
            assert not picture.getexif()
            assert "comment" not in picture.info
    assert json.loads(contributor.get(f"/v1/enquiries/{enquiry['id']}").content)["asked"] is None
    for path in (
        f"/v1/cases/{case}",
        f"/v1/examinations/{one.examination}",
        f"/v1/examinations/{one.examination}/photos/0/original",
        f"{one.path}/enquiries",
    ):
        assert contributor.get(path).status_code in {403, 404, 405}, path


def test_others_find_no_enquiry(service: Service) -> None:
    enquiry = asked(service.client, stopped(service.client))
    foreign = rival(service)
    body = {"outcome": "confirmed_genuine", "statement": "Ours."}
    for client in (service.as_("officer", "second"), foreign):
        assert client.get(f"/v1/enquiries/{enquiry['id']}").status_code == 404
        assert client.get(f"/enquiries/{enquiry['id']}", headers=PAGE).status_code == 404
        assert client.get(enquiry["photos"][0]).status_code == 404
        assert client.get(f"/v1/enquiries?after={enquiry['id']}").status_code == 404
        assert enquiry["id"] not in client.get("/v1/enquiries?limit=100").text
    assert foreign.post(f"/v1/enquiries/{enquiry['id']}/answer", json=body).status_code == 404
    assert service.as_("officer", "second").post(f"/v1/enquiries/{enquiry['id']}/withdraw").status_code == 404
    for role in ("trainer", "administrator"):
        assert service.as_(role).get(f"/v1/enquiries/{enquiry['id']}").status_code == 403
        assert service.as_(role).get("/v1/enquiries").status_code == 403
    assert service.client.post(f"/v1/enquiries/{enquiry['id']}/answer", json=body).status_code == 403
    assert service.as_("reviewer").post(f"/v1/enquiries/{enquiry['id']}/withdraw").status_code == 403
    foreign.close()
