"""Courses as they are kept: who offers, takes and reads them, and that what a person answers is theirs alone."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, update

from model.datasets.fields import Label
from serve.accounts.domain import NotPermittedError
from serve.accounts.permissions import Role
from serve.audit.service import Audit
from serve.backups.store import dumped, load, read_rows, write_rows
from serve.courses.certifying import Certificates, TooManyCodesError
from serve.courses.domain import (
    CERTIFIED_FOR,
    Course,
    CourseAnswer,
    CourseRejectedError,
    CourseStateError,
    Occasion,
    new_code,
    written_code,
)
from serve.courses.learner_views import GivenAnswer, OwnTest
from serve.courses.learning import Learning
from serve.courses.passing_domain import CourseCounts
from serve.courses.service import Courses
from serve.courses.showing import CourseShowing
from serve.courses.tables import agencies, answers, certificates, courses, tests
from serve.courses.verifier import CourseVerifier
from serve.platform.database import metadata
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import Language
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.lesson_domain import LessonDraft
from serve.seminars.shown_domain import ShownSlot
from tests.serve.record import check_found, faults, log_of
from tests.serve.rules.desk import Desk, Team, call
from tests.serve.rules.test_seminars import add, ask, planned, release, stocked, trainer

YEAR = timedelta(days=365)
LESSON = LessonDraft("box", exercises=4, tests=6)
WRONG = {Label.GENUINE: Choice.COUNTERFEIT, Label.COUNTERFEIT: Choice.GENUINE}


def officer(team: Team, agency: str = "first") -> Desk:
    return team.desk(Role.OFFICER, agency)


def taught(team: Team, *, for_course: bool = True) -> ShownSlot:
    """A slot that acme has released, with four exercises and twelve questions of tests."""
    stocked(team, 9)
    desk = trainer(team)
    slot = add(desk, planned(desk), team.organisation("acme").id, LESSON)
    return release(team, ask(team, slot), for_course=for_course)


def until(team: Team) -> date:
    return (team.parts[Works].clock.now() + YEAR).date()


def offered(team: Team) -> Course:
    slot = taught(team)
    return team.parts[Courses].offer(trainer(team).actor, slot.seminar.id, until(team)).course


def said(desk: Desk, course: Course, occasion: Occasion = Occasion.PRACTICE, *, is_right: bool = True) -> Any:
    """Answer the next question of practice."""
    shown = desk.parts[Learning].next(desk.actor, course.id, occasion).shown
    assert shown is not None
    label = shown.question.label
    choice = Choice(label.value) if is_right else WRONG[label]
    given = GivenAnswer(shown.question.id, choice, Sureness.SURE)
    return desk.parts[Learning].answer(desk.actor, course.id, occasion, given)


def examined(desk: Desk, course: Course, *, wrong: int = 0) -> OwnTest:
    """Take the final test, and hand it in."""
    use = desk.parts[Learning]
    own = use.begin_test(desk.actor, course.id)
    while own.left:
        asked = own.left[0].question
        choice = WRONG[asked.label] if own.answered < wrong else Choice(asked.label.value)
        own = use.answer_test(desk.actor, course.id, own.test.id, GivenAnswer(asked.id, choice, Sureness.SURE))
    return use.hand_in(desk.actor, course.id, own.test.id)


# --- offered and withdrawn -------------------------------------------------------------------------------------------


def test_who_prepares_the_seminar_offers_it_once_and_its_agencies_see_it(alone: Team) -> None:
    course, use = offered(alone), alone.parts[Courses]
    for desk in (trainer(alone), officer(alone), alone.operator):
        assert [each.course.id for each in use.page(desk.actor, None, 10).entries] == [course.id]
    for desk in (officer(alone, "second"), alone.reviewer, alone.rival):
        assert use.page(desk.actor, None, 10).entries == []
        with pytest.raises(NotFoundError):
            use.get(desk.actor, course.id)
    with pytest.raises(CourseStateError, match="already"):
        use.offer(trainer(alone).actor, course.seminar_id, until(alone))
    assert use.offerable(trainer(alone).actor) == []
    with pytest.raises(NotFoundError):
        use.offer(trainer(alone, "second").actor, course.seminar_id, until(alone))


def test_a_seminar_is_no_course_unless_a_right_holder_has_released_a_slot_for_it(alone: Team) -> None:
    slot = taught(alone, for_course=False)
    with pytest.raises(CourseStateError, match="No right holder"):
        alone.parts[Courses].offer(trainer(alone).actor, slot.seminar.id, until(alone))


def test_the_same_call_offers_one_course(alone: Team) -> None:
    slot, use = taught(alone), alone.parts[Courses]
    made = [
        use.offer(trainer(alone).actor, slot.seminar.id, until(alone), call(trainer(alone).actor, "once"))
        for _ in range(2)
    ]
    assert made[0].course == made[1].course
    use.withdraw(trainer(alone).actor, made[0].course.id)
    with pytest.raises(CourseRejectedError, match="passed"):
        use.offer(trainer(alone).actor, slot.seminar.id, date(2020, 1, 1))


def test_a_withdrawn_course_is_taken_by_no_one(alone: Team) -> None:
    course, use = offered(alone), alone.parts[Courses]
    with pytest.raises(NotPermittedError):
        use.withdraw(alone.operator.actor, course.id)
    assert not use.withdraw(trainer(alone).actor, course.id).is_running
    with pytest.raises(CourseStateError, match="withdrawn"):
        alone.parts[Learning].progress(officer(alone).actor, course.id)
    assert [each.id for each in use.offerable(trainer(alone).actor)] == [course.seminar_id]


# --- taken -----------------------------------------------------------------------------------------------------------


def test_feedback_follows_each_answer_and_stays_with_the_person(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    wrong = said(desk, course, is_right=False)
    assert not wrong.answer.is_right
    assert wrong.answer.number == 1
    assert said(desk, course, Occasion.WARM_UP).answer.number == 1
    progress = use.progress(desk.actor, course.id)
    assert (progress.answered, progress.right, progress.missed + progress.overcalled) == (2, 1, 1)
    for other in (alone.desk(Role.OFFICER, "first", "colleague"), trainer(alone)):
        assert use.progress(other.actor, course.id).answered == 0
        with pytest.raises(NotFoundError):
            use.feedback(other.actor, course.id, wrong.answer.id)
    listed = alone.parts[Courses].get(alone.operator.actor, course.id)
    assert listed.counts == CourseCounts(None, None)
    assert alone.parts[Courses].get(trainer(alone).actor, course.id).counts is None


def test_the_log_does_not_say_who_answered(alone: Team) -> None:
    course, desk = offered(alone), officer(alone)
    said(desk, course)
    event = log_of(alone)[-1]
    assert (event.action, event.actor) == ("course_answer:give", "anonymous")
    assert desk.actor.person_id not in event.details


def test_the_same_call_keeps_one_answer(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    shown = use.next(desk.actor, course.id, Occasion.PRACTICE).shown
    assert shown is not None
    given = GivenAnswer(shown.question.id, Choice.CANNOT_TELL, Sureness.GUESSING)
    made = [
        use.answer(desk.actor, course.id, Occasion.PRACTICE, given, call(desk.actor, "once")).answer for _ in range(2)
    ]
    assert made[0] == made[1]
    assert use.progress(desk.actor, course.id).answered == 1


def test_practice_never_asks_about_an_item_of_the_test(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    content = use.progress(desk.actor, course.id).content
    item = next(iter(content.test))
    with pytest.raises(CourseStateError, match="not asked"):
        use.answer(desk.actor, course.id, Occasion.PRACTICE, GivenAnswer(item, Choice.GENUINE, Sureness.SURE))
    assert not {said(desk, course).answer.question_id for _ in range(8)} & set(content.test)


def test_who_passes_the_test_gets_a_certificate_that_anyone_can_check(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Certificates]
    own = examined(desk, course)
    assert own.score is not None
    assert own.score.is_passed
    assert own.certificate is not None
    assert use.own(desk.actor) == [own.certificate]
    checked = use.check(written_code(own.certificate.code).lower(), "a")
    assert checked.is_valid
    assert checked.certificate == own.certificate
    for other in (trainer(alone), alone.desk(Role.OFFICER, "first", "colleague")):
        with pytest.raises(NotFoundError):
            use.get(other.actor, own.certificate.id)
    pdf = use.printed(desk.actor, own.certificate.id, "https://shingan.example/", Language("en")).pdf
    assert pdf.startswith(b"%PDF")


def test_who_does_not_pass_gets_none_and_tries_again_on_another_day(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    own = examined(desk, course, wrong=1)
    assert own.score is not None
    assert (own.score.right, own.score.asked, own.score.needed, own.score.is_passed) == (5, 6, 6, False)
    assert own.certificate is None
    assert not use.progress(desk.actor, course.id).may_begin
    with pytest.raises(CourseStateError, match="once a day"):
        use.begin_test(desk.actor, course.id)
    with pytest.raises(CourseStateError, match="over"):
        use.hand_in(desk.actor, course.id, own.test.id)


def test_practice_follows_a_test_that_was_handed_in_and_none_that_was_not(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    own = use.begin_test(desk.actor, course.id)
    while own.left:
        asked = own.left[0].question
        given = GivenAnswer(asked.id, WRONG[asked.label], Sureness.SURE)
        own = use.answer_test(desk.actor, course.id, own.test.id, given)
    assert learned(desk, course) == []
    use.hand_in(desk.actor, course.id, own.test.id)
    missed = [each for each in learned(desk, course) if each.label is Label.COUNTERFEIT]
    assert missed
    assert {each.points for each in missed} == {("logo",)}
    assert use.progress(desk.actor, course.id).points == []  # it tells nothing of the test's items


def learned(desk: Desk, course: Course) -> list[CourseAnswer]:
    """The answers from which the person's practice follows."""
    content = desk.parts[CourseShowing].content(course, desk.actor.organisation_id)
    with desk.parts[Learning].work.look(desk.actor) as work:
        return content.learned(work.learning.answers(course.id), work.learning.handed_in(course.id))


def test_a_test_is_handed_in_when_all_is_answered_and_each_question_once(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    own = use.begin_test(desk.actor, course.id)
    with pytest.raises(CourseStateError, match="not answered all"):
        use.hand_in(desk.actor, course.id, own.test.id)
    given = GivenAnswer(own.left[0].question.id, Choice.GENUINE, Sureness.SURE)
    after = use.answer_test(desk.actor, course.id, own.test.id, given)
    assert (after.answered, len(after.left), after.score) == (1, 5, None)
    with pytest.raises(CourseStateError, match="not asked"):
        use.answer_test(desk.actor, course.id, own.test.id, given)
    with pytest.raises(NotFoundError):
        use.test(trainer(alone).actor, course.id, own.test.id)


def test_wrong_codes_are_limited_by_address_and_right_ones_are_not(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Certificates]
    own = examined(desk, course).certificate
    assert own is not None
    for _ in range(40):
        use.check(own.code, "hall")
    for _ in range(30):
        with pytest.raises(NotFoundError):
            use.check(new_code(), "hall")
    with pytest.raises(TooManyCodesError):
        use.check(new_code(), "hall")
    assert use.check(own.code, "hall").is_valid  # one who guesses keeps no one else out
    with pytest.raises(NotFoundError):
        use.check(new_code(), "another")


# --- kept, checked and removed ---------------------------------------------------------------------------------------


def test_rows_that_were_changed_or_removed_are_found(alone: Team) -> None:
    course, desk = offered(alone), officer(alone)
    said(desk, course)
    assert examined(desk, course).certificate is not None
    assert faults(alone) == []
    changed, second = "was changed since", alone.organisation("second").id
    edits = [
        (update(courses).values(title="Other"), changed),
        (update(answers).values(choice="cannot_tell"), changed),
        (update(tests).values(salt="0"), changed),
        (update(certificates).values(right=0), changed),
        (update(agencies).values(organisation_id=second), "filed under another organisation"),
        (delete(certificates), "is gone"),
    ]
    check_found(alone, CourseVerifier(), edits)


def test_rows_of_a_course_come_back_from_a_backup(alone: Team, tmp_path: Path) -> None:
    course, desk = offered(alone), officer(alone)
    said(desk, course)
    examined(desk, course)
    with alone.parts.database.reading(SYSTEM) as connection:
        rows = list(dumped(connection))
    write_rows(tmp_path / "rows", rows)
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as restored:
        load(restored, read_rows(tmp_path / "rows"))
        assert list(dumped(restored)) == rows
        assert list(CourseVerifier().faults(restored, log_of(alone))) == []
    own = {"courses": 1, "course_agencies": 1, "course_tests": 1, "course_answers": 7, "course_certificates": 1}
    assert {name: [row.table for row in rows].count(name) for name in own} == own


def test_old_answers_go_certificates_stay_until_their_last_day_and_seminars_as_long_as_their_course(
    alone: Team,
) -> None:
    course, desk = offered(alone), officer(alone)
    said(desk, course)
    examined(desk, course)
    rules = Rules(None, None, seminars=timedelta(days=1), courses=timedelta(days=30))
    keeper = Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules)
    now = alone.parts[Works].clock.now()

    def apply(moment: datetime) -> tuple[int, int, int, int]:
        due, gone = keeper.due(moment), keeper.apply(moment)
        assert (due.learners, due.certificates) == (gone.learners, gone.certificates)
        return gone.learners, gone.certificates, gone.courses, gone.seminars

    assert apply(now + timedelta(days=29)) == (0, 0, 0, 0)
    assert apply(now + timedelta(days=100)) == (1, 0, 0, 0)
    assert len(alone.parts[Certificates].own(desk.actor)) == 1
    assert apply(now + CERTIFIED_FOR) == (0, 0, 0, 0)
    assert apply(now + CERTIFIED_FOR + timedelta(days=2)) == (0, 1, 1, 1)
    assert alone.parts[Audit].verify().faults == ()
