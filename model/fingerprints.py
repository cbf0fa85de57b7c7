"""Fingerprints of a photo, by which its copies are found: darker, cropped, framed, stamped, moved, turned or mirrored.

Each is a perceptual hash of one view of the photo: of all of it, of all but its frame, of an inner part, straight,
moved a little or turned by a few degrees. A photo is stored under few views and searched for under many, in the eight
ways in which a picture can be turned and mirrored. A hash does not depend on brightness and contrast, and an inner view
does not show what is stamped along an edge.
"""

import math
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

THUMBNAIL = 256  # pixels, longest side, of the grey photo that is hashed
SQUARE = 64  # pixels, both sides, that views are taken from
SMALL = 32  # pixels, both sides, of a view
HASH_SIDE = 8  # frequencies along each axis
BITS = HASH_SIDE**2
MOST_FRAME = 0.25  # of each side
PLAIN_LEVELS = 14  # grey levels within which a line of a frame is of one colour, for...
PLAIN_SHARE = 0.95  # ...so much of it
ORIENTATIONS = tuple(product((False, True), repeat=3))  # rows and columns exchanged, rows reversed, columns reversed
AS_IT_IS = 0  # the orientation of a photo that is neither turned nor mirrored
MIN_CONTRAST = 4.0  # grey levels, standard deviation: below it there is nothing to tell pictures by
ALTERNATING = np.array((1, -1) * (HASH_SIDE // 2), dtype=np.float32)  # a reversed axis changes odd frequencies' signs
Grey = NDArray[np.uint8]
Levels = NDArray[np.float32]
Hashes = NDArray[np.uint64]


class FingerprintView(NamedTuple):
    """What of a photo is hashed.

    Attributes:
        inset: the share of each side that is left out.
        turn: degrees by which the view is turned.
        right, down: shares of the sides by which it is moved.
        framed: with the photo's frame, if it has one.
    """

    inset: float = 0.0
    turn: float = 0.0
    right: float = 0.0
    down: float = 0.0
    framed: bool = False


INNER, CENTRE = FingerprintView(0.025), FingerprintView(0.1)
STORED = (FingerprintView(framed=True), FingerprintView(), INNER, CENTRE)
ANGLES = (-4.5, -3.0, -1.5, 1.5, 3.0, 4.5)
USUAL_SHAPE = 4 / 3
MOVES = (-0.025, 0.0, 0.025)


def _kept_of_turned(turn: float) -> float:
    """The share of each side that is left of a photo that is turned and then cropped to a rectangle again."""
    angle = abs(math.radians(turn))
    return 1 / (math.cos(angle) + USUAL_SHAPE * math.sin(angle))


def _turned_views() -> tuple[FingerprintView, ...]:
    """Views that show what the centre of a photo shows that was turned: as large as before or cropped; or reversed."""
    shares = [(turn, (1.0, _kept_of_turned(turn), 1 / _kept_of_turned(turn))) for turn in ANGLES]
    inner = 1 - 2 * CENTRE.inset
    return tuple(FingerprintView((1 - inner * share) / 2, turn) for turn, scales in shares for share in scales)


def _moved_views() -> tuple[FingerprintView, ...]:
    return tuple(
        FingerprintView(CENTRE.inset, 0.0, right, down) for right, down in product(MOVES, repeat=2) if right or down
    )


SEARCHED = (
    *STORED,
    FingerprintView(0.05),
    FingerprintView(0.075),
    *_turned_views(),
    *_moved_views(),
)  # in the photo's own orientation


class CopyQuery(NamedTuple):
    """What is searched for to find the copies of a photo.

    Attributes:
        views: of each hash.
        orientations: of each hash, places in `ORIENTATIONS`.
        waves: float32, (hashes, BITS), the frequencies whose signs are the hash's bits.
    """

    views: tuple[FingerprintView, ...]
    orientations: tuple[int, ...]
    waves: Levels


class Fingerprints(NamedTuple):
    """What a photo is stored under, uint64 (len(STORED),), 0 for a view with too little to tell by; what is asked."""

    stored: Hashes
    asked: CopyQuery


def fingerprints(grey: Grey) -> Fingerprints:
    """The fingerprints of a grey photo, (height, width), its longest side `THUMBNAIL` pixels or less."""
    waves = _waves(grey)
    stored = waves[: len(STORED)]
    other = range(1, len(ORIENTATIONS))
    asked = np.concatenate([waves, *(_turned(stored, orientation) for orientation in other)])
    views = SEARCHED + STORED * len(other)
    orientations = (AS_IT_IS,) * len(SEARCHED) + tuple(each for each in other for _ in STORED)
    there = np.flatnonzero(asked.any(axis=(1, 2)))
    flat = asked.reshape(len(asked), BITS)
    found = CopyQuery(
        tuple(views[place] for place in there), tuple(orientations[place] for place in there), flat[there]
    )
    return Fingerprints(hashes_of(flat[: len(STORED)]), found)


def hashes_of(waves: Levels) -> Hashes:
    """64 bits for each set of frequencies, (sets, BITS), that stay nearly the same when a photo is resized.

    As Zauner's pHash (Implementation and benchmarking of perceptual image hash functions, 2010), but a bit is the sign
    of a frequency of the discrete cosine transform: then a mirrored picture's hash differs in known bits alone. A view
    without contrast has no frequencies, and its hash is 0.
    """
    return np.packbits(waves > 0, axis=1).view(np.uint64).ravel()


def unframed(grey: Grey) -> Grey:
    """The photo without its frame: lines of one colour at two opposite sides, or all round."""
    top, bottom = _frame(grey)
    left, right = _frame(grey.T)
    return grey[top : len(grey) - bottom, left : grey.shape[1] - right]


def oriented(grey: Grey, orientation: int) -> Grey:
    """The photo turned and mirrored, as a hash of that orientation describes it."""
    exchanged, reversed_rows, reversed_columns = ORIENTATIONS[orientation]
    turned = grey.T if exchanged else grey
    return np.ascontiguousarray(turned[:: -1 if reversed_rows else 1, :: -1 if reversed_columns else 1])


def placed(view: FingerprintView, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """The affine map, (2, 3), from a view to the photo, (height, width), in fractions of their sides."""
    height, width = shape[:2]
    angle, share = math.radians(view.turn), 1 - 2 * view.inset
    across, along = math.cos(angle), math.sin(angle)
    map_ = share * np.array([[across, -along * height / width], [along * width / height, across]])
    middle = np.array([0.5 + view.right, 0.5 + view.down])
    return np.column_stack([map_, middle - map_ @ (0.5, 0.5)])


def _waves(grey: Grey) -> Levels:
    """The lowest frequencies of each view of `SEARCHED`, (views, HASH_SIDE, HASH_SIDE), without the mean brightness."""
    bare = unframed(grey)
    framed, square = _square(grey), _square(bare)
    there = [not view.framed or bare.shape != grey.shape for view in SEARCHED]
    small = np.stack([_seen(framed if view.framed else square, view, bare.shape) for view in SEARCHED])
    plain = small.std(axis=(1, 2)) < MIN_CONTRAST
    waves = np.asarray(COSINES @ small @ COSINES.T, np.float32)
    waves[:, 0, 0] = 0
    waves[plain | ~np.array(there)] = 0
    return waves


def _seen(square: Levels, view: FingerprintView, shape: tuple[int, ...]) -> Levels:
    map_ = placed(view, shape)
    centre = map_[:, :2] @ (0.5 / SMALL, 0.5 / SMALL) + map_[:, 2]  # of the first pixel
    pixels = np.column_stack([map_[:, :2] * SQUARE / SMALL, SQUARE * centre - 0.5])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(square, pixels, (SMALL, SMALL), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def _square(grey: Grey) -> Levels:
    return np.asarray(Image.fromarray(grey).resize((SQUARE, SQUARE), Image.Resampling.BOX)).astype(np.float32)


def _cosines() -> Levels:
    """The lowest frequencies of the orthonormal discrete cosine transform (DCT-II), (HASH_SIDE, SMALL)."""
    frequency, place = np.ogrid[:HASH_SIDE, :SMALL]
    waves = np.sqrt(2 / SMALL) * np.cos(np.pi * (2 * place + 1) * frequency / (2 * SMALL))
    waves[0] /= np.sqrt(2)
    return np.asarray(waves, np.float32)


COSINES = _cosines()


def _turned(waves: Levels, orientation: int) -> Levels:
    """The frequencies, (views, HASH_SIDE, HASH_SIDE), of the picture in another orientation."""
    exchanged, reversed_rows, reversed_columns = ORIENTATIONS[orientation]
    turned = waves.swapaxes(1, 2) if exchanged else waves
    turned = turned * ALTERNATING[:, np.newaxis] if reversed_rows else turned
    return turned * ALTERNATING if reversed_columns else turned


def _frame(lines: Grey) -> tuple[int, int]:
    """How many lines at either end belong to a frame, each with the line where it blends into the picture."""
    (first, colour), (last, other) = _plain(lines), _plain(lines[::-1])
    return (first + 1, last + 1) if first and last and abs(colour - other) <= PLAIN_LEVELS else (0, 0)


def _plain(lines: Grey) -> tuple[int, float]:
    """How many lines from the first on are of its colour, and the colour."""
    colour = float(np.median(lines[0]))
    if (np.abs(lines[0] - colour) <= PLAIN_LEVELS).mean() < PLAIN_SHARE:
        return 0, colour
    edge = lines[: int(MOST_FRAME * len(lines))].astype(np.int16)
    is_plain = (np.abs(edge - colour) <= PLAIN_LEVELS).mean(axis=1) >= PLAIN_SHARE
    return int(np.logical_and.accumulate(is_plain).sum()), colour
