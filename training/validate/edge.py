"""Measures a photo's outermost pixels: a border, a frame or a bar that a person or a program drew.

Three pixels of a photo 640 pixels wide are lost in the mean of a wider strip, so the outermost line is
measured alone, on a picture large enough for so thin a border to fill it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EDGE_SIDE = 480  # pixels, longest side of the picture measured: a 3 pixel border of 640 still fills a whole line
DEPTH = 0.05  # of the way across: where the inside is, which a border's colour is set against
PLAIN_LEVELS = 24  # how far a channel may be from the line's median; compression alone moves it by 10 to 20
PLAIN_SHARE = 0.9  # of the line's pixels that must be as near as that
SIDES = ("top", "bottom", "left", "right")
EDGE_NAMES = tuple(
    f"{side} edge, outermost line: {measure}"
    for side in SIDES
    for measure in ("red", "green", "blue", "contrast", "step to the inside")
)
COLOURS = {
    "black": (10, 10, 10),
    "grey": (128, 128, 128),
    "white": (245, 245, 245),
    "red": (200, 30, 30),
    "orange": (240, 140, 30),
    "yellow": (240, 220, 40),
    "green": (40, 150, 60),
    "turquoise": (40, 180, 180),
    "blue": (40, 70, 200),
    "purple": (130, 50, 160),
    "pink": (240, 120, 180),
    "brown": (130, 90, 50),
}
RGB = NDArray[np.float32]


class Edge(NamedTuple):
    """float32 (len(EDGE_NAMES),), levels 0 to 255; and statements such as "a plain red edge all round"."""

    values: NDArray[np.float32]
    statements: frozenset[str]


def edge_of(pixels: NDArray[np.uint8]) -> Edge:
    """Measure the outermost line of each side of a picture, (height, width, 3)."""
    turned = pixels.swapaxes(0, 1)
    strips = (pixels, pixels[::-1], turned, turned[::-1])  # each begins with the side in question
    values = np.concatenate([_line(strip) for strip in strips])
    plain = {side: colour for side, strip in zip(SIDES, strips, strict=True) if (colour := _plain(strip)) is not None}
    return Edge(values, frozenset(_statements(plain)))


def _line(strip: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean colour, contrast, and mean difference from what lies further in, of a strip's first line."""
    outer = strip[0].astype(np.float32)
    inner = strip[min(len(strip) - 1, max(1, round(DEPTH * len(strip))))].astype(np.float32)
    step = np.abs(outer - inner).max(axis=1).mean()
    return np.array([*outer.mean(axis=0), outer.std(axis=0).mean(), step], dtype=np.float32)


def _plain(strip: NDArray[np.uint8]) -> RGB | None:
    """The colour of a strip's first line, (3,); None if it has several."""
    line = strip[0].astype(np.float32)
    colour: RGB = np.median(line, axis=0)
    near = (np.abs(line - colour) <= PLAIN_LEVELS).all(axis=1).mean()
    return colour if near >= PLAIN_SHARE else None


def _statements(plain: dict[str, RGB]) -> set[str]:
    """Either that the edge is of one colour all round, or which of its sides are of one colour."""
    colours = list(plain.values())
    if len(plain) < len(SIDES) or (np.ptp(colours, axis=0) > PLAIN_LEVELS).any():
        return {f"a plain {_name(colour)} edge at the {side}" for side, colour in plain.items()}
    around = _name(np.mean(colours, axis=0))
    return {f"a plain {around} edge all round", "an edge of one colour all round, of any colour"}


def _name(colour: RGB) -> str:
    return min(COLOURS, key=lambda name: float(np.square(np.subtract(COLOURS[name], colour)).sum()))
