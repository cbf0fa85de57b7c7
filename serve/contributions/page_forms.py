"""What the forms of the pages of contributions hold, as the use cases take it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from model.catalogue import Point
from model.datasets.fields import Capture, Label, PointMark
from model.datasets.folders import ItemsBy
from model.messages import Wording
from serve.contributions.domain import LONGEST_LICENCE, LONGEST_NOTE, LONGEST_VALUE, MOST_NAMED, FileReading
from serve.contributions.image_domain import ContributedImage, ImageDetails, ImageFilter, ImageState, Reviewed
from serve.contributions.labelling import Edit
from serve.contributions.schemas import ENTRY_PATTERN
from serve.contributions.service import Began
from serve.platform.marks import PointFields, marks_in
from serve.review.domain import Entry

Line = Annotated[str, Field(max_length=LONGEST_VALUE)]
Do = Literal["genuine", "counterfeit", "own_items", "leave_out", "keep_one", "take_in", "say"]
NOT_SAID = FileReading()
TEXTS = ("product", "item", "view")  # values of `ImageDetails` that are texts, and fields of forms


class ReadingForm(BaseModel):
    """How the files are understood; empty where folders, names or a table tell."""

    product: Line = ""
    label: Literal["", "genuine", "counterfeit"] = ""
    items: Literal["", "folder", "name"] = ""
    source: Line = ""
    capture: Capture = Capture.PHOTO

    def reading(self, before: FileReading = NOT_SAID) -> FileReading:
        """The same for a use case; what the form does not ask for stays."""
        return before._replace(
            product=self.product or None,
            label=Label(self.label) if self.label else None,
            items=ItemsBy(self.items) if self.items else None,
            source=self.source,
            capture=self.capture,
        )


class NewForm(ReadingForm):
    """What begins a contribution."""

    licence: Annotated[str, Field(max_length=LONGEST_LICENCE)] = ""
    consent: bool = False
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    item: Line = ""
    corrects: Annotated[str, Field(pattern=f"^$|{ENTRY_PATTERN}")] = ""
    keeps_photos: bool = False

    @classmethod
    def of(cls, item: Entry, *, keeps_photos: bool) -> "NewForm":
        """What begins the correction of an item that was sent back, as it was contributed."""
        return cls(
            product=item.product_id,
            label=item.label.value,
            item=item.item,
            licence=item.licence,
            corrects=item.id,
            keeps_photos=keeps_photos,
        )

    def began(self) -> Began:
        """The same for a use case."""
        reading = self.reading()._replace(item=self.item or None)
        return Began(self.licence, self.consent, self.note, reading, self.corrects or None, self.keeps_photos)


class BatchForm(BaseModel):
    """What is said of many images: of those that are chosen, or of all with a finding."""

    do: Do
    numbers: Annotated[list[int], Field(max_length=MOST_NAMED, default_factory=list)]
    finding: Annotated[str, Field(max_length=80)] = ""
    product: Line = ""
    item: Line = ""
    view: Line = ""
    back: Annotated[str, Field(max_length=2000)] = ""

    def edit(self) -> Edit:
        """The same for a use case."""
        if self.do in {"leave_out", "take_in"}:
            return Edit(ImageDetails(is_left_out=self.do == "leave_out"))
        if self.do == "own_items":
            return Edit(has_own_item=True)
        if self.do == "say":
            return Edit(ImageDetails(**{name: getattr(self, name).strip() or None for name in TEXTS}))
        return Edit(ImageDetails(label=Label(self.do)))


def edit_in(form: Mapping[str, str], points: Iterable[str], image: ContributedImage) -> Edit:
    """What the form of one image changes.

    Args:
        points: ids of those of which the form has fields.

    Raises:
        ValueRejectedError: a place does not lie within the picture.
    """
    values: dict[str, Any] = {name: form.get(name, "").strip() or None for name in TEXTS}
    values["label"] = Label(form["label"]) if form.get("label") in set(Label) else None
    differing = {name: value for name, value in values.items() if value != getattr(image.said, name)}
    before = image.said.marks or ()
    is_left_out, marks = form.get("left_out") == "yes", marks_in(form, {each: _name(each) for each in points}, before)
    if is_left_out != (image.state is ImageState.LEFT_OUT):
        differing["is_left_out"] = is_left_out
    if marks != before:
        differing["marks"] = marks
    given = {name: value for name, value in differing.items() if value is not None}
    return Edit(ImageDetails(**given), frozenset(differing.keys() - given.keys()))


def _name(point: str) -> str:
    """What the fields of a point begin with."""
    return f"mark-{point}"


def fields_of(
    points: Mapping[str, Wording], marks: Sequence[PointMark], form: Mapping[str, str] | None = None
) -> list[PointFields]:
    """The fields of points, with the places that are marked, or with what someone wrote into a form.

    Args:
        points: what each is called, by its id.
    """
    return [
        PointFields.of(_name(point), called, [mark for mark in marks if mark.id == point], form)
        for point, called in points.items()
    ]


def points_of(points: Sequence[Point], view: str | None, marks: Sequence[PointMark]) -> list[str]:
    """The ids of the points that a view shows, all where the view is not known; and of others that are marked."""
    marked = dict.fromkeys(mark.id for mark in marks)
    shown = [point.id for point in points if view in {None, point.view} or point.id in marked]
    return [*shown, *(point for point in marked if point not in shown)]


def filter_of(
    finding: Annotated[str, Query(max_length=80)] = "",
    state: ImageState | None = None,
    reviewed: Reviewed | None = None,
    product: Annotated[str | None, Query(max_length=LONGEST_VALUE)] = None,
    label: Annotated[str | None, Query(max_length=16)] = None,
) -> ImageFilter:
    """Which images the page lists."""
    return ImageFilter(finding or None, state, reviewed, product, label)


FilterPart = Annotated[ImageFilter, Depends(filter_of)]


def query_of(only: ImageFilter) -> str:
    """The same in an address."""
    return urlencode({name: value for name, value in only._asdict().items() if value is not None})
