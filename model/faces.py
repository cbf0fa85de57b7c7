"""Faces: the reference pictures of a release, small, with everything that registered photos are compared with."""

import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.catalogue import ProductSheet, Region
from model.release import Release

SIDE = 160  # pixels of the reference picture's longest side
WINDOW = 11  # pixels around a pixel that are compared
NEAR = 9  # pixels around which the reference picture's colours are looked for
DARKER, BRIGHTER, BRIGHTEST = 0.75, 1.25, 30.0  # than these colours that shadow and reflection may make them
SOFT = 1.5  # pixels, sigma, of the smoothing before colours are compared
MARGIN = 0.03  # of the longest side, around the marked places, that is looked at
AROUND_PLACE = 3  # pixels around a place that a difference in it may reach

Numbers = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Face:
    """A reference picture, small, with all that photos are compared with. h x w pixels.

    Attributes:
        colours: (h, w, 3), 0 to 255.
        mean, spread: (h, w, 3) and (h, w) of the window around each pixel.
        ground: (h, w, 3) what is printed on.
        darkest, brightest: (h, w, 3) of the colours near each pixel, in shadow and in a reflection.
        lowest, highest: (h, w, 2) of the tints near each pixel, see `tints`.
        marked: (h, w) the part that the sheet marks places on.
        places: point -> its place.
    """

    colours: Numbers
    mean: Numbers
    spread: Numbers
    ground: Numbers
    darkest: Numbers
    brightest: Numbers
    lowest: Numbers
    highest: Numbers
    marked: Mask
    places: Mapping[str, Region]


def face_of(picture: Pixels, places: Mapping[str, Region], others: Sequence[Region] = ()) -> Face:
    """Prepare a reference picture, uint8 (height, width, 3).

    Args:
        places: of the points that the sheet marks on it.
        others: further regions that show where the goods are, such as lines of print.
    """
    scale = SIDE / max(picture.shape)
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    colours = np.asarray(small, np.float32)
    soft, near = softened(colours), np.ones((NEAR, NEAR), np.uint8)
    brightest = cv2.dilate(soft, near)
    return Face(
        colours=colours,
        mean=averaged(colours),
        spread=spread_of(colours),
        ground=np.asarray(cv2.medianBlur(small, WINDOW), np.float32),
        darkest=np.asarray(DARKER * cv2.erode(soft, near), np.float32),
        brightest=np.asarray(np.minimum(BRIGHTER * brightest, brightest + BRIGHTEST), np.float32),
        lowest=np.asarray(cv2.erode(tints(soft), near), np.float32),
        highest=np.asarray(cv2.dilate(tints(soft), near), np.float32),
        marked=_hull([*places.values(), *others], size),
        places=places,
    )


def averaged(numbers: Numbers) -> Numbers:
    """(h, w, channels) mean of the window around each pixel."""
    return np.asarray(cv2.boxFilter(numbers, -1, (WINDOW, WINDOW)), np.float32)


def spread_of(colours: Numbers) -> Numbers:
    """(h, w) standard deviation of the window around each pixel, over all channels."""
    mean = averaged(colours)
    variance = np.maximum(averaged(colours * colours) - mean * mean, 0.0)
    return np.asarray(np.sqrt(mean_of(variance)), np.float32)


def mean_of(numbers: Numbers) -> Numbers:
    """(h, w) mean over the channels of (h, w, channels)."""
    channels = numbers.shape[2]
    return np.asarray(cv2.transform(numbers, np.full((1, channels), 1.0 / channels, np.float32)), np.float32)


def tints(colours: Numbers) -> Numbers:
    """(h, w, 2) red against green, and both against blue: zero of all greys in any light."""
    red, green, blue = (colours[..., channel] for channel in range(3))
    return np.stack([red - green, (red + green) / 2 - blue], axis=-1)


def softened(colours: Numbers) -> Numbers:
    """(h, w, 3) without noise and the finest print."""
    return np.asarray(cv2.GaussianBlur(colours, (0, 0), SOFT), np.float32)


def _hull(regions: Sequence[Region], size: tuple[int, int]) -> Mask:
    """(h, w) the convex hull of the regions, with `MARGIN` around it."""
    corners = [
        (x, y) for each in regions for x in (each.x, each.x + each.width) for y in (each.y, each.y + each.height)
    ]
    mask = np.zeros((size[1], size[0]), np.uint8)
    if corners:
        hull = cv2.convexHull(np.round(np.array(corners) * size).astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 1)
        side = 2 * round(MARGIN * SIDE) + 1
        mask = np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), np.uint8)
    return mask > 0


def window_of(region: Region, shape: tuple[int, ...], around: int) -> tuple[slice, slice]:
    """The rows and columns of a region, with so many pixels around it."""
    height, width = shape[:2]
    top, bottom = int(region.y * height) - around, int(np.ceil((region.y + region.height) * height)) + around
    left, right = int(region.x * width) - around, int(np.ceil((region.x + region.width) * width)) + around
    return slice(max(0, top), max(0, bottom)), slice(max(0, left), max(0, right))


class Faces:
    """The reference pictures of one release, small. Safe to call from several threads.

    A picture is prepared when it is first needed, and kept.
    """

    def __init__(self, release: Release) -> None:
        self._pictures = release.references
        self._sheets = {name: released.sheet for name, released in release.description.products.items()}
        self._made: dict[tuple[str, str, str], Face] = {}
        self._lock = threading.Lock()

    def of(self, product: str, view: str, reference: str) -> Face:
        """A reference picture of a product's view."""
        key = (product, view, reference)
        with self._lock:
            if key not in self._made:
                with Image.open(io.BytesIO(self._pictures[reference]), formats=["JPEG"]) as picture:
                    pixels = np.asarray(picture.convert("RGB"))
                self._made[key] = face_of(pixels, *_marked(self._sheets[product], view))
            return self._made[key]


def _marked(sheet: ProductSheet, view: str) -> tuple[dict[str, Region], list[Region]]:
    """The places of a view's points, and the regions of its print."""
    places = {point.id: point.region for point in sheet.points if point.view == view and point.region}
    return places, [text.region for text in sheet.texts if text.view == view]
