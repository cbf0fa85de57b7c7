"""The numbered places on the printed photos of an item, at which its verdicts say that it differs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from model.text_findings import TextResult
from serve.cases.dossier import ItemFile
from serve.cases.report.domain import ReportMark
from serve.examinations.domain import Examination
from serve.examinations.pairs import framed
from serve.examinations.reading import VerdictText

Place = tuple[float, float, float, float]
DECIMALS = 6


class Spot(NamedTuple):
    """A finding of a verdict: one of its points, or of its lines of print, by its place there."""

    examination: str
    is_text: bool
    place: int


class Marks(NamedTuple):
    """The numbers of an item's places, by finding, and the marks on its photos, by the photo's digest."""

    numbers: Mapping[Spot, int]
    on_photos: Mapping[str, Sequence[ReportMark]]


def marks_of(file: ItemFile, readings: Mapping[str, VerdictText]) -> Marks:
    """The numbered places of an item, from 1, in the order in which the report lists them.

    A photo of several verdicts is marked as the last of them says: two numbers at one place would be read as two.

    Args:
        readings: of its verdicts, by examination.
    """
    examinations = [visit.examination for visit in file.visits]
    latest = {photo.sha256: examination.id for examination in examinations for photo in examination.photos}
    numbers, on_photos = dict[Spot, int](), defaultdict[str, list[ReportMark]](list)
    for examination in examinations:
        for spot, photo, place in _places(examination, readings[examination.id]):
            digest = examination.photos[photo].sha256
            if latest[digest] == examination.id:
                numbers[spot] = len(numbers) + 1
                on_photos[digest].append(ReportMark(numbers[spot], *_within(place)))
    return Marks(numbers, on_photos)


def _places(examination: Examination, reading: VerdictText) -> Iterator[tuple[Spot, int, Place]]:
    """What differs and has a place on a photo that the reader may see, with the photo's index."""
    for index in sorted(point.index for point in reading.deviating if point.photo is not None):
        finding = examination.verdict.points[index]
        place = framed(finding)
        if finding.photo is not None and place is not None:
            yield Spot(examination.id, is_text=False, place=index), finding.photo, place
    for text in reading.texts:
        found = examination.verdict.texts[text.index]
        if found.finding is TextResult.DEVIATES and found.photo is not None and found.region is not None:
            yield Spot(examination.id, is_text=True, place=text.index), found.photo, found.region


def _within(place: Place) -> Place:
    """The place, cut at the edge of the photo."""
    left, top = max(0.0, place[0]), max(0.0, place[1])
    width, height = min(1.0, place[0] + place[2]) - left, min(1.0, place[1] + place[3]) - top
    return left, top, round(width, DECIMALS), round(height, DECIMALS)
