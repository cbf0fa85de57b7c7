"""The form in which marks are changed: of each photo, which identification points deviate on it, and where."""

from collections.abc import Iterator, Mapping, Sequence

from model.datasets.fields import Label, PointMark
from model.messages import Localized
from serve.catalogue.domain import ShownPoint
from serve.platform.marks import PointFields, marks_in
from serve.review.domain import Entry, EntryPhoto, Proposal


def mark_fields(
    entry: Entry, points: Sequence[ShownPoint], form: Mapping[str, str] | None = None
) -> list[list[PointFields]]:
    """The fields of each photo: of a point of the photo's view, or one that is marked on it, each.

    Args:
        points: of the product's sheet.
        form: what was written, if it was refused; else the marks as they are.
    """
    return [[_fields(photo, point, title, form) for point, title in _points(photo, points)] for photo in entry.photos]


def _points(photo: EntryPhoto, points: Sequence[ShownPoint]) -> Iterator[tuple[str, str]]:
    """The id and title of each point that can be marked on a photo."""
    marked = dict.fromkeys(mark.id for mark in photo.marks)
    known = {point.id for point in points}
    for point in points:
        if photo.view in {None, point.view} or point.id in marked:
            yield point.id, point.title
    yield from ((point, point) for point in marked if point not in known)


def _fields(photo: EntryPhoto, point: str, title: str, form: Mapping[str, str] | None) -> PointFields:
    marks = [mark for mark in photo.marks if mark.id == point]
    return PointFields.of(_name(photo, point), Localized(title, ""), marks, form)


def proposal_in(form: Mapping[str, str], entry: Entry, points: Sequence[ShownPoint]) -> Proposal:
    """What a form proposes: a label if it is another, and the marks of photos that have others than before.

    Args:
        points: of the product's sheet.

    Raises:
        ValueRejectedError: a place is none.
    """
    label = Label(form["label"]) if form.get("label") in set(Label) else entry.label
    marks = {photo.index: _marks(form, photo, points) for photo in entry.photos}
    changed = {photo.index: marks[photo.index] for photo in entry.photos if marks[photo.index] != photo.marks}
    return Proposal(None if label is entry.label else label, changed)


def _marks(form: Mapping[str, str], photo: EntryPhoto, points: Sequence[ShownPoint]) -> tuple[PointMark, ...]:
    return marks_in(form, {point: _name(photo, point) for point, _ in _points(photo, points)}, photo.marks)


def _name(photo: EntryPhoto, point: str) -> str:
    return f"mark-{photo.index}-{point}"
