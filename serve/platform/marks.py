"""Marks of identification points in forms: of each point a box to tick, and as many places on the picture as it has.

The box and the first place of a point have the point's name, the second place has `NAME+2`, and so on. After the places
that are marked comes an empty one, for another; `region.js` adds more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from model.catalogue import Region
from model.datasets.fields import PointMark
from model.errors import ValueRejectedError
from model.messages import Wording
from serve.platform.regions import RegionField, region_in


@dataclass(frozen=True)
class PointFields:
    """The fields of one identification point on one picture.

    Attributes:
        name: of its box to tick.
        label: what the point is called.
        places: its rectangles on the picture, of which the last is empty.
        is_marked: whether the box is ticked.
    """

    name: str
    label: Wording
    places: tuple[RegionField, ...]
    is_marked: bool

    @classmethod
    def of(
        cls, name: str, label: Wording, marks: Sequence[PointMark], form: Mapping[str, str] | None = None
    ) -> "PointFields":
        """The fields of a point.

        Args:
            marks: those of the point on the picture.
            form: what someone wrote, valid or not, if that is to be shown.
        """
        boxes = [mark.box for mark in marks if mark.box is not None]
        places = [RegionField.of(_place(name, number), label, box) for number, box in enumerate(boxes, 1)]
        if form is not None:
            places = [_given(place, form) for place in places]
            further = _further(name, len(places), form)
            places += [_given(RegionField(place, label), form) for place in further]
        if not places or not places[-1].is_blank:
            places.append(RegionField(_place(name, len(places) + 1), label))
        return cls(
            name,
            label,
            tuple(replace(place, point=name) for place in places),
            bool(marks) if form is None else name in form,
        )


def marks_in(form: Mapping[str, str], names: Mapping[str, str], before: Sequence[PointMark]) -> tuple[PointMark, ...]:
    """The marks that a form leaves: those from before in their order, then new ones. A place marks its point.

    What the form has no fields of, or has as it was shown, stays exactly as it was.

    Args:
        names: of the fields of each point of which the form may have some, by the point's id.
        before: the marks that were shown.

    Raises:
        ValueRejectedError: a place does not lie within the picture.
    """
    asked = {point: name for point, name in names.items() if name in form or f"{name}_x" in form}
    kept = _kept(form, asked, before)
    added = _added(form, asked, before)
    placed = {mark.id for mark in kept if mark.box is not None}
    without = {point for point, name in asked.items() if name in form and (point in placed or not added[point])}
    stay = [mark for mark in kept if mark.box is not None or mark.id not in asked or mark.id in without]
    marked = {mark.id for mark in stay}
    ticked = {point: [PointMark(point, None)] for point in without - marked}
    return (*stay, *(mark for point in asked for mark in added[point] or ticked.get(point, [])))


def _kept(form: Mapping[str, str], asked: Mapping[str, str], before: Sequence[PointMark]) -> list[PointMark]:
    """The marks from before that are still there, at the places that the form says."""
    kept, shown = [], Counter[str]()
    for mark in before:
        box = mark.box
        if box is not None and mark.id in asked:
            shown[mark.id] += 1
            box = _box(form, _place(asked[mark.id], shown[mark.id]), box)
        if box is not None or mark.box is None:
            kept.append(PointMark(mark.id, box))
    return kept


def _added(
    form: Mapping[str, str], asked: Mapping[str, str], before: Sequence[PointMark]
) -> Mapping[str, list[PointMark]]:
    """The new places of each point."""
    shown = Counter(mark.id for mark in before if mark.box is not None)
    boxes = {
        point: [region_in(form, each) for each in _further(name, shown[point], form)] for point, name in asked.items()
    }
    return {point: [PointMark(point, box) for box in found if box is not None] for point, found in boxes.items()}


def _box(form: Mapping[str, str], place: str, before: Region) -> Region | None:
    """A place as the form says; exactly as before where the form, which rounds, still says that or says nothing."""
    shown = RegionField.of(place, "", before)
    return before if f"{place}_x" not in form or _given(shown, form).texts == shown.texts else region_in(form, place)


def _given(shown: RegionField, form: Mapping[str, str]) -> RegionField:
    """A place with what someone wrote, and what is wrong with it; as it is shown if the form lacks it."""
    if f"{shown.name}_x" not in form:
        return shown
    given = RegionField.given(shown.name, shown.label, form)
    try:
        if given.texts != shown.texts:
            region_in(form, shown.name)
    except ValueRejectedError as fault:
        return replace(given, error=fault.message)
    return given


def _further(name: str, shown: int, form: Mapping[str, str]) -> Iterator[str]:
    """The names of a point's places in a form, after those that were marked."""
    for number in count(shown + 1):
        if f"{_place(name, number)}_x" not in form:
            return
        yield _place(name, number)


def _place(name: str, number: int) -> str:
    return name if number == 1 else f"{name}+{number}"
