"""One photo as the checks need it: only small figures, so that a data set of a million photos fits in memory.

A file is decoded once, to `EDGE_SIDE` pixels for its outermost line; everything else is taken from a thumbnail of that
and from the file's own bytes. Rows whose files have the same bytes share what is known of them.
"""

import hashlib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import fft

from model.file_header import SIZE_NAMES, file_traits, read_header, sizes_of
from model.fingerprints import SMALL, THUMBNAIL, Fingerprints, Grey, fingerprints
from model.intake import Picture, read_picture
from model.reduction import resized
from training.manifest import Row
from training.validate.edge import EDGE_NAMES, EDGE_SIDE, edge_of

RING = 0.08  # of each side: what lies this near to the edge counts as background
BLOCKS = 4  # along each side of the ring
BINS = 4  # steps of red, green and blue in the colour histogram
LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601
RING_NAMES = tuple(
    f"{side} edge, part {block} of {BLOCKS}: {measure}"
    for side in ("top", "bottom", "left", "right")
    for block in range(1, BLOCKS + 1)
    for measure in ("red", "green", "blue", "contrast", "texture")
)
COLOUR_NAMES = tuple(
    f"share of colours near RGB {tuple(int((step + 0.5) * 256 / BINS) for step in colour)}"
    for colour in np.ndindex(BINS, BINS, BINS)
)


FREQUENCIES = 8  # along each axis of the small grey picture: where light and dark lie, without detail
FREQUENCY_NAMES = tuple(f"frequency {index}" for index in range(FREQUENCIES**2))
MEASURE_NAMES = (*SIZE_NAMES, "coarseness of the JPEG quantisation")
VALUE_NAMES = (*RING_NAMES, *EDGE_NAMES, *COLOUR_NAMES, *FREQUENCY_NAMES, *MEASURE_NAMES)


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """What is known of a file.

    Attributes:
        sha256: of its bytes.
        shortest_side: pixels of the upright photo as stored.
        longest_side: in the same way.
        pixels_digest: of the thumbnail's pixels.
        values: float32, (len(VALUE_NAMES),): the photo's frame, mean colours, contrast and texture, levels 0 to 255;
            the outermost line of each side; square roots of the shares of colours inside the frame; low frequencies;
            what the file says besides its picture, in numbers.
        edges: what is said of the outermost lines in words, such as "a plain red edge all round".
        statements: what the file says besides its picture, such as "camera make 'ACME'".
    """

    sha256: str
    shortest_side: int
    longest_side: int
    pixels_digest: bytes
    values: NDArray[np.float32]
    edges: frozenset[str]
    statements: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class Photo:
    """A row and what is known of its file."""

    row: Row
    look: Look


class PhotoFacts(NamedTuple):
    """What is known of a file; its fingerprints and its thumbnail in grey, which are large and not kept for all."""

    look: Look
    fingerprints: Fingerprints
    grey: Grey


def look_at(data: bytes, sha256: str) -> PhotoFacts:
    """Decode one file, whose digest is given, and take its figures.

    Raises:
        PhotoRejectedError: it can't be decoded.
    """
    large = read_picture(data, longest_side=EDGE_SIDE)
    picture = _thumbnail(large)
    grey = np.asarray(Image.fromarray(picture.pixels).convert("L"))
    edge, header = edge_of(large.pixels), read_header(data, picture.format)
    inside = picture.pixels[_inside(picture.pixels)]
    measures = np.array([*sizes_of(data, picture), header.quantisation], np.float32)
    look = Look(
        sha256=sha256,
        shortest_side=min(picture.full_size),
        longest_side=max(picture.full_size),
        pixels_digest=pixels_digest(picture),
        values=np.concatenate([_ring(picture.pixels), edge.values, _colours(inside), _frequencies(grey), measures]),
        edges=edge.statements,
        statements=file_traits(header, picture),
    )
    return PhotoFacts(look, fingerprints(grey), grey)


def grey_picture(data: bytes, longest_side: int = THUMBNAIL) -> Grey:
    """A file's photo in grey; at the size of a thumbnail as its fingerprints are taken.

    Raises:
        PhotoRejectedError: it can't be decoded.
    """
    picture = read_picture(data, longest_side=max(EDGE_SIDE, longest_side))
    picture = _thumbnail(picture) if longest_side == THUMBNAIL else picture
    return np.asarray(Image.fromarray(picture.pixels).convert("L"))


def _thumbnail(picture: Picture) -> Picture:
    pixels = np.asarray(resized(Image.fromarray(picture.pixels), picture.full_size, THUMBNAIL))
    return replace(picture, pixels=pixels)


def pixels_digest(picture: Picture) -> bytes:
    """sha256 of a picture's shape and pixels."""
    return hashlib.sha256(repr(picture.pixels.shape).encode() + picture.pixels.tobytes()).digest()


def _inside(pixels: NDArray[np.uint8]) -> tuple[slice, slice]:
    """The rows and columns of a thumbnail within its frame."""
    columns, rows = ring_width(pixels)
    return slice(rows, -rows), slice(columns, -columns)


def ring_width(pixels: NDArray[np.uint8]) -> tuple[int, int]:
    """(columns, rows) of the frame on either side of a thumbnail, at least one each."""
    height, width = pixels.shape[:2]
    return max(1, round(RING * width)), max(1, round(RING * height))


def _ring(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean colour, contrast and texture of each block of the frame, in the order of RING_NAMES."""
    columns, rows = ring_width(pixels)
    turned = pixels.swapaxes(0, 1)
    sides = (pixels[:rows], pixels[-rows:], turned[:columns], turned[-columns:])
    return np.concatenate([_block(block) for side in sides for block in _blocks(side)])


def _blocks(side: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Cut a strip, (across, along, 3), into BLOCKS equal parts along its length."""
    cuts = np.linspace(0, side.shape[1], BLOCKS + 1).round().astype(int)
    return [side[:, start:stop].astype(np.float32) for start, stop in pairwise(cuts)]


def _block(block: NDArray[np.float32]) -> NDArray[np.float32]:
    grey = block @ LUMINANCE
    texture = np.abs(np.diff(grey, axis=1)).mean() if grey.shape[1] > 1 else 0.0
    return np.array([*block.mean(axis=(0, 1)), grey.std(), texture], dtype=np.float32)


def _colours(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Square roots of the histogram's shares: differences then weigh alike in common and rare colours."""
    steps = (pixels.reshape(-1, 3) // (256 // BINS)).astype(np.intp) @ np.array([BINS * BINS, BINS, 1])
    counts = np.bincount(steps, minlength=BINS**3)
    shares: NDArray[np.float64] = counts / max(1, counts.sum())
    return np.sqrt(shares).astype(np.float32)


def _frequencies(grey: Grey) -> NDArray[np.float32]:
    """The lowest frequencies of the discrete cosine transform, (FREQUENCIES squared,)."""
    small = np.asarray(Image.fromarray(grey).resize((SMALL, SMALL), Image.Resampling.BOX))
    waves = fft.dctn(small.astype(np.float32), norm="ortho")[:FREQUENCIES, :FREQUENCIES]
    return waves.ravel().astype(np.float32)
