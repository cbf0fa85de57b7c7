"""Cases through the API: statuses, problems, headers and forms; tests/serve/rules has the rules."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from serve.cases.cli import case_cli
from serve.cases.permissions import CaseAction
from serve.examinations.service import Examinations, PendingExamination
from serve.platform.settings import Settings
from tests.serve.casework import Officer
from tests.serve.record import log_of
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

MORE = [photo(seed=seed) for seed in range(1, 11)]
ABSENT_CASE, ABSENT_ITEM = "c-" + "0" * 32, "i-" + "0" * 32


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


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


def test_the_form_says_whether_photos_of_earlier_visits_count(officer: Officer) -> None:
    case = officer.open()
    item = officer.add_item(case)
    visits = [
        officer.examine(case, item, GENUINE),
        officer.examine(case, item, COUNTERFEIT, with_earlier="false"),
        officer.examine(case, item, COUNTERFEIT, with_earlier="true"),
    ]
    assert [len(visit["examination"]["verdict"]["photos"]) for visit in visits] == [1, 1, 2]
    assert [visit["photos_left_out"] for visit in visits] == [0, 1, 0]


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
    assert {(answer.status_code, answer.json()["type"]) for answer in changes} == {(409, "/problems/case-state")}
    assert officer.client.post(f"/v1/cases/{case}/reopen", json={"reason": ""}).status_code == 422
    opened = officer.post(f"/cases/{case}/reopen", {"reason": "The holder wrote."}, 200)
    assert (opened["state"], opened["closed_by"], opened["closed_at"]) == ("open", None, None)
    assert [(step["kind"], step["reason"]) for step in opened["steps"]] == [
        ("close", ""),
        ("reopen", "The holder wrote."),
    ]
    assert officer.client.post(f"/v1/cases/{case}/reopen", json={"reason": "Again"}).status_code == 409
    officer.examine(case, item, GENUINE)


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


def test_the_header_names_a_call_so_that_it_is_carried_out_once(officer: Officer) -> None:
    opening, sending = str(uuid4()), str(uuid4())
    case, again = (officer.post("/cases", {"place": "x"}, key=opening)["id"] for _ in range(2))
    assert case == again
    other = officer.client.post("/v1/cases", json={"place": "y"}, headers={"Idempotency-Key": opening})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    item = officer.add_item(case)
    answers = [officer.send(case, item, GENUINE, key=sending) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["location"] == answers[1].headers["location"]


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


def test_an_item_that_is_removed_while_its_photos_are_judged_gets_no_examination(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = Officer(service.client)
    case = officer.open()
    item = officer.add_item(case, product="box")
    infer = Examinations.infer

    def removed_meanwhile(self: Examinations, *given: Any) -> PendingExamination:
        assert service.client.delete(f"/v1/cases/{case}/items/{item}").status_code == 204
        return infer(self, *given)

    monkeypatch.setattr(Examinations, "infer", removed_meanwhile)
    assert officer.send(case, item, GENUINE).status_code == 404
