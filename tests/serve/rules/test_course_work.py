"""Courses as they are kept: who offers, takes and reads them, and that what a person answers is theirs alone."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from model.datasets.fields import Label
from serve.accounts.domain import NotPermittedError
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.audit.service import Audit
from serve.clearances.domain import PartKind, PartName
from serve.clearances.service import Clearances
from serve.courses.certifying import Certificates, TooManyCodesError
from serve.courses.domain import (
    CERTIFIED_FOR,
    Course,
    CourseRejectedError,
    CourseStateError,
    Occasion,
    new_code,
    written_code,
)
from serve.courses.learning import GivenAnswer, Learning, OwnTest
from serve.courses.passing_domain import CourseCounts
from serve.courses.service import Courses
from serve.courses.tables import agencies, answers, certificates, courses, tests
from serve.courses.verifier import CourseVerifier
from serve.courses.work import CourseWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import Language
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.lesson_domain import LessonDraft
from serve.seminars.reviewing import SlotReviewing
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


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_what_a_right_holder_ends_is_out_of_the_course_at_once(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    content = use.progress(desk.actor, course.id).content
    assert len(content.lessons[0].points) == 2
    assert (len(content.practice), len(content.test)) == (10, 6)
    gone = next(iter(content.test.values())).photos[0].name
    clearance = alone.parts[Clearances].page(alone.reviewer.actor, None, None, None, 10).entries[0].clearance
    logo = PartName(PartKind.POINT, "logo")
    alone.parts[Clearances].withdraw(alone.reviewer.actor, clearance.id, [gone, logo], "Ours")
    left = use.progress(desk.actor, course.id).content
    assert [each.point.id for each in left.lessons[0].points] == ["seal"]
    assert (len(left.practice), len(left.test)) == (10, 5)
    with pytest.raises(NotFoundError):
        use.showing.photo(desk.actor, course.id, "box", gone.name, gone.photo or 0)
    with pytest.raises(NotFoundError):
        use.showing.point_picture(desk.actor, course.id, "box", "logo")
    assert use.showing.point_picture(desk.actor, course.id, "box", "seal").startswith(b"\xff\xd8")


def test_an_agency_that_is_refused_sees_nothing(alone: Team) -> None:
    course, desk = offered(alone), officer(alone)
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [])
    content = alone.parts[Learning].progress(desk.actor, course.id).content
    assert content.lessons == ()
    assert alone.parts[Learning].next(desk.actor, course.id, Occasion.PRACTICE).shown is None


def test_a_slot_that_is_returned_is_out_of_the_course(alone: Team) -> None:
    course = offered(alone)
    with alone.parts[Works].of(CourseWork).look(SYSTEM) as work:
        (slot,) = work.slots.of([course.seminar_id])
    alone.parts[SlotReviewing].give_back(alone.reviewer.actor, slot.id, "No longer")
    assert alone.parts[Learning].progress(officer(alone).actor, course.id).content.lessons == ()


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
        use.check(own.code, "hall")
    use.check(own.code, "another")


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
