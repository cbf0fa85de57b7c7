"""How a phone sees an item: everything about a photo that has nothing to do with the label.

A scene is planned from the item's own random stream before anything is drawn, and knows of the product only
its outline and the zones of *all* its points, so it can't know which of them deviate.
"""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.draw.geometry import Box, box_around
from datasets.draw.product import View

LONG_SIDE, SHORT_SIDE = 640, 480
MAX_TURN = 12.0  # degrees
MAX_JITTER = 0.05  # of the product's sides, at each corner
TURNED_PHONE = 0.94  # share of photos for which the phone is held as the product lies
SHADOWED = 0.5  # share of photos with a shadow across them
HELD = 0.45  # share of photos for which a thumb is tried


class Phone(NamedTuple):
    """A simulated camera: its noise and blur, its white balance and how hard it compresses."""

    noise: float
    blur: tuple[float, float]
    tint: tuple[float, float, float]
    quality: tuple[int, int]


class Place(NamedTuple):
    """Where photos are taken: what lies under the product, how bright and how warm the light is."""

    surfaces: tuple[str, ...]
    exposure: tuple[float, float]
    warmth: tuple[float, float]


PHONES = {
    "phone-1": Phone(1.3, (0.25, 0.55), (1.00, 1.00, 1.00), (75, 83)),
    "phone-2": Phone(1.7, (0.30, 0.70), (1.03, 1.00, 0.96), (75, 80)),
    "phone-3": Phone(2.1, (0.35, 0.80), (0.97, 1.00, 1.04), (75, 78)),
    "phone-4": Phone(1.6, (0.30, 0.60), (1.01, 1.01, 0.97), (75, 81)),
}
PLACES = {
    "market": Place(("cloth", "wood", "cardboard"), (0.88, 1.06), (-0.03, 0.08)),
    "port": Place(("steel", "cardboard", "laminate"), (0.80, 1.02), (-0.07, 0.02)),
    "postal-hall": Place(("laminate", "cardboard", "steel"), (0.88, 1.08), (-0.05, 0.04)),
    "seminar": Place(("wood", "laminate", "cloth"), (0.90, 1.08), (-0.02, 0.09)),
}


class Glare(NamedTuple):
    """A lamp's reflection: centre and spread as fractions of the photo, and strength in 0..1."""

    x: float
    y: float
    spread: tuple[float, float]
    strength: float


@dataclass(frozen=True)
class Scene:
    """One photo's circumstances. Sizes and positions are in pixels of the upright photo.

    Attributes:
        size: (width, height).
        quad: where the artwork's corners lie, clockwise from top left: (4, 2).
        lift: how far the object's far edge is seen below its near one, which shows its thickness.
        surface: kind of the table, a key of surfaces.PALETTES.
        gain: brightness of the light, red, green and blue.
        slope: how the light changes across and down the photo, as shares.
        shadow: its edge's direction in radians, offset from the middle, softness (fractions), and depth.
        glares: reflections on the product.
        blur: the lens's blur, sigma in pixels.
        motion: how far the hand moved, in pixels, and in which direction in radians.
        noise: sigma in grey levels.
        quality: of the JPEG.
        orientation: EXIF orientation (1, 3, 6 or 8) under which the pixels are stored.
        thumb: in artwork pixels, what part of the product a thumb covers; None without one.
        skin: which of the skin tones the thumb has.
        seed: of the surface, the clutter and the noise.
    """

    size: tuple[int, int]
    quad: NDArray[np.float32]
    lift: tuple[float, float]
    surface: str
    gain: tuple[float, float, float]
    slope: tuple[float, float]
    shadow: tuple[float, float, float, float]
    glares: tuple[Glare, ...]
    blur: float
    motion: tuple[float, float]
    noise: float
    quality: int
    orientation: int
    thumb: Box | None
    skin: int
    seed: int

    def homography(self, view: View) -> NDArray[np.float64]:
        """From the view's artwork to the photo: 3 x 3."""
        corners = Box(0, 0, *view.size).corners()
        return np.asarray(cv2.getPerspectiveTransform(corners, self.quad), np.float64)


def choose_source(rng: np.random.Generator) -> tuple[str, str]:
    """The phone and the place of an item's photos, each as likely as the next."""
    phone, place = list(PHONES)[int(rng.integers(len(PHONES)))], list(PLACES)[int(rng.integers(len(PLACES)))]
    return phone, place


def plan_scene(view: View, phone: str, place: str, orientation: int, rng: np.random.Generator) -> Scene:
    """Plans one photo of a view, taken with a phone at a place."""
    camera, spot = PHONES[phone], PLACES[place]
    size = _photo_size(view, rng)
    quad = _hold(view, size, rng)
    reach = view.depth * float(np.abs(np.diff(quad, axis=0)).max())
    exposure, warmth = rng.uniform(*spot.exposure), rng.uniform(*spot.warmth)
    red, green, blue = camera.tint
    return Scene(
        size=size,
        quad=quad,
        lift=(reach * float(rng.uniform(-0.7, 0.7)), reach * float(rng.uniform(0.5, 1.0))),
        surface=spot.surfaces[int(rng.integers(len(spot.surfaces)))],
        gain=(exposure * red * (1 + warmth), exposure * green, exposure * blue * (1 - warmth)),
        slope=(float(rng.uniform(-0.22, 0.22)), float(rng.uniform(-0.22, 0.22))),
        shadow=_plan_shadow(rng),
        glares=_plan_glares(view, rng),
        blur=float(rng.uniform(*camera.blur)),
        motion=(float(max(0.0, rng.normal(-1.0, 1.2))), float(rng.uniform(0, np.pi))),
        noise=camera.noise * float(rng.uniform(0.7, 1.3)),
        quality=int(rng.integers(camera.quality[0], camera.quality[1] + 1)),
        orientation=orientation,
        thumb=_plan_thumb(view, rng),
        skin=int(rng.integers(0, 4)),
        seed=int(rng.integers(2**31)),
    )


def _photo_size(view: View, rng: np.random.Generator) -> tuple[int, int]:
    """Portrait or landscape: mostly as the product is, at times across it."""
    as_product = rng.random() < TURNED_PHONE
    tall = view.size[1] > view.size[0]
    return (SHORT_SIDE, LONG_SIDE) if tall == as_product else (LONG_SIDE, SHORT_SIDE)


def _hold(view: View, size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Where a hand-held phone sees the artwork's corners, always within the frame: (4, 2)."""
    corners = Box(0, 0, *view.size).corners() - np.asarray(view.size) / 2
    jittered = corners + rng.uniform(-MAX_JITTER, MAX_JITTER, (4, 2)) * np.asarray(view.size)
    angle = np.radians(np.clip(rng.normal(0, 5.0), -MAX_TURN, MAX_TURN))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = jittered @ turn
    around = box_around(turned)
    fill = rng.uniform(0.80, 0.96)
    scale = fill * min(size[0] / around.w, size[1] / around.h)
    room = np.array([size[0] - around.w * scale, size[1] - around.h * scale])
    corner = room * rng.uniform(0.15, 0.85, 2)
    return np.asarray((turned - (around.x, around.y)) * scale + corner, np.float32)


def _plan_shadow(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """A soft-edged shadow, as of the phone or the person, over part of half the photos."""
    depth = float(rng.uniform(0.1, 0.38)) if rng.random() < SHADOWED else 0.0
    return (
        float(rng.uniform(0, 2 * np.pi)),
        float(rng.uniform(-0.3, 0.35)),
        float(rng.uniform(0.02, 0.12)),
        depth,
    )


def _plan_glares(view: View, rng: np.random.Generator) -> tuple[Glare, ...]:
    """Up to two reflections, weak enough to read through: a washed-out photo would be taken again."""
    return tuple(
        Glare(
            float(rng.uniform(0.1, 0.9)),
            float(rng.uniform(0.1, 0.9)),
            (float(rng.uniform(0.04, 0.16)), float(rng.uniform(0.03, 0.12))),
            view.gloss * float(rng.uniform(0.15, 0.6)),
        )
        for _ in range(int(rng.integers(0, 3)))
    )


def _plan_thumb(view: View, rng: np.random.Generator) -> Box | None:
    """A thumb that reaches in from the left, right or lower edge where no point's zone lies; or None."""
    width, height = view.size
    if rng.random() > HELD:
        return None
    for _ in range(6):
        reach, wide = float(rng.uniform(35, 90)), float(rng.uniform(100, 135))
        along = float(rng.uniform(0.1, 0.8))
        side = int(rng.integers(3))
        left = Box(0, along * height, reach, wide)
        right = Box(width - reach, along * height, reach, wide)
        below = Box(along * width, height - reach, wide, reach)
        box = (left, right, below)[side]
        if not any(zone.grown(12).overlap(box) for zone in view.zones.values()):
            return box
    return None
