"""The form in which marks are changed: of each photo, which identification points deviate on it, and where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from model.errors import ValueRejectedError
from model.messages import NOTHING, Localized
from serve.catalogue.domain import ShownPoint
from serve.platform.regions import DECIMALS, RegionField, region_in
from serve.review.domain import Entry, EntryPhoto, Proposal


@dataclass(frozen=True)
class MarkField:
    """One identification point on one photo.

    Attributes:
        name: of its box to tick.
        place: the rectangle on the picture.
        is_marked: whether the box is ticked.
    """

    name: str
    place: RegionField
    is_marked: bool


def mark_fields(
    entry: Entry,
    points: Sequence[ShownPoint],
    form: Mapping[str, str] | None = None,
    error: ValueRejectedError | None = None,
) -> list[list[MarkField]]:
    """The fields of each photo: a point of the photo's view, or one that is marked on it, each.

    Args:
        points: of the product's sheet.
        form: what was written, if it was refused; else the marks as they are.
        error: what was wrong with it.
    """
    return [[_field(photo, *point, form, error) for point in _points(photo, points)] for photo in entry.photos]


def _points(photo: EntryPhoto, points: Sequence[ShownPoint]) -> Iterator[tuple[str, str]]:
    """The id and title of each point that can be marked on a photo."""
    known = {point.id for point in points}
    for point in points:
        if photo.view in {None, point.view} or any(mark.id == point.id for mark in photo.marks):
            yield point.id, point.title
    yield from ((mark.id, mark.id) for mark in photo.marks if mark.id not in known)


def _field(
    photo: EntryPhoto,
    point: str,
    title: str,
    form: Mapping[str, str] | None,
    error: ValueRejectedError | None,
) -> MarkField:
    name, label = _name(photo, point), Localized(title, "")
    if form is not None:
        said = error.message if error is not None and error.field == name else NOTHING
        return MarkField(name, RegionField.given(name, label, form, said), name in form)
    mark = next((each for each in photo.marks if each.id == point), None)
    return MarkField(name, RegionField.of(name, label, mark.box if mark else None), mark is not None)


def proposal_in(form: Mapping[str, str], entry: Entry) -> Proposal:
    """What a form proposes: a label if it is another, and the marks of photos that have others than before.

    Raises:
        ValueRejectedError: a place is none.
    """
    label = Label(form["label"]) if form.get("label") in set(Label) else entry.label
    marks = {photo.index: _marks(form, photo) for photo in entry.photos}
    changed = {photo.index: marks[photo.index] for photo in entry.photos if marks[photo.index] != photo.marks}
    return Proposal(None if label is entry.label else label, changed)


def _marks(form: Mapping[str, str], photo: EntryPhoto) -> tuple[PointMark, ...]:
    """The marks of a photo: those that it had, in their order, then new ones. A place marks its point."""
    prefix = _name(photo, "")
    places = {name.removesuffix("_x"): None for name in form if name.startswith(prefix) and name.endswith("_x")}
    names = dict.fromkeys([*(name for name in form if name.startswith(prefix) and f"{name}_x" in form), *places])
    kept = {mark.id: mark.box for mark in photo.marks}
    found = {point: _box(region_in(form, _name(photo, point)), kept.get(point)) for point in _points_in(names, prefix)}
    marked = [point for point, box in found.items() if box is not None or _name(photo, point) in form]
    order = {mark.id: place for place, mark in enumerate(photo.marks)}
    return tuple(
        PointMark(point, found[point]) for point in sorted(marked, key=lambda each: order.get(each, len(order)))
    )


def _points_in(names: Iterable[str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in names]


def _box(given: Region | None, before: Region | None) -> Region | None:
    """The place as given; as it was before if the form, which rounds, still says that."""
    is_same = before is not None and given == Region(*(round(part, DECIMALS) for part in before))
    return before if is_same else given


def _name(photo: EntryPhoto, point: str) -> str:
    return f"mark-{photo.index}-{point}"
