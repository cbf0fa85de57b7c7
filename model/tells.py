"""Decides whether a copy differs from its original in a place, or only in what compression and resizing change.

A counterfeit picture can be the genuine one with a small difference drawn into it: then both labels are right. A
picture that was only saved again differs a little along all edges. So the difference is weighed against the edges
around it: a drawn difference stands out in a place, and one that is spread over the picture does not.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from model.fingerprints import Grey, Levels
from model.overlay import Map, Overlay, as_square, laid, laid_side_by_side, refined, shown

SIDE = 448  # pixels, both sides, that photos are compared at
STEPS = 30
RIM = 12  # pixels at each side that don't count: what is left of a frame
BLUR, SMOOTHED = 1.5, 2.0  # pixels: of the pictures, and of their difference
REACH = np.ones((7, 7), np.uint8)  # how far an edge excuses a difference
GRACE, OF_EDGE = 2.0, 0.15  # grey levels, and share of an edge's slope, that compression changes
DARKEST, BRIGHTEST = 3, 248  # grey levels beyond which a picture that was made brighter or darker is clipped
ELSEWHERE = 0.75  # of the picture: where so much is equal, pixel by pixel, it was edited and not saved with losses
WELL_LAID = 0.3  # of that difference, median: the pictures need not be laid more exactly
PLACED = 6.0  # how far a drawn difference stands out
SPREAD, TIMES = 0.8, 6.0  # of all pixels; and how far it stands out from what so many reach
MOST = 12.0  # beyond it a difference is one in a place, however much the rest differs


def differs_in_a_place(one: Grey, other: Grey, overlay: Overlay) -> bool:
    """Whether a copy has a difference of its own, as far as can be told.

    Args:
        one, other: the grey photos, at least `SIDE` pixels large where they have as much.
        overlay: as found for them.
    """
    if one.shape == other.shape and _is_edited(one, other):
        return True
    bare, moved = (as_square(each, SIDE) for each in laid_side_by_side(one, other, overlay.match))
    difference = _difference(bare, moved, overlay.map_)
    if np.median(difference) > WELL_LAID:
        map_ = refined(bare, moved, overlay.map_, STEPS)
        again = difference if map_ is None else _difference(bare, moved, map_)
        difference = min(difference, again, key=lambda each: float(np.median(each)))
    most, spread = float(difference.max()), float(np.quantile(difference, SPREAD))
    return most > MOST or (most > PLACED and most > TIMES * spread)


def _is_edited(one: Grey, other: Grey) -> bool:
    """Whether two photos of one size differ within a small rectangle alone."""
    rows, columns = np.nonzero(one != other)
    if not len(rows):
        return False
    return bool(np.ptp(rows) * np.ptp(columns) <= (1 - ELSEWHERE) * one.size)


def _difference(bare: Levels, moved: Levels, map_: Map) -> Levels:
    """How far each pixel that both pictures show differs, in units of what compression may change there."""
    one, other = (np.asarray(cv2.GaussianBlur(each, (0, 0), BLUR), np.float32) for each in (bare, laid(moved, map_)))
    there = _shown_by_both(map_)
    difference = np.asarray(cv2.GaussianBlur(np.abs(_in_one_light(one, other, there)), (0, 0), SMOOTHED), np.float32)
    edges = np.minimum(_edges(one), _edges(other))
    return np.asarray(difference / (GRACE + OF_EDGE * edges), np.float32)[there]


def _shown_by_both(map_: Map) -> NDArray[np.bool_]:
    there = shown(SIDE, map_).astype(np.uint8)
    there[[0, -1]] = there[:, [0, -1]] = 0
    inside = np.asarray(cv2.erode(there, np.ones((9, 9), np.uint8))) > 0
    inside[:RIM] = inside[-RIM:] = inside[:, :RIM] = inside[:, -RIM:] = False
    return inside


def _in_one_light(one: Levels, other: Levels, there: NDArray[np.bool_]) -> Levels:
    """The difference of two pictures, without what brightness, contrast and clipping explain."""
    clipped = np.maximum(one, other) >= BRIGHTEST, np.minimum(one, other) <= DARKEST
    fitted = there & ~clipped[0] & ~clipped[1]
    fitted = fitted if fitted.any() else there
    light = np.polyfit(other[fitted].astype(np.float64), one[fitted].astype(np.float64), 2)
    difference = one - np.polyval(light, other).astype(np.float32)
    bright = ((other >= BRIGHTEST) & (difference >= -GRACE)) | ((one >= BRIGHTEST) & (difference <= GRACE))
    dark = ((other <= DARKEST) & (difference <= GRACE)) | ((one <= DARKEST) & (difference >= -GRACE))
    return np.where(bright | dark, 0, difference)


def _edges(levels: Levels) -> Levels:
    """The steepest slope within reach of each pixel, grey levels a pixel."""
    across, down = (cv2.Sobel(levels, cv2.CV_32F, *axis) / 8 for axis in ((1, 0), (0, 1)))
    return np.asarray(cv2.dilate(np.hypot(across, down), REACH), np.float32)
