"""Decides whether one photo is a copy of another.

After alignment they agree block by block, and one lies within the other.

Two photos of alike goods agree in print, and hardly ever in angle, place and light at once. A copy is straight, so the
one may be moved and scaled over the other, not turned or bent; and it shows the same or a part, not the neighbouring
place of a pattern that repeats.
"""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.validate.fingerprints import INSET, Grey, Part, oriented, unframed

SIDE = 192  # pixels, both sides, that photos are compared at
STAGES = ((64, 50), (SIDE, 30))  # side in pixels and steps: a coarse search, then a fine one
BLOCKS = 8  # along each side
RIM = 1  # blocks at each side that don't count: what is left of a frame
FEWEST_BLOCKS = 6  # with contrast
MIN_CONTRAST = 5.0  # grey levels, standard deviation
SMOOTHED = 5  # pixels, both sides, of the filter before each stage
BLUR = 1.0  # pixels: resizing twice has smoothed a copy
MOST_ASKEW = 0.006  # of a side
MOST_OUTSIDE = 0.004  # of a side
LEAST_OF_TENTH, LEAST_OF_QUARTER = 0.91, 0.95  # correlation that 9 of 10, and 3 of 4, blocks must reach
LEAST_OF_LEVELS, STAMPED = 0.985, 0.1  # correlation of all blocks' levels, but for the share that differs most
Levels = NDArray[np.float32]


class Match(NamedTuple):
    """Which fingerprints agree: a part of one photo, and a part of another one in some orientation.

    Attributes:
        distance: in bits.
    """

    distance: int
    part: Part
    other_part: Part
    orientation: int


def is_copy(one: Grey, other: Grey, match: Match) -> bool:
    """Whether two grey photos whose fingerprints match are copies of one picture."""
    fixed = _square(_compared(one, match.part))
    moved = _square(oriented(_compared(other, match.other_part), match.orientation))
    return any(_is_part(warp) and _agrees(fixed, moved, warp) for warp in _warps(fixed, moved, _start(match)))


def _compared(grey: Grey, part: Part) -> Grey:
    return grey if part is Part.WHOLE else unframed(grey)


def _square(grey: Grey) -> Levels:
    resized = Image.fromarray(grey).resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(resized).astype(np.float32)


def _start(match: Match) -> Levels:
    """The affine map, (2, 3), in fractions of the sides, that the fingerprints suggest."""
    scale = (1 - 2 * INSET) ** (int(match.other_part is Part.INNER) - int(match.part is Part.INNER))
    return np.array([[scale, 0, (1 - scale) / 2], [0, scale, (1 - scale) / 2]], dtype=np.float32)


def _warps(fixed: Levels, moved: Levels, start: Levels) -> Iterator[Levels]:
    """The map as suggested, which a stamp can't mislead; then the one at which most agrees.

    The enhanced correlation coefficient (Evangelidis and Psarakis 2008), which brightness and contrast don't change.
    """
    yield start
    warp = start
    for side, steps in STAGES:
        criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, steps, 1e-5)
        small, other = (cv2.resize(each, (side, side), interpolation=cv2.INTER_AREA) for each in (fixed, moved))
        pixels, everywhere = _in_pixels(warp, side), np.ones((side, side), np.uint8)
        try:
            _, found = cv2.findTransformECC(small, other, pixels, cv2.MOTION_AFFINE, criteria, everywhere, SMOOTHED)
        except cv2.error:  # no map at all: they have nothing in common
            return
        warp = _in_pixels(np.asarray(found, np.float32), 1 / side)
    yield warp


def _in_pixels(warp: Levels, side: float) -> Levels:
    scaled = warp.copy()
    scaled[:, 2] *= side
    return scaled


def _is_part(warp: Levels) -> bool:
    """Whether a map neither turns nor bends, and one photo lies within the other."""
    askew = max(abs(warp[0, 1]), abs(warp[1, 0]))
    first, last = warp[:, 2], warp.sum(axis=1)
    outside = max(-first.min(), last.max() - 1)
    beyond = max(first.max(), 1 - last.min())
    return bool(askew <= MOST_ASKEW and min(outside, beyond) <= MOST_OUTSIDE)


def _agrees(fixed: Levels, moved: Levels, warp: Levels) -> bool:
    """Whether nearly all blocks correlate, and so do their levels: the light is the same. Some may be stamped over."""
    pixels, size = _in_pixels(warp, SIDE), (SIDE, SIDE)
    laid = cv2.warpAffine(moved, pixels, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    there = cv2.warpAffine(np.ones_like(moved), pixels, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    one, other = (_blocks(np.asarray(cv2.GaussianBlur(each, (0, 0), BLUR), np.float32)) for each in (fixed, laid))
    shown = _blocks(np.asarray(there, np.float32)).min(axis=1) > 0
    levels = one.mean(axis=1), other.mean(axis=1)
    one, other = (each - mean[:, None] for each, mean in zip((one, other), levels, strict=True))
    spreads = one.std(axis=1), other.std(axis=1)
    counts = (np.maximum(*spreads) >= MIN_CONTRAST) & shown
    if counts.sum() < FEWEST_BLOCKS or not _in_one_light(levels[0][shown], levels[1][shown]):
        return False
    correlations = ((one * other).mean(axis=1) / (spreads[0] * spreads[1] + np.finfo(np.float32).eps))[counts]
    tenth, quarter = np.quantile(correlations, (0.1, 0.25))
    return bool(tenth >= LEAST_OF_TENTH and quarter >= LEAST_OF_QUARTER)


def _in_one_light(one: Levels, other: Levels) -> bool:
    """Whether the levels of blocks follow one line; brightness and contrast may differ, a stamp may lie on a few."""
    slope, offset = np.polyfit(other, one, 1)
    misfit = np.abs(one - slope * other - offset)
    kept = misfit <= np.quantile(misfit, 1 - STAMPED)
    return bool(np.corrcoef(one[kept], other[kept])[0, 1] >= LEAST_OF_LEVELS)


def _blocks(levels: Levels) -> Levels:
    """The inner blocks, (blocks, pixels of one)."""
    side = SIDE // BLOCKS
    grid = levels.reshape(BLOCKS, side, BLOCKS, side).swapaxes(1, 2)[RIM:-RIM, RIM:-RIM]
    return grid.reshape(-1, side * side)
