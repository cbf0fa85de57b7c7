"""Where to look: converts a point's map to a region on the upright photo, and a region to a picture."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.catalogue import Region
from model.scorer import PhotoScores

REGION_DROP = 2.0  # logits below the peak at which a region ends: odds e^2, about 7 times lower than at the peak
MARK_COLOUR = (
    213,
    0,
    109,
)  # strong magenta: rare in print, told from red and green by every kind of colour vision
MARK_HALO = (255, 255, 255)


def region_of(photo: PhotoScores, point: int) -> Region:
    """The region of the upright photo around the highest cell of a point's map.

    The region is the box around the cells that touch the highest one through neighbours no more than
    `REGION_DROP` logits below it. Cells that reach beyond the picture are cut at its edge.
    """
    rows, columns = np.nonzero(_around_peak(photo.point_maps[point]))
    height, width = photo.content
    left, top = columns.min() / width, rows.min() / height
    right, bottom = (columns.max() + 1) / width, (rows.max() + 1) / height
    return Region(float(left), float(top), float(min(right, 1.0) - left), float(min(bottom, 1.0) - top))


def peak_of(photo: PhotoScores, point: int) -> tuple[float, float]:
    """(x, y), fractions of the upright photo, of the centre of the highest cell of a point's map."""
    point_map = photo.point_maps[point]
    row, column = np.unravel_index(int(point_map.argmax()), point_map.shape)
    height, width = photo.content
    return min((float(column) + 0.5) / width, 1.0), min((float(row) + 0.5) / height, 1.0)


def _around_peak(point_map: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The 4-connected component of high cells that holds the highest one."""
    start = tuple(int(i) for i in np.unravel_index(int(point_map.argmax()), point_map.shape))
    high: NDArray[np.bool_] = point_map >= point_map[start] - REGION_DROP
    component = np.zeros_like(high)
    component[start] = True
    while True:
        grown = component.copy()
        grown[1:] |= component[:-1]
        grown[:-1] |= component[1:]
        grown[:, 1:] |= component[:, :-1]
        grown[:, :-1] |= component[:, 1:]
        grown &= high
        if np.array_equal(grown, component):
            return component
        component = grown


def overlay(pixels: NDArray[np.uint8], region: Sequence[float] | None) -> bytes:
    """The photo, uint8 (height, width, 3), with the region framed, as JPEG bytes without metadata."""
    picture = Image.fromarray(pixels)
    if region is not None:
        stroke = max(2, round(max(picture.size) / 160))
        left, top, width, height = region
        box = (left * picture.width, top * picture.height)
        far = ((left + width) * picture.width, (top + height) * picture.height)
        draw = ImageDraw.Draw(picture)
        margin = 2 * stroke  # the frame stands outside what it points at
        corners = (box[0] - margin, box[1] - margin, far[0] + margin, far[1] + margin)
        draw.rectangle(_grown(corners, stroke / 2), outline=MARK_HALO, width=2 * stroke)
        draw.rectangle(corners, outline=MARK_COLOUR, width=stroke)
    return encode_jpeg(picture)


def _grown(corners: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = corners
    return left - by, top - by, right + by, bottom + by


def encode_jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    """JPEG bytes of a picture, without metadata."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
