"""One photo as the checks need it: only small figures, so that a large data set fits in memory.

The photo is decoded once, to `EDGE_SIDE` pixels for its outermost line; everything else is taken from a
thumbnail of that and from the file's own bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.intake import Picture, read_picture
from model.reduction import resized
from training.manifest import Row
from training.validate.edge import EDGE_SIDE, Edge, edge_of
from training.validate.fingerprints import SMALL, Grey, fingerprints
from training.validate.header import read_header, size_statement, sizes_of

THUMBNAIL = 256  # pixels, longest side
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


@dataclass(frozen=True, eq=False)
class Photo:
    """One photo's figures.

    Attributes:
        sha256: of the file's bytes.
        shortest_side: pixels of the upright photo as stored.
        longest_side: in the same way.
        pixels_digest: sha256 of the thumbnail's pixels.
        fingerprints: perceptual hashes, (parts, orientations).
        small: uint8, (SMALL, SMALL), grey.
        ring: float32, (len(RING_NAMES),), the photo's frame: mean colours, contrast and texture, levels 0 to
            255.
        edge: the outermost line of each side.
        colours: float32, (len(COLOUR_NAMES),), square roots of the shares of colours inside the frame.
        measures: what the file says besides its picture, in numbers: name -> value.
        statements: the same in words, such as "camera make 'ACME'".
    """

    row: Row
    sha256: str
    shortest_side: int
    longest_side: int
    pixels_digest: str
    fingerprints: NDArray[np.uint64]
    small: NDArray[np.uint8]
    ring: NDArray[np.float32]
    edge: Edge
    colours: NDArray[np.float32]
    measures: Mapping[str, float]
    statements: frozenset[str]


def look_at(row: Row, data: bytes) -> Photo:
    """Decode one photo and take its figures.

    Raises:
        PhotoRejectedError: it can't be decoded.
    """
    large = read_picture(data, longest_side=EDGE_SIDE)
    picture = _thumbnail(large)
    grey = Image.fromarray(picture.pixels).convert("L")
    columns, rows = ring_width(picture.pixels)
    header = read_header(data, picture.format)
    return Photo(
        row=row,
        sha256=hashlib.sha256(data).hexdigest(),
        shortest_side=min(picture.full_size),
        longest_side=max(picture.full_size),
        pixels_digest=pixels_digest(picture),
        fingerprints=fingerprints(np.asarray(grey)),
        small=np.asarray(grey.resize((SMALL, SMALL), Image.Resampling.BOX)),
        ring=_ring(picture.pixels),
        edge=edge_of(large.pixels),
        colours=_colours(picture.pixels[rows:-rows, columns:-columns]),
        measures=sizes_of(data, picture) | {"coarseness of the JPEG quantisation": header.quantisation},
        statements=header.statements | {f"file format {picture.format}", size_statement(picture)},
    )


def grey_thumbnail(data: bytes) -> Grey:
    """A photo in grey, as its fingerprints are taken.

    Raises:
        PhotoRejectedError: it can't be decoded.
    """
    pixels = _thumbnail(read_picture(data, longest_side=EDGE_SIDE)).pixels
    return np.asarray(Image.fromarray(pixels).convert("L"))


def _thumbnail(picture: Picture) -> Picture:
    pixels = np.asarray(resized(Image.fromarray(picture.pixels), picture.full_size, THUMBNAIL))
    return replace(picture, pixels=pixels)


def pixels_digest(picture: Picture) -> str:
    """sha256 of a picture's shape and pixels."""
    return hashlib.sha256(repr(picture.pixels.shape).encode() + picture.pixels.tobytes()).hexdigest()


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
