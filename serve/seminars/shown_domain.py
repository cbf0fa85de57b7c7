"""What a slot shows at present, and why it can't be shown. Nothing of it is stored.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from model.catalogue import Point
from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.audit.domain import record_digest
from serve.clearances.holding_domain import HeldItem, HeldPhoto, HeldProduct
from serve.seminars.domain import Lesson, LessonPoint, Purpose, Question, Seminar, Slot, SlotState
from serve.seminars.drawing_domain import ItemDrawing, Used
from serve.seminars.shortage_domain import Balance, Shortage, balance_of, shortages_of


class Block(StrEnum):
    """Why a slot can't be shown."""

    AGENCY = "agency"  # the right holder does not allow an agency whose officers take part
    PRODUCT = "product"  # nothing of a product may be shown to all of them
    POINT = "point"  # a point may not be shown any more
    PHOTO = "photo"  # the counterfeit photo of a point may not be shown any more
    QUESTION = "question"  # a photo of a question may not be shown any more, or its label is another one
    CHANGED = "changed"  # what would be shown is not what the right holder released


class Reason(NamedTuple):
    """One reason.

    Attributes:
        lesson: its number in the slot, from 1; 0 if the reason is about the slot.
        number: of the point in the lesson, or of the question among those of its product and purpose, from 1.
        agency: that is not allowed.
        purpose: of the question.
    """

    block: Block
    lesson: int = 0
    number: int = 0
    agency: Organisation | None = None
    purpose: Purpose | None = None


class ShownPoint(NamedTuple):
    """A point that may be shown.

    Attributes:
        number: in the lesson, from 1.
        is_pictured: whether there is a genuine picture of the place.
        counterfeit: the photo beside it that may be shown; None without one.
    """

    number: int
    point: Point
    is_pictured: bool
    counterfeit: HeldPhoto | None


class ShownQuestion(NamedTuple):
    """A question whose item may be shown.

    Attributes:
        photos: in the order in which they are shown.
    """

    question: Question
    photos: tuple[HeldPhoto, ...]


@dataclass(frozen=True)
class ShownLesson:
    """What of a lesson may be shown.

    Attributes:
        number: in the slot, from 1.
        product: what may be shown of it, without other points than those of the lesson; None if nothing may.
        questions: in the order of purposes and positions.
    """

    number: int
    lesson: Lesson
    product: HeldProduct | None = None
    points: tuple[ShownPoint, ...] = ()
    questions: tuple[ShownQuestion, ...] = ()

    def of_purpose(self, purpose: Purpose) -> tuple[ShownQuestion, ...]:
        """Its questions for one purpose, in order."""
        return tuple(each for each in self.questions if each.question.purpose is purpose)


@dataclass(frozen=True)
class ShownSlot:
    """A slot as it may be shown now.

    Attributes:
        lessons: all of them, each with what of it may be shown.
        reasons: why the slot is blocked: nothing of a blocked slot is shown before an audience.
        sha256: of what would be shown, for a release; None if not all of it may be shown.
    """

    slot: Slot
    seminar: Seminar
    right_holder: Organisation
    lessons: tuple[ShownLesson, ...]
    reasons: tuple[Reason, ...]
    sha256: str | None

    @property
    def is_blocked(self) -> bool:
        """Whether it can't be shown, released or not."""
        return bool(self.reasons)

    @property
    def is_ready(self) -> bool:
        """Whether it is shown in a sitting: it is released and not blocked."""
        return self.slot.state is SlotState.RELEASED and not self.reasons

    @property
    def is_rehearsed(self) -> bool:
        """Whether it is shown in a rehearsal: all of it may be, whether it is released like this or not."""
        return all(each.block is Block.CHANGED for each in self.reasons)

    @property
    def is_changed(self) -> bool:
        """Whether it was released, but what would be shown has changed since."""
        return any(each.block is Block.CHANGED for each in self.reasons)

    @property
    def is_taught(self) -> bool:
        """Whether it shows a point, or asks about an item."""
        return any(each.points or each.questions for each in self.lessons)

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        """Where it has fewer questions than it was to have."""
        return shortages_of(self.slot.lessons, self.slot.questions, ItemDrawing(self.seminar.seed, self.seminar.share))

    @property
    def asked(self) -> list[tuple[Question, HeldItem]]:
        """Its questions that may be shown, each with its item."""
        return [
            (each.question, lesson.product.items[each.question.entry_id])
            for lesson in self.lessons
            if lesson.product is not None
            for each in lesson.questions
        ]

    @property
    def balance(self) -> Balance:
        """How hard its two tests are."""
        return balance_of(self.slot.questions)

    def photo(self, product_id: str, entry_id: str, index: int) -> HeldPhoto | None:
        """A photo that it shows of a product, of a point or a question; None if it shows no such photo."""
        lessons = (lesson for lesson in self.lessons if lesson.lesson.product_id == product_id)
        photos = (photo for lesson in lessons for photo in _photos(lesson))
        return next((each for each in photos if (each.name.name, each.name.photo) == (entry_id, index)), None)


def _photos(lesson: ShownLesson) -> Iterator[HeldPhoto]:
    yield from (point.counterfeit for point in lesson.points if point.counterfeit)
    yield from (photo for question in lesson.questions for photo in question.photos)


def shown_slot(
    slot: Slot,
    seminar: Seminar,
    right_holder: Organisation,
    products: Iterable[HeldProduct],
    refusing: Sequence[Organisation],
) -> ShownSlot:
    """A slot as it may be shown.

    Args:
        products: those of which something may be shown to all agencies of the seminar.
        refusing: agencies of the seminar that the right holder does not allow.
    """
    own = {each.product_id: each for each in products if each.right_holder.id == slot.right_holder_id}
    lessons = tuple(_lesson(slot, number, each, own) for number, each in enumerate(slot.lessons, 1))
    reasons = [Reason(Block.AGENCY, agency=agency) for agency in refusing]
    if not reasons:
        reasons = [reason for each in lessons for reason in _lacking(slot, each)]
    sha256 = None if reasons else content_digest(seminar, lessons)
    if slot.released is not None and sha256 not in {None, slot.released}:
        reasons.append(Reason(Block.CHANGED))
    return ShownSlot(slot, seminar, right_holder, lessons, tuple(reasons), sha256)


def _lesson(slot: Slot, number: int, lesson: Lesson, products: Mapping[str, HeldProduct]) -> ShownLesson:
    found = products.get(lesson.product_id)
    if found is None:
        return ShownLesson(number, lesson)
    product = found.only(lesson.point_ids)
    points = (_point(place, each, product) for place, each in enumerate(lesson.points, 1))
    questions = (_question(each, product) for each in slot.of_product(lesson.product_id))
    return ShownLesson(number, lesson, product, tuple(filter(None, points)), tuple(filter(None, questions)))


def _point(number: int, chosen: LessonPoint, product: HeldProduct) -> ShownPoint | None:
    point = product.point(chosen.point_id)
    if point is None:
        return None
    photo = product.photo(chosen.counterfeit) if chosen.counterfeit else None
    return ShownPoint(number, point, point.id in product.pictured, photo)


def _question(question: Question, product: HeldProduct) -> ShownQuestion | None:
    item = product.items.get(question.entry_id)
    photos = tuple(filter(None, map(product.photo, question.names)))
    is_whole = item is not None and item.label is question.label and len(photos) == len(question.names)
    return ShownQuestion(question, photos) if is_whole else None


def _lacking(slot: Slot, shown: ShownLesson) -> Iterator[Reason]:
    """What of a lesson may not be shown."""
    if shown.product is None:
        yield Reason(Block.PRODUCT, shown.number)
        return
    points = {each.number: each for each in shown.points}
    for number, chosen in enumerate(shown.lesson.points, 1):
        if number not in points:
            yield Reason(Block.POINT, shown.number, number)
        elif chosen.counterfeit and not _is_counterfeit(points[number], shown.product):
            yield Reason(Block.PHOTO, shown.number, number)
    there = {each.question.id for each in shown.questions}
    for question in slot.of_product(shown.lesson.product_id):
        if question.id not in there:
            yield Reason(Block.QUESTION, shown.number, question.position, purpose=question.purpose)


def _is_counterfeit(point: ShownPoint, product: HeldProduct) -> bool:
    photo = point.counterfeit
    return photo is not None and product.items[photo.name.name].label is Label.COUNTERFEIT


def content_digest(seminar: Seminar, lessons: Collection[ShownLesson]) -> str:
    """A sha256 over all that a slot would show, and to whom: what the right holder releases."""
    audience = {"agencies": seminar.agencies, "country": seminar.country, "day": seminar.day.isoformat()}
    return record_digest({**audience, "lessons": [_content(each) for each in lessons]})


def _content(shown: ShownLesson) -> dict[str, Any]:
    lesson, sheet = shown.lesson, shown.product.sheet if shown.product else None
    return {
        "product": [lesson.product_id, sheet and dict(sheet.name)],
        "shots": [[view.id, dict(view.title)] for view in sheet.views] if sheet and lesson.shows_shots else None,
        "demo": lesson.has_demo,
        "points": [_point_content(each) for each in shown.points],
        "questions": [_question_content(each) for each in shown.questions],
    }


def _point_content(shown: ShownPoint) -> list[Any]:
    point = shown.point
    texts = [dict(each) for each in (point.title, point.genuine, point.counterfeit)]
    picture = [point.view, point.region, point.reference, shown.is_pictured]
    return [point.id, texts, picture, shown.counterfeit and _photo_content(shown.counterfeit)]


def _question_content(shown: ShownQuestion) -> list[Any]:
    asked = shown.question
    photos = [_photo_content(photo) for photo in shown.photos]
    return [asked.purpose, asked.position, asked.label, asked.is_assisted, photos]


def _photo_content(photo: HeldPhoto) -> list[Any]:
    marks = [[mark.id, mark.box] for mark in photo.marks]
    return [photo.name.name, photo.name.photo, photo.sha256, photo.view, marks]


def used_by(lessons: Collection[Lesson], questions: Collection[Question], products: Collection[HeldProduct]) -> Used:
    """What people have seen once they have seen lessons, and decided on questions."""
    items = {name: item for product in products for name, item in product.items.items()}
    used = _used_in(lessons, {each.product_id: each for each in products})
    for question in questions:
        item = items.get(question.entry_id)
        used = used.with_item(item) if item else used.with_all(Used(frozenset({question.entry_id})))
    return used


def _used_in(lessons: Collection[Lesson], products: Mapping[str, HeldProduct]) -> Used:
    """What people see in lessons before they decide on items: these items are no questions.

    A genuine picture of the sheet may be a photo of an accepted item, too.
    """
    used = Used()
    for lesson in lessons:
        product = products.get(lesson.product_id)
        if product is None:
            continue
        shown = {each.point_id for each in lesson.points}
        genuine = {point.reference for point in product.points if point.reference and point.id in shown}
        used = used.with_all(Used(photos=frozenset(genuine)))
        for name in (each.counterfeit.name for each in lesson.points if each.counterfeit):
            used = used.with_item(product.items[name]) if name in product.items else used
    return used
