"""The outline of the object on a reference picture, for a person who takes a photo of the same view.

The object is what GrabCut (Rother, Kolmogorov and Blake 2004, from OpenCV) tells apart from the edges of the picture.
The same picture gives the same outline. It guides a hand, and is no part of a verdict.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 320  # pixels of the longest side at which the object is looked for
EDGE = 0.03  # of that side: what lies this near to the edges is background
ROUNDS, SEED = 3, 0
SMOOTHED = 9  # pixels of what is no part of an object's shape
SIMPLER = 0.006  # of the longest side, by which a line may pass beside the shape
LEAST, MOST = 0.08, 0.92  # of the picture, that an object covers whose outline helps
LEAST_SOLID = 0.5  # of the shape's convex hull; below it, the shape is no object
ALMOST_CONVEX = 0.9  # of the hull: a notch this small is print, light or something that lies beside it
UNITS = 1000  # of the longest side of the outline's own coordinates


class Outline(NamedTuple):
    """A closed line around an object.

    Attributes:
        width, height: of the picture, the longer one `UNITS`.
        points: (x, y) in these units.
    """

    width: int
    height: int
    points: tuple[tuple[int, int], ...]


def outline_of(pixels: NDArray[np.uint8]) -> Outline | None:
    """The outline of the object on an upright picture, uint8 (height, width, 3) in RGB; None if none is clear."""
    longest = max(pixels.shape[:2])
    scale = min(1.0, SIDE / longest)
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    shape = _largest(_object_on(small))
    if shape is None or not LEAST <= cv2.contourArea(shape) / (size[0] * size[1]) <= MOST:
        return None
    hull = cv2.convexHull(shape)
    solid = cv2.contourArea(shape) / cv2.contourArea(hull)
    if solid < LEAST_SOLID:
        return None
    line = cv2.approxPolyDP(hull if solid >= ALMOST_CONVEX else shape, SIMPLER * max(size), closed=True)
    unit = UNITS / max(size)
    points = tuple((round((int(x) + 0.5) * unit), round((int(y) + 0.5) * unit)) for x, y in line[:, 0])
    return Outline(round(size[0] * unit), round(size[1] * unit), points)


def _object_on(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What is the object: uint8 (height, width), 1 or 0."""
    mask = np.full(picture.shape[:2], cv2.GC_PR_FGD, np.uint8)
    edge = max(2, round(EDGE * max(picture.shape)))
    mask[:edge] = mask[-edge:] = cv2.GC_BGD
    mask[:, :edge] = mask[:, -edge:] = cv2.GC_BGD
    if (mask == cv2.GC_BGD).all() or (picture == picture[0, 0]).all():
        return np.zeros(picture.shape[:2], np.uint8)  # nothing to tell apart
    cv2.setRNGSeed(SEED)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    no_rectangle = (0, 0, 0, 0)  # the mask says where to begin
    cv2.grabCut(picture, mask, no_rectangle, background, foreground, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (SMOOTHED, SMOOTHED))
    closed = cv2.morphologyEx(found, cv2.MORPH_CLOSE, kernel)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel), np.uint8)


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.int32] | None:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=cv2.contourArea), np.int32) if contours else None
