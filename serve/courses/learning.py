"""A person takes a course: practice, warm-ups and the final test. Everything of it is theirs alone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from model.messages import message
from serve.accounts.domain import Actor
from serve.audit.domain import ANONYMOUS
from serve.courses.content_domain import CourseContent
from serve.courses.domain import (
    CERTIFIED_FOR,
    Certificate,
    Course,
    CourseAnswer,
    CourseStateError,
    CourseTest,
    Occasion,
    QuestionGoneError,
    check_may_begin,
    new_code,
)
from serve.courses.learner_views import AskedQuestion, CourseProgress, Feedback, GivenAnswer, OwnTest
from serve.courses.passing_domain import score_of
from serve.courses.permissions import CoursePermission, LearningAction
from serve.courses.prevalence_domain import wanted_label
from serve.courses.scheduling_domain import (
    PracticeQuestion,
    asked_about,
    cards_of,
    missed_points,
    next_question,
    seed_of,
)
from serve.courses.showing import CourseShowing
from serve.courses.work import CourseWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works
from serve.seminars.shown_domain import ShownQuestion
from serve.sittings.answer_domain import MOST_TAPS, Tap

NOT_ASKED = message("This question is not asked any more. Go on with the next one.")
NO_TEST = message("This course has no final test at present. It needs more items than may be shown.")
TEST_OVER = message("This test is over. You can take the final test once a day.")
KNOWN = message(
    "You can't take this final test: people who prepare seminars for your organisation can see which of its items are "
    "counterfeit."
)
NOT_DONE = message("You have not answered all questions yet. Answer them, then hand in your test.")


@dataclass(frozen=True)
class Learning:
    """The use cases. All of them block.

    Each raises NotFoundError if no such course is offered to the actor's agency, and CourseStateError if it is over.
    """

    work: Works[CourseWork]
    showing: CourseShowing

    def progress(self, actor: Actor, course_id: str) -> CourseProgress:
        """Where the actor stands."""
        course, content = self._open(actor, course_id)
        with self.work.look(actor) as work:
            given, latest, now = work.learning.answers(course_id), work.learning.latest_test(course_id), work.now
            certificates = work.learning.certificates(course_id)
        practised = [each for each in given if each.occasion is not Occasion.TEST]
        score = score_of(practised)
        return CourseProgress(
            course=course,
            content=content,
            answered=score.asked,
            right=score.right,
            missed=score.missed,
            overcalled=score.overcalled,
            points=missed_points(practised, content.points),
            test=latest,
            is_test_open=latest is not None and latest.is_open(now),
            may_begin=content.has_test and not knows_items(actor, course) and _may_begin(latest, now),
            knows_items=knows_items(actor, course),
            certificates=certificates,
        )

    def next(self, actor: Actor, course_id: str, occasion: Occasion) -> AskedQuestion:
        """The question that comes next in practice or a warm-up."""
        course, content = self._open(actor, course_id)
        with self.work.look(actor) as work:
            given = work.learning.answers(course_id)
            learned = content.learned(given, work.learning.handed_in(course_id))
        number, chosen = _number(given, occasion), _next(actor, course_id, content, learned, occasion)
        return AskedQuestion(course, content, content.practice[chosen.id] if chosen else None, number)

    def answer(
        self, actor: Actor, course_id: str, occasion: Occasion, said: GivenAnswer, call: IdempotentCall = UNNAMED
    ) -> Feedback:
        """Keep an answer of practice or a warm-up, and tell its person the truth.

        Raises:
            CourseStateError: the question is not asked any more.
        """
        _, content = self._open(actor, course_id)
        shown = content.practice.get(said.question_id)
        with self.work.begin(actor, call) as work:
            answer_id = work.id("k")
            if not work.replayed:
                if shown is None:
                    raise QuestionGoneError(NOT_ASKED)
                given = work.learning.answers(course_id)
                points = _points(content, said.question_id, content.learned(given, work.learning.handed_in(course_id)))
                made = _answer(work, answer_id, course_id, occasion, _number(given, occasion), shown, said, points)
                taps = _on_photos(said.taps, shown)
                _keep(work, replace(made, taps=taps, found=content.found(shown, taps) if taps else ()))
        return self.feedback(actor, course_id, answer_id)

    def feedback(self, actor: Actor, course_id: str, answer_id: str) -> Feedback:
        """An answer of practice or a warm-up, with the truth.

        Raises:
            NotFoundError: the actor has given none with this id there.
        """
        course, content = self._open(actor, course_id)
        with self.work.look(actor) as work:
            answer = work.learning.answer(answer_id)
            given = work.learning.answers(answer.course_id)
        if answer.course_id != course_id or answer.occasion is Occasion.TEST:
            raise QuestionGoneError(NOT_ASKED)
        return Feedback(course, content, answer, content.practice.get(answer.question_id), given)

    def warmed_up(self, actor: Actor, course_id: str, since: datetime) -> list[CourseAnswer]:
        """The actor's answers in warm-ups since a moment."""
        course = self.showing.running(actor, course_id)
        with self.work.look(actor) as work:
            given = work.learning.answers(course.id)
        return [each for each in given if each.occasion is Occasion.WARM_UP and each.at >= since]

    def begin_test(self, actor: Actor, course_id: str, call: IdempotentCall = UNNAMED) -> OwnTest:
        """Begin a final test, at most once a day.

        Raises:
            CourseStateError: one was begun today, the course has too few items for a test, or the actor can see what
                they are.
        """
        course, content = self._open(actor, course_id)
        with self.work.begin(actor, call) as work:
            test_id = work.id("h")
            if not work.replayed:
                if not content.has_test:
                    raise CourseStateError(NO_TEST)
                if knows_items(actor, course):
                    raise CourseStateError(KNOWN)
                work.people.get(actor.person_id, for_change=True)  # one test at a time
                check_may_begin(work.learning.latest_test(course_id), work.now)
                test = _test(work, test_id, course_id, content)
                work.learning.add_test(test)
                work.record_as(ANONYMOUS, LearningAction.TEST_BEGIN, test)
        return self.test(actor, course_id, test_id)

    def test(self, actor: Actor, course_id: str, test_id: str) -> OwnTest:
        """A test of the actor.

        Raises:
            NotFoundError: they have none with this id.
        """
        course, content = self._open(actor, course_id)
        with self.work.look(actor) as work:
            return _own_test(work, course, content, test_id)

    def answer_test(
        self, actor: Actor, course_id: str, test_id: str, said: GivenAnswer, call: IdempotentCall = UNNAMED
    ) -> OwnTest:
        """Keep an answer in a test. Nothing is told of it.

        Raises:
            NotFoundError: the actor has no such test.
            CourseStateError: the test is over, or the question is answered or not asked.
        """
        course, content = self._open(actor, course_id)
        with self.work.begin(actor, call) as work:
            answer_id = work.id("k")
            if not work.replayed:
                own = _own_test(work, course, content, test_id, for_change=True)
                shown = _asked_in(own, said.question_id)
                number = _number(work.learning.answers(course_id), Occasion.TEST)
                made = _answer(work, answer_id, course_id, Occasion.TEST, number, shown, said, ())
                _keep(work, replace(made, test_id=test_id))
        return self.test(actor, course_id, test_id)

    def hand_in(self, actor: Actor, course_id: str, test_id: str, call: IdempotentCall = UNNAMED) -> OwnTest:
        """End a test; if it is passed, its person gets a certificate.

        Raises:
            NotFoundError: the actor has no such test.
            CourseStateError: the test is over, or not all questions are answered.
        """
        course, content = self._open(actor, course_id)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                own = _own_test(work, course, content, test_id, for_change=True)
                if not own.is_open:
                    raise CourseStateError(TEST_OVER)
                if own.left:
                    raise CourseStateError(NOT_DONE)
                ended = replace(own.test, ended_at=work.now)
                work.learning.end_test(ended)
                work.record_as(ANONYMOUS, LearningAction.TEST_END, ended)
                _certify(work, course, ended)
        return self.test(actor, course_id, test_id)

    def _open(self, actor: Actor, course_id: str) -> tuple[Course, CourseContent]:
        course = self.showing.running(actor, course_id)
        return course, self.showing.content(course, actor.organisation_id)


def _on_photos(taps: Sequence[Tap], shown: ShownQuestion) -> tuple[Tap, ...]:
    """Those of some taps that lie on a photo of a question, as many as a phone in a seminar may send."""
    return tuple(tap for tap in taps if tap.photo < len(shown.photos))[:MOST_TAPS]


def _practised(given: Sequence[CourseAnswer]) -> list[CourseAnswer]:
    return [each for each in given if each.occasion is not Occasion.TEST]


def _number(given: Sequence[CourseAnswer], occasion: Occasion) -> int:
    return 1 + sum(each.occasion is occasion for each in given)


def _next(
    actor: Actor, course_id: str, content: CourseContent, given: Sequence[CourseAnswer], occasion: Occasion
) -> PracticeQuestion | None:
    seed = seed_of(actor.person_id, course_id)
    label, cards = wanted_label(occasion, _number(given, occasion), seed), cards_of(content.points, given)
    return next_question(content.to_practise(), label, cards, _practised(given), seed)


def _points(content: CourseContent, question_id: str, given: Sequence[CourseAnswer]) -> tuple[str, ...]:
    asked = next(each for each in content.to_practise() if each.id == question_id)
    return asked_about(asked, cards_of(content.points, given))


def _answer(
    work: CourseWork,
    answer_id: str,
    course_id: str,
    occasion: Occasion,
    number: int,
    shown: ShownQuestion,
    said: GivenAnswer,
    points: tuple[str, ...],
) -> CourseAnswer:
    return CourseAnswer(
        id=answer_id,
        course_id=course_id,
        organisation_id=work.actor.organisation_id,
        person_id=work.actor.person_id,
        occasion=occasion,
        number=number,
        test_id=None,
        question_id=shown.question.id,
        product_id=shown.question.product_id,
        points=points,
        label=shown.question.label,
        choice=said.choice,
        sureness=said.sureness,
        salt=secrets.token_hex(16),
        at=work.now,
    )


def _keep(work: CourseWork, answer: CourseAnswer) -> None:
    work.learning.add_answer(answer)
    work.record_as(ANONYMOUS, LearningAction.ANSWER, answer)


def knows_items(actor: Actor, course: Course) -> bool:
    """Whether someone can see what the items of a course's final test are: on the slots of the seminar."""
    return actor.organisation_id == course.organisation_id and actor.may(CoursePermission.OFFER)


def _may_begin(latest: CourseTest | None, now: datetime) -> bool:
    try:
        check_may_begin(latest, now)
    except CourseStateError:
        return False
    return True


def _test(work: CourseWork, test_id: str, course_id: str, content: CourseContent) -> CourseTest:
    names = sorted(content.test)
    Random(test_id).shuffle(names)
    return CourseTest(
        id=test_id,
        course_id=course_id,
        organisation_id=work.actor.organisation_id,
        person_id=work.actor.person_id,
        questions=tuple(names),
        salt=secrets.token_hex(16),
        begun_at=work.now,
    )


def _own_test(
    work: CourseWork, course: Course, content: CourseContent, test_id: str, *, for_change: bool = False
) -> OwnTest:
    test = work.learning.test(test_id, for_change=for_change)
    given = [each for each in work.learning.answers(course.id) if each.test_id == test.id]
    answered = {each.question_id for each in given}
    left = [content.test[each] for each in test.questions if each in content.test and each not in answered]
    found = (each for each in work.learning.certificates(course.id) if each.passed_at == test.ended_at)
    score = score_of(given) if test.ended_at else None
    is_open = test.is_open(work.now)
    return OwnTest(course, content, test, tuple(left), len(answered), score, next(found, None), is_open)


def _asked_in(own: OwnTest, question_id: str) -> ShownQuestion:
    if not own.is_open:
        raise CourseStateError(TEST_OVER)
    found = next((each for each in own.left if each.question.id == question_id), None)
    if found is None:
        raise QuestionGoneError(NOT_ASKED)
    return found


def _certify(work: CourseWork, course: Course, test: CourseTest) -> None:
    """Give a certificate if a test is passed."""
    score = score_of([each for each in work.learning.answers(course.id) if each.test_id == test.id])
    if not score.is_passed:
        return
    certificate = Certificate(
        id=work.id("l"),
        code=new_code(),
        course_id=course.id,
        organisation_id=work.actor.organisation_id,
        person_id=work.actor.person_id,
        title=course.title,
        country=course.country,
        right=score.right,
        asked=score.asked,
        passed_at=work.now,
        valid_until=(work.now + CERTIFIED_FOR).date(),
    )
    work.learning.add_certificate(certificate)
    work.record_as(ANONYMOUS, LearningAction.CERTIFY, certificate)
