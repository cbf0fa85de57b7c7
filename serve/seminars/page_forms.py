"""What the forms of the pages of seminars hold, as the use cases take it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from model.messages import message
from serve.clearances.domain import ClearanceRejectedError, PartKind, PartName, part_name
from serve.seminars.domain import HALF, Lesson, Seminar, SeminarRejectedError, Slot
from serve.seminars.draft_domain import LONGEST_NOTE, LONGEST_TITLE, SeminarDraft
from serve.seminars.lesson_domain import MOST_POINTS, ChosenPoint, LessonDraft
from serve.seminars.preparing import SlotDraft

MOST_AGENCIES, MOST_LANGUAGES = 1000, 50
MOST_PRODUCTS = 200  # that a form lists
MOST_LISTED = MOST_PRODUCTS * MOST_POINTS
MINUTES = 30
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"\d{1,4}")
PERCENT = re.compile(r"\d{1,3}")
NO_DAY = message("Write the day of the seminar as year, month and day, such as 2027-11-27.")
NO_NUMBER = message("Write the number of minutes and of items in digits, such as 10.")
NO_SHARE = message("Write how many of 100 items are counterfeit: a number from 10 to 90.")
Name = Annotated[str, Field(max_length=500)]
Amount = Annotated[str, Field(max_length=40)]
Names = Annotated[list[Name], Field(max_length=MOST_LISTED)]
Places = Annotated[list[Amount], Field(max_length=MOST_PRODUCTS)]


class SeminarForm(BaseModel):
    """What a person chooses for a seminar.

    Attributes:
        share: of counterfeits, in percent.
        version: that the person has read; empty for a new seminar.
    """

    title: Annotated[str, Field(max_length=4 * LONGEST_TITLE)] = ""
    country: Annotated[str, Field(max_length=10)] = ""
    languages: Annotated[list[Name], Field(max_length=MOST_LANGUAGES)] = []
    day: Amount = ""
    agencies: Annotated[list[Name], Field(max_length=MOST_AGENCIES)] = []
    share: Amount = f"{HALF:.0%}".removesuffix("%")
    version: Annotated[str, Field(max_length=64)] = ""

    @classmethod
    def of(cls, seminar: Seminar) -> "SeminarForm":
        """The form of a seminar as it is."""
        return cls(
            title=seminar.title,
            country=seminar.country,
            languages=list(seminar.languages),
            day=seminar.day.isoformat(),
            agencies=list(seminar.agencies),
            share=str(round(100 * seminar.share)),
            version=seminar.digest,
        )

    def draft(self, *, chooses_agencies: bool) -> SeminarDraft:
        """The same for a use case.

        Args:
            chooses_agencies: whether the person prepares for any agencies, not for their own.

        Raises:
            SeminarRejectedError: the day or the share is none.
        """
        if not PERCENT.fullmatch(self.share.strip()):
            raise SeminarRejectedError(NO_SHARE, "share")
        return SeminarDraft(
            title=self.title,
            country=self.country,
            languages=tuple(self.languages),
            day=_day(self.day),
            agencies=frozenset(self.agencies) if chooses_agencies else None,
            share=int(self.share) / 100,
        )

    def changes(self, seminar: Seminar, *, chooses_agencies: bool) -> Mapping[str, Any]:
        """What of a seminar is to change.

        Raises:
            SeminarRejectedError: as for `draft`.
        """
        draft = self.draft(chooses_agencies=chooses_agencies)
        values = {name: value for name, value in vars(draft).items() if value is not None}
        if chooses_agencies:
            values["agencies"] = tuple(sorted(draft.agencies or ()))
        return {name: value for name, value in values.items() if getattr(seminar, name) != value}


class SlotForm(BaseModel):
    """What a person chooses for a slot.

    Products are named by their place in `products`, from 0, and points as PLACE:POINT.

    Attributes:
        products: that the form lists.
        taught, shots, demos, assisted: places of products of which this is ticked.
        pictures: the photo beside each point, as PLACE:POINT:ENTRY/INDEX, or PLACE:POINT: without one.
        exercises, tests: how many items, for each product.
        position: where it stands in the seminar, from 1; empty for a new slot.
        version: that the person has read; empty for a new slot.
    """

    right_holder: Annotated[str, Field(max_length=50)] = ""
    minutes: Amount = str(MINUTES)
    note: Annotated[str, Field(max_length=4 * LONGEST_NOTE)] = ""
    products: Annotated[list[Name], Field(max_length=MOST_PRODUCTS)] = []
    taught: Places = []
    shots: Places = []
    demos: Places = []
    assisted: Places = []
    points: Names = []
    pictures: Names = []
    exercises: Places = []
    tests: Places = []
    position: Amount = ""
    version: Annotated[str, Field(max_length=64)] = ""

    @classmethod
    def of(cls, slot: Slot, products: Iterable[str]) -> "SlotForm":
        """The form of a slot as it is.

        Args:
            products: ids of those that the form lists, in its order.
        """
        lessons, names = {each.product_id: each for each in slot.lessons}, list(products)
        found = [(str(place), lessons[name]) for place, name in enumerate(names) if name in lessons]
        return cls(
            right_holder=slot.right_holder_id,
            minutes=str(slot.minutes),
            note=slot.note,
            products=names,
            taught=[place for place, _ in found],
            shots=[place for place, lesson in found if lesson.shows_shots],
            demos=[place for place, lesson in found if lesson.has_demo],
            assisted=[place for place, lesson in found if lesson.is_assisted],
            points=[point_value(place, each.point_id) for place, lesson in found for each in lesson.points],
            pictures=[value for place, lesson in found for value in _pictures(place, lesson)],
            exercises=[str(lessons[name].exercises) if name in lessons else "0" for name in names],
            tests=[str(lessons[name].tests) if name in lessons else "0" for name in names],
            position=str(slot.position),
            version=slot.digest,
        )

    def draft(self) -> SlotDraft:
        """The same for a use case.

        Raises:
            SeminarRejectedError: a number is none.
        """
        return SlotDraft(self.right_holder, _number(self.minutes), self.note, self.lessons())

    def changes(self) -> Mapping[str, Any]:
        """What a slot is to be.

        Raises:
            SeminarRejectedError: as for `draft`.
        """
        draft = self.draft()
        place = {"position": _number(self.position)} if self.position.strip() else {}
        return {"minutes": draft.minutes, "note": draft.note, "lessons": draft.lessons, **place}

    def lessons(self) -> tuple[LessonDraft, ...]:
        """The lessons of the products that are ticked.

        Raises:
            SeminarRejectedError: a number is none.
        """
        listed = enumerate(self.products)
        return tuple(self._lesson(place, name) for place, name in listed if str(place) in self.taught)

    def _lesson(self, place: int, name: str) -> LessonDraft:
        key = str(place)
        exercises, tests = (_number(each[place]) if place < len(each) else 0 for each in (self.exercises, self.tests))
        return LessonDraft(
            product_id=name,
            points=tuple(self.points_of(key)),
            shows_shots=key in self.shots,
            has_demo=key in self.demos,
            exercises=exercises,
            is_assisted=key in self.assisted,
            tests=tests,
        )

    def points_of(self, place: str) -> Iterable[ChosenPoint]:
        """The points that are ticked of the product at a place, each with its photo."""
        pictures = dict(filter(None, map(_picture, self.pictures)))
        for value in self.points:
            if value.startswith(f"{place}:"):
                photo = pictures.get(value)
                yield ChosenPoint(value.partition(":")[2], photo, has_counterfeit=photo is not None)


def point_value(place: str, point_id: str) -> str:
    """A point in one text, for a form."""
    return f"{place}:{point_id}"


def picture_value(point: str, name: PartName | None) -> str:
    """The photo beside a point in one text, for a form.

    Args:
        point: of `point_value`.
        name: None for no photo.
    """
    return f"{point}:{name.text if name else ''}"


def _pictures(place: str, lesson: Lesson) -> list[str]:
    return [picture_value(point_value(place, each.point_id), each.counterfeit) for each in lesson.points]


def _picture(value: str) -> tuple[str, PartName] | None:
    """The point and its photo; None if it has none, or what is sent is no photo."""
    point, _, photo = value.rpartition(":")
    try:
        return (point, part_name(PartKind.PHOTO, photo)) if photo else None
    except ClearanceRejectedError:
        return None


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text.strip() or "0"):
        raise SeminarRejectedError(NO_NUMBER)
    return int(text.strip() or "0")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise SeminarRejectedError(NO_DAY, "day")
