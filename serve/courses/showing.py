"""Reads what a course shows: what right holders have released for courses, and what may be shown to one agency now."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import Holding
from serve.courses.content_domain import CourseContent, content_of, is_for_course, was_for_course
from serve.courses.domain import Course, check_running
from serve.courses.work import CourseWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.seminars.domain import Seminar, SeminarState, Slot
from serve.seminars.shown_domain import shown_slot

NOT_SHOWN = message("The course shows no such picture at present.")
NO_LESSON = message("The course has no such lesson at present.")


@dataclass(frozen=True)
class CourseShowing:
    """Every method blocks."""

    work: Works[CourseWork]
    holding: Holding

    def running(self, actor: Actor, course_id: str) -> Course:
        """A course that the actor can take now.

        Raises:
            NotFoundError: none is offered to the actor's agency.
            CourseStateError: it is over, or withdrawn.
        """
        with self.work.look(actor) as work:
            course = work.courses.get(course_id)
            check_running(course, work.now)
        return course

    def content(self, course: Course, agency_id: str) -> CourseContent:
        """What a course shows to an agency now; nothing if the agency is none of its agencies."""
        if agency_id not in course.agencies:
            return CourseContent()
        with self.work.look(SYSTEM) as work:
            seminar = work.seminars.get(course.seminar_id)
            slots = [slot for slot in work.slots.of([seminar.id]) if is_for_course(slot)]
            holders = {each.id: each for each in work.organisations.all()}
        if seminar.state is SeminarState.CANCELLED:
            return CourseContent()
        names = sorted({lesson.product_id for slot in slots for lesson in slot.lessons})
        found = [self.holding.product([agency_id], name) for name in names]
        products = [each for each in found if each is not None]
        return content_of(shown_slot(slot, seminar, holders[slot.right_holder_id], products, ()) for slot in slots)

    def least(self, course: Course) -> CourseContent:
        """What a course shows to the agency that sees fewest of its items."""
        shown = [self.content(course, each) for each in course.agencies]
        return min(shown, key=lambda each: (len(each.test), len(each.practice)), default=CourseContent())

    def waiting(self, course: Course) -> list[Organisation]:
        """The right holders whose slots the course leaves out until they release them again, by name."""
        with self.work.look(SYSTEM) as work:
            seminar = work.seminars.get(course.seminar_id)
            slots = [slot for slot in work.slots.of([seminar.id]) if was_for_course(slot)]
            holders = {each.id: each for each in work.organisations.all()}
        left_out = [slot for slot in slots if not is_for_course(slot) or self._is_changed(seminar, slot, holders)]
        return sorted((holders[slot.right_holder_id] for slot in left_out), key=lambda each: each.name)

    def _is_changed(self, seminar: Seminar, slot: Slot, holders: Mapping[str, Organisation]) -> bool:
        found = [self.holding.product(seminar.agencies, lesson.product_id) for lesson in slot.lessons]
        products = [each for each in found if each is not None]
        return shown_slot(slot, seminar, holders[slot.right_holder_id], products, ()).is_changed

    def point_picture(self, actor: Actor, course_id: str, product_id: str, point_id: str) -> bytes:
        """The genuine picture of a point of a lesson, as JPEG.

        Raises:
            NotFoundError: there is none that the actor's agency may see.
            CourseStateError: the course is over, or withdrawn.
        """
        lesson = self.content(self.running(actor, course_id), actor.organisation_id).lesson(product_id)
        if lesson is None or point_id not in {each.point.id for each in lesson.points}:
            raise NotFoundError(NOT_SHOWN)
        return self.holding.picture([actor.organisation_id], product_id, PartName(PartKind.POINT, point_id))

    def photo(self, actor: Actor, course_id: str, product_id: str, entry_id: str, index: int) -> bytes:
        """A photo that the course shows, as JPEG.

        Raises:
            NotFoundError, CourseStateError: as for `point_picture`.
        """
        content = self.content(self.running(actor, course_id), actor.organisation_id)
        found = content.photo(product_id, entry_id, index)
        if found is None:
            raise NotFoundError(NOT_SHOWN)
        return self.holding.picture([actor.organisation_id], product_id, found.name)
