"""Enquiries: who asks whom about what, how often they answer, and what the record says of it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert, select, update

from serve.accounts.permissions import Role
from serve.audit.domain import Event
from serve.cases.domain import CaseStateError
from serve.enquiries.domain import (
    AnswerOutcome,
    ChosenPhoto,
    EnquiryRejectedError,
    EnquiryState,
    EnquiryStateError,
    NoRecipientError,
    QueuePlace,
)
from serve.enquiries.messages import due
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.service import Enquiries
from serve.enquiries.showing import Selection
from serve.enquiries.tables import answers, enquiries, photos
from serve.enquiries.verifier import EnquiryVerifier
from serve.platform.days import days_until
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import ENGLISH
from tests.serve.record import faults, faults_after, log_of
from tests.serve.rules.desk import GREEN, Desk, Stopped, Team, new_photo
from tests.serve.tiny_release import make_release
from tests.storage import Build


def asked(team: Team) -> str:
    return team.officer.enquire(team.officer.stop())


def outcomes(team: Team, enquiry: str) -> list[str]:
    shown = team.parts[Enquiries].view(team.officer.actor, enquiry)
    return [answer.outcome.value for answer in shown.enquiry.answers]


def test_an_answer_is_given_once_and_corrected_by_amendments(team: Team) -> None:
    enquiry = asked(team)
    with pytest.raises(EnquiryStateError, match="not answered yet"):
        team.reviewer.answer(enquiry, "confirmed_genuine", amends=True)
    team.reviewer.answer(enquiry, "confirmed_genuine")
    with pytest.raises(EnquiryStateError, match="Add an amendment"):
        team.reviewer.answer(enquiry, "confirmed_genuine")
    team.contributor.answer(enquiry, "confirmed_counterfeit", amends=True)
    assert outcomes(team, enquiry) == ["confirmed_genuine", "confirmed_counterfeit"]


def test_of_many_answers_at_once_one_is_taken(team: Team) -> None:
    enquiry, desks = asked(team), (team.reviewer, team.contributor)

    def is_taken(number: int) -> bool:
        try:
            desks[number % 2].answer(enquiry, "confirmed_genuine")
        except EnquiryStateError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(is_taken, range(6))) == [*[False] * 5, True]
    assert outcomes(team, enquiry) == ["confirmed_genuine"]


def test_a_withdrawn_enquiry_shows_the_right_holder_no_photos_and_takes_no_answer(team: Team) -> None:
    enquiry, use_cases = asked(team), team.parts[Enquiries]
    assert len(use_cases.withdraw(team.senior.actor, enquiry).enquiry.photos) == 1
    shown = use_cases.view(team.reviewer.actor, enquiry).enquiry
    assert (shown.state, shown.photos) == (EnquiryState.WITHDRAWN, ())
    for amends in (False, True):
        with pytest.raises(EnquiryStateError, match="withdrew this enquiry"):
            team.reviewer.answer(enquiry, "confirmed_genuine", amends=amends)
    with pytest.raises(EnquiryStateError):
        use_cases.withdraw(team.officer.actor, enquiry)


def test_an_answered_enquiry_is_not_withdrawn(team: Team) -> None:
    enquiry = asked(team)
    team.reviewer.answer(enquiry, "cannot_tell")
    with pytest.raises(EnquiryStateError, match="can no longer be withdrawn"):
        team.parts[Enquiries].withdraw(team.officer.actor, enquiry)


def test_a_closed_case_asks_nothing_more_but_takes_answers(team: Team) -> None:
    one = team.officer.stop()
    enquiry = team.officer.enquire(one)
    team.officer.conclude(one.case, one.item, "counterfeit")
    team.officer.close(one.case)
    with pytest.raises(CaseStateError, match="Reopen"):
        team.officer.enquire(one)
    assert team.reviewer.answer(enquiry, "cannot_tell").enquiry.state is EnquiryState.ANSWERED


@pytest.mark.parametrize(
    ("question", "choices", "words"),
    [
        ("  ", None, "The question is missing"),
        ("a\x07", None, "control character"),
        ("?", [], "each once"),
        ("?", [ChosenPhoto("e-" + "0" * 32, 0)], "no photo of this item"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    team: Team, question: str, choices: list[ChosenPhoto] | None, words: str
) -> None:
    one = team.officer.stop()
    chosen = (ChosenPhoto(one.examination, 0),) if choices is None else tuple(choices)
    with pytest.raises(EnquiryRejectedError, match=words):
        team.parts[Enquiries].ask(
            team.officer.actor, one.case, one.item, question=question, selection=Selection(choices=chosen)
        )


def test_photos_of_other_items_and_the_same_photo_twice_are_refused(team: Team) -> None:
    one, other = team.officer.stop(), team.officer.stop()
    with pytest.raises(EnquiryRejectedError, match="no photo of this item"):
        team.officer.enquire(Stopped(one.case, one.item, other.examination))
    with pytest.raises(EnquiryRejectedError, match="each once"):
        team.officer.enquire(one, 0, 0)


def test_a_statement_must_say_something(team: Team) -> None:
    with pytest.raises(EnquiryRejectedError, match="The statement is missing"):
        team.parts[Enquiries].answer(team.reviewer.actor, asked(team), AnswerOutcome.CANNOT_TELL, " \n ")


def test_an_item_of_an_unknown_product_has_no_right_holder_to_ask(tmp_path: Path, build_on: Build) -> None:
    parts = build_on(data_dir=tmp_path / "data", release=make_release(tmp_path, familiarity=2.0))
    parts.open()
    officer = Team(parts).officer
    one = officer.stop(product=None)
    with pytest.raises(NoRecipientError, match="not known which product"):
        officer.enquire(one)
    parts.close()


def test_a_second_question_about_an_item_keeps_what_the_latest_verdict_was(team: Team) -> None:
    officer, use_cases = team.officer, team.parts[Enquiries]
    one = officer.stop(new_photo())
    again = officer.examine(one.case, one.item, new_photo(GREEN), new_photo(GREEN)).examination.id
    later = Stopped(one.case, one.item, again)
    for enquiry in (officer.enquire(one, 0), officer.enquire(later, 1)):
        assert use_cases.view(officer.actor, enquiry).enquiry.own.examination_id == again


def test_others_find_no_enquiry(team: Team) -> None:
    enquiry, use_cases = asked(team), team.parts[Enquiries]
    for desk in (team.desk(Role.OFFICER, "second"), team.rival):
        for each in calls_about(desk, enquiry):
            with pytest.raises(NotFoundError):
                each()
        assert enquiry not in {each.enquiry.id for each in use_cases.page(desk.actor, None, None, 100).enquiries}


def calls_about(desk: Desk, enquiry: str) -> list[Callable[[], object]]:
    use_cases = desk.parts[Enquiries]
    return [
        partial(use_cases.view, desk.actor, enquiry),
        partial(use_cases.photo, desk.actor, enquiry, 0),
        partial(use_cases.page, desk.actor, None, enquiry, 10),
        partial(use_cases.withdraw, desk.actor, enquiry),
        partial(desk.answer, enquiry, "confirmed_genuine"),
    ]


def test_another_agency_cannot_ask_about_an_item(team: Team) -> None:
    one = team.officer.stop()
    with pytest.raises(NotFoundError):
        team.desk(Role.OFFICER, "second").enquire(one)


def test_a_list_is_read_page_by_page_and_by_state(alone: Team) -> None:
    one, use_cases = alone.officer.stop(), alone.parts[Enquiries]
    sent = [alone.officer.enquire(one) for _ in range(5)]
    alone.reviewer.answer(sent[1], "cannot_tell")
    use_cases.withdraw(alone.officer.actor, sent[3])
    for desk in (alone.officer, alone.reviewer):
        assert pages(desk, None) == [sent[4:2:-1], sent[2:0:-1], sent[:1]]
        assert pages(desk, EnquiryState.OPEN) == [[sent[4], sent[2]], [sent[0]]]
        assert pages(desk, EnquiryState.ANSWERED) == [[sent[1]]]
        assert pages(desk, EnquiryState.WITHDRAWN) == [[sent[3]]]


def pages(desk: Desk, state: EnquiryState | None) -> list[list[str]]:
    """The ids on each page of two."""
    found, after = [], None
    while True:
        page = desk.parts[Enquiries].page(desk.actor, state, after, 2)
        found.append([each.enquiry.id for each in page.enquiries])
        after = page.after
        if after is None:
            return found


def test_a_right_holders_queue_has_what_waits_longest_on_top(alone: Team) -> None:
    one, use_cases = alone.officer.stop(), alone.parts[Enquiries]
    sent = [alone.officer.enquire(one) for _ in range(6)]
    alone.reviewer.answer(sent[1], "cannot_tell")
    use_cases.withdraw(alone.officer.actor, sent[3])
    in_order = [sent[0], sent[2], sent[4], sent[5], sent[3], sent[1]]
    assert queue(alone, None, 10) == in_order
    assert queue(alone, None, 2) == in_order
    assert queue(alone, EnquiryState.OPEN, 3) == in_order[:4]
    assert queue(alone, EnquiryState.ANSWERED, 1) == [sent[1]]


def test_what_is_needed_soonest_comes_before_what_has_waited_longest(alone: Team) -> None:
    one, today = alone.officer.stop(), datetime.now(UTC).date()
    days = [None, timedelta(days=9), timedelta(0), None, timedelta(days=9)]
    sent = [alone.officer.enquire(one, needed_by=None if day is None else today + day) for day in days]
    in_order = [sent[2], sent[1], sent[4], sent[0], sent[3]]
    assert queue(alone, None, 10) == in_order
    assert queue(alone, EnquiryState.OPEN, 1) == in_order


def test_both_sides_read_by_which_day_the_answer_is_needed(team: Team) -> None:
    day = datetime.now(UTC).date() + timedelta(days=3)
    enquiry = team.officer.enquire(team.officer.stop(), needed_by=day)
    for desk in (team.officer, team.reviewer):
        assert team.parts[Enquiries].view(desk.actor, enquiry).enquiry.needed_by == day


@pytest.mark.parametrize(("days", "words"), [(-2, "has passed"), (800, "Check the year")])
def test_a_day_on_which_no_answer_can_arrive_is_refused(team: Team, days: int, words: str) -> None:
    one = team.officer.stop()
    with pytest.raises(EnquiryRejectedError, match=words) as refused:
        team.officer.enquire(one, needed_by=datetime.now(UTC).date() + timedelta(days=days))
    assert refused.value.field == "needed_by"


@pytest.mark.parametrize(
    ("days_left", "words"),
    [
        (2, "by December 24, 2026: 2 days are left"),
        (1, "1 day is left"),
        (0, "needed today, December 24, 2026"),
        (-1, "was needed by December 24, 2026, 1 day ago"),
        (-3, "3 days ago"),
    ],
)
def test_how_much_time_there_is_for_an_answer_is_told_in_words(days_left: int, words: str) -> None:
    assert words in ENGLISH.say(due(date(2026, 12, 24), days_left))


def test_days_are_counted_where_the_reader_is() -> None:
    evening, day = datetime(2026, 12, 23, 20, tzinfo=UTC), date(2026, 12, 24)
    assert days_until(day, evening, None) == 1
    assert days_until(day, evening, ZoneInfo("Asia/Tokyo")) == 0


def test_what_is_answered_meanwhile_hides_nothing_of_a_queues_next_page(alone: Team) -> None:
    one = alone.officer.stop()
    sent = [alone.officer.enquire(one) for _ in range(4)]
    page = alone.parts[Enquiries].queue(alone.reviewer.actor, None, None, 2)
    assert page.after == sent[1]
    alone.reviewer.answer(sent[1], "cannot_tell")
    rest = alone.parts[Enquiries].queue(alone.reviewer.actor, None, QueuePlace(sent[1], was_open=True), 10)
    assert [each.enquiry.id for each in rest.enquiries] == [sent[2], sent[3], sent[1]]


def queue(team: Team, state: EnquiryState | None, limit: int) -> list[str]:
    """The ids on all pages of a right holder's queue."""
    found: list[str] = []
    after = None
    while True:
        page = team.parts[Enquiries].queue(team.reviewer.actor, state, after, limit)
        found += [each.enquiry.id for each in page.enquiries]
        if page.after is None:
            return found
        after = QueuePlace(page.after, was_open=page.enquiries[-1].enquiry.state is EnquiryState.OPEN)


def events_of(team: Team, enquiry: str) -> list[Event]:
    return [event for event in log_of(team) if event.subject == enquiry]


def test_what_happens_to_an_enquiry_is_on_record(team: Team) -> None:
    one, use_cases = team.officer.stop(), team.parts[Enquiries]
    enquiry = team.officer.enquire(one)
    use_cases.view(team.officer.actor, enquiry)
    use_cases.view(team.contributor.actor, enquiry)
    for _ in range(2):
        use_cases.photo(team.contributor.actor, enquiry, 0)
    team.contributor.answer(enquiry, "confirmed_genuine")
    team.contributor.answer(enquiry, "cannot_tell", amends=True)
    found = events_of(team, enquiry)
    assert [event.action for event in found] == [
        EnquiryAction.CREATE,
        EnquiryAction.VIEW,
        EnquiryAction.VIEW,
        EnquiryAction.PHOTO_VIEW,
        EnquiryAction.ANSWER,
        EnquiryAction.AMEND,
    ]
    details = [json.loads(event.details) for event in found]
    assert [each.get("case") for each in details] == [one.case, one.case, None, None, None, None]
    assert [each.get("enquiry") for each in details] == [None, None, *[enquiry] * 4]
    assert len(details[4]["sha256"]) == 64
    assert "statement" not in found[4].details
    assert faults(team) == []


def test_who_looks_at_a_photo_without_opening_the_enquiry_is_on_record_too(team: Team) -> None:
    enquiry = asked(team)
    for desk in (team.contributor, team.reviewer, team.contributor):
        team.parts[Enquiries].photo(desk.actor, enquiry, 0)
    found = events_of(team, enquiry)
    assert [event.action for event in found] == [EnquiryAction.CREATE, *[EnquiryAction.PHOTO_VIEW] * 2]
    assert len({event.actor for event in found}) == 3


EDITS = [
    (update(enquiries).values(question="Another?"), "were changed since"),
    (update(enquiries).values(needed_by=date(2031, 1, 1)), "were changed since"),
    (update(enquiries).values(outcome="consistent_with_genuine"), "were changed since"),
    (update(enquiries).values(rejection_bound=0.5), "were changed since"),
    (update(enquiries).values(state="nonsense"), "were changed since"),
    (update(enquiries).values(state="withdrawn"), "were changed since"),
    (update(photos).values(sha256="0" * 64), "were changed since"),
    (delete(photos), "were changed since"),
    (update(answers).values(outcome="confirmed_genuine"), "not those that were given"),
    (update(answers).values(statement="Ours."), "not those that were given"),
    (update(answers).values(name="Another Person"), "not those that were given"),
    (delete(answers), "not those that were given"),
]


def test_an_edit_by_hand_is_found_and_named(team: Team) -> None:
    enquiry = asked(team)
    team.reviewer.answer(enquiry, "confirmed_counterfeit")
    assert faults_after(team, EnquiryVerifier()) == []
    for edit, words in EDITS:
        assert any(enquiry in fault and words in fault for fault in faults_after(team, EnquiryVerifier(), edit))


def test_what_was_removed_or_added_by_hand_is_found(team: Team) -> None:
    first, second = asked(team), asked(team)
    with team.parts.database.reading(SYSTEM) as connection:
        row = connection.execute(select(enquiries).where(enquiries.c.id == first)).one()._asdict()
    added = "q-" + "f" * 32
    found = faults_after(
        team,
        EnquiryVerifier(),
        insert(enquiries).values(row | {"id": added}),
        delete(photos).where(photos.c.enquiry_id == second),
        delete(enquiries).where(enquiries.c.id == second),
    )
    assert found == [
        f"{added}: is in the database, but no event says that it was asked",
        f"{second}: was there, but is gone",
    ]
