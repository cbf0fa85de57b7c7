"""An examination is put into a case as it is: into a new one or an open one, and stays on record as it was."""

import json

import pytest

from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.cases.domain import CaseStateError, First
from serve.cases.dossier import Visit
from serve.cases.filing import Destination, Filings
from serve.examinations.permissions import ExaminationAction
from serve.examinations.service import Examinations
from serve.platform.errors import ConflictError, NotFoundError
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team, call, names_of
from tests.serve.tiny_release import COUNTERFEIT, photo

MORE = [photo((170, 60, 60), size=(320, 240), seed=seed) for seed in range(50, 52)]
ABSENT_CASE = "c-" + "0" * 32


def photos_of(visit: Visit) -> list[str]:
    return [each.sha256 for each in visit.examination.photos]


def test_it_becomes_the_first_visit_of_a_new_item_and_stays_as_it_is(team: Team) -> None:
    officer = team.officer
    before = officer.examine_loose(COUNTERFEIT, product="box")
    filed = officer.file(before.id, description="A carton")
    seen = officer.view(filed.case.id)
    assert (seen.case.number, seen.items) == (filed.case.number, (filed.file,))
    item, [visit] = filed.file.item, filed.file.visits
    assert (item.description, item.product_id, item.position) == ("A carton", "box", 1)
    after = team.parts[Examinations].view(officer.actor, before.id)
    assert visit.examination == after
    assert (after.verdict_json, after.photos, after.created_at) == (
        before.verdict_json,
        before.photos,
        before.created_at,
    )
    assert (after.origin.case_id, after.origin.case_item_id) == (filed.case.id, item.id)
    assert officer.find(outcome=Outcome.SUSPECTED) == [filed.case.id]


def test_an_open_case_takes_it_as_its_next_item(team: Team) -> None:
    officer = team.officer
    case = officer.open(place="Dock 4")
    officer.add_item(case)
    filed = officer.file(officer.examine_loose(COUNTERFEIT).id, case)
    assert (filed.case.id, filed.file.item.position) == (case, 2)


def test_it_can_not_be_put_into_a_second_case_nor_into_a_closed_or_a_foreign_one(team: Team) -> None:
    officer, elsewhere = team.officer, team.desk(Role.OFFICER, "second")
    name, closed = officer.examine_loose(COUNTERFEIT).id, officer.open()
    officer.close(closed)
    with pytest.raises(CaseStateError):
        officer.file(name, closed)
    for case in (elsewhere.open(), ABSENT_CASE):
        with pytest.raises(NotFoundError):
            officer.file(name, case)
    with pytest.raises(NotFoundError):
        elsewhere.file(name)
    filed = officer.file(name)
    with pytest.raises(ConflictError, match="already in a case"):
        officer.file(name)
    with pytest.raises(NotFoundError):
        elsewhere.file(name)
    assert officer.find() == [filed.case.id, closed]


def test_sent_again_it_makes_one_case(team: Team) -> None:
    officer = team.officer
    name, sent = officer.examine_loose(COUNTERFEIT).id, call(officer.actor, "file")
    first, second = (team.parts[Filings].file(officer.actor, name, Destination(), sent) for _ in range(2))
    assert first == second
    assert officer.find() == [first.case.id]


def test_who_put_it_there_and_when_is_on_record(team: Team) -> None:
    examined, senior = team.officer.examine_loose(COUNTERFEIT), team.senior
    filed = senior.file(examined.id)
    [event] = [
        event for event in log_of(team) if event.action == ExaminationAction.FILE and event.subject == examined.id
    ]
    details = json.loads(event.details)
    assert (details["case"], details["item"]) == (filed.case.id, filed.file.item.id)
    assert details["by"] == event.actor == senior.actor.person_id
    assert details["at"] == filed.case.opened_at.isoformat(timespec="microseconds")
    assert faults(team) == []


def test_later_photos_and_revisions_go_on_in_the_case(team: Team) -> None:
    officer = team.officer
    name = officer.examine_loose(COUNTERFEIT).id
    filed = officer.file(name)
    after = officer.revise(name, MORE[0])
    officer.examine(filed.case.id, filed.file.item.id, MORE[1])
    visits = officer.view(filed.case.id).items[0].visits
    assert [sorted(photos_of(visit)) for visit in visits] == [
        sorted(names_of(*photos)) for photos in ([COUNTERFEIT], [COUNTERFEIT, MORE[0]], [COUNTERFEIT, *MORE])
    ]
    assert visits[1].examination.id == after.id


def test_a_conclusion_on_it_comes_after_its_verdict(team: Team) -> None:
    officer = team.officer
    filed = officer.file(officer.examine_loose(COUNTERFEIT).id)
    file = officer.conclude(filed.case.id, filed.file.item.id, "counterfeit")
    assert file.conclusions[0].first is First.VERDICT
