"""Places that a verdict points at are numbered through an item, and each photo has those of its last verdict alone."""

from types import SimpleNamespace
from typing import Any

from model.text_findings import TextResult
from serve.cases.report.domain import ReportMark
from serve.evidence.marks import Spot, marks_of

PLACE, OTHER = (0.1, 0.2, 0.3, 0.4), (0.9, -0.1, 0.2, 0.3)


def examined(name: str, photos: str, points: list[Any], texts: list[Any] | None = None) -> Any:
    """An examination of photos that one letter each names."""
    verdict = SimpleNamespace(points=points, texts=texts or [])
    kept = [SimpleNamespace(sha256=letter) for letter in photos]
    return SimpleNamespace(examination=SimpleNamespace(id=name, photos=kept, verdict=verdict))


def point(photo: int | None, place: Any, region: Any = None) -> Any:
    return SimpleNamespace(photo=photo, place=place, region=region)


def reading(deviating: list[int], texts: int = 0) -> Any:
    points = tuple(SimpleNamespace(index=index, photo=1) for index in deviating)
    return SimpleNamespace(deviating=points, texts=tuple(SimpleNamespace(index=index) for index in range(texts)))


def of_point(examination: str, place: int) -> Spot:
    return Spot(examination, is_text=False, place=place)


def test_what_deviates_and_has_a_place_is_numbered_in_the_order_of_the_lines() -> None:
    points = [point(0, None), point(1, PLACE), point(0, None, region=OTHER), point(0, PLACE)]
    text = SimpleNamespace(finding=TextResult.DEVIATES, photo=0, region=PLACE)
    matching = SimpleNamespace(finding=TextResult.MATCHES, photo=0, region=PLACE)
    visit = examined("e-1", "ab", points, [matching, text])
    item: Any = SimpleNamespace(visits=[visit])
    found = marks_of(item, {"e-1": reading([2, 1, 0], texts=2)})
    assert found.numbers == {of_point("e-1", 1): 1, of_point("e-1", 2): 2, Spot("e-1", is_text=True, place=1): 3}
    assert found.on_photos["b"] == [ReportMark(1, *PLACE)]
    cut, text_mark = found.on_photos["a"]
    assert text_mark == ReportMark(3, *PLACE)
    assert (cut.number, cut.left, cut.top) == (2, 0.9, 0.0)
    assert (cut.width, cut.height) == (0.1, 0.2)  # cut at the edge of the photo


def test_a_photo_of_two_verdicts_has_the_marks_of_the_later_one() -> None:
    visits = [examined("e-1", "ab", [point(0, PLACE), point(1, PLACE)]), examined("e-2", "a", [point(0, OTHER)])]
    item: Any = SimpleNamespace(visits=visits)
    found = marks_of(item, {"e-1": reading([0, 1]), "e-2": reading([0])})
    assert found.numbers == {of_point("e-1", 1): 1, of_point("e-2", 0): 2}
    assert [mark.number for mark in found.on_photos["a"]] == [2]
    assert [mark.number for mark in found.on_photos["b"]] == [1]
