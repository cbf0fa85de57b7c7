"""Seminars on pages: prepared, put before a right holder, released, and handed out; one journey after the other."""

import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from model.catalogue import Region
from model.datasets.fields import Label
from serve.platform.demo_data import DemoData
from serve.platform.settings import Settings
from serve.seminars.lesson_pictures import with_much_around
from tests.serve.clearing import clearance_on, clearing, new_agency
from tests.serve.enquiring import located, rival
from tests.serve.planning import holder_id, item_on, ready_on, release, seminar_on
from tests.serve.reviewing import assess
from tests.serve.running import Service, run
from tests.serve.said import without_marks
from tests.serve.sheets import complete, published
from tests.serve.test_alerts import hidden_fields
from tests.serve.tiny_release import new_picture
from tests.serve.world import made

PAGE = {"accept": "text/html"}
PLACE = "Canary dock"  # in the metadata of a photo
ELSEWHERE = {"en": "A text of this point is in another language", "ja": "別の言語の文があります"}
DAY = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service whose right holder has cleared two points and photos of eight items for the first agency."""
    data = tmp_path_factory.mktemp("data")
    for each in run(Settings(data_dir=data, release=tiny_release, workers=2, job_workers=0)):
        cleared(each)
        yield each


def cleared(service: Service) -> str:
    """The id of the clearance."""
    labels = [Label.GENUINE, Label.COUNTERFEIT]
    items = [item_on(service, labels[number % 2], located(new_picture(), PLACE)) for number in range(8)]
    parts = [{"kind": "point", "name": name} for name in ("logo", "seal")]
    parts += [{"kind": "photo", "name": f"{item}/0"} for item in items]
    said = clearing(service, parts=parts)
    found: str = made(service.as_("reviewer").post("/v1/clearances", json=said))["id"]
    return found


def page(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return without_marks(answer.text)


def prepared(service: Service, title: str = "Autumn seminar", **said: Any) -> str:
    """The address of a new seminar of the first agency."""
    trainer = service.as_("trainer")
    form = {"title": title, "day": DAY, "country": "JP", "languages": ["en", "ja"], "share": "50", **said}
    answer = trainer.post("/seminars", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def filled(service: Service, seminar: str, **said: Any) -> str:
    """The address of a new slot of acme's in it, as the form suggests it."""
    trainer, holder = service.as_("trainer"), service.people.holder.id
    form = trainer.get(f"{seminar}/slots/new?right_holder={holder}", headers=PAGE).text
    answer = trainer.post(f"{seminar}/slots", data={**chosen_on(form), **said})
    assert answer.status_code == 303, without_marks(answer.text)
    return str(answer.headers["location"])


def chosen_on(form: str) -> dict[str, Any]:
    """What a form sends as it is: what is hidden, typed, ticked and selected."""
    found = hidden_fields(form)
    for name, value in re.findall(r'<input id="[^"]+" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    for name, value in re.findall(r'<input type="checkbox" name="(\w+)" value="([^"]*)" checked', form):
        found.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select id="[^"]+" name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found.setdefault(name, []).extend(re.findall(r'<option value="([^"]*)"[^>]* selected', options))
    return found


def asked(service: Service, slot: str) -> str:
    """The address at which the right holder looks at a slot, of which it was asked."""
    answer = service.as_("trainer").post(f"{slot}/ask")
    assert answer.status_code == 303, answer.text
    return f"/seminar-slots/{slot.rpartition('/')[2]}"


def released(service: Service, slot: str, **said: Any) -> str:
    """The same after its release."""
    return released_at(service, asked(service, slot), **said)


def released_at(service: Service, address: str, **said: Any) -> str:
    """The address of a slot about which its right holder is asked, after its release."""
    reviewer = service.as_("reviewer")
    kept = hidden_fields(reviewer.get(address, headers=PAGE).text)
    given = {"sha256": kept["sha256"], "idempotency_key": kept["idempotency_key"][-1], **said}
    answer = reviewer.post(f"{address}/release", data=given)
    assert answer.status_code == 303, answer.text
    return address


def pictures_on(shown: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'<img src="(/v1/[^"]+)"', shown)))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_seminar_is_prepared_asked_for_reviewed_released_and_handed_out(service: Service) -> None:
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    seminar = prepared(service, "Autumn <seminar>")
    assert "The seminar has no slot yet." in page(trainer, seminar)
    assert "acme" in page(trainer, f"{seminar}/slots/new")
    slot = filled(service, seminar, minutes="20", note="Bring two boxes")
    shown = page(trainer, slot)
    for words in ("Slot of acme", "20 minutes", "Genuine against counterfeit", "Bring two boxes", "Exercises"):
        assert words in shown
    assert "Pre-test, before the seminar" in shown
    assert "Go on with the slot of acme" in page(trainer, seminar)
    assert "The agenda is empty." in page(trainer, f"{seminar}/agenda")
    assert "The logo" in page(trainer, f"{seminar}/agenda?rehearsal=true")
    address = asked(service, slot)
    assert "has not answered yet" in page(trainer, seminar)
    assert "1 slot of a seminar waits for your release" in page(reviewer, "/seminar-slots")
    review = page(reviewer, address)
    for words in ("Autumn &lt;seminar&gt;", "First Customs", "Exactly this is shown", "Release the slot"):
        assert words in review
    assert "Bring two boxes" not in review
    assert len(pictures_on(review)) == len(pictures_on(shown)) > 4
    for path in pictures_on(review):
        drawn = reviewer.get(path)
        assert (drawn.headers["content-type"], PLACE.encode() in drawn.content) == ("image/jpeg", False)
    kept = hidden_fields(reviewer.get(address, headers=PAGE).text)
    given = {"sha256": kept["sha256"], "idempotency_key": kept["idempotency_key"][-1], "for_course": "yes"}
    assert {reviewer.post(f"{address}/release", data=given).status_code for _ in range(2)} == {303}
    assert "may also learn from it alone" in page(reviewer, address)
    overview = page(trainer, seminar)
    assert "It can be shown in the seminar." in overview
    pdf = trainer.get(f"/v1{seminar}/handout.pdf?language=en")
    assert pdf.headers["content-disposition"] == 'attachment; filename="handout-en.pdf"'
    words = words_of(pdf.content)
    for each in (
        "Autumn <seminar>",
        "for Japan",
        "Genuine against counterfeit",
        "The logo",
        "may be shown to officers",
    ):
        assert each in words
    agenda = page(trainer, f"{seminar}/agenda")
    assert agenda.index("Pre-test") < agenda.index("The logo") < agenda.index("Post-test")


def test_who_opens_a_sitting_reads_that_few_phones_leave_no_figures(service: Service) -> None:
    prepared(service)
    said = page(service.as_("trainer"), "/sittings")
    assert "A sitting in which fewer than 5 phones answer leaves no" in said


def test_a_form_suggests_no_more_items_than_can_be_asked_about(service: Service) -> None:
    trainer, seminar = service.as_("trainer"), prepared(service, "Suggested")
    shown = page(trainer, f"{seminar}/slots/new?right_holder={service.people.holder.id}")
    cleared, free = (int(each) for each in re.findall(r"Counterfeit: (\d+) are cleared, and (\d+) of them", shown)[0])
    assert 0 < free < cleared  # one of them is shown beside a point
    assert "An item can&#39;t be asked about if it is shown beside a point" in shown
    assert "items are wanted" not in page(trainer, filled(service, seminar))


def test_a_product_that_is_added_to_a_slot_later_has_the_same_points_ticked_as_in_a_new_one(service: Service) -> None:
    trainer, seminar = service.as_("trainer"), prepared(service, "Added later")
    new = chosen_on(trainer.get(f"{seminar}/slots/new?right_holder={service.people.holder.id}", headers=PAGE).text)
    slot = filled(service, seminar, points=[], pictures=[], shots=[], taught=[])
    again = chosen_on(trainer.get(f"{slot}/edit", headers=PAGE).text)
    for name in ("points", "pictures", "shots", "demos", "exercises", "tests"):
        assert sorted(again.get(name, [])) == sorted(new.get(name, [])), name
    assert again.get("taught", []) == []


def test_a_live_demo_is_suggested_only_of_products_that_the_release_knows(service: Service) -> None:
    author, trainer, reviewer = service.as_("contributor"), service.as_("trainer"), service.as_("reviewer")
    published(author, reviewer, "satchel")
    parts = [{"kind": "point", "name": "crest"}]
    made(reviewer.post("/v1/clearances", json=clearing(service, product="satchel", parts=parts)))
    seminar = prepared(service, "Unknown")
    form = trainer.get(f"{seminar}/slots/new?right_holder={service.people.holder.id}", headers=PAGE).text
    chosen = chosen_on(form)
    place = str(chosen["products"].index("satchel"))
    assert "0" in chosen["demos"]
    assert place not in chosen["demos"]
    assert "The active release does not know this product." in without_marks(form)


def test_the_picture_of_a_counterfeit_shows_much_around_its_place() -> None:
    """Otherwise words are cut, and one can't see where on the item it is."""
    assert with_much_around(Region(0.9, 0.4, 0.05, 0.02)) == pytest.approx((0.5, 0.16, 0.5, 0.5))
    assert with_much_around(Region(0.2, 0.1, 0.4, 0.6)) == pytest.approx((0.0, 0.0, 0.8, 1.0))


def test_a_slot_that_lacks_items_says_which_and_is_asked_for_with_a_tick(service: Service) -> None:
    trainer = service.as_("trainer")
    slot = filled(service, prepared(service, "Short"), exercises=["30"], tests=["1"])
    shown = page(trainer, slot)
    assert re.search(r"Exercises of [^:]+: 15 genuine items are wanted, and \d can be asked about.", shown)
    assert re.search(r"Exercises of [^:]+: 15 counterfeit items are wanted, and \d can be asked about.", shown)
    assert 'name="short" value="yes"' in shown
    refused = trainer.post(f"{slot}/ask", headers=PAGE)
    assert refused.status_code == 409
    assert "items of this slot are lacking" in without_marks(refused.text)
    assert trainer.post(f"/v1/seminar-slots/{slot.rpartition('/')[2]}/ask").json()["type"] == "/problems/seminar-state"
    assert trainer.post(f"{slot}/ask", data={"short": "yes"}).status_code == 303
    assert "has been asked" in page(trainer, slot)


def test_an_agency_that_is_refused_blocks_its_slot_with_what_to_do(service: Service) -> None:
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    seminar = prepared(service, "Refused")
    slot = filled(service, seminar)
    review = released(service, slot)
    assert made(reviewer.put("/v1/allowance", json={"agencies": [service.people.agencies["second"].id]}))
    try:
        for path in (seminar, slot):
            shown = page(trainer, path)
            assert "The right holder does not allow First Customs to see its product sheets." in shown
            assert "Ask the right holder to allow this agency." in shown
            assert "Blocked" in shown
        assert pictures_on(page(trainer, slot)) == []
        assert "Allow the agency, or return the slot." in page(reviewer, review)
        refused = trainer.get(f"/v1{seminar}/handout.pdf")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/seminar-state")
        assert "There is no handout at present" in page(trainer, seminar)
    finally:
        made(reviewer.put("/v1/allowance", json={"agencies": None}))
    assert "Blocked" not in page(trainer, slot)


def test_what_changes_after_the_release_blocks_the_slot_until_it_is_released_again(service: Service) -> None:
    author, trainer, reviewer = service.as_("contributor"), service.as_("trainer"), service.as_("reviewer")
    sheet = published(author, reviewer, "parcel")
    parts = [{"kind": "point", "name": name} for name in ("crest", "edge")]
    given = made(reviewer.post("/v1/clearances", json=clearing(service, product="parcel", parts=parts)))
    seminar = prepared(service, "Changed")
    slot = filled(service, seminar, taught=["1"])
    review = released(service, slot)
    assert "It can be shown in the seminar." in page(trainer, seminar)
    assert "The parcel" in page(reviewer, review)
    made(author.put(f"/v1/sheets/{sheet}", json={"sheet": complete("parcel", "rim")}))
    made(reviewer.post(f"/v1/sheets/{sheet}/publish"))
    assert "The right holder has been asked, and has not answered yet." in page(trainer, seminar)
    assert trainer.get(f"/v1{seminar}/handout.pdf").status_code == 409
    released_at(service, review)
    assert "It can be shown in the seminar." in page(trainer, slot)
    form = page(reviewer, f"/clearances/{given['id']}").partition('id="withdraw"')[2]
    assert "1 released slot of a seminar shows something of this clearance." in form
    assert f'href="{review}">Changed, ' in form
    assert form.count("A released slot shows this.") == 2
    said = {"parts": [parts[1]], "reason": "Ours"}
    made(reviewer.post(f"/v1/clearances/{given['id']}/withdraw", json=said))
    shown = page(trainer, slot)
    assert "Point 2 of The parcel may not be shown to every agency of the seminar." in shown
    assert "Clear it for these agencies, or return the slot." in page(reviewer, review)
    assert "1 released slot of a seminar can't be shown" in html.unescape(page(trainer, "/seminars"))
    assert f'href="{slot}"' in page(trainer, "/work")
    entry = page(trainer, "/seminars").partition(f'href="{seminar}"')[2].partition("</li>")[0]
    for words in ("Blocked", "Slot of acme: This slot can&#39;t be shown at present."):
        assert words in entry
    assert "released." not in entry  # neither that one is, nor that none was
    form = trainer.get(f"{slot}/edit", headers=PAGE).text
    assert trainer.post(f"{slot}/edit", data=chosen_on(form)).status_code == 303
    assert "has not been asked yet" not in page(trainer, slot)
    assert "The slot was changed since the right holder was asked." in page(trainer, slot)
    assert "you have not been asked again" in page(reviewer, review)


def test_a_change_of_a_slot_that_courses_show_says_so_and_keeps_the_tick(service: Service) -> None:
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    slot = filled(service, prepared(service, "Course"))
    review = released(service, slot, for_course="yes")
    form = trainer.get(f"{slot}/edit", headers=PAGE).text
    assert "The right holder allows courses with this slot." in form
    given = chosen_on(form)
    assert trainer.post(f"{slot}/edit", data={**given, "shots": []}).status_code == 303
    asked(service, slot)
    again = page(reviewer, review)
    assert "You allowed this before the slot was changed." in again
    assert re.search(r'name="for_course"[^>]*checked', again)


def test_a_right_holder_returns_a_slot_with_words_that_its_preparers_read(service: Service) -> None:
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    slot = filled(service, prepared(service, "Returned"))
    review = asked(service, slot)
    assert reviewer.post(f"{review}/return", data={"words": " "}).status_code == 422
    assert reviewer.post(f"{review}/return", data={"words": "Leave <the seal> out."}).status_code == 303
    shown = page(trainer, slot)
    for words in ("The right holder returned this slot.", "Leave &lt;the seal&gt; out.", "Ask the right holder"):
        assert words in shown
    assert "Leave &lt;the seal&gt; out." in page(reviewer, review)
    assert "Returned" in page(reviewer, "/seminar-slots?state=returned")


def test_who_changes_a_slot_that_was_returned_still_reads_why(service: Service) -> None:
    trainer, reviewer = service.as_("trainer"), service.as_("reviewer")
    slot = filled(service, prepared(service, "Returned and changed"))
    made_of = asked(service, slot)
    assert reviewer.post(f"{made_of}/return", data={"words": "Leave the seal out."}).status_code == 303
    said = {**chosen_on(trainer.get(f"{slot}/edit", headers=PAGE).text), "exercises": ["0"]}
    assert trainer.post(f"{slot}/edit", data=said).status_code == 303
    shown = page(trainer, slot)
    changed = "The slot was changed since the right holder was asked. Look at the slot, and ask the right holder again."
    for words in ("The right holder returned this slot.", "Leave the seal out.", changed):
        assert words in shown
    assert "has not been asked yet" not in shown
    assert "change the slot, and ask" not in shown
    assert made(trainer.get(f"/v1/seminar-slots/{slot.rpartition('/')[2]}"))["state"] == "draft"
    asked(service, slot)
    assert "Leave the seal out." not in page(trainer, slot)


def test_the_form_of_a_slot_keeps_what_was_chosen(service: Service) -> None:
    trainer = service.as_("trainer")
    slot = filled(service, prepared(service, "Chosen"))
    before = chosen_on(trainer.get(f"{slot}/edit", headers=PAGE).text)
    picture = next(each for each in before["pictures"] if each.startswith("0:logo:"))
    said = {**before, "points": ["0:logo"], "pictures": ["0:logo:"], "shots": [], "exercises": ["1"], "tests": ["0"]}
    assert trainer.post(f"{slot}/edit", data=said).status_code == 303
    after = chosen_on(trainer.get(f"{slot}/edit", headers=PAGE).text)
    names = ("points", "pictures", "exercises", "tests")
    assert [after.get(name, [])[:1] for name in names] == [["0:logo"], ["0:logo:"], ["1"], ["0"]]
    assert "0" not in after.get("shots", [])
    assert picture not in page(trainer, slot)
    stale = trainer.post(f"{slot}/edit", data=said)
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/changed-meanwhile")
    wrong = trainer.post(f"{slot}/edit", data={**after, "minutes": "many"})
    assert (wrong.status_code, "in digits, such as 10" in wrong.text) == (422, True)
    wrong = trainer.post(f"{slot}/edit", data={**after, "minutes": "90"})
    assert (wrong.status_code, "from 5 to 30 minutes" in wrong.text) == (422, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": " "}, "Give the seminar a title."),
        ({"day": "tomorrow"}, "Write the day of the seminar as year, month and day"),
        ({"day": "2026-02-31"}, "Write the day of the seminar as year, month and day"),
        ({"day": "2026-01-01"}, "The day of the seminar has passed."),
        ({"languages": []}, "Choose at least one language"),
        ({"share": "half"}, "a number from 10 to 90"),
        ({"share": "95"}, "The share of counterfeits"),
    ],
)
def test_the_form_of_a_seminar_comes_back_with_what_is_wrong(
    service: Service, said: dict[str, Any], words: str
) -> None:
    form = {"title": "One", "day": DAY, "country": "JP", "languages": ["en"], "share": "50", **said}
    answer = service.as_("trainer").post("/seminars", data=form)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_seminar_is_changed_cancelled_and_then_left_as_it_is(service: Service) -> None:
    trainer = service.as_("trainer")
    seminar = prepared(service, "Before")
    form = chosen_on(trainer.get(f"{seminar}/edit", headers=PAGE).text)
    assert trainer.post(f"{seminar}/edit", data={**form, "title": "Afterwards"}).status_code == 303
    assert "Afterwards" in page(trainer, "/seminars")
    slot = filled(service, seminar)
    kept = hidden_fields(trainer.get(slot, headers=PAGE).text)
    removal = {"idempotency_key": kept["idempotency_key"][0], "seminar": kept["seminar"][0]}
    removed = [trainer.post(f"{slot}/remove", data=removal) for _ in range(2)]
    assert {each.headers["location"] for each in removed} == {seminar}
    assert "The seminar has no slot yet." in page(trainer, seminar)
    assert trainer.post(f"{seminar}/cancel").status_code == 303
    shown = page(trainer, seminar)
    assert ("Cancelled" in shown, "Change the seminar" in shown, "Add a slot" in shown) == (True, False, False)
    assert "Afterwards" in page(trainer, "/seminars?state=cancelled")
    assert "Afterwards" not in page(trainer, "/seminars")


def test_an_organiser_prepares_for_agencies_of_its_choice_and_sees_those_of_others(service: Service) -> None:
    organiser, agency = service.as_("organiser"), service.people.agencies["first"]
    assert 'name="agencies"' in page(organiser, "/seminars/new")
    assert 'name="agencies"' not in page(service.as_("trainer"), "/seminars/new")
    form = {"title": "For all", "day": DAY, "country": "JP", "languages": ["en"], "share": "50"}
    refused = organiser.post("/seminars", data=form)
    assert (refused.status_code, "Choose at least one agency" in refused.text) == (422, True)
    answer = organiser.post("/seminars", data={**form, "agencies": [agency.id]})
    assert "First Customs" in page(organiser, answer.headers["location"])
    assert service.as_("trainer").get(answer.headers["location"]).status_code == 404
    others = prepared(service, "Of the agency")
    shown = page(organiser, others)
    assert ("Prepared by First Customs" in shown, "Add a slot" in shown) == (True, False)


def test_no_one_else_reads_a_seminar_or_its_pictures(service: Service) -> None:
    seminar = prepared(service, "Confidential")
    slot = filled(service, seminar)
    picture = pictures_on(page(service.as_("trainer"), slot))[1]
    stranger = service.as_("trainer", "second")
    for path in (seminar, slot, f"{slot}/edit", f"{seminar}/agenda", f"/v1{seminar}/handout.pdf", picture):
        assert stranger.get(path).status_code == 404
    assert service.as_("officer").get(seminar).status_code == 403
    review = f"/seminar-slots/{slot.rpartition('/')[2]}"
    assert service.as_("reviewer").get(review).status_code == 404  # it was not asked
    asked(service, slot)
    with rival(service) as another:
        assert another.get(review).status_code == 404


def test_a_right_holder_has_one_slot_and_its_form_is_not_offered_again(service: Service) -> None:
    trainer, seminar, holder = service.as_("trainer"), prepared(service, "Twice"), service.people.holder.id
    slot = filled(service, seminar)
    again = trainer.get(f"{seminar}/slots/new?right_holder={holder}", headers=PAGE)
    assert (again.status_code, again.headers["location"]) == (303, slot)
    offered = page(trainer, f"{seminar}/slots/new")
    assert f"right_holder={holder}" not in offered
    assert f'<a href="{slot}">acme</a>' in offered.partition("have a slot in the seminar already")[2]


def test_a_handout_comes_in_the_languages_of_the_seminar_alone(service: Service) -> None:
    trainer, seminar = service.as_("trainer"), prepared(service, "Handed out")
    released(service, filled(service, seminar))
    for tag, is_elsewhere in (("en", False), ("ja", True)):  # the sheet has no Japanese
        pdf = trainer.get(f"/v1{seminar}/handout.pdf?language={tag}").content
        assert pdf.startswith(b"%PDF")
        assert (ELSEWHERE[tag] in words_of(pdf)) is is_elsewhere
    refused = trainer.get(f"/v1{seminar}/handout.pdf?language=ar")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/seminar-rejected")


def test_the_page_that_publishes_a_sheet_names_the_slots_that_show_it_and_they_wait_again(service: Service) -> None:
    """Otherwise a reviewer stops a seminar and a course by a new word, and no page says so."""
    agency, product = new_agency(service, "crates"), "crate-of-a-slot"
    author, reviewer, trainer = service.as_("contributor"), service.as_("reviewer"), service.as_("trainer", agency)
    sheet = published(author, reviewer, product)
    clearance_on(service, agency, product=product, parts=[{"kind": "point", "name": "edge"}])
    seminar = seminar_on(service, agency, title="Crates & more")
    lesson = {"product": product, "points": [{"point": "edge"}], "demo": False}
    sent = {"right_holder": holder_id(service, "acme"), "minutes": 20, "lessons": [lesson]}
    slot = made(trainer.post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(trainer.post(f"/v1/seminar-slots/{slot}/ask"))
    release(service, slot)
    course = made(trainer.post("/v1/courses", json={"seminar": seminar, "until": DAY}))["id"]
    assert "leaves out" not in page(trainer, f"/courses/{course}/offer")
    saved = author.put(f"/v1/sheets/{sheet}", json={"sheet": complete(product, word="seam"), "note": ""})
    assert saved.status_code == 200, saved.text
    before = page(reviewer, f"/sheets/{sheet}")
    assert "1 released slot of a seminar shows this sheet." in before
    assert f'<a href="/seminar-slots/{slot}">Crates &amp; more' in before
    assert "Also in a course" in before
    assert f'href="/seminar-slots/{slot}"' in page(reviewer, "/sheets")
    assert reviewer.post(f"/v1/sheets/{sheet}/publish").status_code == 200
    assert f'href="/seminar-slots/{slot}"' in page(reviewer, "/seminar-slots")
    assert "The course leaves out what acme allowed" in page(trainer, f"/courses/{course}/offer")
    release(service, slot)
    assert reviewer.post(f"/v1/sheets/{sheet}/withdraw").status_code == 200
    listed = page(reviewer, "/seminar-slots?state=released")
    assert re.search(f'href="/seminar-slots/{slot}".*Blocked', listed, re.DOTALL)


def test_an_open_sitting_shows_a_slot_again_once_its_new_words_are_released(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a comma ends a seminar, and its two tests fall apart."""
    monkeypatch.setattr("serve.sittings.showing.KEPT_SECONDS", 0.0)
    agency, product = new_agency(service, "worded"), "crate-in-a-hall"
    author, reviewer, trainer = service.as_("contributor"), service.as_("reviewer"), service.as_("trainer", agency)
    sheet = published(author, reviewer, product)
    clearance_on(service, agency, product=product, parts=[{"kind": "point", "name": "edge"}])
    seminar = seminar_on(service, agency)
    lesson = {"product": product, "points": [{"point": "edge"}], "demo": False}
    sent = {"right_holder": holder_id(service, "acme"), "minutes": 20, "lessons": [lesson]}
    slot = made(trainer.post(f"/v1/seminars/{seminar}/slots", json=sent))["id"]
    made(trainer.post(f"/v1/seminar-slots/{slot}/ask"))
    release(service, slot)
    opened = made(trainer.post("/v1/sittings", json={"seminar": seminar}))
    at, step = f"/sittings/{opened['id']}", next(each for each in opened["steps"] if each["kind"] == "comparison")
    made(trainer.post(f"/v1{at}/step", json={"step": step["number"]}))
    assert "gap of 4 mm" in page(trainer, f"{at}/projector")
    assert "A sitting of this seminar is open." in page(trainer, f"/seminars/slots/{slot}/edit")
    made(author.put(f"/v1/sheets/{sheet}", json={"sheet": complete(product, word="seam")}))
    made(reviewer.post(f"/v1/sheets/{sheet}/publish"))
    between = page(trainer, f"{at}/projector")
    assert ("may no longer be shown" in between, "of 4 mm" in between) == (True, False)
    led = page(trainer, at)
    assert f'<a href="/seminars/slots/{slot}">Slot of acme</a>' in led
    assert "The right holder has been asked, and has not answered yet." in led
    assert "open a new one" not in led
    release(service, slot)
    again = page(trainer, f"{at}/projector")
    assert ("may no longer be shown" in again, "seam of 4 mm" in again) == (False, True)
    assert "has been asked" not in page(trainer, at)
    made(trainer.patch(f"/v1/seminar-slots/{slot}", json={"lessons": [{**lesson, "demo": True}]}))
    assert "The slot was changed since the right holder was asked." in page(trainer, at)
    made(trainer.post(f"/v1/seminar-slots/{slot}/ask"))
    release(service, slot)
    led = page(trainer, at)
    assert "This slot was changed after the sitting was opened." in led
    assert "may no longer be shown" in page(trainer, f"{at}/projector")


def test_a_slot_says_how_its_items_can_be_drawn_by_how_hard_they_are(service: Service) -> None:
    trainer = service.as_("trainer")
    slot = filled(service, prepared(service, "Not assessed"))
    shown = page(trainer, slot)
    assert re.search(r"The service has not assessed \d+ of these items yet", shown)
    assert "the exercises may not go from easy to hard" in shown
    assert "Wait until they are assessed" in shown
    assess(service.parts)
    shown = page(trainer, slot)
    assert "became known after" in shown
    assert "Open “Change the slot”, and save it: its items are then drawn again" in shown
    assert "has to release the slot again" not in shown
    released(service, slot)
    assert "has to release the slot again" in page(trainer, slot)
    form = trainer.get(f"{slot}/edit", headers=PAGE).text
    assert "If you save, the questions are drawn again" in form
    assert trainer.post(f"{slot}/edit", data=chosen_on(form)).status_code == 303
    assert "became known" not in page(trainer, slot)
    assert "The questions stay as they are drawn, unless you choose" in page(trainer, f"{slot}/edit")


def test_empty_lists_say_that_the_demo_is_still_being_made(service: Service) -> None:
    agency = new_agency(service, "empty")
    empty = ("/seminars", "/sittings", "/courses", "/seminar-results", "/teaching")
    being_made = "The data of the demo is still being prepared."
    demo, trainer = service.parts[DemoData], service.as_("trainer", agency)
    assert not any(being_made in page(trainer, each) for each in empty)
    demo.begin()
    assert all(being_made in page(trainer, each) for each in empty)
    demo.end()
    assert not any(being_made in page(trainer, each) for each in empty)


def test_a_seminar_is_not_ended_while_a_sitting_of_it_is_open(service: Service) -> None:
    """Its screens would go on, and the right holder could not take the slot back."""
    agency = new_agency(service, "ended")
    seminar, trainer = ready_on(service, agency), service.as_("trainer", agency)
    opened = made(trainer.post("/v1/sittings", json={"seminar": seminar}))
    for end in ("cancel", "close"):
        refused = trainer.post(f"/v1/seminars/{seminar}/{end}")
        assert (refused.status_code, "close it first" in refused.text) == (409, True)
    made(trainer.post(f"/v1/sittings/{opened['id']}/close"))
    assert made(trainer.post(f"/v1/seminars/{seminar}/close"))["state"] == "closed"
