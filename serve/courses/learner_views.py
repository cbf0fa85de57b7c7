"""What a person says in a course, and what they are told of it. No one else is given any of it."""

from collections.abc import Sequence
from typing import NamedTuple

from model.messages import message
from serve.courses.content_domain import CourseContent
from serve.courses.domain import Certificate, Course, CourseAnswer, CourseRejectedError, CourseTest
from serve.courses.passing_domain import Score
from serve.courses.scheduling_domain import MissedPoint
from serve.seminars.choice_domain import Choice, Sureness, sureness_of
from serve.seminars.shown_domain import ShownQuestion
from serve.sittings.answer_domain import Tap


class GivenAnswer(NamedTuple):
    """What a person says of an item.

    Attributes:
        taps: places by which they judged; not in a test.
    """

    question_id: str
    choice: Choice
    sureness: Sureness
    taps: tuple[Tap, ...] = ()


def given_answer(question_id: str, choice: Choice, said: Sureness | None) -> GivenAnswer:
    """What a person says of an item, as it counts.

    Raises:
        CourseRejectedError: it does not say how sure the person is.
    """
    sureness = sureness_of(choice, said)
    if sureness is None:
        raise CourseRejectedError(message("Say how sure you are."), "sureness")
    return GivenAnswer(question_id, choice, sureness)


class AskedQuestion(NamedTuple):
    """The question that comes next.

    Attributes:
        shown: None if there is none: nothing may be shown, or the test is answered.
        number: of the answer, from 1.
    """

    course: Course
    content: CourseContent
    shown: ShownQuestion | None
    number: int


class Feedback(NamedTuple):
    """An answer with what its person is told of it.

    Attributes:
        shown: the question; None if its photos may not be shown any more.
        answers: all of the person in the course, the earliest first.
    """

    course: Course
    content: CourseContent
    answer: CourseAnswer
    shown: ShownQuestion | None
    answers: Sequence[CourseAnswer]

    @property
    def found(self) -> list[str]:
        """The points that deviate, may still be shown, and in whose place the person tapped: ids."""
        tells = self.content.tells(self.shown) if self.shown else ()
        return [each.point.id for each in tells if each.point.id in self.answer.found]


class OwnTest(NamedTuple):
    """A test as its person sees it.

    Attributes:
        left: questions without an answer that may still be shown, in order.
        answered: how many are answered.
        score: None until it is handed in.
        is_open: whether it can be gone on with.
    """

    course: Course
    content: CourseContent
    test: CourseTest
    left: tuple[ShownQuestion, ...]
    answered: int
    score: Score | None
    certificate: Certificate | None
    is_open: bool


class CourseProgress(NamedTuple):
    """Where a person stands in a course.

    Attributes:
        answered, right: of practice and warm-ups.
        missed: counterfeit items that they did not call so.
        overcalled: genuine items that they did not call so.
        points: those about which they were wrong, the most often missed first.
        test: the latest; None before the first.
        may_begin: whether they can begin a test now.
        knows_items: whether they can see what the items of the test are, so that they take none.
    """

    course: Course
    content: CourseContent
    answered: int
    right: int
    missed: int
    overcalled: int
    points: list[MissedPoint]
    test: CourseTest | None
    is_test_open: bool
    may_begin: bool
    knows_items: bool
    certificates: list[Certificate]
