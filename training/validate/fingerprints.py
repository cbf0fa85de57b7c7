"""Fingerprints of a photo, by which its copies are found: darker, cropped, framed, stamped, turned or mirrored.

Each is a perceptual hash of the photo or of a part of it, in the eight ways in which a picture can be turned and
mirrored. A hash does not count brightness and contrast; a crop looks like the inner part, a framed photo like one
without the frame, and what is stamped onto a corner leaves a half as it was.
"""

from enum import IntEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import fft

SMALL = 32  # pixels, both sides, of what is hashed
HASH_SIDE = 8
INSET = 0.025  # of each side: what the inner part leaves out
MOST_FRAME = 0.25  # of each side
PLAIN_LEVELS = 14  # grey levels within which a line of a frame is of one colour, for...
PLAIN_SHARE = 0.95  # ...so much of it
ORIENTATIONS = tuple(product((False, True), repeat=3))  # rows and columns exchanged, rows reversed, columns reversed
AS_IT_IS = 0  # the orientation of a photo that is neither turned nor mirrored
MIN_CONTRAST = 4.0  # grey levels, standard deviation: below it there is nothing to tell pictures by
SIGNS = (1, -1) * (HASH_SIDE // 2)  # a reversed axis changes the sign of odd frequencies
ALTERNATING = np.array(SIGNS, dtype=np.float32)
Grey = NDArray[np.uint8]


class Part(IntEnum):
    """What of a photo is hashed."""

    WHOLE = 0
    UNFRAMED = 1
    INNER = 2
    TOP = 3
    BOTTOM = 4
    LEFT = 5
    RIGHT = 6


def fingerprints(grey: Grey) -> NDArray[np.uint64]:
    """The hashes of a grey photo, (parts, orientations); 0 of a part that is too plain to tell by."""
    bare = unframed(grey)
    height, width = bare.shape
    across, down = round(INSET * width), round(INSET * height)
    parts = {
        Part.WHOLE: grey,
        Part.UNFRAMED: bare,
        Part.INNER: bare[down : height - down, across : width - across],
        Part.TOP: bare[: max(1, height // 2)],
        Part.BOTTOM: bare[height // 2 :],
        Part.LEFT: bare[:, : max(1, width // 2)],
        Part.RIGHT: bare[:, width // 2 :],
    }
    return np.stack([_hashes(_small(parts[part])) for part in Part])


def unframed(grey: Grey) -> Grey:
    """The photo without its frame: lines of one colour at two opposite sides, or all round."""
    top, bottom = _frame(grey)
    left, right = _frame(grey.T)
    return grey[top : len(grey) - bottom, left : grey.shape[1] - right]


def oriented(grey: Grey, orientation: int) -> Grey:
    """The photo turned and mirrored; its hash is its column of `fingerprints`."""
    exchanged, reversed_rows, reversed_columns = ORIENTATIONS[orientation]
    turned = grey.T if exchanged else grey
    return np.ascontiguousarray(turned[:: -1 if reversed_rows else 1, :: -1 if reversed_columns else 1])


def _hashes(small: Grey) -> NDArray[np.uint64]:
    """64 bits for each orientation that stay nearly the same when a photo is resized or compressed again.

    Zauner's pHash (Implementation and benchmarking of perceptual image hash functions, 2010): each of the lowest
    frequencies of the discrete cosine transform gives 1 where it is above their median.
    """
    if small.std() < MIN_CONTRAST:
        return np.zeros(len(ORIENTATIONS), dtype=np.uint64)
    waves = np.asarray(fft.dctn(small.astype(np.float32), norm="ortho")[:HASH_SIDE, :HASH_SIDE], np.float32)
    turned = np.stack([_turned(waves, orientation).ravel() for orientation in range(len(ORIENTATIONS))])
    medians = np.median(turned[:, 1:], axis=1, keepdims=True)  # the first is the mean brightness
    return np.packbits(turned > medians, axis=1).view(np.uint64).ravel()


def _turned(waves: NDArray[np.float32], orientation: int) -> NDArray[np.float32]:
    """The frequencies of the picture in another orientation."""
    exchanged, reversed_rows, reversed_columns = ORIENTATIONS[orientation]
    turned = waves.T if exchanged else waves
    turned = turned * ALTERNATING[:, np.newaxis] if reversed_rows else turned
    return turned * ALTERNATING if reversed_columns else turned


def _small(grey: Grey) -> Grey:
    return np.asarray(Image.fromarray(grey).resize((SMALL, SMALL), Image.Resampling.BOX))


def _frame(lines: Grey) -> tuple[int, int]:
    """How many lines at either end belong to a frame, each with the line where it blends into the picture."""
    (first, colour), (last, other) = _plain(lines), _plain(lines[::-1])
    return (first + 1, last + 1) if first and last and abs(colour - other) <= PLAIN_LEVELS else (0, 0)


def _plain(lines: Grey) -> tuple[int, float]:
    """How many lines from the first on are of its colour, and the colour."""
    edge = lines[: int(MOST_FRAME * len(lines))].astype(np.int16)
    colour = float(np.median(lines[0]))
    is_plain = (np.abs(edge - colour) <= PLAIN_LEVELS).mean(axis=1) >= PLAIN_SHARE
    return int(np.logical_and.accumulate(is_plain).sum()), colour
