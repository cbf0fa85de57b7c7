"""The JSON of slots: what each shows, as the right holder and those who prepare the seminar read it.

All readers get one schema; what is not for one is null.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from model.catalogue import Point
from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.accounts.schemas import Body, OrganisationId, OrganisationOut, shown
from serve.cases.schemas import ProductId
from serve.clearances.domain import PartKind, part_name
from serve.platform.fields import NEEDED
from serve.platform.paging import PageOut
from serve.seminars.domain import Purpose, Seminar, SeminarState, SlotState
from serve.seminars.draft_domain import LONGEST_NOTE, LONGEST_WORDS, MOST_SLOTS
from serve.seminars.lesson_domain import MOST_LESSONS, MOST_POINTS, ChosenPoint, LessonDraft
from serve.seminars.preparing import SlotDraft
from serve.seminars.reviewing import ListedSlot
from serve.seminars.shortage_domain import Shortage
from serve.seminars.shown_domain import Block, Reason, ShownLesson, ShownPoint, ShownQuestion, ShownSlot

Texts = Annotated[dict[str, str], Field(description="By the tag of the language.")]


class ChosenPointIn(Body):
    """A point that a lesson is to show."""

    point: str = Field(max_length=190, description="Its id on the product sheet.")
    counterfeit: str | None = Field(
        default=None,
        max_length=64,
        description="The photo beside it, as `photo` of `getSeminarProducts`. By default one is chosen.",
    )
    with_counterfeit: bool = Field(default=True, description="Whether a photo of a counterfeit stands beside it.")

    @property
    def chosen(self) -> ChosenPoint:
        """The same for a use case.

        Raises:
            ClearanceRejectedError: it names no photo of an item.
        """
        photo = None if self.counterfeit is None else part_name(PartKind.PHOTO, self.counterfeit)
        return ChosenPoint(self.point, photo, self.with_counterfeit)


class LessonIn(Body):
    """What is to be shown of a product."""

    product: ProductId
    points: Annotated[list[ChosenPointIn], Field(max_length=MOST_POINTS)] | None = Field(
        default=None, description="In the order in which they are shown. By default all that may be shown."
    )
    shot_list: bool = Field(default=True, description="Whether the shot list is shown first.")
    demo: bool = Field(default=True, description="Whether the trainer examines an item before everyone.")
    exercises: int = Field(default=0, ge=0, le=1000, description="How many items people decide on after the points.")
    assisted: bool = Field(
        default=False, description="Whether the assistant's verdict is shown in exercises after the first answer."
    )
    tests: int = Field(default=0, ge=0, le=1000, description="How many items of it each of the two tests has.")

    @property
    def draft(self) -> LessonDraft:
        """The same for a use case."""
        points = None if self.points is None else tuple(each.chosen for each in self.points)
        return LessonDraft(self.product, points, self.shot_list, self.demo, self.exercises, self.assisted, self.tests)


Lessons = Annotated[list[LessonIn], Field(max_length=MOST_LESSONS)]
Minutes = Annotated[int, Field(ge=0, le=1000)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, description="For those who prepare the seminar alone.")]


class SlotIn(Body):
    """A new slot."""

    right_holder: OrganisationId
    minutes: Minutes = 15
    note: Note = ""
    lessons: Lessons = Field(default_factory=list)

    @property
    def draft(self) -> SlotDraft:
        """The same for a use case."""
        return SlotDraft(self.right_holder, self.minutes, self.note, tuple(each.draft for each in self.lessons))


class SlotChange(Body):
    """Changes of a slot; omitted values stay."""

    minutes: Minutes | None = None
    note: Note | None = None
    position: int | None = Field(default=None, ge=1, le=MOST_SLOTS, description="Among the slots, from 1.")
    lessons: Lessons | None = Field(default=None, description="All of them; their items are drawn again.")

    @property
    def values(self) -> dict[str, Any]:
        """Those that change, for a use case."""
        values = self.model_dump(exclude_none=True, exclude={"lessons"})
        return values if self.lessons is None else {**values, "lessons": tuple(each.draft for each in self.lessons)}


class SlotAskIn(Body):
    """How a right holder is asked for the release of a slot."""

    short: bool = Field(default=False, description="Whether to ask although the slot lacks items: see `shortages`.")


class SlotReleaseIn(Body):
    """The release of a slot."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of what you have looked at: `sha256` of the slot.")
    for_course: bool = Field(
        default=False, description="Whether people may also learn from it alone, without a seminar."
    )


class SlotReturnIn(Body):
    """Why a slot is returned."""

    words: str = Field(
        max_length=LONGEST_WORDS,
        description="What is to be changed. Those who prepare the seminar read it.",
        json_schema_extra=NEEDED,
    )


class PointOut(BaseModel):
    """An identification point."""

    id: str
    view: str
    title: Texts
    genuine: Texts = Field(description="What genuine items show, by language.")
    counterfeit: Texts = Field(description="What counterfeits show, by language.")


class SlotViewOut(BaseModel):
    """A shot of the shot list."""

    id: str
    title: Texts
    required: bool


class SlotPointOut(BaseModel):
    """A point that a slot shows."""

    number: int = Field(description="In the lesson, from 1.")
    point: PointOut
    picture: str | None = Field(description="The address of the genuine picture of its place; null without one.")
    counterfeit: str | None = Field(description="The address of the photo of a counterfeit; null without one.")
    photo: str | None = Field(description="The same photo by the entry of its item, a slash, and its index.")


class SlotQuestionOut(BaseModel):
    """An item that people decide on."""

    id: str
    purpose: Purpose
    number: int = Field(description="Among those of the product and purpose, from 1.")
    label: Label
    assisted: bool
    photos: list[str] = Field(description="Their addresses, as JPEG without metadata.")


class SlotLessonOut(BaseModel):
    """What a slot shows of a product. Points and questions are left out that may not be shown at present."""

    number: int
    product: str
    name: Texts | None = Field(description="By language. Null if nothing of the product may be shown at present.")
    views: list[SlotViewOut] = Field(description="The shot list.")
    shot_list: bool
    demo: bool
    exercises: int
    assisted: bool
    tests: int
    points: list[SlotPointOut]
    questions: list[SlotQuestionOut]


class SlotReasonOut(BaseModel):
    """Why a slot can't be shown."""

    reason: Block
    lesson: int | None = Field(description="The number of the lesson; null if it is about the slot.")
    number: int | None = Field(description="Of the point in the lesson, or of the question; null if it is about none.")
    purpose: Purpose | None = Field(description="Of the question.")
    agency: OrganisationOut | None = Field(description="The agency that the right holder does not allow.")


class SlotShortageOut(BaseModel):
    """That too few items may be shown for a lesson."""

    lesson: int
    purpose: Purpose
    label: Label
    wanted: int
    found: int


class SlotSeminarOut(BaseModel):
    """What everyone who reads a slot may know of its seminar."""

    id: str
    title: str
    country: str
    day: date
    state: SeminarState
    agencies: list[OrganisationOut] = Field(description="Whose officers take part.")


class SlotOut(BaseModel):
    """A slot with all that it shows now."""

    id: str
    seminar: SlotSeminarOut
    right_holder: OrganisationOut
    position: int | None = Field(description="Among the slots of the seminar; null for the right holder.")
    minutes: int
    note: str | None = Field(description="Null for the right holder.")
    state: SlotState
    blocked: list[SlotReasonOut] = Field(description="Why it can't be shown at present. Empty if it can.")
    lessons: list[SlotLessonOut]
    shortages: list[SlotShortageOut] | None = Field(description="Null for the right holder.")
    sha256: str | None = Field(description="Of all that it shows, for its release. Null while it can't be shown.")
    asked_at: datetime | None
    decided_at: datetime | None
    words: str | None = Field(description="Why the right holder has returned it. Null if it has not.")
    for_course: bool = Field(description="Whether the right holder lets people learn from it without a seminar.")


class ListedSlotOut(BaseModel):
    """A slot in a right holder's list."""

    id: str
    seminar: SlotSeminarOut
    minutes: int
    state: SlotState
    products: list[str]
    asked_at: datetime | None
    decided_at: datetime | None


class SlotsOut(PageOut):
    """Some slots, the latest asked first."""

    slots: list[ListedSlotOut]


def point_out(point: Point) -> PointOut:
    """A point with its texts."""
    return PointOut(
        id=point.id,
        view=point.view,
        title=dict(point.title),
        genuine=dict(point.genuine),
        counterfeit=dict(point.counterfeit),
    )


def slot_out(read: ShownSlot, agencies: Collection[Organisation], *, is_preparer: bool) -> SlotOut:
    """A slot with the addresses of its pictures.

    Args:
        agencies: whose officers take part, by name.
        is_preparer: whether the reader is one of those who prepare seminars; the right holder is not told of notes and
            places of others.
    """
    slot, decision = read.slot, read.slot.decision
    return SlotOut(
        id=slot.id,
        seminar=_seminar_out(read.seminar, agencies),
        right_holder=shown(read.right_holder),
        position=slot.position if is_preparer else None,
        minutes=slot.minutes,
        note=slot.note if is_preparer else None,
        state=slot.state,
        blocked=[_reason_out(each) for each in read.reasons],
        lessons=[_lesson_out(slot.id, each) for each in read.lessons],
        shortages=[_shortage_out(each) for each in read.shortages] if is_preparer else None,
        sha256=read.sha256,
        asked_at=slot.asked.at if slot.asked else None,
        decided_at=decision.at if decision else None,
        words=(decision.words or None) if decision else None,
        for_course=bool(decision and decision.for_course),
    )


def listed_slot_out(read: ListedSlot) -> ListedSlotOut:
    """A slot in a list."""
    slot = read.slot
    return ListedSlotOut(
        id=slot.id,
        seminar=_seminar_out(read.seminar, read.agencies),
        minutes=slot.minutes,
        state=slot.state,
        products=[each.product_id for each in slot.lessons],
        asked_at=slot.asked.at if slot.asked else None,
        decided_at=slot.decision.at if slot.decision else None,
    )


def _seminar_out(seminar: Seminar, agencies: Collection[Organisation]) -> SlotSeminarOut:
    return SlotSeminarOut(
        id=seminar.id,
        title=seminar.title,
        country=seminar.country,
        day=seminar.day,
        state=seminar.state,
        agencies=[shown(each) for each in agencies],
    )


def _reason_out(reason: Reason) -> SlotReasonOut:
    return SlotReasonOut(
        reason=reason.block,
        lesson=reason.lesson or None,
        number=reason.number or None,
        purpose=reason.purpose,
        agency=shown(reason.agency) if reason.agency else None,
    )


def _shortage_out(shortage: Shortage) -> SlotShortageOut:
    return SlotShortageOut(
        lesson=shortage.number,
        purpose=shortage.purpose,
        label=shortage.label,
        wanted=shortage.wanted,
        found=shortage.found,
    )


def _lesson_out(slot_id: str, read: ShownLesson) -> SlotLessonOut:
    lesson, sheet = read.lesson, read.product.sheet if read.product else None
    at = f"/v1/seminar-slots/{slot_id}/products/{lesson.product_id}"
    views = sheet.views if sheet else ()
    return SlotLessonOut(
        number=read.number,
        product=lesson.product_id,
        name=dict(sheet.name) if sheet else None,
        views=[SlotViewOut(id=each.id, title=dict(each.title), required=each.required) for each in views],
        shot_list=lesson.shows_shots,
        demo=lesson.has_demo,
        exercises=lesson.exercises,
        assisted=lesson.is_assisted,
        tests=lesson.tests,
        points=[_point_out(at, each) for each in read.points],
        questions=[_question_out(at, each) for each in read.questions],
    )


def _point_out(at: str, read: ShownPoint) -> SlotPointOut:
    photo = read.counterfeit.name.text if read.counterfeit else None
    return SlotPointOut(
        number=read.number,
        point=point_out(read.point),
        picture=f"{at}/points/{read.point.id}.jpg" if read.is_pictured else None,
        counterfeit=photo and f"{at}/photos/{photo}.jpg",
        photo=photo,
    )


def _question_out(at: str, read: ShownQuestion) -> SlotQuestionOut:
    asked = read.question
    return SlotQuestionOut(
        id=asked.id,
        purpose=asked.purpose,
        number=asked.position,
        label=asked.label,
        assisted=asked.is_assisted,
        photos=[f"{at}/photos/{photo.name.text}.jpg" for photo in read.photos],
    )
