"""Boxes and plane projections, shared by flat artwork and photos."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Box(NamedTuple):
    """An upright rectangle: left, top, width and height, in pixels unless said otherwise."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The first column past the box."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The first row past the box."""
        return self.y + self.h

    def corners(self) -> NDArray[np.float32]:
        """The four corners, clockwise from top left: (4, 2)."""
        x, y, r, b = self.x, self.y, self.right, self.bottom
        return np.array([[x, y], [r, y], [r, b], [x, b]], np.float32)

    def grown(self, margin: float) -> "Box":
        """The box with a margin added on every side."""
        return Box(self.x - margin, self.y - margin, self.w + 2 * margin, self.h + 2 * margin)

    def overlap(self, other: "Box") -> float:
        """The area shared with another box."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0.0, width) * max(0.0, height)

    def contains(self, other: "Box") -> bool:
        """Whether the other box lies inside this one."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom


def box_around(points: Iterable[tuple[float, float]] | NDArray[np.floating]) -> Box:
    """The smallest box that holds all points, given as (n, 2)."""
    array = np.asarray(points, np.float64)
    low, high = array.min(axis=0), array.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def box_of_mask(mask: NDArray[np.bool_]) -> Box | None:
    """The smallest box that holds every set pixel of an (h, w) mask; None if none is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None
    top, left = int(rows[0]), int(columns[0])
    return Box(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)


def project(points: NDArray[np.floating], homography: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points (n, 2) sent through a 3 x 3 homography: (n, 2)."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ np.asarray(homography, np.float64).T
    result: NDArray[np.float64] = homogeneous[:, :2] / homogeneous[:, 2:]
    return result


def project_box(box: Box, homography: NDArray[np.floating], size: tuple[int, int]) -> Box:
    """Where a box of the artwork lies on a photo, as fractions of the photo's size, clipped to it.

    Args:
        box: in artwork pixels.
        homography: 3 x 3, artwork to photo.
        size: the photo's (width, height) in pixels.
    """
    around = box_around(project(box.corners(), homography))
    width, height = size
    left, right = (min(max(value / width, 0.0), 1.0) for value in (around.x, around.right))
    top, bottom = (min(max(value / height, 0.0), 1.0) for value in (around.y, around.bottom))
    return Box(left, top, right - left, bottom - top)
