"""The JSON of courses. What is one person's alone is in no schema that another reader gets."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from model.datasets.fields import Label
from serve.accounts.schemas import Body, OrganisationOut, shown
from serve.courses.certifying import CheckedCertificate
from serve.courses.domain import Certificate, Occasion
from serve.courses.learner_views import AskedQuestion, CourseProgress, Feedback, GivenAnswer, OwnTest, given_answer
from serve.courses.passing_domain import FEWEST_TOLD, Score
from serve.courses.service import ListedCourse
from serve.platform.fields import Day
from serve.platform.paging import PageOut
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.shown_domain import ShownLesson, ShownPoint, ShownQuestion
from serve.seminars.slot_schemas import PointOut, Texts, point_out
from serve.sittings.answer_domain import MOST_TAPS, Tap
from serve.sittings.schemas import TapIn

Practised = Literal[Occasion.PRACTICE, Occasion.WARM_UP]
QUESTION_ID = Field(pattern="^x-[0-9a-f]{32}$")


class CourseIn(Body):
    """A course of a seminar's lessons."""

    seminar: str = Field(pattern="^y-[0-9a-f]{32}$")
    until: Day = Field(description="The last day on which it can be taken.")


class CourseCountsOut(BaseModel):
    """How many people take a course. A number that could say something of one person is null."""

    people: int | None = Field(description=f"Who have answered; null below {FEWEST_TOLD}.")
    passed: int | None = Field(
        description=f"Who have a certificate; null if they, or the others, are below {FEWEST_TOLD}."
    )


class CourseOut(BaseModel):
    """A course."""

    id: str
    organisation: OrganisationOut = Field(description="Who offers it.")
    title: str
    country: str
    until: date
    running: bool = Field(description="Whether it can be taken now.")
    counts: CourseCountsOut | None = Field(description="For the operator; null for others.")
    offered_at: datetime


class CoursesOut(PageOut):
    """Some courses, the latest first."""

    courses: list[CourseOut]


class CoursePointOut(BaseModel):
    """A point of a lesson."""

    point: PointOut
    picture: str | None = Field(description="The address of the genuine picture of its place; null without one.")
    counterfeit: str | None = Field(description="The same of a counterfeit item.")


class CourseLessonOut(BaseModel):
    """What is shown of a product."""

    product: str
    name: Texts
    right_holder: str
    shots: list[Texts] = Field(description="What to photograph; empty if the lesson has no shot list.")
    points: list[CoursePointOut]


class CourseLessonsOut(BaseModel):
    """The lessons of a course, as far as your agency may see them now."""

    lessons: list[CourseLessonOut]


class QuestionOut(BaseModel):
    """An item to decide on."""

    id: str
    product: str
    photos: list[str] = Field(description="The addresses of its photos, as JPEG without metadata.")


class CourseQuestionOut(BaseModel):
    """The question that comes next."""

    number: int = Field(description="Of your answer, from 1.")
    question: QuestionOut | None = Field(description="Null if nothing can be practised at present.")


class TestAnswerIn(Body):
    """What you say of an item."""

    question: str = QUESTION_ID
    choice: Choice
    sureness: Sureness | None = Field(default=None, description="Needed unless the choice is `cannot_tell`.")

    @property
    def given(self) -> GivenAnswer:
        """The same for a use case.

        Raises:
            CourseRejectedError: it does not say how sure the person is.
        """
        return given_answer(self.question, self.choice, self.sureness)


class CourseAnswerIn(TestAnswerIn):
    """What you say of an item in practice or a warm-up."""

    occasion: Practised = Occasion.PRACTICE
    taps: list[TapIn] = Field(default_factory=list, max_length=MOST_TAPS, description="Places by which you judge.")

    @property
    def given(self) -> GivenAnswer:
        """The same for a use case."""
        taps = tuple(Tap(each.photo, each.x, each.y) for each in self.taps)
        return given_answer(self.question, self.choice, self.sureness)._replace(taps=taps)


class CourseAnswerOut(BaseModel):
    """Your answer, and the truth."""

    id: str
    number: int
    occasion: Occasion
    choice: Choice
    sureness: Sureness
    truth: Label
    right: bool
    question: QuestionOut | None = Field(description="Null if its photos may not be shown any more.")
    tells: list[PointOut] = Field(description="The points that a counterfeit item shows to deviate.")
    taps: int = Field(description="How many places you tapped.")
    found: list[str] = Field(description="The points in whose place you tapped, by their ids. Empty without taps.")


class ScoreOut(BaseModel):
    """How a test ended."""

    right: int
    asked: int
    needed: int | None = Field(description="How many right answers pass; null if too few were asked.")
    missed: int = Field(description="Counterfeit items that you did not call counterfeit.")
    overcalled: int = Field(description="Genuine items that you did not call genuine.")
    passed: bool


class OwnCertificateOut(BaseModel):
    """Your certificate."""

    id: str
    code: str
    course: str
    country: str
    right: int
    asked: int
    passed: date
    valid_until: date


class OwnCertificatesOut(BaseModel):
    """Your certificates, the latest first."""

    certificates: list[OwnCertificateOut]


class CourseTestOut(BaseModel):
    """Your final test. It tells nothing of single answers."""

    id: str
    questions: int
    answered: int
    open: bool = Field(description="Whether you can go on with it: within 24 hours of its beginning.")
    next: QuestionOut | None = Field(description="Null once all questions are answered: then hand it in.")
    score: ScoreOut | None = Field(description="Null until it is handed in.")
    certificate: OwnCertificateOut | None = Field(description="Null unless it is passed.")


class MissedPointOut(BaseModel):
    """A point of counterfeit items that you did not recognise, and how many items with it came up in practice."""

    product: str
    point: str
    wrong: int
    asked: int


class CourseProgressOut(BaseModel):
    """Where you stand in a course. No one else can read it."""

    answered: int = Field(description="In practice and warm-ups.")
    right: int
    missed: int = Field(description="Counterfeit items that you did not call counterfeit.")
    overcalled: int = Field(description="Genuine items that you did not call genuine.")
    points: list[MissedPointOut]
    test_questions: int
    pass_mark: int | None = Field(description="How many right answers pass; null if there is no final test.")
    may_begin_test: bool
    test: str | None = Field(description="The id of your latest test; null before the first.")
    certificates: list[OwnCertificateOut]


class CertificateOut(BaseModel):
    """A certificate as anyone may know it: it says nothing of the person."""

    code: str
    course: str
    organisation: str = Field(description="The name of the organisation that offers the course.")
    country: str
    passed: date
    valid_until: date
    valid: bool


def course_out(read: ListedCourse) -> CourseOut:
    """A course."""
    course, counts = read.course, read.counts
    return CourseOut(
        id=course.id,
        organisation=shown(read.organisation),
        title=course.title,
        country=course.country,
        until=course.until,
        running=read.is_running,
        counts=CourseCountsOut(**counts._asdict()) if counts else None,
        offered_at=course.offered_at,
    )


def photo_at(course_id: str, product_id: str, name: str) -> str:
    """The address of a photo, by the text of its name."""
    return f"/v1/courses/{course_id}/products/{product_id}/photos/{name}.jpg"


def point_at(course_id: str, product_id: str, point_id: str) -> str:
    """The address of the genuine picture of a point."""
    return f"/v1/courses/{course_id}/products/{product_id}/points/{point_id}.jpg"


def lesson_out(course_id: str, lesson: ShownLesson) -> CourseLessonOut:
    """A lesson whose product may be shown."""
    if lesson.product is None:
        raise ValueError(lesson.lesson.product_id)
    sheet, product_id = lesson.product.sheet, lesson.lesson.product_id
    return CourseLessonOut(
        product=product_id,
        name=dict(sheet.name),
        right_holder=lesson.product.right_holder.name,
        shots=[dict(view.title) for view in sheet.views] if lesson.lesson.shows_shots else [],
        points=[course_point_out(course_id, product_id, each) for each in lesson.points],
    )


def course_point_out(course_id: str, product_id: str, read: ShownPoint) -> CoursePointOut:
    """A point with the addresses of its pictures."""
    photo = read.counterfeit
    return CoursePointOut(
        point=point_out(read.point),
        picture=point_at(course_id, product_id, read.point.id) if read.is_pictured else None,
        counterfeit=photo_at(course_id, product_id, photo.name.text) if photo else None,
    )


def question_out(course_id: str, read: ShownQuestion) -> QuestionOut:
    """A question, without its truth."""
    asked = read.question
    photos = [photo_at(course_id, asked.product_id, photo.name.text) for photo in read.photos]
    return QuestionOut(id=asked.id, product=asked.product_id, photos=photos)


def next_out(read: AskedQuestion) -> CourseQuestionOut:
    """The question that comes next."""
    return CourseQuestionOut(
        number=read.number, question=question_out(read.course.id, read.shown) if read.shown else None
    )


def answer_out(read: Feedback) -> CourseAnswerOut:
    """An answer with the truth."""
    answer = read.answer
    return CourseAnswerOut(
        id=answer.id,
        number=answer.number,
        occasion=answer.occasion,
        choice=answer.choice,
        sureness=answer.sureness,
        truth=answer.label,
        right=answer.is_right,
        question=question_out(read.course.id, read.shown) if read.shown else None,
        tells=[point_out(each.point) for each in read.content.tells(read.shown)] if read.shown else [],
        taps=len(answer.taps),
        found=read.found,
    )


def test_out(read: OwnTest) -> CourseTestOut:
    """A test."""
    return CourseTestOut(
        id=read.test.id,
        questions=read.answered + len(read.left),
        answered=read.answered,
        open=read.is_open,
        next=question_out(read.course.id, read.left[0]) if read.left and read.is_open else None,
        score=_score_out(read.score) if read.score else None,
        certificate=own_certificate_out(read.certificate) if read.certificate else None,
    )


def _score_out(score: Score) -> ScoreOut:
    return ScoreOut(
        right=score.right,
        asked=score.asked,
        needed=score.needed,
        missed=score.missed,
        overcalled=score.overcalled,
        passed=score.is_passed,
    )


def progress_out(read: CourseProgress) -> CourseProgressOut:
    """Where a person stands."""
    return CourseProgressOut(
        answered=read.answered,
        right=read.right,
        missed=read.missed,
        overcalled=read.overcalled,
        points=[
            MissedPointOut(product=each.point.product_id, point=each.point.point_id, wrong=each.wrong, asked=each.asked)
            for each in read.points
        ],
        test_questions=len(read.content.test),
        pass_mark=read.content.pass_mark if read.content.has_test else None,
        may_begin_test=read.may_begin,
        test=read.test.id if read.test else None,
        certificates=[own_certificate_out(each) for each in read.certificates],
    )


def own_certificate_out(certificate: Certificate) -> OwnCertificateOut:
    """A person's own certificate."""
    return OwnCertificateOut(
        id=certificate.id,
        code=certificate.code,
        course=certificate.title,
        country=certificate.country,
        right=certificate.right,
        asked=certificate.asked,
        passed=certificate.passed_at.date(),
        valid_until=certificate.valid_until,
    )


def certificate_out(read: CheckedCertificate) -> CertificateOut:
    """A certificate as anyone may know it."""
    certificate = read.certificate
    return CertificateOut(
        code=certificate.code,
        course=certificate.title,
        organisation=read.organisation.name,
        country=certificate.country,
        passed=certificate.passed_at.date(),
        valid_until=certificate.valid_until,
        valid=read.is_valid,
    )
