"""Stand-ins for unknown counterfeits: genuine pictures with small changes.

They only weigh the parts of a one-class score and test its pointing; no memory bank uses them. Each kind is another way
to deviate, so that no single one decides: pieces of the picture itself in other places (CutPaste: Li, Sohn, Yoon and
Pfister 2021), marks of a foreign colour (lines and blots), and soft changes (blurred or tinted patches).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from model.catalogue import Region

SCRAPS = (2, 7)  # how many, the last excluded
SCRAP_SIDE = (0.012, 0.05)  # of the picture's longest side
CHANGES = (1, 4)  # marks or soft changes, the last excluded
CHANGE_SIDE = (0.01, 0.08)  # of the picture's longest side
LINE_WIDTH = (0.002, 0.008)  # of the picture's longest side
MARK_CONTRAST = (0.25, 1.0)  # how much of a mark's colour covers what it lies on
BLUR = (0.1, 0.3)  # of the patch's side
TINT = (0.06, 0.25)  # of the range of values
SEEN = 0.3  # of a mask: from here on the change is plain

Pixels = NDArray[np.uint8]
Mask = NDArray[np.float32]
Random = np.random.Generator


class Altered(NamedTuple):
    """A picture, uint8 (height, width, 3), with small changes; places: where, in fractions."""

    picture: Pixels
    places: tuple[Region, ...]


def with_scraps(picture: Pixels, random: Random) -> Altered:
    """The picture, (height, width, 3), with small pieces of itself pasted elsewhere."""
    result, longest, scraps = picture.copy(), max(picture.shape[:2]), []
    rows, columns = picture.shape[:2]
    for _ in range(int(random.integers(*SCRAPS))):
        height, width = (min(side, 1 + int(longest * random.uniform(*SCRAP_SIDE))) for side in picture.shape[:2])
        top, y = random.integers(0, picture.shape[0] - height + 1, 2)
        left, x = random.integers(0, picture.shape[1] - width + 1, 2)
        result[top : top + height, left : left + width] = picture[y : y + height, x : x + width]
        scraps.append(Region(left / columns, top / rows, width / columns, height / rows))
    return Altered(result, tuple(scraps))


def with_marks(picture: Pixels, random: Random) -> Altered:
    """The picture, (height, width, 3), with lines and blots of one colour each."""

    def new(under: Mask) -> Mask:
        colour = np.float32(random.uniform(0, 255, 3))
        share = np.float32(random.uniform(*MARK_CONTRAST))
        return under * (1 - share) + colour * share

    return _changed(picture, random, new, _line if random.random() < 0.5 else _blot)  # noqa: PLR2004  either, alike


def with_soft_changes(picture: Pixels, random: Random) -> Altered:
    """The picture, (height, width, 3), with patches that are blurred or tinted."""

    def blurred(under: Mask) -> Mask:
        return np.asarray(cv2.GaussianBlur(under, (0, 0), 0.5 + max(under.shape[:2]) * random.uniform(*BLUR) / 2))

    def tinted(under: Mask) -> Mask:
        return np.asarray(under + random.choice([-255, 255], 3) * random.uniform(*TINT, 3), np.float32)

    return _changed(picture, random, blurred if random.random() < 0.5 else tinted, _blot)  # noqa: PLR2004


KINDS: Mapping[str, Callable[[Pixels, Random], Altered]] = {
    "scraps": with_scraps,
    "marks": with_marks,
    "soft changes": with_soft_changes,
}


def _changed(
    picture: Pixels, random: Random, new: Callable[[Mask], Mask], shape: Callable[[int, int, Random], Mask]
) -> Altered:
    """A few windows of the picture changed as far as a mask of the shape says."""
    result, places = picture.copy(), []
    longest, (rows, columns) = max(picture.shape[:2]), picture.shape[:2]
    for _ in range(int(random.integers(*CHANGES))):
        side = int(longest * np.exp(random.uniform(*np.log(CHANGE_SIDE)))) + 3
        height, width = min(side, rows), min(side, columns)
        top, left = int(random.integers(0, rows - height + 1)), int(random.integers(0, columns - width + 1))
        window = (slice(top, top + height), slice(left, left + width))
        mask = shape(side, longest, random)[:height, :width]
        under = result[window].astype(np.float32)
        laid = under + mask[..., None] * (new(under) - under)
        result[window] = np.clip(np.rint(laid), 0, 255).astype(np.uint8)
        places.append(_box(mask, (top, left), (rows, columns)))
    return Altered(result, tuple(places))


def _box(mask: Mask, corner: tuple[int, int], size: tuple[int, int]) -> Region:
    """Where a mask is plain, in fractions of the picture; its whole window where it is nowhere."""
    rows, columns = np.nonzero(mask > SEEN) if (mask > SEEN).any() else np.nonzero(mask >= 0)
    top, left = corner[0] + int(rows.min()), corner[1] + int(columns.min())
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    return Region(left / size[1], top / size[0], width / size[1], height / size[0])


def _line(side: int, longest: int, random: Random) -> Mask:
    """A bent line across a window (side, side)."""
    mask = np.zeros((side, side), np.uint8)
    points = random.uniform(0, side - 1, (3, 2))
    width = max(1, round(longest * random.uniform(*LINE_WIDTH)))
    cv2.polylines(mask, [np.rint(points).astype(np.int32)], isClosed=False, color=255, thickness=width)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 0.6), np.float32)


def _blot(side: int, longest: int, random: Random) -> Mask:
    """An ellipse in a window (side, side), with a soft edge."""
    mask = np.zeros((side, side), np.uint8)
    axes = tuple(max(1, round(side / 2 * share)) for share in random.uniform(0.4, 0.9, 2))
    cv2.ellipse(mask, (side // 2, side // 2), axes, random.uniform(0, 180), 0, 360, 255, -1)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 0.5 + longest / 1000), np.float32)
