"""A flat picture under construction: filled shapes, strokes, ink and patches, all anti-aliased.

Colours are RGB in 0..255, positions are pixels from the top left corner; fractions of a pixel count.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.draw.geometry import Box
from datasets.draw.lettering import Face, set_line

Colour = tuple[int, int, int]
Point = tuple[float, float]
Pixels = NDArray[np.uint8]

SHIFT = 4  # OpenCV takes positions as integers with this many binary places


def fixed(value: float) -> int:
    """A coordinate in OpenCV's fixed-point form."""
    return round(value * (1 << SHIFT))


def fixed_points(points: Sequence[Point] | NDArray[np.floating]) -> NDArray[np.int32]:
    """A path in OpenCV's fixed-point form: (n, 1, 2)."""
    return np.round(np.asarray(points, np.float64) * (1 << SHIFT)).astype(np.int32).reshape(-1, 1, 2)


class Canvas:
    """A picture of fixed size to draw on; `pixels` is its (h, w, 3) RGB content."""

    def __init__(self, size: tuple[int, int], colour: Colour) -> None:
        width, height = size
        self.pixels: Pixels = np.empty((height, width, 3), np.uint8)
        # a filled rectangle is a tenth of the time that numpy takes to repeat three numbers
        cv2.rectangle(self.pixels, (0, 0), (width, height), colour, cv2.FILLED)

    def rectangle(self, box: Box, colour: Colour, radius: float = 0.0) -> None:
        """Fills a rectangle, with rounded corners where a radius is given."""
        self.polygon(rounded(box, radius) if radius else box.corners(), colour)

    def polygon(self, points: Sequence[Point] | NDArray[np.floating], colour: Colour) -> None:
        """Fills a closed path; where it crosses itself, the even-odd rule decides."""
        cv2.fillPoly(self.pixels, [fixed_points(points)], colour, cv2.LINE_AA, SHIFT)

    def stroke(
        self,
        points: Sequence[Point] | NDArray[np.floating],
        colour: Colour,
        width: int = 1,
        *,
        closed: bool = False,
    ) -> None:
        """Draws along a path with a round pen of a whole number of pixels."""
        cv2.polylines(self.pixels, [fixed_points(points)], closed, colour, width, cv2.LINE_AA, SHIFT)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fills a circle."""
        middle = (fixed(centre[0]), fixed(centre[1]))
        cv2.circle(self.pixels, middle, fixed(radius), colour, cv2.FILLED, cv2.LINE_AA, SHIFT)

    def ring(self, centre: Point, radius: float, colour: Colour, width: float) -> None:
        """Draws a circle whose line has its middle at the radius."""
        turn = np.linspace(0.0, 2 * np.pi, 121)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        outer, inner = circle * (radius + width / 2), circle[::-1] * (radius - width / 2)
        self.polygon(np.concatenate([outer, inner]) + np.asarray(centre), colour)

    def ink(self, mask: Pixels, at: tuple[int, int], colour: Colour, opacity: float = 1.0) -> None:
        """Lays colour through a mask (h, w) whose top left corner lies at `at`; what overhangs is cut."""
        target, mask = self._overlap(mask, at)
        weight = (mask.astype(np.float32) * (opacity / 255.0))[..., None]
        blend = target + (np.asarray(colour, np.float32) - target) * weight
        target[...] = (blend + 0.5).astype(np.uint8)

    def patch(self, picture: Pixels, at: tuple[int, int], mask: Pixels | None = None) -> None:
        """Lays a picture (h, w, 3) down, through a mask (h, w) where one is given; what overhangs is cut."""
        target, picture = self._overlap(picture, at)
        if mask is None:
            target[...] = picture
            return
        weight = (self._overlap(mask, at)[1].astype(np.float32) / 255.0)[..., None]
        target[...] = (target + (picture.astype(np.float32) - target) * weight + 0.5).astype(np.uint8)

    def text(
        self,
        at: Point,
        text: str,
        face: Face,
        size: int,
        colour: Colour,
        *,
        align: float = 0.0,
        tracking: float = 0.0,
        nudges: Sequence[tuple[int, float]] = (),
        opacity: float = 1.0,
    ) -> None:
        """Sets a line with its baseline through `at`.

        `align` says which part of the line stands there: 0 its start, 0.5 its middle, 1 its end. Nudges
        never move that part, so that a line with one nudged letter keeps its other letters in place.
        """
        line = set_line(text, face, size, tracking, tuple(nudges))
        start = at[0] - align * set_line(text, face, size, tracking).advance
        corner = (round(start) - line.margin, round(at[1]) - line.baseline)
        self.ink(line.ink, corner, colour, opacity)

    def text_width(self, text: str, face: Face, size: int, tracking: float = 0.0) -> float:
        """How far the pen travels over a line, in pixels."""
        return set_line(text, face, size, tracking).advance

    def _overlap(self, source: Pixels, at: tuple[int, int]) -> tuple[Pixels, Pixels]:
        """The part of the canvas under a picture laid at `at`, and the part of that picture on the canvas."""
        height, width = self.pixels.shape[:2]
        left, top = max(0, at[0]), max(0, at[1])
        right = max(left, min(width, at[0] + source.shape[1]))
        bottom = max(top, min(height, at[1] + source.shape[0]))
        inside = source[top - at[1] : bottom - at[1], left - at[0] : right - at[0]]
        return self.pixels[top:bottom, left:right], inside


def stencil(size: tuple[int, int], path: Sequence[Point] | NDArray[np.floating], value: int = 255) -> Pixels:
    """A mask (h, w) of a filled path on nothing, of a given (width, height)."""
    mask: Pixels = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [fixed_points(path)], (value,), cv2.LINE_AA, SHIFT)
    return mask


def rounded(box: Box, radius: float) -> NDArray[np.float64]:
    """The outline of a rectangle with rounded corners, clockwise: (n, 2)."""
    quarter = np.linspace(0.0, np.pi / 2, 9)
    arc = np.column_stack([np.cos(quarter), np.sin(quarter)]) * radius
    right, left = box.right - radius, box.x + radius
    bottom, top = box.bottom - radius, box.y + radius
    corners = [(right, bottom), (left, bottom), (left, top), (right, top)]
    turned = [arc @ _quarter_turns(count) + corner for count, corner in enumerate(corners)]
    return np.concatenate(turned)


def _quarter_turns(count: int) -> NDArray[np.float64]:
    """Turns row vectors clockwise on the screen by a number of right angles: (2, 2)."""
    return np.linalg.matrix_power(np.array([[0.0, 1.0], [-1.0, 0.0]]), count)


def star(centre: Point, radius: float, points: int, depth: float = 0.45, turn: float = 0.0) -> NDArray[np.float64]:
    """The outline of a star, (2 * points, 2): `depth` is the inner radius as a share of the outer one."""
    angle = np.arange(2 * points) * np.pi / points - np.pi / 2 + turn
    reach = np.where(np.arange(2 * points) % 2 == 0, radius, radius * depth)
    rays = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.asarray(rays * reach[:, None] + np.asarray(centre), np.float64)
