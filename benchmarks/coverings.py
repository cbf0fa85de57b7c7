"""Things that lie over goods on photos: hands, gloved hands, thumbs, stickers and straps, drawn from a seed.

Each covers a given share of the photo to within a hundredth of it, and comes with the mask of what it covers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.float32]
Generator = np.random.Generator

SKIN = ((255, 219, 194), (238, 196, 160), (214, 164, 124), (177, 121, 84), (128, 84, 58), (82, 54, 40))
BLUE_GLOVE, BLACK_GLOVE, WHITE_GLOVE = (58, 112, 190), (38, 38, 42), (226, 228, 232)
STICKER, TAPE = ((250, 250, 248), (240, 226, 120), (222, 60, 48)), ((176, 128, 74), (150, 108, 66), (206, 190, 150))
HALF = 0.5  # of a pixel
ROUNDS = 18  # of halving the interval of sizes
SMALLEST, LARGEST = 0.005, 3.0  # of a covering, in diagonals of the photo


@dataclass(frozen=True, eq=False)
class Covered:
    """A photo with something over it.

    Attributes:
        pixels: uint8 (height, width, 3).
        mask: bool (height, width), what is covered.
    """

    pixels: Pixels
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class Pose:
    """Where a covering lies: its centre in fractions of the photo, and its direction in radians."""

    x: float
    y: float
    angle: float


Shape = Callable[[tuple[int, int], float, Pose, int], Mask]


def _blank(size: tuple[int, int]) -> Mask:
    return np.zeros((size[1], size[0]), np.float32)


def _hand(size: tuple[int, int], scale: float, pose: Pose, seed: int) -> Mask:
    """A palm, an arm behind it, and fingers that are spread, or of which one to four are drawn in."""
    rng, mask = np.random.default_rng(seed), _blank(size)
    unit = scale * float(np.hypot(*size))
    ahead = np.array([np.cos(pose.angle), np.sin(pose.angle)])
    centre = np.array([pose.x * size[0], pose.y * size[1]])
    axes = (max(1, round(0.30 * unit)), max(1, round(0.26 * unit)))
    cv2.ellipse(mask, _at(centre), axes, np.degrees(pose.angle), 0, 360, 1.0, -1, cv2.LINE_AA)
    cv2.line(mask, _at(centre), _at(centre - 4 * unit * ahead), 1.0, max(1, round(0.36 * unit)), cv2.LINE_AA)
    spread, count = rng.uniform(0.22, 0.42), int(rng.integers(2, 5))
    for finger in range(count):
        turn = pose.angle + spread * (finger - (count - 1) / 2)
        tip = centre + rng.uniform(0.5, 0.78) * unit * np.array([np.cos(turn), np.sin(turn)])
        cv2.line(mask, _at(centre), _at(tip), 1.0, max(1, round(rng.uniform(0.11, 0.14) * unit)), cv2.LINE_AA)
    thumb = pose.angle + rng.choice([-1, 1]) * rng.uniform(0.9, 1.3)
    tip = centre + 0.5 * unit * np.array([np.cos(thumb), np.sin(thumb)])
    cv2.line(mask, _at(centre), _at(tip), 1.0, max(1, round(0.15 * unit)), cv2.LINE_AA)
    return mask


def _thumb(size: tuple[int, int], scale: float, pose: Pose, _seed: int) -> Mask:
    """A finger that comes from the border."""
    mask, unit = _blank(size), scale * float(np.hypot(*size))
    centre = np.array([pose.x * size[0], pose.y * size[1]])
    back = centre - 4 * float(np.hypot(*size)) * np.array([np.cos(pose.angle), np.sin(pose.angle)])
    cv2.line(mask, _at(centre), _at(back), 1.0, max(1, round(unit)), cv2.LINE_AA)
    return mask


def _sticker(size: tuple[int, int], scale: float, pose: Pose, seed: int) -> Mask:
    mask, unit = _blank(size), scale * float(np.hypot(*size))
    aspect = np.random.default_rng(seed).uniform(1.0, 2.2)
    box = ((pose.x * size[0], pose.y * size[1]), (unit * aspect, unit), float(np.degrees(pose.angle)))
    cv2.fillPoly(mask, [np.round(cv2.boxPoints(box)).astype(np.int32)], 1.0, cv2.LINE_AA)
    return mask


def _strap(size: tuple[int, int], scale: float, pose: Pose, _seed: int) -> Mask:
    mask, unit = _blank(size), scale * float(np.hypot(*size))
    centre = np.array([pose.x * size[0], pose.y * size[1]])
    far = 4 * float(np.hypot(*size)) * np.array([np.cos(pose.angle), np.sin(pose.angle)])
    cv2.line(mask, _at(centre - far), _at(centre + far), 1.0, max(1, round(unit)), cv2.LINE_AA)
    return mask


def _at(place: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))


@dataclass(frozen=True)
class Kind:
    """One kind of covering: its outline, its colours, and how it is lit and patterned."""

    shape: Shape
    colours: tuple[tuple[int, int, int], ...]
    round: bool = True
    printed: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "hand": Kind(_hand, SKIN),
        "glove": Kind(_hand, (BLUE_GLOVE, BLACK_GLOVE, WHITE_GLOVE)),
        "thumb": Kind(_thumb, SKIN),
        "sticker": Kind(_sticker, STICKER, round=False),
        "printed sticker": Kind(_sticker, STICKER, round=False, printed=True),
        "strap": Kind(_strap, TAPE, round=False),
    }
)


def cover(photo: Pixels, kind: str, share: float, seed: int) -> Covered:
    """A photo, uint8 (height, width, 3), with a covering of this kind over this share of it."""
    rng, size = np.random.default_rng(seed), (photo.shape[1], photo.shape[0])
    spread = rng.choice([0.18, 0.38])  # about the middle, or as far as the border
    x, y = (0.5 + float(rng.uniform(-spread, spread)) for _ in range(2))
    pose = Pose(x, y, float(rng.uniform(0, 2 * np.pi)))
    shape = KINDS[kind].shape
    low, high = SMALLEST, LARGEST
    for _ in range(ROUNDS):
        scale = (low + high) / 2
        covered = float(shape(size, scale, pose, seed).mean())
        low, high = (scale, high) if covered < share else (low, scale)
    mask = shape(size, high, pose, seed)
    surface = _surface(size, KINDS[kind], mask, rng)
    shadow = cv2.GaussianBlur(mask, (0, 0), 0.012 * max(size))
    below = photo * (1.0 - 0.35 * np.clip(shadow, 0, 1))[..., None]
    pixels = below * (1 - mask[..., None]) + surface * mask[..., None]
    return Covered(np.clip(np.round(pixels), 0, 255).astype(np.uint8), mask > HALF)


def _surface(size: tuple[int, int], kind: Kind, mask: Mask, rng: Generator) -> NDArray[np.float32]:
    """Its own colour, lit from a side, darker towards its edges where it is round, with pores or print."""
    colour = np.array(kind.colours[rng.integers(len(kind.colours))], np.float32) * rng.uniform(0.8, 1.05)
    across, down = np.meshgrid(np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1]))
    turn = rng.uniform(0, 2 * np.pi)
    light = 1.0 + rng.uniform(0, 0.15) * (np.cos(turn) * across + np.sin(turn) * down)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (size[1], size[0])).astype(np.float32), (0, 0), rng.uniform(0.6, 3.0))
    light = light + rng.uniform(0.01, 0.03) * grain / max(float(grain.std()), 1e-6)
    if kind.round:
        inner = cv2.distanceTransform((mask > HALF).astype(np.uint8), cv2.DIST_L2, 3)
        light = light * (0.75 + 0.25 * np.clip(inner / max(0.6 * float(inner.max()), 1.0), 0, 1))
    surface = colour * light[..., None].astype(np.float32)
    return _printed(surface, rng) if kind.printed else surface


def _printed(surface: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Lines of print, as on a delivery label."""
    pitch, ink = int(rng.integers(14, 30)), np.zeros(surface.shape[:2], np.uint8)
    for row in range(0, len(ink), pitch):
        text = "".join(rng.choice(list("ABCDEHKLMNOPRSTUX0123456789  "), 80))
        cv2.putText(ink, text, (0, row), cv2.FONT_HERSHEY_SIMPLEX, pitch / 40, 255, 1, cv2.LINE_AA)
    return np.asarray(surface * (1.0 - 0.9 * (ink / 255.0))[..., None], np.float32)
