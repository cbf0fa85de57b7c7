"""Decides whether one photo is a copy of another.

After alignment they agree block by block, and one shows nothing that the other does not.

Two photos of alike goods agree in print, and hardly ever in angle, place and light at once. A copy is flat, so the one
may be moved, scaled and turned a little over the other, not bent; and it shows the same or a part, not the neighbouring
place of a pattern that repeats. What a program fills up with one colour, where it turned or moved a picture, does not
count.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.fingerprints import PLAIN_LEVELS, FingerprintView, Grey, Levels, oriented, placed, unframed

SIDE = 192  # pixels, both sides, that photos are compared at
COARSE = 64  # pixels, both sides, of the first search
LEAST_AT_START, LEAST_IF_COARSE = 0.7, 0.87  # correlation, as suggested and after it: copies reach 0.76 and 0.88
COARSE_STEPS, FINE_STEPS = 10, 30  # of the two searches
LEFT_OUT = 0.1  # of each side in that search, where a stamp or a fill lies
BLOCKS = 8  # along each side
RIM = 1  # blocks at each side that don't count: what is left of a frame
FEWEST_BLOCKS = 8  # with contrast
MIN_CONTRAST = 5.0  # grey levels, standard deviation
SMOOTHED = 5  # pixels, both sides, of the filter before each stage
BLUR = 1.0  # pixels: resizing twice has smoothed a copy
LEAST_CORRELATION = 0.85  # of what is not left out: with less, they have little in common
MOST_TURNED, LEAST_TURNED = 7.0, 0.3  # degrees; what is turned less is taken as straight
HARDLY_BENT, MOST_BENT = 0.001, 0.004  # away from a turn and a change of scale along the sides
MOST_MOVED, LEAST_MOVED = 0.04, 0.01  # of a side, of the centre, of a picture that was filled up
BEYOND = 0.004  # of a side: as far as one picture may reach beyond the other
MOST_BEYOND = 0.002  # of the area: what lies farther beyond and counts as nothing
FILLED = 0.85  # of what lies beyond, of one colour: the rest is where the fill blends into the picture
LEAST_OF_TENTH, LEAST_OF_QUARTER = 0.94, 0.965  # correlation that 9 of 10, and 3 of 4, blocks must reach
LEAST_IF_BENT = 0.955  # of 9 of 10 blocks: two places of one repeated artwork, which no map fits exactly, reach 0.953
LEAST_IF_EXACT = 0.985  # of 9 of 10 blocks: a fill may then lie beside plain ground
LEAST_AROUND = 0.8  # correlation that half of the blocks at the edges reach: photos of two flat packs reached 0.61
FEWEST_AROUND = 4  # blocks at the edges with contrast in both pictures, to tell by
LEAST_OF_LEVELS, STAMPED = 0.985, 0.1  # correlation of all blocks' levels, but for the share that differs most
AFFINE = np.array([0.0, 0.0, 1.0])  # the last row of an affine map
Map = NDArray[np.float64]
Size = tuple[int, ...]


class Match(NamedTuple):
    """Which fingerprints agree: a view of one photo, and a view of another one in some orientation.

    Attributes:
        distance: in bits.
    """

    distance: int
    view: FingerprintView
    other_view: FingerprintView
    orientation: int


class Overlay(NamedTuple):
    """One photo laid over another, so that they agree.

    Attributes:
        match: from which it was found.
        map_: (2, 3), from the one photo to the other, without their frames and in the orientation of the match, in
            fractions of the sides.
        agreement: the correlation that 9 of 10 blocks reach.
    """

    match: Match
    map_: Map
    agreement: float


def overlays(one: Grey, other: Grey, match: Match) -> Iterator[Overlay]:
    """The ways in which one grey photo, laid over another, proves to be a copy of it; at most two."""
    bare, moved = laid_side_by_side(one, other, match)
    start = _start(bare.shape, moved.shape, match)
    coarse = as_square(bare, COARSE), as_square(moved, COARSE)
    if _correlation(*coarse, start) < LEAST_AT_START:
        return
    squares = as_square(bare, SIDE), as_square(moved, SIDE)
    for map_ in _maps(coarse, squares, start):
        bent = _bent(map_, bare.shape, moved.shape)
        if bent > MOST_BENT:
            continue
        blocks = _compared_blocks(*squares, map_)
        if _agrees_around(blocks):
            agreement = _agreement(blocks)
            is_enough = agreement >= (LEAST_OF_TENTH if bent <= HARDLY_BENT else LEAST_IF_BENT)
            is_exact = agreement >= LEAST_IF_EXACT and bent <= HARDLY_BENT
            if is_enough and _shows_no_more(*squares, map_, is_exact=is_exact):
                yield Overlay(match, map_, agreement)


def laid_side_by_side(one: Grey, other: Grey, match: Match) -> tuple[Grey, Grey]:
    """The parts of both photos that match, the other photo in the orientation of the first."""
    return _compared(one, match.view), oriented(_compared(other, match.other_view), match.orientation)


def as_square(grey: Grey, side: int) -> Levels:
    """A grey photo resized to a square, as float32."""
    resized = Image.fromarray(grey).resize((side, side), Image.Resampling.BOX)
    return np.asarray(resized).astype(np.float32)


def laid(moved: Levels, map_: Map) -> Levels:
    """A square picture as the map lays it over another of the same size; what it does not show is 0."""
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(moved, in_pixels(map_, len(moved)), moved.shape, flags=how), np.float32)


def shown(side: int, map_: Map) -> NDArray[np.bool_]:
    """Where a square picture, as the map lays it, shows anything, (side, side)."""
    return np.asarray(laid(np.ones((side, side), np.float32), map_) > 0.99)  # noqa: PLR2004  cubic, so not quite 1


def refined(fixed: Levels, moved: Levels, map_: Map, steps: int, least: float = LEAST_CORRELATION) -> Map | None:
    """The map at which two square pictures agree most, near a given one; None where they correlate less than `least`.

    The enhanced correlation coefficient (Evangelidis and Psarakis 2008), which brightness and contrast don't change.
    """
    side = len(fixed)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, steps, 1e-5)
    pixels = in_pixels(map_, side).astype(np.float32)
    try:
        correlation, found = cv2.findTransformECC(
            fixed, moved, pixels, cv2.MOTION_AFFINE, criteria, _middle(side), SMOOTHED
        )
    except cv2.error:  # no map at all: they have nothing in common
        return None
    return in_pixels(np.asarray(found, np.float64), 1 / side) if correlation >= least else None


def in_pixels(map_: Map, side: float) -> Map:
    """A map between fractions of the sides as one between pixels of squares."""
    scaled = map_.copy()
    scaled[:, 2] *= side
    return scaled


def _compared(grey: Grey, view: FingerprintView) -> Grey:
    return grey if view.framed else unframed(grey)


def _start(size: Size, other_size: Size, match: Match) -> Map:
    """The map that the fingerprints suggest."""
    to_one = np.vstack([placed(match.view, size), AFFINE])
    to_other = np.vstack([placed(match.other_view, other_size), AFFINE])
    return np.asarray(to_other @ np.linalg.inv(to_one), np.float64)[:2]


def _correlation(fixed: Levels, moved: Levels, map_: Map) -> float:
    """How far the middles of two square pictures agree, the one laid over the other, without a search."""
    counts = shown(len(fixed), map_) & (_middle(len(fixed)) > 0)
    smooth = (np.asarray(cv2.GaussianBlur(each, (SMOOTHED, SMOOTHED), 0)) for each in (fixed, laid(moved, map_)))
    one, other = (each[counts] - each[counts].mean() if counts.any() else np.zeros(1) for each in smooth)
    return float((one * other).sum() / (np.sqrt((one**2).sum() * (other**2).sum()) + np.finfo(np.float32).eps))


def _maps(coarse: tuple[Levels, Levels], fine: tuple[Levels, Levels], start: Map) -> Iterator[Map]:
    """The map as suggested; then the one at which most agrees."""
    yield start
    found = refined(*coarse, start, COARSE_STEPS, LEAST_IF_COARSE)
    found = None if found is None else refined(*fine, found, FINE_STEPS)
    if found is not None:
        yield found


def _middle(side: int) -> Grey:
    rim = round(LEFT_OUT * side)
    middle = np.zeros((side, side), np.uint8)
    middle[rim:-rim, rim:-rim] = 1
    return middle


def _bent(map_: Map, size: Size, other_size: Size) -> float:
    """How far a map does more than move, scale and turn photos, (height, width); infinite if it turns them by much."""
    turned = np.diag(other_size[::-1]) @ map_[:, :2] / np.array(size[::-1])
    turned /= math.sqrt(abs(float(np.linalg.det(turned)))) or 1.0
    return abs(float(turned[0, 1] + turned[1, 0])) / 2 if abs(_turn(turned)) <= MOST_TURNED else math.inf


def _turn(map_: Map) -> float:
    return math.degrees(math.atan2(map_[1, 0] - map_[0, 1], map_[0, 0] + map_[1, 1]))


def _shows_no_more(fixed: Levels, moved: Levels, map_: Map, *, is_exact: bool) -> bool:
    """Whether one photo lies within the other, or what lies beyond was filled up where the picture moved or turned.

    Args:
        is_exact: whether they agree so well that plain ground can't be other plain ground.
    """
    back = np.linalg.inv(np.vstack([map_, AFFINE]))[:2]
    beyond = _beyond(map_), _beyond(back)
    if min(there.mean() for there in beyond) <= MOST_BEYOND:
        return True
    far = float(np.abs(map_[:, :2] @ (0.5, 0.5) + map_[:, 2] - 0.5).max())
    is_moved = far <= MOST_MOVED and (far >= LEAST_MOVED or abs(_turn(map_)) >= LEAST_TURNED)
    filled = (_is_filled(*each, may_be_ground=is_exact) for each in zip((fixed, moved), beyond, strict=True))
    return is_moved and any(filled)


def _beyond(map_: Map) -> NDArray[np.bool_]:
    """The pixels of one picture that lie beyond the edge of the other, (SIDE, SIDE)."""
    place = (np.arange(SIDE) + 0.5) / SIDE
    x, y = (row[0] * place + row[1] * place[:, np.newaxis] + row[2] for row in map_)
    return np.asarray(np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) > 0.5 + BEYOND)


def _is_filled(levels: Levels, beyond: NDArray[np.bool_], *, may_be_ground: bool) -> bool:
    """Whether a part of a picture is of one colour, and the picture beside it is not: then it is no plain ground."""
    is_alike = np.abs(levels - np.median(levels[beyond])) <= PLAIN_LEVELS
    blended, beside = (cv2.dilate(beyond.astype(np.uint8), np.ones(2 * (side,), np.uint8)) > 0 for side in (5, 11))
    is_plain_beside = is_alike[beside & ~blended].mean() >= FILLED
    return bool(is_alike[beyond].mean() >= FILLED and (may_be_ground or not is_plain_beside))


def _agreement(blocks: "_Blocks") -> float:
    """The correlation that 9 of 10 blocks reach.

    0 where a quarter agrees too little, the light is another, or there is too little to tell by. Some blocks may be
    stamped over.
    """
    inner = _inner(blocks.there)
    counts = (np.maximum(*blocks.spreads) >= MIN_CONTRAST) & inner
    if counts.sum() < FEWEST_BLOCKS or not _in_one_light(*(each[inner] for each in blocks.levels)):
        return 0.0
    tenth, quarter = np.quantile(blocks.correlations[counts], (0.1, 0.25))
    return float(tenth) if quarter >= LEAST_OF_QUARTER else 0.0


def _agrees_around(blocks: "_Blocks") -> bool:
    """Whether the edges show the same, as far as they show anything: photos of two flat packs differ around them."""
    around = blocks.there & ~_inner(blocks.there) & (np.minimum(*blocks.spreads) >= MIN_CONTRAST)
    return around.sum() < FEWEST_AROUND or float(np.median(blocks.correlations[around])) >= LEAST_AROUND


def _in_one_light(one: Levels, other: Levels) -> bool:
    """Whether the levels of blocks follow one line; brightness and contrast may differ, a stamp may lie on a few."""
    slope, offset = np.polyfit(other, one, 1)
    misfit = np.abs(one - slope * other - offset)
    kept = misfit <= np.quantile(misfit, 1 - STAMPED)
    return bool(np.corrcoef(one[kept], other[kept])[0, 1] >= LEAST_OF_LEVELS)


class _Blocks(NamedTuple):
    """The blocks of two pictures, one laid over the other, in rows; each array is (blocks,).

    Attributes:
        levels: the mean of each block, in both.
        spreads: the standard deviation, in both.
        there: whether both show the whole block.
    """

    levels: tuple[Levels, Levels]
    spreads: tuple[Levels, Levels]
    correlations: Levels
    there: NDArray[np.bool_]


def _compared_blocks(fixed: Levels, moved: Levels, map_: Map) -> _Blocks:
    pictures = (cv2.GaussianBlur(each, (0, 0), BLUR) for each in (fixed, laid(moved, map_)))
    one, other = (_blocks(np.asarray(each, np.float32)) for each in pictures)
    levels = one.mean(axis=1), other.mean(axis=1)
    one, other = (each - mean[:, None] for each, mean in zip((one, other), levels, strict=True))
    spreads = one.std(axis=1), other.std(axis=1)
    correlations = (one * other).mean(axis=1) / (spreads[0] * spreads[1] + np.finfo(np.float32).eps)
    there = np.asarray(_blocks(shown(SIDE, map_)).all(axis=1))
    return _Blocks(levels, spreads, correlations, there)


def _blocks(levels: NDArray[Any]) -> NDArray[Any]:
    """All blocks, (blocks, pixels of one)."""
    side = SIDE // BLOCKS
    return levels.reshape(BLOCKS, side, BLOCKS, side).swapaxes(1, 2).reshape(-1, side * side)


def _inner(there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those of the blocks that are there which do not lie at the edges."""
    inner = np.zeros((BLOCKS, BLOCKS), np.bool_)
    inner[RIM:-RIM, RIM:-RIM] = True
    return there & inner.ravel()
