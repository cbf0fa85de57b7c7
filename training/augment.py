"""Augmentation on the picture, before preprocessing: the item as taken with another phone, hand or lamp.

Nothing here may destroy a deviation: no mirroring (a mirrored logo is a deviation), no erasing, no strong blur, no
change of hue that would swap inks, and the item stays in the frame.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]

ROTATION = 8.0  # degrees to either side
SCALE = (0.85, 1.12)
SHIFT = 0.05  # of the side
CORNER = 0.035  # of the side: perspective
CHANNEL_GAIN = 0.06  # white balance
GAIN = (0.75, 1.25)
GAMMA = (0.8, 1.25)
NOISE = 6.0  # grey levels
BLUR = 0.8  # pixels of the canvas
JPEG_QUALITY = (55, 95)
SHARE = 0.3  # of the photos that each of blur, noise and JPEG falls on


class Augmented(NamedTuple):
    """A picture, uint8 (height, width, 3), with its boxes (N, 4): x, y, width, height in pixels."""

    picture: NDArray[np.uint8]
    boxes: Boxes


def augment(picture: NDArray[np.uint8], boxes: Boxes, random: np.random.Generator) -> Augmented:
    """Another photo of the same item: other framing, light and camera. The size stays as it is."""
    height, width = picture.shape[:2]
    matrix = _framing(width, height, random)
    warped = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    relit = np.asarray(cv2.LUT(warped, _light(random)), np.uint8)
    return Augmented(_camera(relit, random), _moved(boxes, matrix, width, height))


def _framing(width: int, height: int, random: np.random.Generator) -> NDArray[np.float64]:
    """A homography: rotation and scale about the centre, a shift, and corners moved a little."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    centre = np.array([width, height]) / 2
    angle = np.deg2rad(random.uniform(-ROTATION, ROTATION))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    size = np.array([width, height], np.float64)
    moved = (corners - centre) @ turn.T * random.uniform(*SCALE) + centre
    moved += random.uniform(-SHIFT, SHIFT, 2) * size + random.uniform(-CORNER, CORNER, (4, 2)) * size
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
    return np.asarray(matrix, np.float64)


def _light(random: np.random.Generator) -> NDArray[np.uint8]:
    """A table (1, 256, 3) from old to new values: gamma, gain and white balance."""
    levels = np.linspace(0, 1, 256) ** random.uniform(*GAMMA) * random.uniform(*GAIN)
    channels = levels[:, None] * random.uniform(1 - CHANNEL_GAIN, 1 + CHANNEL_GAIN, 3)
    return np.clip(channels * 255, 0, 255).astype(np.uint8)[None]


def _camera(picture: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, noise and JPEG, each on a part of the photos."""
    if random.random() < SHARE:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(0.2, BLUR)), np.uint8)
    if random.random() < SHARE:
        picture = _noisy(picture, random.uniform(0, NOISE), random)
    if random.random() < SHARE:
        quality = int(random.integers(*JPEG_QUALITY))
        encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED), np.uint8)
    return picture


def _noisy(picture: NDArray[np.uint8], level: float, random: np.random.Generator) -> NDArray[np.uint8]:
    """Gaussian noise, repeated from one small random tile: drawing it for every pixel costs more than the warp."""
    tile = random.normal(0, level, (64, 64, 3))
    repeats = (-(-picture.shape[0] // 64), -(-picture.shape[1] // 64), 1)
    noise = np.tile(tile, repeats)[: picture.shape[0], : picture.shape[1]].astype(np.int16)
    return np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), np.uint8)


def _moved(boxes: Boxes, matrix: NDArray[np.float64], width: int, height: int) -> Boxes:
    """The upright boxes around the moved corners of the old ones, cut at the picture's edge."""
    if not len(boxes):
        return boxes
    x, y, w, h = boxes.T
    corners = np.stack(
        [np.stack([x, y], 1), np.stack([x + w, y], 1), np.stack([x + w, y + h], 1), np.stack([x, y + h], 1)],
        1,
    )
    moved = cv2.perspectiveTransform(corners.reshape(1, -1, 2), matrix).reshape(-1, 4, 2)
    low = np.clip(moved.min(1), 0, (width, height))
    high = np.clip(moved.max(1), 0, (width, height))
    return np.concatenate([low, high - low], 1)
