"""Posture: how a photo shows its item, by its registration: turned, in part, or with something over it.

Calibration items were photographed upright, whole and with nothing over them, and no promise holds for others. A turned
photo is to be taken again, and so is one with a large covered part. A close-up can show that a marked place deviates;
its overall appearance does not count, and it can't clear the item.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.catalogue import ProductSheet, Region
from model.photo import SeenPhoto
from model.quality import RetakeCode
from model.registration import LEAST_AGREEING, MOST_BY_CHANCE, place_of
from model.verdict import Registration

MOST_TURNED = (
    18.0  # degrees by which the item may be turned on the photo; of calibration photos 1 in 100 is turned more
)
WHOLE = 0.95  # share of the box around a view's marked places that a photo of the whole view shows
MOST_COVERED = 0.15  # share of the part of a view with marked places that something may lie over
LEAST_PLAIN = 0.4  # share without print of what lies over goods; of other goods at most 0.30, of 75 hands and such 0.31
LITTLE_COVERED = 0.06  # beyond which a view is not shown whole
STEP = 0.1  # of the reference picture, across which its direction on the photo is taken


def postured(photo: SeenPhoto, product: str, likely: str) -> SeenPhoto:
    """The photo with the advice to turn it upright, or to take what lies over the goods away, where that is needed.

    Args:
        likely: the view that it most likely shows.
    """
    shown = view_shown(photo, product, likely)
    if shown is None:
        return photo
    view, registration = shown
    over = photo.occlusions.of(product, view, [registration])
    faults = {
        RetakeCode.TURNED: turned_by(registration) > MOST_TURNED,
        RetakeCode.COVERED: over.share > MOST_COVERED,
    }
    advice = tuple(code for code, present in faults.items() if present and code not in photo.retake)
    return replace(photo, retake=photo.retake + advice) if advice else photo


def view_shown(photo: SeenPhoto, product: str, likely: str) -> tuple[str, Registration] | None:
    """The view that a photo shows, by its registration; None if it registers to none.

    Args:
        likely: the view that it most likely shows, by its looks.
    """
    shown = photo.registrations.shown(product, likely)
    if shown is None or shown[1].cells <= MOST_BY_CHANCE:
        return seen_beside(photo, product) or shown
    return shown


def seen_beside(photo: SeenPhoto, product: str) -> tuple[str, Registration] | None:
    """The view of which much is covered on a photo, with the registration; None unless what is seen beside agrees.

    What covers it must be plain. Else it may be the rest of other goods that bear the same mark.
    """
    best = photo.registrations.best(product)
    if best is None:
        return None
    view, registration = best
    over = photo.occlusions.of(product, view, [registration])
    agrees = photo.registrations.agreeing(registration) >= LEAST_AGREEING * (1 - over.share)
    return best if over.share > MOST_COVERED and over.plain >= LEAST_PLAIN and agrees else None


def turned_by(registration: Registration) -> float:
    """By how many degrees the item is turned on the photo, 0 to 180, either way."""
    homography = np.array(registration.homography).reshape(3, 3)
    ends = np.array([[0.5 - STEP, 0.5, 1.0], [0.5 + STEP, 0.5, 1.0]]) @ homography.T
    across = np.diff(ends[:, :2] / ends[:, 2:], axis=0)[0]
    return float(abs(np.degrees(np.arctan2(across[1], across[0]))))


def shows_whole(registration: Registration, sheet: ProductSheet, view: str) -> bool:
    """Whether a photo shows the part of a view that the sheet marks places on; so where the sheet marks none."""
    regions = [point.region for point in sheet.points if point.view == view and point.region]
    if not regions:
        return True
    around = _around(regions)
    grid = (around.x, around.y) + _GRID * (around.width, around.height)
    moved = np.column_stack([grid, np.ones(len(grid))]) @ np.array(registration.homography).reshape(3, 3).T
    places = moved[:, :2] / moved[:, 2:]
    inside = ((places >= 0) & (places <= 1)).all(axis=1)
    return float(inside.mean()) >= WHOLE


_GRID: NDArray[np.float64] = np.stack(np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 21)), axis=-1).reshape(-1, 2)


def _around(regions: Sequence[Region]) -> Region:
    left, top = (min(region[axis] for region in regions) for axis in (0, 1))
    right = max(region.x + region.width for region in regions)
    bottom = max(region.y + region.height for region in regions)
    return Region(left, top, right - left, bottom - top)


def hidden_points(registration: Registration, sheet: ProductSheet, view: str) -> frozenset[str]:
    """The ids of the view's points whose places lie beyond a photo, by half or more."""
    points = (point for point in sheet.points if point.view == view and point.region)
    return frozenset(point.id for point in points if point.region and place_of(registration, point.region) is None)
