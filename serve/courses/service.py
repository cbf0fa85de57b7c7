"""Courses: offered, listed and withdrawn by those who prepare the seminar, one transaction each, with its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from model.messages import message
from serve.accounts.domain import Actor, NotPermittedError, Organisation
from serve.courses.content_domain import is_for_course
from serve.courses.domain import Course, CourseStateError, checked_last_day, day_behind, withdrawn
from serve.courses.passing_domain import CourseCounts, told_counts
from serve.courses.permissions import CourseAction, CoursePermission
from serve.courses.work import CourseWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.seminars.domain import Seminar, SeminarState
from serve.seminars.service import own_seminar

NOT_YOURS = message("Another organisation offers this course. You can't withdraw it.")
CANCELLED = message("This seminar is cancelled. Offer a course of another one.")
NOTHING = message("No right holder has allowed yet that this seminar's lessons are used in a course.")
OFFERED = message("There is a course of this seminar already. Withdraw it first.")
MOST_OFFERED = 100  # seminars from which a person chooses


@dataclass(frozen=True)
class ListedCourse:
    """A course, as one reader may know it.

    Attributes:
        is_running: whether it can be taken now.
        is_own: whether the reader's organisation offers it.
        counts: how many people take it; None for those who may not know.
    """

    course: Course
    organisation: Organisation
    is_running: bool
    is_own: bool
    counts: CourseCounts | None


@dataclass(frozen=True)
class Courses:
    """The use cases. All of them block."""

    work: Works[CourseWork]

    def offer(self, actor: Actor, seminar_id: str, until: date, call: IdempotentCall = UNNAMED) -> ListedCourse:
        """Offer a seminar's lessons as a course, to the agencies of the seminar.

        Raises:
            NotFoundError: there is no such seminar that the actor may see.
            NotPermittedError: another organisation prepares it.
            CourseStateError: it is cancelled, has a course, or nothing of it is released for one.
            CourseRejectedError: the last day is not possible.
        """
        with self.work.begin(actor, call) as work:
            course_id = work.id("n")
            if not work.replayed:
                seminar = own_seminar(work, seminar_id)
                _check_offerable(work, seminar)
                course = _course(work, course_id, seminar, until)
                work.courses.add(course)
                work.record(CourseAction.OFFER, course)
        return self.get(actor, course_id)

    def withdraw(self, actor: Actor, course_id: str, call: IdempotentCall = UNNAMED) -> ListedCourse:
        """Withdraw a course: no one can take it any more. Certificates stay.

        Raises:
            NotFoundError: there is none that the actor may see.
            NotPermittedError: another organisation offers it.
            CourseStateError: it is over, or withdrawn.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                course = work.courses.get(course_id, for_change=True)
                if course.organisation_id != actor.organisation_id:
                    raise NotPermittedError(NOT_YOURS)
                after = withdrawn(course, actor.person_id, work.now)
                work.courses.change(after)
                work.record(CourseAction.WITHDRAW, after)
        return self.get(actor, course_id)

    def get(self, actor: Actor, course_id: str) -> ListedCourse:
        """A course.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            course, today = work.courses.get(course_id), day_behind(work.now)
        return self._listed(actor, course, today, self._organisations())

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[ListedCourse]:
        """The courses that the actor may see, the latest first.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no course `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found, today = work.courses.page(after, limit + 1), day_behind(work.now)
        page, organisations = cut(found, limit, lambda each: each.id), self._organisations()
        return Page([self._listed(actor, each, today, organisations) for each in page.entries], page.after)

    def offerable(self, actor: Actor) -> list[Seminar]:
        """The actor's seminars of which a course can be offered, the latest first."""
        with self.work.look(actor) as work:
            some = work.seminars.page(None, None, MOST_OFFERED)
            own = [each for each in some if each.organisation_id == actor.organisation_id]
            return [each for each in own if _obstacle(work, each) is None]

    def _organisations(self) -> Mapping[str, Organisation]:
        with self.work.look(SYSTEM) as work:
            return {each.id: each for each in work.organisations.all()}

    def _listed(
        self, actor: Actor, course: Course, today: date, organisations: Mapping[str, Organisation]
    ) -> ListedCourse:
        return ListedCourse(
            course=course,
            organisation=organisations[course.organisation_id],
            is_running=course.is_running(today),
            is_own=course.organisation_id == actor.organisation_id,
            counts=self._counts(course) if actor.is_operator and actor.may(CoursePermission.OFFER) else None,
        )

    def _counts(self, course: Course) -> CourseCounts:
        with self.work.look(SYSTEM) as work:
            return told_counts(*work.learning.count(course.id))


def _check_offerable(work: CourseWork, seminar: Seminar) -> None:
    if obstacle := _obstacle(work, seminar):
        raise obstacle


def _obstacle(work: CourseWork, seminar: Seminar) -> CourseStateError | None:
    """Why a seminar can't be offered as a course."""
    if seminar.state is SeminarState.CANCELLED:
        return CourseStateError(CANCELLED)
    if work.courses.running(work.now.date(), seminar.id):
        return CourseStateError(OFFERED)
    return None if any(map(is_for_course, work.slots.of([seminar.id]))) else CourseStateError(NOTHING)


def _course(work: CourseWork, course_id: str, seminar: Seminar, until: date) -> Course:
    return Course(
        id=course_id,
        seminar_id=seminar.id,
        organisation_id=seminar.organisation_id,
        title=seminar.title,
        country=seminar.country,
        agencies=seminar.agencies,
        until=checked_last_day(until, work.now),
        offered_by=work.actor.person_id,
        offered_at=work.now,
    )
