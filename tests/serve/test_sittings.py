"""Sittings over HTTP: a host leads one, phones without an account join, answer and follow it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import pytest

from model.catalogue import Region
from model.datasets.fields import Label
from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.platform.errors import NotFoundError
from serve.platform.pages import Pages
from serve.platform.settings import Settings
from serve.platform.translations import Language, tags
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.domain import SlotState
from serve.sittings.demonstrating import DemoPhotos
from serve.sittings.domain import Sitting
from serve.sittings.messages import WITHOUT_REASONS
from serve.sittings.plan import AboutSeminar, SlotStanding
from serve.sittings.service import Sittings
from serve.sittings.showing import Screens
from serve.sittings.shown_domain import PhotoAccess
from serve.sittings.step_domain import Assistance, Demonstration, DemoPlace, ForeignPhoto, StepContent
from serve.sittings.warming import SCREENS, Warming
from tests.serve.frozen import actor_of
from tests.serve.running import Service, run
from tests.serve.seminaring import FAKE, LOGO, PICTURE, Hall, PlansOfTests, hall_of
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.serve.trying import run_once

PAGE = {"accept": "text/html"}
RELEASED = SlotState.RELEASED
SHOTS, DEMO = StepContent(AgendaStepKind.SHOT_LIST, "box"), StepContent(AgendaStepKind.DEMO, "box")
LOGO_STEP = StepContent(AgendaStepKind.COMPARISON, "box", "logo")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, job_workers=0))


@pytest.fixture
def hall(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr("serve.sittings.showing.KEPT_SECONDS", 0.0)
    made = hall_of(service)
    yield made
    for phone in made.phones:
        phone.close()


def answer(step: int = 1, choice: str = "genuine") -> dict[str, Any]:
    return {"step": step, "choice": choice, "sureness": "sure", "taps": [{"photo": 0, "x": 0.5, "y": 0.25}]}


def test_a_phone_joins_answers_and_sees_the_truth_once_it_is_revealed(hall: Hall) -> None:
    phone = hall.joins(language="ja")
    assert "参加しました" in phone.get(hall.at(), headers=PAGE).text
    hall.does("step", step=1)
    assert "data-answer" in phone.get(hall.at(), headers=PAGE).text
    kept = phone.post(hall.at("/answers"), json=answer())
    assert (kept.status_code, kept.json()["choice"], kept.json()["round"]) == (200, "genuine", "first")
    assert phone.post(hall.at("/answers"), json=answer()).json() == kept.json()
    assert phone.post(hall.at("/answers"), json=answer(choice="counterfeit")).status_code == 409
    assert "data-answer" not in phone.get(hall.at(), headers=PAGE).text
    seen = hall.does("reveal")
    assert seen["tallies"] == [{"round": "first", "choice": "genuine", "seats": 1}]
    page = phone.get(hall.at(), headers=PAGE).text
    for part in ("この物品は模倣品です。", "ロゴ", "Crooked.", '<rect x="0.08" y="0.18" width="0.34" height="0.44"/>'):
        assert part in page, part


def test_only_an_answer_that_names_a_label_says_how_sure_it_is(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("step", step=1)
    unsaid = {"step": 1, "choice": "counterfeit", "taps": []}
    assert phone.post(hall.at("/answers"), json=unsaid).status_code == 422
    form = phone.post(hall.at("/answer"), data={"step": "1", "choice": "counterfeit"}, headers=PAGE)
    assert (form.status_code, "Say how sure you are." in form.text) == (422, True)
    kept = phone.post(hall.at("/answers"), json={**unsaid, "choice": "cannot_tell", "sureness": "sure"})
    assert (kept.status_code, kept.json()["sureness"]) == (200, "guessing")
    again = phone.post(hall.at("/answers"), json={**unsaid, "choice": "cannot_tell"})
    assert again.json() == kept.json()


def test_a_sitting_that_can_not_be_opened_says_why_at_the_form(hall: Hall) -> None:
    again = hall.host.post("/sittings", data={"seminar": hall.plan.seminar_id}, headers=PAGE)
    assert (again.status_code, "has an open sitting" in again.text) == (409, True)
    assert f'href="/sittings/{hall.id}">Go on with the open sitting' in re.sub(r' class="[^"]*"', "", again.text)
    empty = f"y-{uuid4().hex}"
    hall.plans.plans[empty] = replace(hall.plan, seminar_id=empty, steps=())
    refused = hall.host.post("/sittings", data={"seminar": empty}, headers=PAGE)
    assert (refused.status_code, "Nothing of this seminar may be shown" in refused.text) == (409, True)
    assert f'href="/seminars/{empty}"' in refused.text


def test_a_phone_that_has_a_seat_goes_back_to_it(hall: Hall) -> None:
    phone = hall.joins()
    assert f'href="{hall.at()}"' in phone.get("/join", headers=PAGE).text
    hall.does("close")
    assert "goes on" not in phone.get("/join", headers=PAGE).text


def test_a_phone_that_came_after_the_truth_was_not_asked(hall: Hall) -> None:
    hall.joins()
    hall.does("step", step=1)
    hall.does("reveal")
    hall.joins("B 1")
    hall.does("step", step=2)
    assert "0 of 2 have answered." in hall.host.get(f"/sittings/{hall.id}/now", headers=PAGE).text
    hall.does("step", step=1)
    assert "0 of 1 have answered." in hall.host.get(f"/sittings/{hall.id}/now", headers=PAGE).text


def test_a_phone_that_joins_again_has_its_own_seat(hall: Hall) -> None:
    phone = hall.joins("A 7")
    hall.does("step", step=1)
    phone.post(hall.at("/answers"), json=answer())
    again = phone.post("/join", data={"code": hall.code, "label": "B 8"})
    assert (again.status_code, again.headers["Location"]) == (303, hall.at())
    assert "data-answer" not in phone.get(hall.at(), headers=PAGE).text
    page = hall.host.get(f"/sittings/{hall.id}", headers=PAGE).text
    assert ("1 of 1 has answered." in page, "<bdi>B 8</bdi>" in page, "<bdi>A 7</bdi>" in page) == (True, True, False)


def test_two_presses_on_a_slow_line_are_one_seat(hall: Hall) -> None:
    with hall.service.visitor(headers={"Origin": hall.service.base}) as phone:
        given = dict(phone.get(f"/join/{hall.code}", headers=PAGE).cookies)
        joined = [phone.post("/join", data={"code": hall.code, "label": "A 7"}, headers=_cookie(given)) for _ in "12"]
    assert [each.status_code for each in joined] == [303, 303]
    assert len({each.cookies["shingan_seat"] for each in joined}) == 1
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["seats"] == 1


def _cookie(cookies: Mapping[str, str]) -> Mapping[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def test_a_secret_that_the_form_did_not_give_is_replaced(hall: Hall) -> None:
    with hall.service.visitor(headers={"Origin": hall.service.base}) as phone:
        joined = phone.post("/join", data={"code": hall.code, "label": "A 7"}, headers=_cookie({"shingan_seat": "a"}))
    assert len(joined.cookies["shingan_seat"]) == 43


def test_nothing_tells_the_truth_before_it_is_revealed(hall: Hall) -> None:
    phone = hall.joins()
    before = hall.does("step", step=1)["last_event"]
    shown = [phone.get(hall.at(path), headers=PAGE).text for path in ("", "/now")]
    shown.append(json.dumps(hall.told(phone, hall.at("/events"), before)))
    shown.append(hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text)
    for text in shown:
        assert not re.search(r"The item is|Crooked|<rect|rect x|/3.jpg", text), text
    after = hall.does("reveal")["last_event"]
    told = hall.told(phone, hall.at("/events"), after, **{"Last-Event-ID": str(before)})
    assert [(kind, number) for kind, number, _ in told] == [("reveal", after)]
    assert "The item is counterfeit." in told[0][2]["html"]


def test_a_stream_goes_on_where_it_was_cut_and_tells_phones_nothing_of_others(hall: Hall) -> None:
    phone = hall.joins()
    hall.joins("B 1")
    hall.does("step", step=1)
    phone.post(hall.at("/answers"), json=answer())
    last = hall.does("step", step=2)["last_event"]
    everything = hall.told(hall.host, f"/v1/sittings/{hall.id}/events", last)
    assert [number for _, number, _ in everything] == list(range(1, last + 1))
    kinds = ["opened", "seat_joined", "seat_joined", "step", "answered", "step"]
    assert [kind for kind, _, _ in everything] == kinds
    assert [kind for kind, _, _ in hall.told(phone, hall.at("/events"), last)] == ["opened", "step", "step"]
    since = hall.told(hall.host, f"/v1/sittings/{hall.id}/events?after=4", last)
    assert [number for _, number, _ in since] == [5, 6]


def test_the_stream_of_a_phone_ends_with_the_sitting(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("close")
    told = hall.told(phone, hall.at("/events"), 10**9)  # until the server ends it
    assert told[-1][0] == "closed"
    assert hall.told(phone, hall.at("/events"), 10**9, **{"Last-Event-ID": "999"}) == []  # also if it knows all of it
    assert "The seminar is over" in told[-1][2]["html"]
    assert "The seminar is over" in phone.get(hall.at(), headers=PAGE).text
    assert phone.post(hall.at("/answers"), json=answer()).status_code == 409


def test_a_seat_sees_the_photos_of_the_step_that_is_shown(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("step", step=1)
    assert phone.get(hall.at("/steps/1/photos/0.jpg")).content == PICTURE
    assert [name.name for name in hall.held.drawn] == [FAKE]
    for path in ("/steps/2/photos/0.jpg", "/steps/1/photos/1.jpg", "/steps/9/photos/0.jpg"):
        assert phone.get(hall.at(path)).status_code == 404
    assert hall.host.get(f"/sittings/{hall.id}/steps/2/photos/0.jpg").content == PICTURE
    for label in Label:
        assert hall.host.get(f"/sittings/{hall.id}/steps/3/{label}.jpg").content.startswith(b"\xff\xd8")
        assert hall.host.get(f"/sittings/{hall.id}/steps/1/{label}.jpg").status_code == 404


def test_what_may_no_longer_be_shown_is_shown_to_no_one(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("step", step=1)
    hall.held.is_held = False
    assert phone.get(hall.at("/steps/1/photos/0.jpg")).status_code == 404
    assert "may no longer be shown" in phone.get(hall.at(), headers=PAGE).text
    hall.does("reveal")
    page = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
    assert "may no longer be shown" in page
    assert "Crooked" not in page


@pytest.mark.parametrize(
    "standing", [SlotStanding(SlotState.RETURNED), SlotStanding(SlotState.DRAFT), SlotStanding(RELEASED), None]
)
def test_a_slot_that_its_right_holder_takes_back_is_off_all_screens(hall: Hall, standing: SlotStanding | None) -> None:
    """Also if it is released with other contents than when the sitting was opened."""
    phone = hall.joins()
    hall.does("step", step=1)
    plans = hall.service.parts[Screens].plans
    assert isinstance(plans, PlansOfTests)
    ((name, plan),) = plans.plans.items()
    plans.plans[name] = replace(plan, about=plan.about._replace(slots={"a-1": standing} if standing else {}))
    for page in (phone.get(hall.at(), headers=PAGE), hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE)):
        assert ("may no longer be shown" in page.text, "<img" in page.text) == (True, False)
    assert phone.get(hall.at("/steps/1/photos/0.jpg")).status_code == 404
    for path in ("/steps/1/photos/0.jpg", "/steps/3/genuine.jpg", "/steps/3/counterfeit.jpg", "/steps/5/views/0.jpg"):
        assert hall.host.get(f"/sittings/{hall.id}{path}").status_code == 404
    hall.does("step", step=3)
    assert "comparison-stage" not in hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text


@pytest.mark.parametrize(
    ("standing", "is_rehearsal", "may"),
    [
        (SlotStanding(RELEASED, frozenset({LOGO_STEP})), False, True),
        (SlotStanding(RELEASED, frozenset({LOGO_STEP, SHOTS})), False, True),
        (SlotStanding(RELEASED, frozenset({LOGO_STEP, DEMO})), False, False),
        (SlotStanding(RELEASED, frozenset({LOGO_STEP._replace(point_id="hem")})), False, False),
        (SlotStanding(RELEASED), False, False),
        (SlotStanding(RELEASED), True, True),
        (SlotStanding(SlotState.DRAFT), True, True),
        (SlotStanding(SlotState.ASKED, frozenset({LOGO_STEP})), False, False),
        (SlotStanding(SlotState.RETURNED), True, False),
    ],
)
def test_a_rehearsal_shows_what_is_not_released_yet_and_nothing_that_is_returned(
    standing: SlotStanding, *, is_rehearsal: bool, may: bool
) -> None:
    about = AboutSeminar("Boxes", (), (), {"a-1": standing})
    content = frozenset({LOGO_STEP})
    assert about.may_show("a-1", content, is_rehearsal=is_rehearsal) is may
    assert not about.may_show("a-2", content, is_rehearsal=is_rehearsal)


@pytest.mark.parametrize("of", ["phone", "host"])
def test_screens_are_told_when_something_may_no_longer_be_shown(
    hall: Hall, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serve.sittings.following.LOOK_SECONDS", 0.05)
    phone, last = hall.joins(), hall.does("step", step=1)["last_event"]
    client, path = (phone, hall.at("/events")) if of == "phone" else (hall.host, f"/v1/sittings/{hall.id}/events")
    with client.stream("GET", f"{path}?after={last - 1}") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: step"
        hall.held.is_held = False
        assert next(line for line in lines if line.startswith("event")) == "event: changed"
    assert "may no longer be shown" in phone.get(hall.at("/now"), headers=PAGE).text
    assert "may no longer be shown" in hall.host.get(f"/sittings/{hall.id}/now", headers=PAGE).text


def test_a_host_is_told_that_a_step_is_withheld_for_another_reason(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise their page says until it is loaded again what was done long ago."""
    monkeypatch.setattr("serve.sittings.following.LOOK_SECONDS", 0.05)
    monkeypatch.setattr("serve.sittings.showing.KEPT_SECONDS", 0.0)
    last, about = hall.does("step", step=3)["last_event"], hall.plan.about
    hall.plans.plans[hall.plan.seminar_id] = replace(hall.plan, about=_standing(about, SlotState.DRAFT))
    with hall.host.stream("GET", f"/v1/sittings/{hall.id}/events?after={last - 1}") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: step"
        hall.plans.plans[hall.plan.seminar_id] = replace(hall.plan, about=_standing(about, SlotState.ASKED))
        assert next(line for line in lines if line.startswith("event")) == "event: changed"
    assert "has been asked, and has not answered yet" in hall.host.get(f"/sittings/{hall.id}/now", headers=PAGE).text


def test_the_screens_of_an_open_sitting_are_prepared_in_the_languages_of_its_seminar_first(hall: Hall) -> None:
    """Otherwise the first reveal after a restart waits until their templates are compiled."""
    hall.plans.plans[hall.plan.seminar_id] = replace(hall.plan, about=hall.plan.about._replace(languages=("ja",)))
    prepared: list[tuple[str, str]] = []

    class PagesOfTests:
        def prepare(self, template: str, language: Language) -> None:
            prepared.append((template, language.tag))

    parts = hall.service.parts
    warming = Warming(parts[Screens].work, parts[Screens], PagesOfTests())  # type: ignore[arg-type]  # as much as it uses
    anyio.run(warming.prepare)
    assert prepared[:3] == [(screen, "ja") for screen in SCREENS]
    assert set(prepared) == {(screen, tag) for screen in SCREENS for tag in tags()}
    for screen in SCREENS:
        parts[Pages].prepare(screen, Language("ar"))


def _standing(about: AboutSeminar, state: SlotState) -> AboutSeminar:
    return about._replace(slots={"a-1": SlotStanding(state, frozenset({LOGO_STEP}), "acme")})


def test_a_frame_lies_around_a_low_place_and_not_on_it(hall: Hall) -> None:
    """Its lines would hide what it shows."""
    phone = hall.joins()
    hall.does("step", step=1)
    hall.does("reveal")
    for page in (phone.get(hall.at(), headers=PAGE).text, hall.host.get(f"/sittings/{hall.id}/projector").text):
        x, y, width, height = map(
            float, re.findall(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/>', page)[0]
        )
        assert (x, y) < (0.1, 0.2)
        assert (x + width, y + height) > (0.4, 0.6)


def test_a_phone_reads_first_what_the_item_is_and_what_it_answered(hall: Hall) -> None:
    phone, late = hall.joins(), hall.joins("B 1")
    hall.does("step", step=1)
    phone.post(hall.at("/answers"), json=answer())
    kept = phone.get(hall.at("/now"), headers=PAGE).text
    assert kept.index("Your answer is kept") < kept.index("Your answer:") < kept.index("<img")
    hall.does("reveal")
    told = phone.get(hall.at("/now"), headers=PAGE).text
    assert told.index("The item is counterfeit.") < told.index("Your answer:") < told.index("<img")
    assert "You have not answered this question." in late.get(hall.at("/now"), headers=PAGE).text
    assert "You have not answered" not in told


def test_without_a_seat_there_is_nothing(hall: Hall) -> None:
    hall.does("step", step=1)
    with hall.service.visitor(headers={"Origin": hall.service.base}) as stranger:
        for path in ("", "/now", "/events", "/steps/1/photos/0.jpg"):
            answered = stranger.get(hall.at(path), headers=PAGE)
            assert (answered.status_code, "has no seat" in answered.text) == (404, True)
        assert stranger.post(hall.at("/answers"), json=answer()).status_code == 404
    for other in (hall.service.as_("trainer", "second"), hall.service.as_("reviewer"), hall.service.as_("officer")):
        assert other.get(f"/v1/sittings/{hall.id}").status_code in {403, 404}
        assert other.get(f"/v1/sittings/{hall.id}/events").status_code in {403, 404}
        assert other.get(f"/sittings/{hall.id}/steps/1/photos/0.jpg").status_code in {403, 404}


def test_the_cookie_of_a_seat_is_for_seats_alone(hall: Hall) -> None:
    with hall.service.visitor(headers={"Origin": hall.service.base}) as phone:
        joined = phone.post("/join", data={"code": hall.code, "label": "A 7"})
    assert re.fullmatch(
        r"shingan_seat=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", joined.headers["set-cookie"]
    )


@pytest.mark.parametrize(
    ("code", "label", "status", "words"),
    [("00000000", "A 7", 404, "no sitting with this code"), ("", "A 7", 422, "all 8"), (None, "", 422, "seat number")],
)
def test_who_can_not_join_reads_why(hall: Hall, code: str | None, label: str, status: int, words: str) -> None:
    with hall.service.visitor(headers={"Origin": hall.service.base}) as phone:
        sent = phone.post("/join", data={"code": hall.code if code is None else code, "label": label}, headers=PAGE)
    assert (sent.status_code, words in sent.text) == (status, True)


def test_the_address_on_the_projector_has_the_code(hall: Hall) -> None:
    page = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
    assert hall.code in page
    assert "<svg viewBox" in page
    with hall.service.visitor() as phone:
        assert f'value="{hall.code}"' in phone.get(f"/join/{hall.code}", headers=PAGE).text


def test_a_phone_without_scripts_answers_with_a_form(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("step", step=1)
    sent = phone.post(hall.at("/answer"), data={"step": "1", "round": "first", "choice": "genuine", "sureness": "sure"})
    assert (sent.status_code, sent.headers["Location"]) == (303, hall.at())
    assert "Your answer is kept" in phone.get(hall.at(), headers=PAGE).text


def test_the_host_leads_by_forms(hall: Hall) -> None:
    at = f"/sittings/{hall.id}"
    for act, said, words in (
        ("step", {"step": "1"}, "Step 1 of 5"),
        ("reveal", {}, "The item is counterfeit."),
        ("code", {}, "Phones"),
        ("close", {}, "This sitting is closed"),
    ):
        sent = hall.host.post(f"{at}/{act}", data=said)
        assert (sent.status_code, sent.headers["Location"]) == (303, at)
        for page in (at, f"{at}/now"):
            assert words in hall.host.get(page, headers=PAGE).text
    listed = hall.host.get("/sittings", headers=PAGE).text
    assert f'href="{at}"' in listed
    ended = datetime.fromisoformat(hall.host.get(f"/v1{at}").json()["closed_at"])
    assert f'datetime="{ended.isoformat()}"' in listed.partition(f'href="{at}"')[2].partition("</li>")[0]


def test_the_host_reads_that_few_phones_leave_no_figures(hall: Hall) -> None:
    page = hall.host.get(f"/sittings/{hall.id}", headers=PAGE).text
    assert "0 phones have answered. A sitting in which fewer than 5 do leaves no figures." in page


def test_the_host_sees_what_the_projector_shows_and_what_comes_next(hall: Hall) -> None:
    at = f"/sittings/{hall.id}"
    for step, pictures, following in (
        (0, [], "Exercise 1 of 2 · Box"),
        (1, ["photos/0.jpg"], "Exercise 2 of 2 · Box"),
        (3, ["genuine.jpg", "counterfeit.jpg"], "Live demo · Box"),
        (5, ["views/0.jpg"], ""),
    ):
        if step:
            hall.does("step", step=step)
        page = hall.host.get(at, headers=PAGE).text
        assert re.findall(rf'src="{at}/steps/{step}/([^"]+)"', page) == pictures
        assert re.findall("<strong>Next step</strong> · ([^<]+)</p>", page) == [following][: bool(following)]
        for picture in pictures:
            assert hall.host.get(f"{at}/steps/{step}/{picture}").headers["content-type"] == "image/jpeg"
        assert (page.index('id="joining"') < page.index('id="shown"')) == (not step)
    hall.held.is_held = False
    assert "<img" not in hall.host.get(at, headers=PAGE).text.partition('id="now"')[2]


def test_seats_that_have_answered_see_the_assistants_verdict_and_answer_again(hall: Hall) -> None:
    run_once(hall.service.parts)
    phone, late = hall.joins(), hall.joins("B 1")
    hall.does("step", step=1)
    phone.post(hall.at("/answers"), json=answer())
    number = hall.does("assist")["last_event"]
    told = hall.told(late, hall.at("/events"), number)
    assert (told[-1][0], told[-1][2]["html"]) == ("assist", None)
    page = phone.get(hall.at("/now"), headers=PAGE).text
    for part in ("assistant&#39;s verdict", "Suspected counterfeit", "Logo", 'name="round" value="second"'):
        assert part in page, part
    assert page.index("Suspected counterfeit") < page.index("<img")  # in sight at once
    for html in (late.get(hall.at("/now"), headers=PAGE).text, hall.host.get(f"/sittings/{hall.id}/projector").text):
        assert "Suspected counterfeit" not in html
    again = phone.post(hall.at("/answers"), json={**answer(choice="counterfeit"), "round": "second"})
    assert again.status_code == 200
    assert late.post(hall.at("/answers"), json={**answer(), "round": "second"}).status_code == 409
    assert "Your answer is kept" in phone.get(hall.at("/now"), headers=PAGE).text
    assert hall.does("reveal")["tallies"] == [
        {"round": "first", "choice": "genuine", "seats": 1},
        {"round": "second", "choice": "counterfeit", "seats": 1},
    ]


def practised(hall: Hall, product: str = "box") -> str:
    """The id of an item that the host examined for practice."""
    sent = hall.host.post("/v1/practice", files=[("photos", ("a.png", COUNTERFEIT))], data={"product": product})
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


def test_the_verdict_of_a_live_demo_is_on_the_projector_once_it_is_revealed(hall: Hall) -> None:
    hall.does("step", step=4)
    at, phone = f"/sittings/{hall.id}", hall.joins()
    assert hall.host.post(f"/v1{at}/reveal").status_code == 409
    assert "Choose the item" in hall.host.get(at, headers=PAGE).text
    examination = practised(hall)
    assert examination in hall.host.get(f"{at}/demo", headers=PAGE).text
    sent = hall.host.post(f"{at}/demo", data={"examination": examination})
    assert (sent.status_code, sent.headers["Location"]) == (303, at)
    hidden = hall.host.get(f"{at}/projector", headers=PAGE).text
    assert "Suspected" not in phone.get(hall.at("/now"), headers=PAGE).text
    assert f"{at}/steps/4/examined/0.jpg?of={examination}" in hidden
    assert not re.search("Suspected|Crooked|<rect", hidden)
    told = hall.does("reveal")
    assert (told["steps"][3]["outcome"], told["steps"][3]["deviating"]) == ("suspected_counterfeit", ["logo"])
    shown = hall.host.get(f"{at}/projector", headers=PAGE).text
    assert re.search("Suspected.*It found deviations here:.*Logo.*Counterfeit: .*Crooked", shown, re.DOTALL)
    assert "seal" not in shown.lower()  # deviates, and is not cleared
    hall.held.is_held = False
    assert not re.search("Suspected|Crooked", hall.host.get(f"{at}/projector", headers=PAGE).text)


def test_a_verdict_without_reasons_says_why_for_what_it_is(hall: Hall) -> None:
    """One sentence for both reads as if something hidden deviated."""
    genuine, suspected = (WITHOUT_REASONS[each] for each in (Outcome.CONSISTENT, Outcome.SUSPECTED))
    hall.does("step", step=4)
    sent = hall.host.post("/v1/practice", files=[("photos", ("a.png", GENUINE))], data={"product": "box"})
    hall.does("demo", examination=sent.json()["id"])
    hall.does("reveal")
    phone = hall.joins()
    for client, path in (
        (hall.host, f"/sittings/{hall.id}/projector"),
        (hall.host, f"/sittings/{hall.id}/now"),
        (phone, hall.at("/now")),
    ):
        shown = client.get(path, headers=PAGE).text
        assert ("Consistent" in shown, str(genuine) in shown, str(suspected) in shown) == (True, True, False)


def test_phones_and_the_host_read_the_verdict_of_a_live_demo_with_its_reasons(hall: Hall) -> None:
    hall.does("step", step=4)
    phone = hall.joins(language="ja")
    before = hall.does("demo", examination=practised(hall))["last_event"]
    at = f"/sittings/{hall.id}"
    for client, path in ((phone, hall.at("/now")), (hall.host, f"{at}/now")):
        assert not re.search("Crooked|outcome-", client.get(path, headers=PAGE).text)
    after = hall.does("reveal")["last_event"]
    told = hall.told(phone, hall.at(f"/events?after={before}"), after)
    for text in (phone.get(hall.at("/now"), headers=PAGE).text, told[-1][2]["html"]):
        assert re.search("模倣品の疑い.*ロゴ.*Straight.*Crooked", text, re.DOTALL), text
        assert "seal" not in text.lower()  # deviates, and is not cleared
    led = hall.host.get(f"{at}/now", headers=PAGE).text
    assert re.search("Suspected.*It found deviations here:.*Logo.*Counterfeit: .*Crooked", led, re.DOTALL)
    hall.does("demo", examination=practised(hall))  # another one: its verdict is hidden
    assert "模倣品の疑い" not in phone.get(hall.at("/now"), headers=PAGE).text


def test_the_points_of_a_live_demo_stand_in_the_order_of_their_photos(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, held = ("logo", "seam", "hem"), hall.held.product
    points = tuple(replace(LOGO, id=name, title={"en": name}) for name in names)
    monkeypatch.setattr(hall.held, "product", lambda *of: (found := held(*of)) and replace(found, points=points))
    monkeypatch.setattr(Sitting, "taught", lambda *_: frozenset(names))
    hall.does("step", step=4)
    places = (DemoPlace(0, "hem", Region(0.1, 0.1, 0.2, 0.2)), DemoPlace(1, "seam", Region(0.1, 0.1, 0.2, 0.2)))
    demonstration = Demonstration(f"e-{uuid4().hex}", (0, 1), places)
    said = Assistance(Outcome.SUSPECTED, names, "r-1")
    hall.service.parts[Sittings].demonstrate(actor_of(hall.service, "trainer"), hall.id, 4, demonstration, said)
    hall.does("reveal")
    shown = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text.partition("projected-told")[2]
    assert re.findall("logo|seam|hem", shown) == ["hem", "seam", "logo"]
    monkeypatch.setattr(DemoPhotos, "access", seen)
    shown = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
    found = re.findall(r"examined/(\d)\.jpg|<strong>.*?(logo|seam|hem)", shown)
    assert list(dict.fromkeys("".join(each) for each in found)) == [
        "0",
        "hem",
        "1",
        "seam",
        "logo",
    ]  # each under its own


async def seen(*_: object) -> PhotoAccess:
    return PhotoAccess.SEEN


@pytest.mark.parametrize(
    ("foreign", "words"),
    [
        (((0, "bag"), (1, "bag")), "No photo shows this product. What they show is Acme bag."),
        (((0, None), (1, None)), "No photo shows this product."),
        (((1, "bag"),), "Photo 2 does not show this product: it shows Acme bag. It was left out of the comparison."),
        (((1, None),), "Photo 2 does not show this product. It was left out of the comparison."),
    ],
)
def test_a_photo_of_another_product_is_named_on_all_screens(
    hall: Hall, foreign: tuple[tuple[int, str | None], ...], words: str
) -> None:
    hall.does("step", step=4)
    phone, at = hall.joins(), f"/sittings/{hall.id}"
    photos = tuple(ForeignPhoto(*each) for each in foreign)
    demonstration = Demonstration(practised(hall), (0, 1), (), photos)
    said = Assistance(Outcome.INCONCLUSIVE, (), "r-1")
    parts = hall.service.parts
    parts[Sittings].demonstrate(actor_of(hall.service, "trainer"), hall.id, 4, demonstration, said)
    screens = ((phone, hall.at("/now")), (hall.host, f"{at}/now"), (hall.host, f"{at}/projector"))
    for client, path in screens:
        assert words not in client.get(path, headers=PAGE).text
    hall.does("reveal")
    for client, path in screens:
        text = client.get(path, headers=PAGE).text
        assert (words in re.sub("<[^>]+>", "", text), "can&#39;t decide" in text) == (True, False)
        assert ("There is no definite verdict while a photo" in text) == (len(foreign) == 1)
    assert re.search("<figcaption[^>]*>Photo [^0-9]*2[^0-9]*</figcaption>", text)


def test_the_choice_of_an_item_names_it_and_marks_the_one_that_is_shown(hall: Hall) -> None:
    hall.does("step", step=4)
    first, second = practised(hall), practised(hall)
    hall.host.post(f"/v1/practice/{second}/reveal", json={})
    hall.does("demo", examination=first)
    page = hall.host.get(f"/sittings/{hall.id}/demo", headers=PAGE).text
    cards = {re.search("e-[0-9a-f]{32}", card)[0]: card for card in page.split('<li class="card stack">')[1:]}  # type: ignore[index]  # each has one
    assert ["On the projector now" in cards[each] for each in (first, second)] == [True, False]
    assert ["Verdict hidden" in cards[each] for each in (first, second)] == [True, False]
    assert all("<h2>" in cards[each] for each in (first, second))
    assert "Suspected counterfeit" in cards[second]
    hall.does("reveal")
    page = hall.host.get(f"/sittings/{hall.id}/demo", headers=PAGE).text
    assert page.count("Suspected counterfeit") >= 2
    hall.does("demo", examination=second)
    page = hall.host.get(f"/sittings/{hall.id}/demo", headers=PAGE).text
    (card,) = (each for each in page.split('<li class="card stack">') if first in each)
    assert "Suspected counterfeit" in card  # the hall has seen it


def test_every_photo_of_a_live_demo_is_on_the_projector(hall: Hall) -> None:
    hall.does("step", step=4)
    files = [("photos", (f"{place}.png", COUNTERFEIT)) for place in range(3)]
    sent = hall.host.post("/v1/practice", files=files, data={"product": "box"})
    hall.does("demo", examination=sent.json()["id"])
    for page in (f"/sittings/{hall.id}/projector", f"/sittings/{hall.id}/now"):
        found = set(re.findall(r"/examined/(\d)\.jpg", hall.host.get(page, headers=PAGE).text))
        assert found == {"0", "1", "2"}, page


def test_a_reveal_shows_the_photos_that_tell_and_no_others(service: Service) -> None:
    hall = hall_of(service, photos=3)
    hall.held.marked = (1,)
    seen = []
    for step in (1, 2):
        for act, said in (("step", {"step": step}), ("reveal", {})):
            hall.does(act, **said)
            text = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
            seen.append("".join(re.findall(r'src="[^"]*/photos/(\d)\.jpg', text)))
    assert seen == ["012", "1", "012", "012"]  # of a genuine item, there is nothing to see


def test_no_screen_speaks_of_a_point_that_the_slot_does_not_show(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right holder released a slot without it, also if it may be shown elsewhere."""
    monkeypatch.setattr("serve.sittings.showing.KEPT_SECONDS", 0.0)
    hall = hall_of(service, teaching="a-2")
    at, phone = f"/sittings/{hall.id}", hall.joins()
    hall.does("step", step=1)
    hall.does("reveal")
    screens = [(phone, hall.at("/now"), "Logo"), (hall.host, f"{at}/projector", "Logo")]
    pages = [*screens, (hall.host, f"{at}/now", "Crooked")]  # which lists all steps
    for client, path, name in pages:
        shown = client.get(path, headers=PAGE).text
        assert "counterfeit" in shown, path
        assert not re.search(f"{name}|Crooked|<rect", shown), path
    hall.does("step", step=4)
    hall.does("demo", examination=practised(hall))
    told = hall.does("reveal")
    assert (told["steps"][3]["outcome"], told["steps"][3]["deviating"]) == ("suspected_counterfeit", [])
    for client, path, name in pages:
        shown = client.get(path, headers=PAGE).text
        assert "Suspected" in shown, path
        assert not re.search(f"{name}|Crooked", shown), path
    hall.does("step", step=3)
    assert "Logo" in hall.host.get(f"{at}/projector", headers=PAGE).text
    phone.close()


def test_a_phone_whose_slot_is_returned_is_not_asked(hall: Hall) -> None:
    phone = hall.joins()
    hall.does("step", step=1)
    hall.held.is_held = False
    page = phone.get(hall.at(), headers=PAGE).text
    assert not re.search("data-answer|Tap the places|This item is", page)
    assert "Wait for the trainer." in page
    assert phone.post(hall.at("/answers"), json=answer()).status_code == 409
    form = {"step": "1", "choice": "genuine", "sureness": "sure"}
    assert phone.post(hall.at("/answer"), data=form, headers=PAGE).status_code == 409
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["tallies"] == []


COMPARED = {"mode": "slider", "shown": "counterfeit", "slider": 30, "scale": 2.5, "x": 0.25, "y": 0.75}


def test_the_host_leads_a_comparison_from_any_device(hall: Hall) -> None:
    refused = hall.host.post(f"/v1/sittings/{hall.id}/comparison", json=COMPARED)
    assert refused.status_code == 409
    phone, before = hall.joins(), hall.does("step", step=3)["last_event"]
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["comparison"]["mode"] == "side"
    seen = hall.does("comparison", **COMPARED)
    assert (seen["comparison"], seen["last_event"]) == (COMPARED, before + 1)
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["comparison"] == COMPARED
    told = hall.told(hall.host, f"/v1/sittings/{hall.id}/events?after={before}", before + 1)
    assert [kind for kind, _, _ in told] == ["compared"]
    last = hall.does("step", step=4)["last_event"]
    assert [kind for kind, _, _ in hall.told(phone, hall.at(f"/events?after={before}"), last)] == ["step"]
    hall.does("step", step=3)
    assert hall.host.get(f"/v1/sittings/{hall.id}").json()["comparison"]["scale"] == 1
    for wrong in ({"mode": "beside"}, {"scale": 9}, {"x": 1.5}, {"slider": 101}):
        assert hall.host.post(f"/v1/sittings/{hall.id}/comparison", json={**COMPARED, **wrong}).status_code == 422


def test_the_host_has_the_comparison_that_is_on_the_projector(hall: Hall) -> None:
    hall.does("step", step=3)
    for page in ("", "/now", "/projector"):
        text = hall.host.get(f"/sittings/{hall.id}{page}", headers=PAGE).text
        assert f"/sittings/{hall.id}/steps/3/counterfeit.jpg" in text
        assert 'data-comparison="zoom"' in text


def test_from_the_live_demo_to_an_item_and_back(hall: Hall) -> None:
    hall.does("step", step=4)
    at, host = f"/sittings/{hall.id}", hall.host
    for page in (at, f"{at}/demo"):
        way = re.findall(r'href="(/practice/new[^"]+)"', host.get(page, headers=PAGE).text)
        assert [unescape(each) for each in way] == [f"/practice/new?product=box&sitting={hall.id}"]
    form = host.get(unescape(way[0]), headers=PAGE).text
    assert re.search(r'<option value="box"[^>]* selected>', form)
    assert (f'action="/practice?sitting={hall.id}"' in form, f'href="{at}"' in form) == (True, True)
    files = [("photos", ("a.png", COUNTERFEIT))]
    sent = host.post(f"/practice?sitting={hall.id}", files=files, data={"product": "box"}, headers=PAGE)
    examined = sent.headers["Location"]
    assert examined.endswith(f"?sitting={hall.id}")
    for page in (examined, host.post(examined.replace("?", "/reveal?"), headers=PAGE).headers["Location"]):
        assert (page, f'href="{at}/demo"' in host.get(page, headers=PAGE).text) == (examined, True)


def test_only_ones_own_practice_of_the_product_is_shown_in_a_live_demo(hall: Hall) -> None:
    at, examination = f"/v1/sittings/{hall.id}/demo", practised(hall)
    assert hall.host.post(at, json={"examination": examination}).status_code == 409  # no step is shown
    hall.does("step", step=4)
    assert hall.host.post(at, json={"examination": f"e-{7:032x}"}).status_code == 404
    assert hall.does("demo", examination=examination)["phase"] == "waiting"
    hall.does("reveal")
    assert hall.does("demo", examination=practised(hall))["phase"] == "waiting"  # the next item is hidden again


def test_the_photos_of_a_live_demo_are_read_by_anyone_who_may_take_over(hall: Hall) -> None:
    address = f"/sittings/{hall.id}/steps/4/examined/0.jpg"
    hall.does("step", step=4)
    assert hall.host.get(address).status_code == 404  # nothing is chosen
    hall.does("demo", examination=practised(hall))
    people = hall.service.people
    for taking_over in (hall.host, people.outsider(people.agencies["first"].name, Role.TRAINER)):
        assert f"{address}?of=e-" in taking_over.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
        assert taking_over.get(address).headers["content-type"] == "image/jpeg"
    for other in (hall.service.as_("trainer", "second"), hall.service.as_("reviewer"), hall.service.as_("officer")):
        assert other.get(address).status_code in {403, 404}
    assert hall.host.get(address.replace("/0.jpg", "/1.jpg")).status_code == 404
    hall.held.is_held = False
    assert hall.host.get(address).status_code == 404


class NoExaminations:
    """See `serve.examinations.service.Examinations`: all practice was removed."""

    def photographed(self, actor: Any, examination_id: str) -> Any:  # noqa: ARG002  # the interface
        raise NotFoundError("There is no examination with this number.")


def test_photos_of_a_live_demo_that_can_not_be_seen_are_told_of_in_words(hall: Hall) -> None:
    at, operator = f"/sittings/{hall.id}", hall.service.as_("administrator")
    hall.does("step", step=4)
    examination = practised(hall)
    hall.does("demo", examination=examination)
    for page in (at, f"{at}/projector"):
        shown = operator.get(page, headers=PAGE).text
        assert ("Only its people see them" in shown, "examined/" in shown) == (True, False)
    parts = hall.service.parts
    parts.made[DemoPhotos] = replace(parts[DemoPhotos], examinations=NoExaminations())  # type: ignore[arg-type]  # as it is asked
    for page in (at, f"{at}/projector"):
        shown = hall.host.get(page, headers=PAGE).text
        assert ("have been removed" in shown, "examined/" in shown) == (True, False)


def test_the_shot_list_on_the_projector_has_pictures_and_says_what_is_not_required(hall: Hall) -> None:
    hall.does("step", step=5)
    at = f"/sittings/{hall.id}"
    shown = hall.host.get(f"{at}/projector", headers=PAGE).text
    assert re.search(r"views/0.jpg.*Front</span>.*Back \(if you can\)", shown, re.DOTALL)
    assert "views/1.jpg" not in shown
    assert hall.host.get(f"{at}/steps/5/views/0.jpg").content == PICTURE
    for path in ("/steps/5/views/1.jpg", "/steps/5/views/2.jpg", "/steps/4/views/0.jpg", "/steps/9/views/0.jpg"):
        assert hall.host.get(f"{at}{path}").status_code == 404
    assert hall.service.as_("trainer", "second").get(f"{at}/steps/5/views/0.jpg").status_code in {403, 404}


def test_all_steps_say_what_they_are_and_name_no_id(hall: Hall) -> None:
    listed = hall.host.get(f"/sittings/{hall.id}", headers=PAGE).text.partition('id="steps"')[2]
    for words in (
        "Exercise 1 of 2 · Box",
        "Exercise 2 of 2 · Box",
        "Genuine and counterfeit side by side · Box · Logo",
    ):
        assert words in listed, words
    hall.held.is_held = False
    assert (
        "may no longer be shown" in hall.host.get(f"/sittings/{hall.id}", headers=PAGE).text.partition('id="steps"')[2]
    )


def test_the_projector_compares_two_pictures(hall: Hall) -> None:
    hall.does("step", step=3)
    shown = hall.host.get(f"/sittings/{hall.id}/projector", headers=PAGE).text
    for part in ('class="comparison-stage"', "steps/3/genuine.jpg", "steps/3/counterfeit.jpg", "Crooked"):
        assert part in shown, part


def test_a_stopping_server_ends_its_streams(tmp_path: Path, tiny_release: Path) -> None:
    running = run(Settings(data_dir=tmp_path, release=tiny_release, job_workers=0))
    hall = hall_of(next(running))
    phone = hall.joins()
    with phone.stream("GET", hall.at("/events")) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "event: opened"
        assert next(running, None) is None  # it waits for what it still sends
        assert list(lines)[-1] == ""
    phone.close()


def test_a_server_that_stops_in_the_middle_goes_on_with_the_sitting(tmp_path: Path, tiny_release: Path) -> None:
    settings = Settings(data_dir=tmp_path, release=tiny_release, job_workers=0)  # a release that was never activated
    running = run(settings)
    sitting = hall_of(next(running)).id
    assert next(running, None) is None
    for service in run(settings):
        assert service.as_("trainer").get(f"/v1/sittings/{sitting}").json()["state"] == "open"
