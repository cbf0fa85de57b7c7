"""A marked line on its reference picture: its slope, and the positions of its first and last characters.

A sheet marks an upright box, and reference pictures are taken by hand: the line may be slanted in its box, or run up or
down. This is measured once, on the reference picture, and holds for every photo registered to it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from model.catalogue import MarkedText, Region
from model.recogniser import RecognisedLine, Recogniser

ASIDE, ABOVE = 0.5, 0.12  # of a line's height, around it
LEAST_HEIGHT = 8  # pixels of a line; nothing smaller can be read
UPRIGHT = 1.5  # a region so many times as tall as it is wide holds a line that runs up or down
SLANTS = range(-14, 15)  # degrees that are tried
GAIN = 1.1  # how much clearer rows of print must stand out along a slant than along the box
THINNEST = 0.5  # of the box's height: a line at a slant is not taken for thinner

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]


class Ends(NamedTuple):
    """Where a line's first and last characters stand, as fractions of the width of its picture."""

    first: float
    last: float


@dataclass(frozen=True, eq=False)
class MarkedLine:
    """One marked text on one reference picture.

    Attributes:
        reference: sha256 of the picture.
        corners: (4, 2) fractions of the picture, clockwise from where the line begins.
        ends: None if the picture's own line could not be read.
    """

    text: MarkedText
    reference: str
    corners: Corners
    ends: Ends | None


def marked_line(text: MarkedText, reference: str, picture: Pixels, recogniser: Recogniser) -> MarkedLine:
    """The line that a text marks on its reference picture, uint8 (height, width)."""
    size = (picture.shape[1], picture.shape[0])
    tried = [(corners, _read(picture, corners, recogniser)) for corners in _ways(picture, text.region)]
    corners, line = max(tried, key=lambda each: each[1].confidence if each[1] else 0.0)
    ends = Ends(line.spelled[0].at, line.spelled[-1].at) if line and line.spelled else None
    return MarkedLine(text, reference, corners / size, ends)


def cut_line(picture: Pixels, corners: Corners) -> Pixels | None:
    """A line cut out upright, from left to right, at the picture's own scale.

    Args:
        picture: uint8 (height, width).
        corners: (4, 2) pixels of the picture, clockwise from where the line begins.

    Returns:
        None if the picture does not show all of it, or too small.
    """
    height, width = picture.shape
    if not np.isfinite(corners).all() or (corners < 0).any() or (corners > (width, height)).any():
        return None
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    size = (max(1, math.ceil(max(sides[0], sides[2]))), max(1, math.ceil(max(sides[1], sides[3]))))
    if min(size) < LEAST_HEIGHT:
        return None
    frame = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    cut = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(cut, np.uint8)


def _read(picture: Pixels, corners: Corners, recogniser: Recogniser) -> RecognisedLine | None:
    cut = cut_line(picture, corners)
    return None if cut is None else recogniser.read(cut)


def _ways(picture: Pixels, region: Region) -> Iterator[Corners]:
    """The ways in which a line may run through its box, in pixels: along its slant; in a tall box up, or down."""
    height, width = picture.shape
    x, y, w, h = region.x * width, region.y * height, region.width * width, region.height * height
    if h < UPRIGHT * w:
        slant = _slant(picture, (x, y, w, h))
        yield _inside(_around((x + w / 2, y + h / 2), w, h, slant), picture)
        return
    upright = _around((x + w / 2, y + h / 2), w, h, 0.0)
    for turns in (1, -1):
        yield _inside(np.roll(upright, turns, axis=0), picture)


def _slant(picture: Pixels, box: tuple[float, float, float, float]) -> float:
    """Along which slant, in radians, the print in a box stands in the clearest rows."""
    x, y, w, h = (round(edge) for edge in box)
    piece = picture[max(0, y) : y + h, max(0, x) : x + w].astype(np.float32)
    ink = np.abs(piece - np.median(piece))
    centre = (ink.shape[1] / 2, ink.shape[0] / 2)

    def clear(degrees: int) -> float:
        turn = cv2.getRotationMatrix2D(centre, degrees, 1.0)
        turned = cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]))
        return float(np.asarray(turned, np.float32).mean(axis=1).var())

    best = max(SLANTS, key=lambda degrees: (clear(degrees), -abs(degrees)))
    return math.radians(best) if clear(best) > GAIN * clear(0) else 0.0


def _around(centre: tuple[float, float], width: float, height: float, slant: float) -> Corners:
    """The corners of a line in a box: as long as the box, as high as fits under the slant, with a margin."""
    thin = max(THINNEST * height, height - width * abs(math.tan(slant)))
    across, down = width / 2 + ASIDE * min(thin, width), thin / 2 + ABOVE * min(thin, width)
    corners = np.array([(-across, -down), (across, -down), (across, down), (-across, down)], np.float64)
    turn = np.array([[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]])
    return np.asarray(corners @ turn + np.array(centre), np.float64)


def _inside(corners: Corners, picture: Pixels) -> Corners:
    """The corners, drawn in to where the picture ends."""
    return np.clip(corners, 0, (picture.shape[1], picture.shape[0]))
