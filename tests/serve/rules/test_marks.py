"""Marks of points in forms: every place of a point is in the form, and what no one touches stays as it was."""

from collections.abc import Sequence

import pytest

from model.catalogue import Region
from model.datasets.fields import PointMark
from model.errors import ValueRejectedError
from serve.platform.marks import PointFields, marks_in
from serve.platform.regions import PARTS

FINE = Region(0.123456, 0.2, 0.30001, 0.4)
OPEN = [PointMark("open", FINE), PointMark("open", Region(0.3906, 0.1, 0.05, 0.05))]
SHORT = PointMark("short", Region(0.5, 0.5, 0.1, 0.1))
MARKS = (OPEN[0], SHORT, OPEN[1], PointMark("spur", None), PointMark("elsewhere", Region(0, 0, 1, 1)))
NAMES = {"open": "mark-open", "short": "mark-short", "spur": "mark-spur", "copper": "mark-copper"}
NEW = Region(0.1, 0.2, 0.3, 0.4)


def shown(marks: Sequence[PointMark] = MARKS) -> dict[str, str]:
    """The form as the page shows it."""
    form: dict[str, str] = {}
    for point, name in NAMES.items():
        fields = PointFields.of(name, point, [mark for mark in marks if mark.id == point])
        form |= {f"{place.name}_{part}": getattr(place, part) for place in fields.places for part in PARTS}
        form |= {name: "yes"} if fields.is_marked else {}
    return form


def written(place: str, *texts: str) -> dict[str, str]:
    """A place that someone writes, or empties."""
    return {f"{place}_{part}": text for part, text in zip(PARTS, texts or [""] * 4, strict=True)}


def test_what_no_one_touches_stays_exactly() -> None:
    assert marks_in(shown(), NAMES, MARKS) == MARKS


def test_every_place_is_shown_and_one_more() -> None:
    fields = PointFields.of("mark-open", "Open", OPEN)
    assert [place.x for place in fields.places] == ["12.35", "39.06", ""]
    assert {place.point for place in fields.places} == {"mark-open"}


def test_one_place_of_a_point_is_removed_moved_and_another_is_added() -> None:
    assert marks_in(shown() | written("mark-open"), NAMES, MARKS) == MARKS[1:]
    moved = written("mark-open+2", "10", "20", "30", "40")
    assert marks_in(shown() | moved, NAMES, MARKS) == (*MARKS[:2], PointMark("open", NEW), *MARKS[3:])
    further = written("mark-open+3", "10", "20", "30", "40") | written("mark-open+4", "0", "0", "100", "100")
    added = (PointMark("open", NEW), PointMark("open", Region(0, 0, 1, 1)))
    assert marks_in(shown() | further, NAMES, MARKS) == (*MARKS, *added)


def test_fields_that_a_form_lacks_change_nothing() -> None:
    form = shown()
    for part in PARTS:  # as a page of an earlier version sends, that has one place of each point
        del form[f"mark-open+2_{part}"], form[f"mark-open+3_{part}"]
    assert marks_in(form, NAMES, MARKS) == MARKS
    assert marks_in({}, NAMES, MARKS) == MARKS


def test_a_point_without_a_place_is_ticked_unticked_and_given_a_place() -> None:
    assert marks_in(shown() | {"mark-copper": "yes"}, NAMES, MARKS) == (*MARKS, PointMark("copper", None))
    form = shown()
    del form["mark-spur"]
    assert marks_in(form, NAMES, MARKS) == (*MARKS[:3], MARKS[4])
    placed = shown() | written("mark-spur", "10", "20", "30", "40")
    assert marks_in(placed, NAMES, MARKS) == (*MARKS[:3], MARKS[4], PointMark("spur", NEW))


def test_a_point_whose_last_place_is_removed_stays_ticked_without_a_place() -> None:
    assert marks_in(shown() | written("mark-short"), NAMES, MARKS) == (OPEN[0], *MARKS[2:], PointMark("short", None))


def test_a_mark_without_a_place_beside_one_with_a_place_stays() -> None:
    both = (PointMark("open", None), OPEN[0])
    assert marks_in(shown(both), NAMES, both) == both


def test_what_is_no_place_is_refused_and_shown_again_with_every_other_place() -> None:
    form = shown() | written("mark-open+2", "90", "0", "20", "20") | written("mark-open+3", "a", "1", "2", "3")
    with pytest.raises(ValueRejectedError) as refused:
        marks_in(form, NAMES, MARKS)
    assert refused.value.field == "mark-open+2"
    places = PointFields.of("mark-open", "Open", OPEN, form).places
    assert [(place.x, bool(place.error)) for place in places] == [
        *(("12.35", False), ("90", True)),
        *(("a", True), ("", False)),
    ]
