"""Draws one place of the goods: cut out, brought to one scale and orientation, and framed boldly for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.evidence import MARK_COLOUR, MARK_HALO, encode_jpeg

SURROUNDINGS = 0.5  # a close-up shows this much of the region's size around it, on each side
STROKES_ACROSS = 70  # a frame's line is this part of a close-up
BESIDE_A_LINE = 0.8  # of a line's height, on each side of it
LEAST_SHARE = 0.16  # and at least this share of the picture's longest side
NOTHING = (238, 242, 246)  # where the photo ends before the place does: the page's light ground

Pixels = NDArray[np.uint8]
Region = Sequence[float]


class Shape(Enum):
    """How much around a region is shown: a nearly square piece, or a line of print alone."""

    PLACE = "place"
    LINE = "line"


@dataclass(frozen=True)
class Window:
    """A piece of a picture around a region, and how large it is drawn.

    Attributes:
        left, top, width, height: in pixels of the picture.
        picture: its width and height.
        region: left, top, right, bottom, in pixels of the picture.
        scale: pixels drawn for one pixel of the picture.
    """

    left: int
    top: int
    width: int
    height: int
    picture: tuple[int, int]
    region: tuple[float, float, float, float]
    scale: float

    @classmethod
    def around(cls, region: Region, width: int, height: int, side: int, shape: Shape) -> Self:
        """The piece of a picture of this size around a region (fractions), its longest side drawn as `side` pixels."""
        x, y, w, h = region[0] * width, region[1] * height, region[2] * width, region[3] * height
        square = max((1 + 2 * SURROUNDINGS) * max(w, h), LEAST_SHARE * max(width, height))
        beside = 2 * BESIDE_A_LINE * min(w, h)
        wide, high = (square, square) if shape is Shape.PLACE else (w + beside, h + beside)
        across, down = _span(x + w / 2, wide, width), _span(y + h / 2, high, height)
        scale = side / max(len(across), len(down))
        corners = (x, y, x + w, y + h)
        return cls(across.start, down.start, len(across), len(down), (width, height), corners, scale)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as it is drawn."""
        return round(self.width * self.scale), round(self.height * self.scale)

    def to_fractions(self) -> NDArray[np.float64]:
        """(3, 3) from places as they are drawn to fractions of the picture."""
        (width, height), (drawn_width, drawn_height) = self.picture, self.size
        across, down = self.width / drawn_width, self.height / drawn_height
        rows = [[across / width, 0, self.left / width], [0, down / height, self.top / height], [0, 0, 1]]
        return np.array(rows, np.float64)


def cut(pixels: Pixels, region: Region, side: int, shape: Shape = Shape.PLACE) -> bytes:
    """A piece of a picture, uint8 (height, width, 3), around a region (fractions), framed; JPEG bytes."""
    height, width = pixels.shape[:2]
    window = Window.around(region, width, height, side, shape)
    piece = pixels[window.top : window.top + window.height, window.left : window.left + window.width]
    return _framed(Image.fromarray(piece).resize(window.size, Image.Resampling.BICUBIC), window)


def laid_over(
    photo: Pixels,
    homography: Sequence[float],
    region: Region,
    reference_size: tuple[int, int],
    side: int,
    shape: Shape = Shape.PLACE,
) -> bytes:
    """A photo, uint8 (height, width, 3), as it lies over a reference picture, around a region of that; JPEG bytes.

    Args:
        homography: row by row, from fractions of the reference picture to fractions of the photo.
        region: on the reference picture, as fractions.
        reference_size: width and height; `cut` of that picture with the same region and side shows the same place.
    """
    window = Window.around(region, *reference_size, side, shape)
    height, width = photo.shape[:2]
    to_photo = np.diag([float(width), float(height), 1.0]) @ np.reshape(homography, (3, 3)) @ window.to_fractions()
    matrix = _moved(-0.5) @ to_photo @ _moved(0.5)  # OpenCV's pixels lie around their whole numbers
    drawn = cv2.warpPerspective(
        photo,
        matrix,
        window.size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=NOTHING,
    )
    return _framed(Image.fromarray(drawn), window)


def _moved(by: float) -> NDArray[np.float64]:
    return np.array([[1, 0, by], [0, 1, by], [0, 0, 1]], np.float64)


def _framed(picture: Image.Image, window: Window) -> bytes:
    left, top, right, bottom = window.region
    across, down = picture.width / window.width, picture.height / window.height
    corners = ((left - window.left) * across, (top - window.top) * down)
    far = ((right - window.left) * across, (bottom - window.top) * down)
    _frame(picture, (*corners, *far))
    return encode_jpeg(picture)


def _frame(picture: Image.Image, corners: tuple[float, float, float, float]) -> None:
    """Frame a part of a picture, outside of what it points at and inside of the picture's edge."""
    stroke = max(2, max(picture.size) // STROKES_ACROSS)
    draw = ImageDraw.Draw(picture)
    for margin, width, colour in ((2.5 * stroke, 2 * stroke, MARK_HALO), (2 * stroke, stroke, MARK_COLOUR)):
        left, top = (max(0.0, corner - margin) for corner in corners[:2])
        right, bottom = corners[2] + margin, corners[3] + margin
        draw.rectangle(
            (left, top, min(picture.width - 1.0, right), min(picture.height - 1.0, bottom)),
            outline=colour,
            width=width,
        )


def _span(centre: float, length: float, limit: int) -> range:
    """A stretch of pixels around a centre, shortened and moved to lie within 0 and the limit."""
    length = min(length, limit)
    start = min(max(centre - length / 2, 0), limit - length)
    return range(round(start), max(round(start) + 1, round(start + length)))
