"""Cases: from opening to closing, what may change when, whose they are, and what the record says of it."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, func, insert, select, update

from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.audit.service import AuditLog
from serve.cases import tables
from serve.cases.closing import Closing
from serve.cases.domain import CaseRejectedError, CaseState, CaseStateError, Details, First, ItemFinding, StepKind
from serve.cases.dossier import CaseQuery, Visit
from serve.cases.permissions import CaseAction
from serve.cases.service import Cases
from serve.cases.store import CaseStore
from serve.cases.tables import case_terms
from serve.cases.verifier import CaseVerifier
from serve.cases.visits import VisitPlan, Visits
from serve.examinations.domain import PhotoUpload
from serve.examinations.examining import ExaminationRequest
from serve.examinations.permissions import ExaminationAction
from serve.examinations.tables import examinations
from serve.opinions.permissions import OpinionAction
from serve.opinions.service import Opinions
from serve.opinions.tables import opinions
from serve.opinions.verifier import OpinionVerifier
from serve.platform.errors import KeyReusedError, NotFoundError, UploadRejectedError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import PendingEvent
from tests.serve.record import check_found, faults, log_of
from tests.serve.rules.desk import Desk, Team, call, names_of
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, photo

MORE = [photo(seed=seed) for seed in range(1, 11)]
ABSENT_CASE, ABSENT_ITEM = "c-" + "0" * 32, "i-" + "0" * 32


def photos_of(visit: Visit) -> list[str]:
    return [photo.sha256 for photo in visit.examination.photos]


def test_a_case_from_opening_to_closing(team: Team) -> None:
    officer = team.officer
    case = officer.open(place="  Port of  Osaka ", lane="Sea", declaration="JP-77", notes="Two pallets.\r\nWet.")
    item = officer.add_item(case, "Carton", "box")
    visit = officer.examine(case, item, COUNTERFEIT)
    assert visit.examination.verdict.outcome is Outcome.SUSPECTED
    officer.conclude(case, item, "counterfeit", "The logo is red.")
    closed = officer.close(case, "Handed over.")
    assert (closed.case.state, closed.case.closed_by) == (CaseState.CLOSED, officer.actor.person_id)
    seen = officer.view(case)
    assert (seen.case.details.place, seen.case.details.notes) == ("Port of Osaka", "Two pallets.\nWet.")
    assert seen.items[0].visits == (visit,)
    assert seen.items[0].conclusions[0].finding is ItemFinding.COUNTERFEIT
    assert [(step.kind, step.reason) for step in seen.case.steps] == [(StepKind.CLOSE, "Handed over.")]


def test_what_is_said_of_a_case_can_be_changed_in_part(team: Team) -> None:
    officer, cases = team.officer, team.parts[Cases]
    case = officer.open(place="Hall 3", notes="Wet.")
    changed = cases.change(officer.actor, case, {"place": "Hall 4"}).case.details
    assert (changed.place, changed.notes) == ("Hall 4", "Wet.")
    with pytest.raises(CaseRejectedError):
        cases.change(officer.actor, case, {"place": "x" * 101})


def test_a_product_that_the_release_does_not_know_is_refused(team: Team) -> None:
    with pytest.raises(CaseRejectedError, match="does not know this product"):
        team.officer.add_item(team.officer.open(), product="no-such")


def test_case_numbers_have_neither_gaps_nor_doubles_even_when_many_open_at_once(team: Team) -> None:
    officer, elsewhere, cases = team.officer, team.desk(Role.OFFICER, "second"), team.parts[Cases]
    with pytest.raises(CaseRejectedError):
        officer.open(place="x\u0001")
    with ThreadPoolExecutor(6) as pool:
        numbers = [made.case.number for made in pool.map(lambda _: cases.open(officer.actor, Details()), range(12))]
    year = numbers[0].partition("-")[0]
    assert sorted(numbers) == [f"{year}-{count:06d}" for count in range(1, 13)]
    assert elsewhere.view(elsewhere.open()).case.number == f"{year}-000001"
    assert faults(team) == []


def test_it_is_kept_whether_conclusion_or_verdict_came_first_and_earlier_conclusions_stay(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "undetermined", "Not opened yet.")
    visit = officer.examine(case, item, GENUINE)
    conclusions = officer.conclude(case, item, "genuine", "Opened.").conclusions
    assert [each.finding for each in conclusions] == [ItemFinding.UNDETERMINED, ItemFinding.GENUINE]
    assert [each.first for each in conclusions] == [First.CONCLUSION, First.VERDICT]
    assert [each.examinations for each in conclusions] == [(), (visit.examination.id,)]
    with pytest.raises(CaseRejectedError):
        officer.conclude(case, item, "genuine", " ")


def test_a_later_verdict_rests_on_earlier_photos_too_the_newest_first_as_many_as_fit(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    first = officer.examine(case, item, *MORE[:4])
    assert (photos_of(first), first.left_out) == (names_of(*MORE[:4]), 0)
    second = officer.examine(case, item, *MORE[4:7])
    assert photos_of(second) == names_of(*MORE[4:7], *MORE[:4])
    third = officer.examine(case, item, *MORE[7:10])
    assert photos_of(third) == names_of(*MORE[7:10], *MORE[4:7], *MORE[:2])
    assert third.left_out == 2
    alone = officer.examine(case, item, GENUINE, with_earlier=False)
    assert (photos_of(alone), alone.left_out) == (names_of(GENUINE), 10)
    assert [visit.left_out for visit in officer.view(case).items[0].visits] == [0, 0, 2, 10]


def test_the_same_bytes_are_judged_once(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, GENUINE, MORE[0])
    again = officer.examine(case, item, MORE[1], MORE[1], GENUINE)
    assert photos_of(again) == names_of(MORE[1], GENUINE, MORE[0])


def test_views_that_the_officer_named_still_count_at_the_next_visit(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case, product="box")
    officer.examine(case, item, MORE[0], views=["back"])
    later = officer.examine(case, item, MORE[1], views=["front"])
    assert [seen.view for seen in later.examination.verdict.photos] == ["front", "back"]
    other_product = officer.examine(case, item, MORE[2], product="bag")
    assert {seen.view for seen in other_product.examination.verdict.photos} == {"whole"}


def test_of_photos_that_are_rejected_none_is_kept(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, GENUINE)
    with pytest.raises(UploadRejectedError):
        officer.examine(case, item, MORE[0], MORE[0], GENUINE[:9000])
    assert len(officer.view(case).items[0].visits) == 1


def test_a_case_closes_only_when_every_item_has_a_conclusion(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    first, _, _ = (officer.add_item(case, name) for name in ("Carton", "Bag", ""))
    officer.conclude(case, first, "genuine")
    with pytest.raises(CaseStateError, match=r"no conclusion on Item 2: Bag; Item 3\.$"):
        officer.close(case)
    assert officer.view(case).case.state is CaseState.OPEN


def test_a_closed_case_changes_no_more_until_it_is_reopened_with_a_reason(team: Team) -> None:
    officer, senior = team.officer, team.senior
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "genuine")
    officer.close(case)
    changes: list[Callable[[], object]] = [
        lambda: team.parts[Cases].change(officer.actor, case, {"place": "Elsewhere"}),
        lambda: officer.add_item(case),
        lambda: officer.conclude(case, item, "genuine"),
        lambda: officer.ask(case, item, senior),
        lambda: officer.examine(case, item, GENUINE),
        lambda: officer.close(case),
    ]
    for change in changes:
        with pytest.raises(CaseStateError):
            change()
    with pytest.raises(CaseRejectedError):
        officer.reopen(case, "")
    opened = officer.reopen(case, "The holder wrote.").case
    assert (opened.state, opened.closed_by, opened.closed_at) == (CaseState.OPEN, None, None)
    assert [(step.kind, step.reason) for step in opened.steps] == [
        (StepKind.CLOSE, ""),
        (StepKind.REOPEN, "The holder wrote."),
    ]
    with pytest.raises(CaseStateError):
        officer.reopen(case, "Again")
    officer.examine(case, item, GENUINE)


def test_photos_of_a_case_that_is_closed_while_they_are_judged_are_not_kept(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    officer.conclude(case, item, "genuine")
    opened: list[int] = []

    def open_() -> io.BytesIO:
        opened.append(1)
        if len(opened) == 2:  # the first time, for its digest; now it is judged
            officer.close(case)
        return io.BytesIO(GENUINE)

    request = ExaminationRequest([PhotoUpload("a.jpg", open_)], None, ())
    with pytest.raises(CaseStateError):
        team.parts[Visits].examine(officer.actor, VisitPlan(case, item), request, None)
    with team.parts.database.reading(SYSTEM) as connection:
        query = select(func.count()).where(examinations.c.case_id == case)
        assert connection.execute(query).scalar_one() == 0


def test_a_legal_hold_is_for_closed_cases_too(team: Team) -> None:
    senior, case = team.senior, team.officer.open()
    team.officer.close(case)
    with pytest.raises(CaseRejectedError):
        senior.hold(case, "")
    hold = senior.hold(case, "Court order 17").case.hold
    assert hold is not None
    assert (hold.reason, hold.by) == ("Court order 17", senior.actor.person_id)
    lifted = senior.hold(case, "Dropped", held=False).case
    assert lifted.hold is None
    assert [step.kind for step in lifted.steps] == [StepKind.CLOSE, StepKind.HOLD, StepKind.LIFT_HOLD]
    with pytest.raises(CaseStateError):
        senior.hold(case, "Dropped", held=False)


def test_what_is_another_agencys_is_as_if_it_were_absent(team: Team) -> None:
    case = team.officer.open()
    item = team.officer.add_item(case)
    elsewhere, senior = team.desk(Role.OFFICER, "second"), team.desk(Role.SENIOR_OFFICER, "second")
    for case_id, item_id in ((case, item), (ABSENT_CASE, ABSENT_ITEM), (elsewhere.open(), item)):
        calls = calls_on_item(elsewhere, senior, case_id, item_id)
        if case_id in {case, ABSENT_CASE}:
            calls += calls_on_case(elsewhere, senior, case_id)
        for each in calls:
            with pytest.raises(NotFoundError):
                each()
    assert team.officer.view(case).items[0].conclusions == ()


def calls_on_item(officer: Desk, senior: Desk, case: str, item: str) -> list[Callable[[], object]]:
    return [
        partial(officer.conclude, case, item, "genuine"),
        partial(officer.ask, case, item, senior),
        partial(officer.examine, case, item, GENUINE),
    ]


def calls_on_case(officer: Desk, senior: Desk, case: str) -> list[Callable[[], object]]:
    return [
        partial(officer.view, case),
        partial(officer.parts[Cases].change, officer.actor, case, {"place": "x"}),
        partial(officer.add_item, case),
        partial(officer.close, case),
        partial(officer.reopen, case),
        partial(senior.hold, case),
    ]


def test_calls_that_are_sent_again_are_carried_out_once(team: Team) -> None:
    officer, cases, closing = team.officer, team.parts[Cases], team.parts[Closing]
    me = officer.actor
    opening = call(me, "1")
    case, again = (cases.open(me, Details(place="x"), opening).case.id for _ in range(2))
    assert case == again
    item, again = (cases.add_item(me, case, "x", None, call(me, "2")).item.id for _ in range(2))
    assert item == again
    for _ in range(2):
        cases.conclude(me, case, item, ItemFinding.GENUINE, "x", call(me, "3"))
        closing.close(me, case, "", call(me, "4"))
    for _ in range(2):
        closing.reopen(me, case, "x", call(me, "5"))
    seen = officer.view(case)
    assert (len(seen.items), len(seen.items[0].conclusions), len(seen.case.steps)) == (1, 1, 2)
    with pytest.raises(KeyReusedError):
        cases.open(me, Details(place="y"), call(me, "1", "other contents"))


def test_photos_sent_again_make_one_visit_even_after_a_later_one_and_after_closing(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    first = officer.examine(case, item, GENUINE, once="key")
    officer.examine(case, item, COUNTERFEIT)
    officer.conclude(case, item, "genuine")
    officer.close(case)
    assert officer.examine(case, item, GENUINE, once="key") == first
    with pytest.raises(KeyReusedError):
        officer.examine(case, item, COUNTERFEIT, once="key")
    assert len(officer.view(case).items[0].visits) == 2


def test_the_same_photos_sent_many_times_at_once_make_one_visit(team: Team) -> None:
    officer = team.officer
    case = officer.open()
    item = officer.add_item(case)
    with ThreadPoolExecutor(5) as pool:
        visits = list(pool.map(lambda _: officer.examine(case, item, GENUINE, once="key"), range(5)))
    assert all(visit == visits[0] for visit in visits)
    assert len(officer.view(case).items[0].visits) == 1


def test_every_look_and_change_is_an_event_that_names_the_case_and_tells_nothing_of_it(team: Team) -> None:
    officer, senior, cases = team.officer, team.senior, team.parts[Cases]
    before = len(log_of(team))
    case = officer.open(place="Canary hall", notes="canary note")
    item = officer.add_item(case, "canary item")
    visit = officer.examine(case, item, GENUINE)
    cases.change(officer.actor, case, {"lane": "canary lane"})
    opinion = officer.ask(case, item, senior, "canary question").id
    team.parts[Opinions].answer(senior.actor, opinion, ItemFinding.GENUINE, "canary answer")
    concluded = officer.conclude(case, item, "genuine", "canary reason").conclusions[0].id
    officer.close(case, "canary close")
    senior.hold(case, "canary hold")
    officer.reopen(case, "canary reopen")
    officer.view(case)
    cases.search(officer.actor, CaseQuery(text="canary search"))
    events = log_of(team)[before:]
    assert [(event.action, event.subject) for event in events] == [
        (CaseAction.CREATE, case),
        (CaseAction.ITEM_CREATE, item),
        (ExaminationAction.CREATE, visit.examination.id),
        (CaseAction.CHANGE, case),
        (OpinionAction.ASK, opinion),
        (OpinionAction.GIVE, opinion),
        (CaseAction.VIEW, opinion),
        (CaseAction.CONCLUSION_CREATE, concluded),
        (CaseAction.CLOSE, case),
        (CaseAction.HOLD, case),
        (CaseAction.REOPEN, case),
        (CaseAction.VIEW, case),
        (CaseAction.LIST, officer.actor.organisation_id),
    ]
    assert {json.loads(event.details)["case"] for event in events[:-1]} == {case}
    assert "canary" not in "".join(event.details for event in events).lower()
    assert faults(team) == []


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


def test_rows_edited_removed_or_slipped_in_by_hand_are_found_and_named(alone: Team) -> None:
    officer, senior = alone.officer, alone.senior
    case = officer.open(place="Hall")
    item = officer.add_item(case)
    officer.examine(case, item, COUNTERFEIT)
    officer.conclude(case, item, "counterfeit")
    opinion = officer.ask(case, item, senior)
    alone.parts[Opinions].answer(senior.actor, opinion.id, ItemFinding.COUNTERFEIT, "x")
    officer.close(case)
    officer.reopen(case)
    check_found(alone, CaseVerifier(), EDITS)
    check_found(alone, OpinionVerifier(), OPINION_EDITS)


def test_what_was_removed_by_rule_is_no_fault_but_what_was_removed_by_hand_is(alone: Team) -> None:
    officer = alone.officer
    by_rule, by_hand, kept = (officer.open(place="Hall") for _ in range(3))
    for case in (by_rule, by_hand):
        officer.conclude(case, officer.add_item(case), "genuine")
        officer.close(case)
    with alone.parts.database.writing(SYSTEM) as connection:
        for case in (by_rule, by_hand):
            CaseStore(connection, SYSTEM).delete(case)
        event = PendingEvent("retention", CaseAction.DELETE, by_rule, {"case": by_rule})
        alone.parts[AuditLog].append(connection, [event])
    found = faults(alone)
    assert len(found) == 3
    assert all("but is gone" in fault for fault in found)
    with pytest.raises(NotFoundError):
        officer.view(by_hand)
    page = alone.parts[Cases].search(officer.actor, CaseQuery(text="hall"))
    assert [case.id for case in page.cases] == [kept]


def test_old_closed_cases_without_a_hold_are_listed_and_leave_nothing_when_removed(alone: Team) -> None:
    officer = alone.officer
    closed, held, _ = (officer.open(place=name) for name in ("a", "b", "c"))
    item = officer.add_item(closed)
    officer.examine(closed, item, GENUINE)
    officer.conclude(closed, item, "genuine")
    for case in (closed, held):
        officer.close(case)
    alone.senior.hold(held)
    with alone.parts.database.writing(SYSTEM) as connection:
        store = CaseStore(connection, SYSTEM)
        assert store.closed_before(datetime.now(UTC) - timedelta(days=1), 10) == []
        assert [case.id for case in store.closed_before(datetime.now(UTC), 10)] == [closed]
        store.delete(closed)
        for table in (tables.items, tables.conclusions, tables.steps):
            assert connection.execute(select(func.count()).where(table.c.case_id == closed)).scalar_one() == 0
        assert connection.execute(select(func.count()).where(case_terms.c.term == "a")).scalar_one() == 0
