"""What a course shows follows what right holders allow at that moment, on every path: lessons, questions, pictures."""

from collections.abc import Callable

import pytest

from serve.accounts.service import Accounts
from serve.clearances.domain import PartKind, PartName
from serve.clearances.service import Clearances
from serve.courses.content_domain import CourseContent
from serve.courses.domain import Course, CourseStateError, Occasion
from serve.courses.learner_views import GivenAnswer
from serve.courses.learning import Learning
from serve.courses.work import CourseWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.reviewing import SlotReviewing
from tests.serve.record import faults
from tests.serve.rules.desk import Desk, Team
from tests.serve.rules.test_course_work import offered, officer, said

LOGO = PartName(PartKind.POINT, "logo")


def end(team: Team, *parts: PartName) -> None:
    """The right holder withdraws parts of its clearance; all of them if none is named."""
    clearance = team.parts[Clearances].page(team.reviewer.actor, None, None, None, 10).entries[0].clearance
    names = parts or [part.name for part in clearance.parts]
    team.parts[Clearances].withdraw(team.reviewer.actor, clearance.id, list(names), "Ours")


def refuse(team: Team) -> None:
    """The right holder allows no agency any more."""
    team.parts[Accounts].change_allowance(team.reviewer.actor, [])


def give_back(team: Team, course: Course) -> None:
    """The right holder takes its slot back."""
    with team.parts[Works].of(CourseWork).look(SYSTEM) as work:
        (slot,) = work.slots.of([course.seminar_id])
    team.parts[SlotReviewing].give_back(team.reviewer.actor, slot.id, "No longer")


def let_go(team: Team, course: Course) -> None:  # noqa: ARG001  # as the others
    end(team)


def shut_out(team: Team, course: Course) -> None:  # noqa: ARG001  # as the others
    refuse(team)


ENDS = pytest.mark.parametrize("withhold", [let_go, shut_out, give_back], ids=["cleared", "refused", "returned"])
Withhold = Callable[[Team, Course], None]


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


@ENDS
def test_what_is_withheld_meanwhile_is_practised_tested_and_pictured_no_more(alone: Team, withhold: Withhold) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    answer, own = said(desk, course, is_right=False).answer, use.begin_test(desk.actor, course.id)
    first, second = (each.question for each in own.left[:2])
    right = GivenAnswer(first.id, Choice(first.label.value), Sureness.SURE)
    content = use.answer_test(desk.actor, course.id, own.test.id, right).content
    withhold(alone, course)
    check_nothing_is_practised(desk, course, answer.id, content)
    check_nothing_is_pictured(desk, course, content)
    after = use.test(desk.actor, course.id, own.test.id)
    assert (after.left, after.answered, after.content.test) == ((), 1, {})
    with pytest.raises(CourseStateError, match="not asked"):
        use.answer_test(desk.actor, course.id, own.test.id, right._replace(question_id=second.id))
    ended = use.hand_in(desk.actor, course.id, own.test.id)
    assert ended.score is not None
    assert (ended.score.needed, ended.score.is_passed, ended.certificate) == (None, False, None)
    with pytest.raises(CourseStateError, match="no final test"):
        use.begin_test(desk.actor, course.id)
    assert faults(alone) == []


def check_nothing_is_practised(desk: Desk, course: Course, answer_id: str, before: CourseContent) -> None:
    """Neither a question nor a tell; what the person has answered stays theirs.

    Args:
        answer_id: the person's one answer.
        before: what was shown before it was withheld.
    """
    use = desk.parts[Learning]
    told = use.feedback(desk.actor, course.id, answer_id)
    assert (told.shown, told.content.lessons) == (None, ())
    said_now = GivenAnswer(next(iter(before.practice)), Choice.GENUINE, Sureness.SURE)
    for occasion in (Occasion.PRACTICE, Occasion.WARM_UP):
        assert use.next(desk.actor, course.id, occasion).shown is None
        with pytest.raises(CourseStateError, match="not asked"):
            use.answer(desk.actor, course.id, occasion, said_now)
    progress = use.progress(desk.actor, course.id)
    assert (progress.answered, progress.points, progress.may_begin) == (1, [], False)


def check_nothing_is_pictured(desk: Desk, course: Course, before: CourseContent) -> None:
    """No photo of a question or a lesson, and no genuine picture."""
    showing, questions = desk.parts[Learning].showing, [*before.practice.values(), *before.test.values()]
    photos = [photo.name for each in questions for photo in each.photos]
    photos += [each.counterfeit.name for each in before.lessons[0].points if each.counterfeit]
    for name in photos:
        with pytest.raises(NotFoundError):
            showing.photo(desk.actor, course.id, "box", name.name, name.photo or 0)
    for point in before.points:
        with pytest.raises(NotFoundError):
            showing.point_picture(desk.actor, course.id, *point)


def test_one_item_that_is_withheld_in_the_middle_of_a_test_is_asked_no_more(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    own = use.begin_test(desk.actor, course.id)
    gone, *_ = own.left
    end(alone, *(photo.name for photo in gone.photos))
    left = use.test(desk.actor, course.id, own.test.id).left
    assert {each.question.id for each in left} == {each.question.id for each in own.left[1:]}
    given = GivenAnswer(gone.question.id, Choice.GENUINE, Sureness.SURE)
    with pytest.raises(CourseStateError, match="not asked"):
        use.answer_test(desk.actor, course.id, own.test.id, given)


def test_a_point_that_is_withheld_is_named_in_no_feedback(alone: Team) -> None:
    course, desk, use = offered(alone), officer(alone), alone.parts[Learning]
    given = [said(desk, course, is_right=False).answer for _ in range(6)]
    end(alone, LOGO)
    for answer in given:
        told = use.feedback(desk.actor, course.id, answer.id)
        assert told.shown is not None
        assert LOGO.name not in {each.point.id for each in told.content.tells(told.shown)}
        assert LOGO.name not in {mark.id for photo in told.shown.photos for mark in photo.marks}
    assert LOGO.name not in {each.point.point_id for each in use.progress(desk.actor, course.id).points}
