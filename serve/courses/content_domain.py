"""What a course shows to one agency at present. Nothing of it is stored.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from model.catalogue import Region
from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldPhoto
from serve.courses.domain import CourseAnswer
from serve.courses.passing_domain import can_be_test, pass_mark
from serve.courses.scheduling_domain import PointName, PracticeQuestion
from serve.seminars.domain import Purpose, Slot, SlotState
from serve.seminars.shown_domain import ShownLesson, ShownPoint, ShownQuestion, ShownSlot
from serve.sittings.answer_domain import Tap

NEAR = 0.03  # of a photo's sides, around a place: a finger is wide
PRACTISED = (Purpose.PRE_TEST, Purpose.EXERCISE)  # the questions of the post-test are kept for the final test


def is_for_course(slot: Slot) -> bool:
    """Whether its right holder has released a slot for courses, too."""
    return slot.state is SlotState.RELEASED and slot.decision is not None and slot.decision.for_course


def was_for_course(slot: Slot) -> bool:
    """Whether its right holder has allowed courses, also if what the slot is now still waits for a release."""
    return is_for_course(slot) or (slot.was_for_course and slot.state is not SlotState.RETURNED)


@dataclass(frozen=True)
class CourseContent:
    """The lessons of a course, as far as one agency may see them.

    Attributes:
        lessons: in the order of the seminar, each with its product.
    """

    lessons: tuple[ShownLesson, ...] = ()

    def lesson(self, product_id: str) -> ShownLesson | None:
        """The lesson of a product; None if nothing of it may be shown."""
        return next((each for each in self.lessons if each.lesson.product_id == product_id), None)

    @property
    def practice(self) -> dict[str, ShownQuestion]:
        """The questions of practice and warm-ups, by id."""
        return {each.question.id: each for each in self._questions(PRACTISED)}

    @property
    def test(self) -> dict[str, ShownQuestion]:
        """The questions of the final test, by id."""
        return {each.question.id: each for each in self._questions((Purpose.POST_TEST,))}

    @property
    def has_test(self) -> bool:
        """Whether there are enough questions for a final test, of both labels."""
        return can_be_test([each.question.label for each in self.test.values()])

    @property
    def pass_mark(self) -> int | None:
        """How many right answers pass the final test."""
        return pass_mark(len(self.test))

    @property
    def points(self) -> list[PointName]:
        """Every point that is taught."""
        return [PointName(each.lesson.product_id, shown.point.id) for each in self.lessons for shown in each.points]

    def point(self, name: PointName) -> ShownPoint | None:
        """One of these points; None if it may not be shown."""
        lesson = self.lesson(name.product_id)
        return next((each for each in lesson.points if each.point.id == name.point_id), None) if lesson else None

    def to_practise(self) -> list[PracticeQuestion]:
        """The questions of practice, with the points about which they ask."""
        return [self._practised(each) for each in self.practice.values()]

    def learned(self, given: Iterable[CourseAnswer], handed_in: Collection[str]) -> list[CourseAnswer]:
        """The answers from which practice follows: those of practice, and those of tests that are handed in.

        Args:
            given: all of a person's, the earliest first.
            handed_in: the ids of their tests of which this is so. Of another one, practice tells nothing.
        """
        learned = (each for each in given if each.test_id is None or each.test_id in handed_in)
        return [self._tested(each) if each.test_id else each for each in learned]

    def _tested(self, answer: CourseAnswer) -> CourseAnswer:
        """An answer of a test with the points that its item shows to deviate: they are not kept with it."""
        shown = self.test.get(answer.question_id)
        if shown is None or answer.label is Label.GENUINE:
            return answer
        return replace(answer, points=tuple(each.point.id for each in self.tells(shown)))

    def tells(self, shown: ShownQuestion) -> list[ShownPoint]:
        """The points that the photos of a question show to deviate: where to look."""
        marked = {mark.id for photo in shown.photos for mark in photo.marks}
        lesson = self.lesson(shown.question.product_id)
        return [each for each in (lesson.points if lesson else ()) if each.point.id in marked]

    def found(self, shown: ShownQuestion, taps: Collection[Tap]) -> tuple[str, ...]:
        """Ids of the points that a question's photos show to deviate and in whose place a tap lies.

        A point of which no place is marked can't be tapped, and is among them.
        """
        places: dict[str, list[tuple[int, Region]]] = {each.point.id: [] for each in self.tells(shown)}
        for number, photo in enumerate(shown.photos):
            for mark in photo.marks:
                if mark.id in places and mark.box is not None:
                    places[mark.id].append((number, mark.box))
        return tuple(
            name for name, some in places.items() if not some or any(_is_in(tap, *of) for tap in taps for of in some)
        )

    def photo(self, product_id: str, entry_id: str, index: int) -> HeldPhoto | None:
        """A photo that the course shows, of a point or a question; None if it shows no such photo."""
        lesson = self.lesson(product_id)
        photos = _photos(lesson) if lesson else iter(())
        return next((each for each in photos if (each.name.name, each.name.photo) == (entry_id, index)), None)

    def _questions(self, purposes: Collection[Purpose]) -> Iterator[ShownQuestion]:
        for lesson in self.lessons:
            yield from (each for each in lesson.questions if each.question.purpose in purposes)

    def _practised(self, shown: ShownQuestion) -> PracticeQuestion:
        asked, lesson = shown.question, self.lesson(shown.question.product_id)
        taught = lesson.points if lesson else ()
        points = taught if asked.label is Label.GENUINE else self.tells(shown)
        names = (PointName(asked.product_id, each.point.id) for each in points)
        return PracticeQuestion(asked.id, asked.label, tuple(names))


def content_of(slots: Iterable[ShownSlot]) -> CourseContent:
    """The content of a course, from the slots of its seminar as one agency may see them.

    Of a slot in which something may not be shown any more, the rest stays. A slot whose product sheet has changed since
    the right holder released it is left out: it is released again first.
    """
    shown = (each for each in slots if is_for_course(each.slot) and not each.is_changed)
    return CourseContent(tuple(lesson for each in shown for lesson in each.lessons if lesson.product))


def _is_in(tap: Tap, photo: int, box: Region) -> bool:
    left, top, width, height = box
    in_column = left - NEAR <= tap.x <= left + width + NEAR
    return tap.photo == photo and in_column and top - NEAR <= tap.y <= top + height + NEAR


def _photos(lesson: ShownLesson) -> Iterator[HeldPhoto]:
    yield from (point.counterfeit for point in lesson.points if point.counterfeit)
    yield from (photo for question in lesson.questions for photo in question.photos)
