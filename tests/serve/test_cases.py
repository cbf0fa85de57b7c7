"""Cases: an officer's dossier from opening to closing, who may see it, and what the record says of it."""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update
from typer.testing import CliRunner

from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.audit.service import AuditLog
from serve.cases import tables
from serve.cases.cli import case_cli
from serve.cases.closing import Closing
from serve.cases.domain import CaseStateError
from serve.cases.permissions import CaseAction
from serve.cases.store import CaseStore
from serve.cases.tables import case_terms
from serve.cases.verifier import CaseVerifier
from serve.cases.visits import Visits
from serve.examinations.domain import Upload
from serve.examinations.examining import ExaminationRequest
from serve.examinations.permissions import ExaminationAction
from serve.examinations.tables import examinations
from serve.opinions.permissions import OpinionAction
from serve.opinions.tables import opinions
from serve.opinions.verifier import OpinionVerifier
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.platform.work import PendingEvent
from tests.serve.casework import Officer
from tests.serve.record import check_found, faults, log_of
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo
from tests.storage import Storage

MORE = [photo(seed=seed) for seed in range(1, 11)]
ABSENT_CASE, ABSENT_ITEM = "c-" + "0" * 32, "i-" + "0" * 32


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service of the test's own, whose record may be spoiled."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=2, **storage()))


def photos_of(visit: dict[str, Any]) -> list[str]:
    return [seen["sha256"] for seen in visit["examination"]["verdict"]["photos"]]


def names_of(*photos: bytes) -> list[str]:
    return [sha256(content).hexdigest() for content in photos]


def test_a_case_from_opening_to_closing(officer: Officer) -> None:
    case = officer.open(place="  Port of  Osaka ", lane="Sea", declaration="JP-77", notes="Two pallets.\r\nWet.")
    item = officer.add_item(case, description="Carton", product="box")
    visit = officer.examine(case, item, COUNTERFEIT)
    assert visit["examination"]["verdict"]["outcome"] == "suspected_counterfeit"
    assert visit["examination"]["verdict"]["product"]["given_by"] == "officer"
    officer.conclude(case, item, "counterfeit", "The logo is red.")
    closed = officer.post(f"/cases/{case}/close", {"reason": "Handed over."}, 200)
    assert (closed["state"], closed["closed_by"]["name"]) == ("closed", "First-Officer")
    seen = officer.get(f"/cases/{case}")
    assert (seen["place"], seen["notes"]) == ("Port of Osaka", "Two pallets.\nWet.")
    assert seen["items"][0]["visits"] == [visit]
    assert seen["items"][0]["conclusions"][0]["finding"] == "counterfeit"
    assert [(step["kind"], step["reason"]) for step in seen["steps"]] == [("close", "Handed over.")]


def test_what_is_said_of_a_case_can_be_changed_in_part(officer: Officer) -> None:
    case = officer.open(place="Hall 3", notes="Wet.")
    changed = officer.client.patch(f"/v1/cases/{case}", json={"place": "Hall 4"}).json()
    assert (changed["place"], changed["notes"]) == ("Hall 4", "Wet.")
    assert officer.client.patch(f"/v1/cases/{case}", json={"place": "x" * 101}).status_code == 422
    assert officer.client.patch(f"/v1/cases/{case}", json={"number": "1"}).status_code == 422


@pytest.mark.parametrize("said", [{"notes": "a\x00b"}, {"place": "\ud800"}, {"lane": "x" * 101}])
def test_what_cannot_be_kept_is_refused(officer: Officer, said: dict[str, str]) -> None:
    answer = officer.client.post("/v1/cases", content=json.dumps(said), headers={"content-type": "application/json"})
    assert answer.status_code == 422


def test_a_product_that_the_release_does_not_know_is_refused(officer: Officer) -> None:
    answer = officer.client.post(f"/v1/cases/{officer.open()}/items", json={"product": "no-such"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/case-rejected")


def test_case_numbers_have_neither_gaps_nor_doubles_even_when_many_open_at_once(own: Service) -> None:
    officer, elsewhere = Officer(own.client), Officer(own.as_("officer", "second"))
    assert own.client.post("/v1/cases", json={"place": "x\u0001"}).status_code == 422
    with ThreadPoolExecutor(6) as pool:
        numbers = [case["number"] for case in pool.map(lambda _: officer.post("/cases", {}), range(12))]
    year = numbers[0].partition("-")[0]
    assert sorted(numbers) == [f"{year}-{count:06d}" for count in range(1, 13)]
    assert elsewhere.post("/cases", {})["number"] == f"{year}-000001"
    assert faults(own) == []


def test_it_is_kept_whether_conclusion_or_verdict_came_first_and_earlier_conclusions_stay(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "undetermined", "Not opened yet.")
    visit = officer.examine(case, item, GENUINE)
    conclusions = officer.conclude(case, item, "genuine", "Opened.")["conclusions"]
    assert [each["finding"] for each in conclusions] == ["undetermined", "genuine"]
    assert [each["first"] for each in conclusions] == ["conclusion", "verdict"]
    assert [each["examinations"] for each in conclusions] == [[], [visit["examination"]["id"]]]
    answer = officer.client.post(
        f"/v1/cases/{case}/items/{item}/conclusions", json={"finding": "genuine", "reason": " "}
    )
    assert answer.status_code == 422


def test_a_later_verdict_rests_on_earlier_photos_too_the_newest_first_as_many_as_fit(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    first = officer.examine(case, item, *MORE[:4])
    assert (photos_of(first), first["photos_left_out"]) == (names_of(*MORE[:4]), 0)
    second = officer.examine(case, item, *MORE[4:7])
    assert photos_of(second) == names_of(*MORE[4:7], *MORE[:4])
    third = officer.examine(case, item, *MORE[7:10])
    assert photos_of(third) == names_of(*MORE[7:10], *MORE[4:7], *MORE[:2])
    assert third["photos_left_out"] == 2
    alone = officer.examine(case, item, GENUINE, with_earlier="false")
    assert (photos_of(alone), alone["photos_left_out"]) == (names_of(GENUINE), 10)
    visits = officer.get(f"/cases/{case}")["items"][0]["visits"]
    assert [visit["photos_left_out"] for visit in visits] == [0, 0, 2, 10]


def test_the_same_bytes_are_judged_once(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, GENUINE, MORE[0])
    again = officer.examine(case, item, MORE[1], MORE[1], GENUINE)
    assert photos_of(again) == names_of(MORE[1], GENUINE, MORE[0])


def test_views_that_the_officer_named_still_count_at_the_next_visit(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case, product="box")
    officer.examine(case, item, MORE[0], views="back")
    later = officer.examine(case, item, MORE[1], views="front")
    assert [seen["view"] for seen in later["examination"]["verdict"]["photos"]] == ["front", "back"]
    other_product = officer.examine(case, item, MORE[2], product="bag")
    assert {seen["view"] for seen in other_product["examination"]["verdict"]["photos"]} == {"whole"}


def test_a_photo_that_is_rejected_is_named_by_its_place_in_the_call(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, GENUINE)
    answer = officer.send(case, item, MORE[0], MORE[0], GENUINE[:9000])
    named = {"index": 2, "file_name": "photo2.jpg", "sent": True}
    assert (answer.status_code, answer.json()["photo"]) == (422, named)
    assert officer.send(case, item, GENUINE, with_earlier="perhaps").status_code == 400
    assert officer.send(case, item, GENUINE, MORE[0], views="front").status_code == 422
    assert len(officer.get(f"/cases/{case}")["items"][0]["visits"]) == 1


def test_a_case_closes_only_when_every_item_has_a_conclusion(officer: Officer) -> None:
    case = officer.open()
    first, _, _ = (officer.add_item(case, description=name) for name in ("Carton", "Bag", ""))
    officer.conclude(case, first, "genuine")
    answer = officer.client.post(f"/v1/cases/{case}/close")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/case-state")
    assert answer.json()["detail"].endswith("no conclusion on Item 2: Bag; Item 3.")
    assert officer.get(f"/cases/{case}")["state"] == "open"


def test_a_closed_case_changes_no_more_until_it_is_reopened_with_a_reason(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "genuine")
    officer.close(case)
    changes = (
        officer.client.patch(f"/v1/cases/{case}", json={"place": "Elsewhere"}),
        officer.client.post(f"/v1/cases/{case}/items", json={}),
        officer.client.post(f"/v1/cases/{case}/items/{item}/conclusions", json={"finding": "genuine", "reason": "x"}),
        officer.client.post(f"/v1/cases/{case}/items/{item}/opinions", json={"asked_of": "first-senior-officer"}),
        officer.send(case, item, GENUINE),
        officer.client.post(f"/v1/cases/{case}/close"),
    )
    assert [answer.status_code for answer in changes] == [409] * len(changes)
    assert officer.client.post(f"/v1/cases/{case}/reopen", json={"reason": ""}).status_code == 422
    opened = officer.post(f"/cases/{case}/reopen", {"reason": "The holder wrote."}, 200)
    assert (opened["state"], opened["closed_by"], opened["closed_at"]) == ("open", None, None)
    assert [(step["kind"], step["reason"]) for step in opened["steps"]] == [
        ("close", ""),
        ("reopen", "The holder wrote."),
    ]
    assert officer.client.post(f"/v1/cases/{case}/reopen", json={"reason": "Again"}).status_code == 409
    officer.examine(case, item, GENUINE)


def test_photos_of_a_case_that_is_closed_while_they_are_judged_are_not_kept(service: Service, officer: Officer) -> None:
    actor = SignIn(service.parts[Accounts].work).by_token(service.people.token("officer"))
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "genuine")
    opened: list[int] = []

    def open_() -> io.BytesIO:
        opened.append(1)
        if len(opened) == 2:  # the first time, for its digest; now it is judged
            service.parts[Closing].close(actor, case)
        return io.BytesIO(GENUINE)

    visits: Visits = service.parts[Visits]
    with pytest.raises(CaseStateError):
        visits.examine(actor, case, item, ExaminationRequest([Upload("a.jpg", open_)], None, ()), None)
    with service.parts.database.reading(SYSTEM) as connection:
        query = select(func.count()).where(examinations.c.case_id == case)
        assert connection.execute(query).scalar_one() == 0


def test_a_legal_hold_is_for_senior_officers_and_for_closed_cases_too(service: Service, officer: Officer) -> None:
    senior = service.as_("senior_officer")
    case = officer.open()
    officer.close(case)
    hold = {"held": True, "reason": "Court order 17"}
    assert officer.client.put(f"/v1/cases/{case}/hold", json=hold).status_code == 403
    assert senior.put(f"/v1/cases/{case}/hold", json={**hold, "reason": ""}).status_code == 422
    held = senior.put(f"/v1/cases/{case}/hold", json=hold).json()
    assert (held["hold"]["reason"], held["hold"]["by"]["name"]) == ("Court order 17", "First-Senior-Officer")
    lifted = senior.put(f"/v1/cases/{case}/hold", json={"held": False, "reason": "Dropped"}).json()
    assert lifted["hold"] is None
    assert [step["kind"] for step in lifted["steps"]] == ["close", "hold", "lift_hold"]
    assert senior.put(f"/v1/cases/{case}/hold", json={"held": False, "reason": "Dropped"}).status_code == 409


def test_what_is_another_agencys_is_as_if_it_were_absent(service: Service, officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    elsewhere, senior = service.as_("officer", "second"), service.as_("senior_officer", "second")
    for case_id, item_id in ((case, item), (ABSENT_CASE, ABSENT_ITEM), (Officer(elsewhere).open(), item)):
        base = f"/v1/cases/{case_id}"
        calls = [
            elsewhere.post(f"{base}/items/{item_id}/conclusions", json={"finding": "genuine", "reason": "x"}),
            elsewhere.post(f"{base}/items/{item_id}/opinions", json={"asked_of": "second-senior-officer"}),
            Officer(elsewhere).send(case_id, item_id, GENUINE),
        ]
        if case_id in {case, ABSENT_CASE}:
            calls += [
                elsewhere.get(base),
                elsewhere.patch(base, json={"place": "x"}),
                elsewhere.post(f"{base}/items", json={}),
                elsewhere.post(f"{base}/close"),
                elsewhere.post(f"{base}/reopen", json={"reason": "x"}),
                senior.put(f"{base}/hold", json={"held": True, "reason": "x"}),
            ]
        assert {(answer.status_code, answer.json()["title"]) for answer in calls} == {(404, "Not found")}
    assert len(officer.get(f"/cases/{case}")["items"][0]["conclusions"]) == 0


@pytest.mark.parametrize("role", ["trainer", "contributor", "reviewer", "administrator"])
def test_who_does_no_casework_sees_no_case(service: Service, officer: Officer, role: str) -> None:
    case = officer.open()
    client = service.as_(role)
    for answer in (client.get(f"/v1/cases/{case}"), client.get("/v1/cases"), client.post("/v1/cases", json={})):
        assert answer.status_code == 403


def test_points_that_are_not_for_officers_are_withheld_in_a_case_too(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case, product="box")
    visit = officer.examine(case, item, COUNTERFEIT)
    assert "confidential" in {point["id"] for point in visit["examination"]["verdict"]["points"]}
    assert '"secret"' not in officer.client.get(f"/v1/cases/{case}").text


def test_calls_that_are_sent_again_are_carried_out_once(officer: Officer) -> None:
    keys = [str(uuid4()) for _ in range(6)]
    case, again = (officer.post("/cases", {"place": "x"}, key=keys[0])["id"] for _ in range(2))
    assert case == again
    item, again = (officer.post(f"/cases/{case}/items", {"description": "x"}, key=keys[1])["id"] for _ in range(2))
    assert item == again
    said = {"finding": "genuine", "reason": "x"}
    for _ in range(2):
        officer.post(f"/cases/{case}/items/{item}/conclusions", said, key=keys[2])
        officer.post(f"/cases/{case}/close", {}, 200, keys[3])
    for _ in range(2):
        officer.post(f"/cases/{case}/reopen", {"reason": "x"}, 200, keys[4])
    seen = officer.get(f"/cases/{case}")
    assert (len(seen["items"]), len(seen["items"][0]["conclusions"]), len(seen["steps"])) == (1, 1, 2)
    assert (
        officer.client.post("/v1/cases", json={"place": "y"}, headers={"Idempotency-Key": keys[0]}).status_code == 422
    )


def test_photos_sent_again_make_one_visit_even_after_a_later_one_and_after_closing(officer: Officer) -> None:
    case, key = officer.open(), str(uuid4())
    item = officer.add_item(case)
    first = officer.send(case, item, GENUINE, key=key)
    officer.examine(case, item, COUNTERFEIT)
    officer.conclude(case, item, "genuine")
    officer.close(case)
    again = officer.send(case, item, GENUINE, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert officer.send(case, item, COUNTERFEIT, key=key).status_code == 422
    assert len(officer.get(f"/cases/{case}")["items"][0]["visits"]) == 2


def test_the_same_photos_sent_many_times_at_once_make_one_visit(officer: Officer) -> None:
    case, key = officer.open(), str(uuid4())
    item = officer.add_item(case)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: officer.send(case, item, GENUINE, key=key), range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(officer.get(f"/cases/{case}")["items"][0]["visits"]) == 1


def test_every_look_and_change_is_an_event_that_names_the_case_and_tells_nothing_of_it(own: Service) -> None:
    officer, senior = Officer(own.client), Officer(own.as_("senior_officer"))
    before = len(log_of(own))
    case = officer.open(place="Canary hall", notes="canary note")
    item = officer.add_item(case, description="canary item")
    visit = officer.examine(case, item, GENUINE)
    officer.client.patch(f"/v1/cases/{case}", json={"lane": "canary lane"})
    asked = {"asked_of": "first-senior-officer", "question": "canary question"}
    opinion = officer.post(f"/cases/{case}/items/{item}/opinions", asked)["opinions"][0]["id"]
    senior.post(f"/opinions/{opinion}/answer", {"finding": "genuine", "reason": "canary answer"}, 200)
    concluded = officer.conclude(case, item, "genuine", "canary reason")["conclusions"][0]["id"]
    officer.post(f"/cases/{case}/close", {"reason": "canary close"}, 200)
    senior.client.put(f"/v1/cases/{case}/hold", json={"held": True, "reason": "canary hold"})
    officer.post(f"/cases/{case}/reopen", {"reason": "canary reopen"}, 200)
    officer.get(f"/cases/{case}")
    officer.get("/cases", q="canary search")
    events = log_of(own)[before:]
    assert [(event.action, event.subject) for event in events] == [
        (CaseAction.CREATE, case),
        (CaseAction.ITEM_CREATE, item),
        (ExaminationAction.CREATE, visit["examination"]["id"]),
        (CaseAction.CHANGE, case),
        (OpinionAction.ASK, opinion),
        (OpinionAction.GIVE, opinion),
        (CaseAction.VIEW, opinion),
        (CaseAction.CONCLUSION_CREATE, concluded),
        (CaseAction.CLOSE, case),
        (CaseAction.HOLD, case),
        (CaseAction.REOPEN, case),
        (CaseAction.VIEW, case),
        (CaseAction.LIST, own.client.get("/v1/me").json()["organisation"]["id"]),
    ]
    assert {json.loads(event.details)["case"] for event in events[:-1]} == {case}
    assert "canary" not in "".join(event.details for event in events).lower()
    assert faults(own) == []


OPINION_EDITS = [
    (update(opinions).values(finding="genuine"), "was changed since"),
    (delete(opinions), "but is gone"),
]
EDITS = [
    (update(tables.cases).values(place="Elsewhere"), "was changed since"),
    (update(tables.cases).values(state="closed"), "was changed since"),
    (update(tables.cases).values(state="gone"), "was changed since"),
    (update(tables.cases).values(number="1999-000001"), "was changed since"),
    (update(tables.steps).values(reason="Another"), "was changed since"),
    (delete(tables.steps), "was changed since"),
    (update(tables.items).values(description="Another"), "was changed since"),
    (update(tables.conclusions).values(finding="genuine"), "was changed since"),
    (update(tables.conclusions).values(first="conclusion"), "was changed since"),
    (update(tables.conclusions).values(examinations="{"), "was changed since"),
    (delete(tables.conclusions), "but is gone"),
    (
        insert(tables.conclusions).from_select(
            [column.name for column in tables.conclusions.columns],
            select(
                func.substr(tables.conclusions.c.id, 1, 33).concat("x"),
                *(column for column in tables.conclusions.columns if column.name != "id"),
            ),
        ),
        "no event says that it was made",
    ),
]


def test_rows_edited_removed_or_slipped_in_by_hand_are_found_and_named(own: Service) -> None:
    officer, senior = Officer(own.client), Officer(own.as_("senior_officer"))
    case = officer.open(place="Hall")
    item = officer.add_item(case)
    officer.examine(case, item, COUNTERFEIT)
    officer.conclude(case, item, "counterfeit")
    asked = {"asked_of": "first-senior-officer"}
    opinion = officer.post(f"/cases/{case}/items/{item}/opinions", asked)["opinions"][0]["id"]
    senior.post(f"/opinions/{opinion}/answer", {"finding": "counterfeit", "reason": "x"}, 200)
    officer.close(case)
    officer.post(f"/cases/{case}/reopen", {"reason": "x"}, 200)
    check_found(own, CaseVerifier(), EDITS)
    check_found(own, OpinionVerifier(), OPINION_EDITS)


def test_what_was_removed_by_rule_is_no_fault_but_what_was_removed_by_hand_is(own: Service) -> None:
    officer = Officer(own.client)
    by_rule, by_hand, kept = (officer.open(place="Hall") for _ in range(3))
    for case in (by_rule, by_hand):
        officer.conclude(case, officer.add_item(case), "genuine")
        officer.close(case)
    with own.parts.database.writing(SYSTEM) as connection:
        for case in (by_rule, by_hand):
            CaseStore(connection, SYSTEM).delete(case)
        own.parts[AuditLog].append(
            connection, [PendingEvent("retention", CaseAction.DELETE, by_rule, {"case": by_rule})]
        )
    found = faults(own)
    assert len(found) == 3
    assert all("but is gone" in fault for fault in found)
    assert officer.client.get(f"/v1/cases/{by_hand}").status_code == 404
    assert [case["id"] for case in officer.get("/cases", q="hall")["cases"]] == [kept]


def test_old_closed_cases_without_a_hold_are_listed_and_leave_nothing_when_removed(own: Service) -> None:
    officer, senior = Officer(own.client), own.as_("senior_officer")
    closed, held, _ = (officer.open(place=name) for name in ("a", "b", "c"))
    officer.examine(closed, officer.add_item(closed), GENUINE)
    officer.conclude(closed, officer.get(f"/cases/{closed}")["items"][0]["id"], "genuine")
    for case in (closed, held):
        officer.close(case)
    assert senior.put(f"/v1/cases/{held}/hold", json={"held": True, "reason": "x"}).status_code == 200
    with own.parts.database.writing(SYSTEM) as connection:
        store = CaseStore(connection, SYSTEM)
        assert store.closed_before(datetime.now(UTC) - timedelta(days=1), 10) == []
        assert [case.id for case in store.closed_before(datetime.now(UTC), 10)] == [closed]
        store.delete(closed)
        for table in (tables.items, tables.conclusions, tables.steps):
            assert connection.execute(select(func.count()).where(table.c.case_id == closed)).scalar_one() == 0
        assert connection.execute(select(func.count()).where(case_terms.c.term == "a")).scalar_one() == 0


def test_the_command_lists_every_agencys_cases_and_that_is_recorded(tmp_path: Path, tiny_release: Path) -> None:
    data = tmp_path / "data"
    for service in run(Settings(data_dir=data, release=tiny_release, workers=2)):
        first, second = Officer(service.client), Officer(service.as_("officer", "second"))
        closed = first.open(place="Hall 3")
        first.close(closed)
        second.open(place="Narva")

        def listed(*options: str) -> list[Any]:
            done = CliRunner().invoke(case_cli, ["list", "--data", str(data), "--json", *options])
            assert done.exit_code == 0, done.output
            rows: list[Any] = json.loads(done.stdout)
            return [(row["agency"], row["state"], row["place"]) for row in rows]

        both = [("First Customs", "closed", "Hall 3"), ("Second Customs", "open", "Narva")]
        assert listed() == both
        assert listed("--agency", "First Customs") == both[:1]
        assert listed("--state", "open") == both[1:]
        assert listed("--agency", "First Customs", "--state", "open") == []
        assert [event.actor for event in log_of(service) if event.action == CaseAction.LIST] == ["command-line"] * 4
    done = CliRunner().invoke(case_cli, ["list", "--data", str(data)])
    assert "-000001  First Customs  closed" in done.stdout
    assert CliRunner().invoke(case_cli, ["list", "--data", str(data), "--agency", "No Such Agency"]).exit_code == 1
