"""The contents of a report of results: messages, texts and numbers, already selected for the reader."""

from dataclasses import dataclass

from model.messages import Wording


@dataclass(frozen=True)
class Bar:
    """A share with its interval, drawn from 0 to 1.

    Attributes:
        value, low, high: fractions; None where there is no interval.
        said: the share and its interval in words.
        n: of how many answers or seats, in words.
    """

    name: Wording
    value: float
    low: float | None
    high: float | None
    said: Wording
    n: Wording


@dataclass(frozen=True)
class Measured:
    """A line of the table of measures; all but the name are numbers in words, empty where there is none."""

    name: Wording
    answers: Wording
    error: Wording
    cannot_tell: Wording
    sensitivity: Wording
    bias: Wording


@dataclass(frozen=True)
class TappedSpot:
    """A place where people tapped: its middle, and its width, as fractions of the photo's sides and of the widest spot.

    The more people tapped there, the wider it is.
    """

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class TappedPhoto:
    """A photo with the places where people tapped, and those that tell.

    Attributes:
        picture: as JPEG.
        places: x, y, width and height of each, as fractions of the photo's sides.
        said: how many taps are in a place that tells, in words.
    """

    name: Wording
    picture: bytes
    spots: tuple[TappedSpot, ...]
    places: tuple[tuple[float, float, float, float], ...]
    said: Wording


@dataclass(frozen=True)
class SurenessLine:
    """How often people were right who were this sure; `right` is empty where few were."""

    name: Wording
    answers: Wording
    right: Wording


@dataclass(frozen=True)
class ReportedResults:
    """What the report shows.

    Attributes:
        title: of the seminar.
        learned: what the two bars of the tests show; empty without them.
        missed: which point was missed most, as a sentence; none if no point was missed.
        more_points: how many points are left out, in words; empty if none is.
        hidden: how many photos may no longer be shown, in words; empty if none is.
    """

    title: str
    measures: tuple[Measured, ...]
    tests: tuple[Bar, ...]
    learned: Wording
    missed: tuple[Wording, ...]
    points: tuple[Bar, ...]
    more_points: Wording
    assisted: tuple[Bar, ...]
    sureness: tuple[SurenessLine, ...]
    photos: tuple[TappedPhoto, ...]
    hidden: Wording
    notes: tuple[Wording, ...]
