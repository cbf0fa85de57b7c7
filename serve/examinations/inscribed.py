"""The part of a registered place that a box can frame without reaching over the place's edge.

A region of the sheet is a box on the reference picture and a quadrangle on a photo taken at a slant. A box around that
quadrangle covers its surroundings. A box within it does not. Imports only the standard library. All values are
fractions of the pictures' width and height.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from model.catalogue import Region

DECIMALS = 6  # of all numbers, before and after: a verdict that was read back gives the same
STEPS = 64  # widths that are tried
MIDDLE = 0.75  # of the largest box, in both directions: sheets mark regions generously, and registration is not exact
FRAME = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))  # a whole picture

Place = tuple[float, float]
Homography = Sequence[float]


class Inner(NamedTuple):
    """One place of the object, on the photo and on the reference picture."""

    photo: Region
    reference: Region


class _Edge(NamedTuple):
    """How far the centre is from an edge: a box of half sizes w and h stays within while across w + along h <= far."""

    across: float
    along: float
    far: float


def inscribed(homography: Homography, region: Region) -> Inner | None:
    """The middle of the largest box that lies within a place on the photo, and the same on the reference picture.

    Args:
        homography: row by row, 9 numbers, from the reference picture to the photo.
        region: on the reference picture.

    Returns:
        None if the centre is not on the photo, or the homography is degenerate.
    """
    matrix = [round(number, DECIMALS) for number in homography]
    x, y, width, height = (round(number, DECIMALS) for number in region)
    corners = [_sent(matrix, corner) for corner in _corners(Region(x, y, width, height))]
    centre = _sent(matrix, (x + width / 2, y + height / 2))
    edges = [*_edges(corners, centre), *_edges(FRAME, centre)]
    half = _largest(edges)
    if half is None:
        return None
    across, down = (MIDDLE * size for size in half)
    box = _box([(centre[0] - across, centre[1] - down), (centre[0] + across, centre[1] + down)])
    return Inner(box, _box([_sent(_inverse(matrix), corner) for corner in _corners(box)]))


def _largest(edges: Sequence[_Edge]) -> Place | None:
    """Half the width and height of the largest box within the edges; None if there is none."""
    if min(edge.far for edge in edges) <= 0:
        return None
    widest = min(edge.far / edge.across for edge in edges if edge.across > 0)
    sizes = ((widest * step / STEPS, _half_height(edges, widest * step / STEPS)) for step in range(1, STEPS))
    return max(sizes, key=lambda size: size[0] * size[1])


def _half_height(edges: Sequence[_Edge], half_width: float) -> float:
    return min((edge.far - edge.across * half_width) / edge.along for edge in edges if edge.along > 0)


def _edges(corners: Sequence[Place], centre: Place) -> Iterator[_Edge]:
    """The edges of a convex quadrangle whose corners go clockwise as seen on the picture."""
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        inward = (start[1] - end[1], end[0] - start[0])
        far = inward[0] * (centre[0] - start[0]) + inward[1] * (centre[1] - start[1])
        yield _Edge(abs(inward[0]), abs(inward[1]), far)


def _sent(matrix: Homography, place: Place) -> Place:
    x, y, w = (matrix[row] * place[0] + matrix[row + 1] * place[1] + matrix[row + 2] for row in (0, 3, 6))
    return x / w, y / w


def _inverse(matrix: Homography) -> Homography:
    """Up to a factor, which makes no difference to places."""
    a, b, c, d, e, f, g, h, i = matrix
    return (e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f,
            d * h - e * g, b * g - a * h, a * e - b * d)  # fmt: skip


def _corners(box: Region) -> Sequence[Place]:
    x, y, width, height = box
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def _box(places: Sequence[Place]) -> Region:
    """The box around places."""
    left, top = (min(place[axis] for place in places) for axis in (0, 1))
    right, bottom = (max(place[axis] for place in places) for axis in (0, 1))
    return Region(*(round(number, DECIMALS) for number in (left, top, right - left, bottom - top)))
