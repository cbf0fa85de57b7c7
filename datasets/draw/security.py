"""Security print and finishing: guilloche, halftone screens, holograms, foil, stitches and woven cloth.

Every function draws the same thing for the same arguments; nothing here is random.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from datasets.draw.canvas import Canvas, Colour, Pixels, Point
from datasets.draw.geometry import Box


def guilloche(canvas: Canvas, box: Box, colour: Colour, *, lines: int, swing: float, waves: float) -> None:
    """Fills a band with a weave of sine lines, each a step later in phase than the one before.

    Args:
        canvas: what to draw on.
        box: the band.
        colour: of the lines.
        lines: how many lines each of the two directions has.
        swing: the lines' amplitude as a share of half the band's height.
        waves: periods over the band's width.
    """
    x = np.linspace(box.x, box.right, max(24, int(box.w / 4)))
    turn = (x - box.x) / box.w * 2 * np.pi * waves
    middle, reach = box.y + box.h / 2, box.h / 2 * swing
    for line in range(lines):
        phase = np.pi * line / lines
        for direction in (1, -1):
            y = middle + reach * np.sin(turn + direction * phase) * np.cos(phase / 2)
            canvas.stroke(np.column_stack([x, y]), colour)


def screen(tone: NDArray[np.floating], pitch: float, angle: float = 0.4) -> Pixels:
    """A halftone: dots of ink on a turned grid whose size follows the tone.

    Args:
        tone: share of ink in 0..1, (h, w).
        pitch: distance between dots in pixels.
        angle: of the grid, in radians.

    Returns:
        A mask of ink in 0..255, (h, w), with edges about a pixel soft.
    """
    y, x = np.mgrid[: tone.shape[0], : tone.shape[1]].astype(np.float32)
    u = (x * np.cos(angle) + y * np.sin(angle)) * (np.pi / pitch)
    v = (y * np.cos(angle) - x * np.sin(angle)) * (np.pi / pitch)
    cell = (np.cos(2 * u) + np.cos(2 * v)) / 4 + 0.5
    edge = (cell - (1.0 - tone)) * pitch / 2.2 + 0.5
    edge[tone <= 0] = 0.0
    result: Pixels = (np.clip(edge, 0.0, 1.0) * 255).astype(np.uint8)
    return result


@lru_cache(maxsize=64)
def rainbow(width: int, height: int, cycles: float, angle: float, saturation: int = 120) -> Pixels:
    """The colours of a diffraction foil at one viewing angle: (height, width, 3)."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    along = (x * np.cos(angle) + y * np.sin(angle)) / max(width, height)
    hue = (along * cycles * 180 + 8 * np.sin(y / 9) + 6 * np.sin(x / 13)) % 180
    value = 205 + 40 * np.sin(along * 21)
    hsv = np.dstack([hue, np.full_like(hue, saturation), value]).astype(np.uint8)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)


@lru_cache(maxsize=64)
def metal(width: int, height: int, colour: Colour, bands: float = 2.0) -> Pixels:
    """Foil of one colour with soft bands of light across it: (height, width, 3)."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    light = 0.5 + 0.5 * np.sin((x / width + 0.6 * y / height) * 2 * np.pi * bands)
    base = np.asarray(colour, np.float32)
    foil = base * (0.72 + 0.28 * light[..., None]) + 60 * (light[..., None] ** 4)
    return np.asarray(np.clip(foil, 0, 255), np.uint8)


@lru_cache(maxsize=16)
def cloth(width: int, height: int, colour: Colour, thread: float, depth: float = 0.16) -> Pixels:
    """Woven cloth seen from above: warp and weft of a thread width in pixels, (height, width, 3)."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    over = ((np.floor(x / thread) + np.floor(y / thread)) % 2).astype(np.float32)
    warp = np.abs(np.sin(np.pi * x / thread))
    weft = np.abs(np.sin(np.pi * y / thread))
    light = 1.0 - depth + depth * (over * warp + (1 - over) * weft)
    woven = np.asarray(colour, np.float32) * light[..., None]
    return np.asarray(np.clip(woven, 0, 255), np.uint8)


def stitches(canvas: Canvas, start: Point, end: Point, colour: Colour, *, pitch: float, width: int = 4) -> None:
    """Sews a row of straight stitches: each is 0.62 of the pitch long, with the shadow of its dent."""
    a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
    length = float(np.hypot(*(b - a)))
    ahead = (b - a) / length
    count = int(length / pitch)
    dark: Colour = (int(colour[0] * 0.35), int(colour[1] * 0.35), int(colour[2] * 0.35))
    first = a + ahead * (length - (count - 0.38) * pitch) / 2
    for number in range(count):
        here = first + ahead * pitch * number
        there = here + ahead * pitch * 0.62
        canvas.stroke(np.array([here, there]) + 1.6, dark, width)
        canvas.stroke(np.array([here, there]), colour, width)


def shade_towards(canvas: Canvas, colour: Colour, strength: float) -> None:
    """Lets a bare canvas run towards a colour from top to bottom, as varnished board does."""
    height, width = canvas.pixels.shape[:2]
    share = np.linspace(0.0, strength, height, dtype=np.float32)[:, None, None]
    column = canvas.pixels[:, :1]
    mixed = column + (np.asarray(colour, np.float32) - column) * share
    canvas.pixels[...] = cv2.resize(mixed.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
