"""What lies under and around the product: table tops, cloth, cardboard, and the things left on them.

Drawn at half the photo's size and enlarged: a phone that focuses on the product leaves the table soft.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.draw.canvas import Canvas, Colour, Pixels, rounded, stencil
from datasets.draw.geometry import Box

Field = NDArray[np.float32]
HALF = 2
SEAM = 2  # pixels between two boards
ACROSS = 0.5  # share of surfaces whose boards or brush marks run up and down

PALETTES: Mapping[str, tuple[Colour, ...]] = {
    "wood": ((150, 108, 68), (186, 146, 100), (110, 78, 52), (204, 178, 142)),
    "laminate": ((206, 206, 202), (170, 176, 182), (226, 220, 208), (120, 124, 128)),
    "cloth": ((72, 84, 110), (140, 60, 58), (92, 110, 84), (188, 178, 160), (52, 52, 58)),
    "cardboard": ((186, 150, 108), (170, 134, 92), (204, 172, 130)),
    "steel": ((158, 162, 168), (124, 130, 138), (186, 188, 192)),
}
THINGS: tuple[Colour, ...] = (
    (38, 42, 50), (206, 60, 54), (44, 96, 170), (236, 232, 222), (240, 190, 60), (70, 130, 90),
    (150, 150, 156),
)  # fmt: skip


def smooth_noise(rng: np.random.Generator, size: tuple[int, int], cells: tuple[int, int], *layers: int) -> Field:
    """Soft blotches of unit spread, (height, width, *layers), from (columns, rows) of random values."""
    width, height = size
    coarse = rng.standard_normal((cells[1], cells[0], *layers), np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _wood(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    height = size[1]
    fine, broad = smooth_noise(rng, size, (4, height // 3)), smooth_noise(rng, size, (8, height // 12))
    y = np.arange(height, dtype=np.float32)[:, None]
    plank = height / rng.uniform(1.5, 4.0)
    seam = np.where((y + rng.uniform(0, plank)) % plank < SEAM, -0.3, 0.0)
    return np.asarray(fine * 0.06 + broad * 0.07 + seam, np.float32)


def _laminate(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    speckle = rng.standard_normal((size[1], size[0])).astype(np.float32)
    dark = np.clip(speckle - 1.6, 0, 1) * 0.12
    return np.asarray(smooth_noise(rng, size, (5, 4)) * 0.03 - dark, np.float32)


def _cloth(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    y, x = np.mgrid[: size[1], : size[0]].astype(np.float32)
    thread = rng.uniform(2.5, 5.0)
    weave = np.sin(np.pi * x / thread) * np.sin(np.pi * y / thread) * 0.07
    return np.asarray(weave + smooth_noise(rng, size, (4, 3)) * 0.11, np.float32)


def _cardboard(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    flutes = np.sin(np.arange(size[1], dtype=np.float32)[:, None] * rng.uniform(0.4, 0.9)) * 0.025
    fibre, stain = smooth_noise(rng, size, (60, 45)), smooth_noise(rng, size, (4, 3))
    return np.asarray(fibre * 0.02 + stain * 0.04 + flutes, np.float32)


def _steel(rng: np.random.Generator, size: tuple[int, int]) -> Field:
    brush, sheen = smooth_noise(rng, size, (6, size[1])), smooth_noise(rng, size, (3, 2))
    return np.asarray(brush * 0.03 + sheen * 0.09, np.float32)


TEXTURES: Mapping[str, Callable[[np.random.Generator, tuple[int, int]], Field]] = {
    "wood": _wood,
    "laminate": _laminate,
    "cloth": _cloth,
    "cardboard": _cardboard,
    "steel": _steel,
}


def draw_surface(kind: str, size: tuple[int, int], seed: int) -> Pixels:
    """A surface with clutter on it: (height, width, 3).

    Args:
        kind: a key of PALETTES.
        size: the photo's (width, height) in pixels.
        seed: of everything random about it.
    """
    rng = np.random.default_rng(seed)
    half = (size[0] // HALF, size[1] // HALF)
    texture = TEXTURES[kind](rng, half)
    if rng.random() < ACROSS:
        texture = np.ascontiguousarray(cv2.resize(texture.T, half))
    colour = np.asarray(PALETTES[kind][int(rng.integers(len(PALETTES[kind])))], np.float32)
    canvas = Canvas(half, (0, 0, 0))
    canvas.pixels[...] = np.clip(colour * (1.0 + texture[..., None]), 0, 255)
    for _ in range(int(rng.integers(1, 5))):
        CLUTTER[int(rng.integers(len(CLUTTER)))](canvas, rng)
    return np.asarray(cv2.resize(canvas.pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _somewhere(canvas: Canvas, rng: np.random.Generator) -> NDArray[np.float64]:
    """A place near the frame's edge, where the product leaves room: (2,)."""
    height, width = canvas.pixels.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    reach = rng.uniform(0.75, 1.1)
    return np.array([width * (0.5 + reach * 0.5 * np.cos(angle)), height * (0.5 + reach * 0.5 * np.sin(angle))])


def _turned(points: NDArray[np.float64], angle: float, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """A path about the origin, turned and moved: (n, 2)."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(points @ turn + centre, np.float64)


def _thing_colour(rng: np.random.Generator) -> Colour:
    return THINGS[int(rng.integers(len(THINGS)))]


def _darken(canvas: Canvas, path: NDArray[np.float64]) -> None:
    """A soft shadow under a thing."""
    height, width = canvas.pixels.shape[:2]
    shadow = cv2.blur(stencil((width, height), path + np.array([3, 4]), 110), (7, 7))
    canvas.ink(np.asarray(shadow, np.uint8), (0, 0), (12, 10, 10))


def _block(canvas: Canvas, rng: np.random.Generator) -> None:
    """Another box, or a phone, or a block of notes."""
    wide, high = rng.uniform(40, 110), rng.uniform(30, 90)
    outline = rounded(Box(-wide / 2, -high / 2, wide, high), 4)
    path = _turned(outline, rng.uniform(0, np.pi), _somewhere(canvas, rng))
    _darken(canvas, path)
    canvas.polygon(path, _thing_colour(rng))
    inner = (path - path.mean(axis=0)) * rng.uniform(0.3, 0.85) + path.mean(axis=0)
    canvas.polygon(inner, _thing_colour(rng))


def _paper(canvas: Canvas, rng: np.random.Generator) -> None:
    """A sheet with lines of writing."""
    angle, centre = rng.uniform(-0.6, 0.6), _somewhere(canvas, rng)
    sheet = np.array([[-80, -100], [80, -100], [80, 100], [-80, 100]], np.float64)
    _darken(canvas, _turned(sheet, angle, centre))
    canvas.polygon(_turned(sheet, angle, centre), (238, 238, 232))
    for y in range(-86, 90, 11):
        line = np.array([[-68, y], [rng.uniform(20, 68), y]], np.float64)
        canvas.stroke(_turned(line, angle, centre), (120, 124, 140), 2)


def _pen(canvas: Canvas, rng: np.random.Generator) -> None:
    """A pen or a cutter."""
    angle, centre, colour = rng.uniform(0, np.pi), _somewhere(canvas, rng), _thing_colour(rng)
    line = np.array([[-70, 0], [70, 0]], np.float64)
    _darken(canvas, _turned(rounded(Box(-70, -4, 140, 8), 3), angle, centre))
    canvas.stroke(_turned(line, angle, centre), colour, 8)
    canvas.stroke(_turned(line * 0.55, angle, centre), (230, 230, 232), 3)


def _coin(canvas: Canvas, rng: np.random.Generator) -> None:
    """A coin, a cap or a roll of tape."""
    x, y = _somewhere(canvas, rng)
    radius = rng.uniform(9, 30)
    turn = np.linspace(0, 2 * np.pi, 40)
    circle = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
    _darken(canvas, circle)
    canvas.polygon(circle, _thing_colour(rng))
    canvas.disc((x, y), radius * 0.6, _thing_colour(rng))


def _cable(canvas: Canvas, rng: np.random.Generator) -> None:
    """A cable that wanders across the table."""
    start, end = _somewhere(canvas, rng), _somewhere(canvas, rng)
    share = np.linspace(0, 1, 40)[:, None]
    sideways = np.array([start[1] - end[1], end[0] - start[0]]) * 0.3
    path = start + (end - start) * share + sideways * np.sin(share * rng.uniform(3, 9))
    canvas.stroke(path + np.array([2, 3]), (30, 28, 28), 5)
    canvas.stroke(path, _thing_colour(rng), 4)


CLUTTER: tuple[Callable[[Canvas, np.random.Generator], None], ...] = (_block, _paper, _pen, _coin, _cable)
