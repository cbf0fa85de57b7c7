"""Draws one place of the goods: cropped, at one scale and orientation, with a bold frame for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Self

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.evidence import MARK_COLOUR, MARK_HALO, encode_jpeg

SURROUNDINGS = 0.3  # a close-up shows this much of the region's longer side around it, on each side
FLATTEST = 2.0  # a close-up's longer side, in shorter ones: the surroundings of a line of print show where it is
STROKES_ACROSS = 70  # a frame's line is this part of a close-up
STROKES_ACROSS_WHOLE = 160  # the same of a whole picture
BESIDE_A_LINE = 0.8  # of a line's height, on each side of it
THIN = 3  # a thin frame's line is this part of a bold one's
LEAST_SHARE = 0.16  # and at least this share of the picture's longest side
NOTHING = (238, 242, 246)  # beyond the edge of the photo: the page's light ground

Pixels = NDArray[np.uint8]
Place = tuple[float, float, float, float]


class Target(NamedTuple):
    """The target of a close-up, as fractions of its picture.

    Attributes:
        whole: the region shown, with its surroundings.
        frame: the part of it that is framed.
        strongest: where the evidence is strongest, with a thin frame; None if that is not shown.
    """

    whole: Place
    frame: Place
    strongest: Place | None = None

    @classmethod
    def at(cls, region: Place) -> Self:
        """One region, framed whole."""
        return cls(region, region)


class Shape(Enum):
    """How much around a region is shown: its surroundings, too, or only a line of print."""

    PLACE = "place"
    LINE = "line"


@dataclass(frozen=True)
class Window:
    """A piece of a picture around a region, and how large it is drawn.

    Attributes:
        left, top, width, height: in pixels of the picture.
        picture: its width and height.
        scale: pixels drawn for one pixel of the picture.
    """

    left: int
    top: int
    width: int
    height: int
    picture: tuple[int, int]
    scale: float

    @classmethod
    def around(cls, region: Place, width: int, height: int, side: int, shape: Shape) -> Self:
        """The piece of a picture of this size around a region (fractions), its longest side drawn as `side` pixels."""
        x, y, w, h = region[0] * width, region[1] * height, region[2] * width, region[3] * height
        wide, high = _with_surroundings(w, h, LEAST_SHARE * max(width, height), shape)
        across, down = _span(x + w / 2, wide, width), _span(y + h / 2, high, height)
        scale = side / max(len(across), len(down))
        return cls(across.start, down.start, len(across), len(down), (width, height), scale)

    @classmethod
    def over_all(cls, width: int, height: int, side: int) -> Self:
        """All of a picture of this size, its longest side drawn as `side` pixels."""
        return cls(0, 0, width, height, (width, height), side / max(width, height))

    def place_of(self, region: Place) -> Place:
        """Where a region of the picture lies on the piece, in fractions of it, cut at its edge."""
        width, height = self.picture
        left, top = (region[0] * width - self.left) / self.width, (region[1] * height - self.top) / self.height
        right, bottom = left + region[2] * width / self.width, top + region[3] * height / self.height
        left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in (left, top, right, bottom))
        return left, top, right - left, bottom - top

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


def cut(pixels: Pixels, target: Target, side: int, shape: Shape = Shape.PLACE, *, frames: bool = True) -> bytes:
    """A piece of a picture, uint8 (height, width, 3), around a target, framed unless told; JPEG bytes."""
    height, width = pixels.shape[:2]
    window = Window.around(target.whole, width, height, side, shape)
    piece = piece_of(pixels, window)
    return _framed(piece, window, target) if frames else encode_jpeg(piece)


def piece_of(pixels: Pixels, window: Window) -> Image.Image:
    """The piece of a picture, uint8 (height, width, 3), that a window shows."""
    piece = pixels[window.top : window.top + window.height, window.left : window.left + window.width]
    return Image.fromarray(piece).resize(window.size, Image.Resampling.BICUBIC)


def laid_over(
    photo: Pixels,
    homography: Sequence[float],
    target: Target,
    reference_size: tuple[int, int],
    side: int,
    shape: Shape = Shape.PLACE,
    *,
    frames: bool = True,
) -> bytes:
    """A photo, uint8 (height, width, 3), as it lies over a reference picture, around a target on that; JPEG bytes.

    Args:
        homography: row by row, from fractions of the reference picture to fractions of the photo.
        reference_size: width and height; `cut` of that picture with the same target and side shows the same place.
        frames: whether the target is framed.
    """
    window = Window.around(target.whole, *reference_size, side, shape)
    piece = piece_over(photo, homography, window)
    return _framed(piece, window, target) if frames else encode_jpeg(piece)


def piece_over(photo: Pixels, homography: Sequence[float], window: Window) -> Image.Image:
    """A photo, uint8 (height, width, 3), as it lies over the piece of a reference picture that a window shows.

    Args:
        homography: row by row, from fractions of the reference picture to fractions of the photo.
    """
    height, width = photo.shape[:2]
    to_photo = np.diag([float(width), float(height), 1.0]) @ np.reshape(homography, (3, 3)) @ window.to_fractions()
    matrix = _moved(-0.5) @ to_photo @ _moved(0.5)  # in OpenCV, pixel centres have integer coordinates
    drawn = cv2.warpPerspective(
        photo,
        matrix,
        window.size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=NOTHING,
    )
    return Image.fromarray(drawn)


def outlined(pixels: Pixels, corners: Sequence[Sequence[float]]) -> bytes:
    """A whole picture, uint8 (height, width, 3), with a quadrangle of corners (fractions) framed; JPEG bytes."""
    picture = Image.fromarray(pixels)
    stroke = max(2, round(max(picture.size) / STROKES_ACROSS_WHOLE))
    places = [(x * picture.width, y * picture.height) for x, y in corners]
    draw = ImageDraw.Draw(picture)
    for width, colour in ((3 * stroke, MARK_HALO), (stroke, MARK_COLOUR)):
        draw.line([*places, places[0], places[1]], fill=colour, width=width, joint="curve")
    return encode_jpeg(picture)


def _moved(by: float) -> NDArray[np.float64]:
    return np.array([[1, 0, by], [0, 1, by], [0, 0, 1]], np.float64)


def _framed(picture: Image.Image, window: Window, target: Target) -> bytes:
    stroke = max(2, max(picture.size) // STROKES_ACROSS)
    if target.strongest is not None:
        _frame(picture, _drawn_at(target.strongest, window, picture), max(2, stroke // THIN))
    _frame(picture, _drawn_at(target.frame, window, picture), stroke)
    return encode_jpeg(picture)


def _drawn_at(region: Place, window: Window, picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a region of the whole picture, as it is drawn."""
    across, down = picture.width / window.width, picture.height / window.height
    width, height = window.picture
    left, top = (region[0] * width - window.left) * across, (region[1] * height - window.top) * down
    return left, top, left + region[2] * width * across, top + region[3] * height * down


def _frame(picture: Image.Image, corners: tuple[float, float, float, float], stroke: int) -> None:
    """Frame a part of a picture, outside of its target and inside of the picture's edge."""
    draw = ImageDraw.Draw(picture)
    for margin, width, colour in ((2.5 * stroke, 2 * stroke, MARK_HALO), (2 * stroke, stroke, MARK_COLOUR)):
        left, top = (max(0.0, corner - margin) for corner in corners[:2])
        right, bottom = corners[2] + margin, corners[3] + margin
        draw.rectangle(
            (left, top, min(picture.width - 1.0, right), min(picture.height - 1.0, bottom)),
            outline=colour,
            width=width,
        )


def _with_surroundings(width: float, height: float, least: float, shape: Shape) -> tuple[float, float]:
    """Width and height of the piece that is shown around a region of this size."""
    if shape is Shape.LINE:
        beside = 2 * BESIDE_A_LINE * min(width, height)
        return width + beside, height + beside
    beside = 2 * SURROUNDINGS * max(width, height)
    wide, high = max(width + beside, least), max(height + beside, least)
    return max(wide, high / FLATTEST), max(high, wide / FLATTEST)


def _span(centre: float, length: float, limit: int) -> range:
    """A stretch of pixels around a centre, shortened and moved to lie within 0 and the limit."""
    length = min(length, limit)
    start = min(max(centre - length / 2, 0), limit - length)
    return range(round(start), max(round(start) + 1, round(start + length)))
