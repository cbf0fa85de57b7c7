"""Occlusion: what lies over the goods on a photo, such as a hand, a glove, a sticker or a strap.

A photo that registers is aligned with its view's reference picture, both small, and compared around every pixel. An
occlusion correlates with nothing there: it has a colour that is not nearby on the reference picture, or it is plain
where that is printed, and does not have the colour of the ground. A difference only in print, such as another number or
another layout, is no occlusion: it has the same colours, or shows bare ground. A difference that ends with one marked
place is none either: it is evidence of the point. Covered points do not count against an item
(docs/decisions/0024-covered.md has the figures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from model.catalogue import Region
from model.faces import AROUND_PLACE, WINDOW, Face, Faces, averaged, mean_of, softened, spread_of, tints, window_of
from model.verdict import Registration

WHOLLY = 255  # of a pixel that lies on the photo with all of it
SHIFT = 1  # pixels by which a registration may be off
PRINTED = 10.0  # grey levels of spread in a window: below, the reference picture is plain there
ALIKE, LIKE_NOTHING = 0.75, 0.5  # correlation from which a printed window is the same, and below which it is another
PLAIN = 0.6  # of the reference picture's spread: a window that has no more has lost its print
FOREIGN = 20.0  # levels beyond these colours, or of their tints, which shadow leaves alone
LIKE_GROUND = 15.0  # levels by which bare ground may differ from the reference picture's
SPECK = 5  # pixels: what is narrower is registration's error
BEYOND, BEYOND_SHARE = 40, 0.08  # pixels, and the share of an occlusion, that must lie beyond any one marked place
OWN_SHARE = 0.15  # of it that must be foreign or plain
LEAST_BESIDE, FITS = 0.05, 0.75  # share of the print that must be seen beside an occlusion, and of that be the same
TOUCHED = 0.05  # share of a place that is covered where it can't be judged
ROUNDS, EVERY, LEAST_ALIKE = 4, 2, 200  # of fitting the light: rounds, pixels from one to the next, fewest pixels
TOO_DARK = 8.0  # levels added before the logarithm

Numbers = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Occlusion:
    """What lies over one view of the goods on a photo.

    Attributes:
        share: of the part of the view that the sheet marks places on, 0 to 1.
        points: the ids of the points whose places it covers.
        plain: share of it that bears no print, as hands, gloves, labels and straps do.
    """

    share: float
    points: frozenset[str]
    plain: float = 0.0


NOTHING = Occlusion(0.0, frozenset())


def occlusion(picture: Pixels, registration: Registration, face: Face) -> Occlusion:
    """What lies over the goods on a photo, uint8 (height, width, 3), that is laid over a reference picture."""
    photo, on = _laid(picture, registration, face)
    looked_at = face.marked & on
    if not looked_at.any():
        return NOTHING
    alike = _alike(photo, face)
    covered = _covered(photo, alike, looked_at, face)
    if not _fits(alike, covered, looked_at, face):
        return NOTHING
    points = frozenset(point for point, region in face.places.items() if _share(covered, region) > TOUCHED)
    plain = float((spread_of(photo)[covered] < PRINTED).mean()) if covered.any() else 0.0
    return Occlusion(float(covered.sum() / looked_at.sum()), points, plain)


def _laid(picture: Pixels, registration: Registration, face: Face) -> tuple[Numbers, Mask]:
    """The photo as it would lie on the reference picture, and where that is on the photo."""
    height, width = face.colours.shape[:2]
    size, fine = (width, height), (2 * width, 2 * height)  # drawn twice as large, so that nothing is skipped
    homography = np.array(registration.homography, np.float64).reshape(3, 3)
    onto = np.diag([picture.shape[1], picture.shape[0], 1.0]) @ homography @ np.diag([1 / fine[0], 1 / fine[1], 1.0])
    whole = np.full(picture.shape[:2], WHOLLY, np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    photo, on = (
        cv2.resize(cv2.warpPerspective(each, onto, fine, flags=flags), size, interpolation=cv2.INTER_AREA)
        for each in (picture, whole)
    )
    return np.asarray(photo, np.float32), np.asarray(on) == WHOLLY


def _covered(photo: Numbers, alike: Numbers, looked_at: Mask, face: Face) -> Mask:
    """(h, w) where something lies over the goods."""
    printed = face.spread > PRINTED
    same = looked_at & (alike > ALIKE) & printed
    photo = _relit(photo, face.colours, same if same.sum() >= LEAST_ALIKE else looked_at)
    soft = softened(photo)
    strange = _beyond(soft, face.darkest, face.brightest) | _beyond(tints(soft), face.lowest, face.highest)
    foreign = strange & ((alike < ALIKE) | ~printed)
    other = printed & (alike < LIKE_NOTHING)
    plain = (spread_of(photo) < PLAIN * face.spread) & _differs(soft, face.ground)
    own = looked_at & (foreign | (other & plain))
    return _connected(looked_at & (foreign | other), own, face)


def _differs(colours: Numbers, ground: Numbers) -> Mask:
    """(h, w) where some channel is further than `LIKE_GROUND` from the ground's."""
    return np.asarray(np.logical_or.reduce([np.abs(each) > LIKE_GROUND for each in cv2.split(colours - ground)]))


def _fits(alike: Numbers, covered: Mask, looked_at: Mask, face: Face) -> bool:
    """Whether the goods beside what covers them are as the reference picture shows them.

    Else the photo is laid over wrongly: a pack seen from another side, and goods that bend, register by a part.
    """
    printed = looked_at & (face.spread > PRINTED)
    beside = printed & (cv2.dilate(covered.astype(np.uint8), np.ones((WINDOW, WINDOW), np.uint8)) == 0)
    return bool(beside.sum() >= LEAST_BESIDE * printed.sum() and (alike[beside] > ALIKE).mean() >= FITS)


def _beyond(colours: Numbers, least: Numbers, most: Numbers) -> Mask:
    """(h, w) where colours lie further than `FOREIGN` from all between two others, each (h, w, channels)."""
    off = np.maximum(np.maximum(least - colours, colours - most), 0.0)
    return np.asarray(mean_of(off * off) * off.shape[2] > FOREIGN**2, np.bool_)


def _connected(unlike: Mask, own: Mask, face: Face) -> Mask:
    """The connected parts of what is unlike that are foreign or plain enough, also beyond any one marked place."""
    opened = cv2.morphologyEx(unlike.astype(np.uint8), cv2.MORPH_OPEN, np.ones((SPECK, SPECK), np.uint8))
    count, found, boxes, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    labels = np.asarray(found, np.int32)
    area = np.maximum(boxes[:, cv2.CC_STAT_AREA], 1)
    share = np.bincount(labels[own], minlength=count) / area
    outside = _beyond_one(np.where(own, labels, 0), count, face)
    beyond = _beyond_one(labels, count, face) / area
    kept = (outside >= BEYOND) & (beyond >= BEYOND_SHARE) & (share >= OWN_SHARE)
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _beyond_one(labels: NDArray[np.int32], count: int, face: Face) -> NDArray[np.int64]:
    """(count,) pixels of each part that lie beyond the marked place that holds most of it."""
    within = np.zeros(count, np.int64)
    for region in face.places.values():
        inner = labels[window_of(region, labels.shape, AROUND_PLACE)]
        within = np.maximum(within, np.bincount(inner.ravel(), minlength=count))
    return np.bincount(labels.ravel(), minlength=count) - within


def _alike(photo: Numbers, face: Face) -> Numbers:
    """(h, w) correlation of the windows around each pixel, over all channels, at the best shift."""
    height, width = photo.shape[:2]
    wide = np.asarray(cv2.copyMakeBorder(photo, SHIFT, SHIFT, SHIFT, SHIFT, cv2.BORDER_REPLICATE), np.float32)
    mean, spread = averaged(wide), spread_of(wide)
    best = np.full((height, width), -1.0, np.float32)
    for down in range(2 * SHIFT + 1):
        for across in range(2 * SHIFT + 1):
            rows, columns = slice(down, down + height), slice(across, across + width)
            together = averaged(face.colours * wide[rows, columns]) - face.mean * mean[rows, columns]
            apart = face.spread * spread[rows, columns]
            best = np.maximum(best, mean_of(together) / np.maximum(apart, 1.0))
    return best


def _relit(photo: Numbers, reference: Numbers, same: Mask) -> Numbers:
    """The photo in the reference picture's light: a plane in the logarithm, a channel, fitted to what is the same."""
    height, width = same.shape
    down, across = np.meshgrid(np.linspace(-0.5, 0.5, height), np.linspace(-0.5, 0.5, width), indexing="ij")
    plane = np.stack([np.ones_like(down), down, across]).astype(np.float32)
    rows, columns = np.nonzero(same[::EVERY, ::EVERY])
    rows, columns = rows * EVERY, columns * EVERY
    ratio = np.log((photo[rows, columns] + TOO_DARK) / (reference[rows, columns] + TOO_DARK)).astype(np.float64)
    at = plane[:, rows, columns].astype(np.float64)
    light = np.stack([_fitted(at, ratio[:, channel]) for channel in range(3)]).astype(np.float32)
    lit = cv2.exp(cv2.transform(np.ascontiguousarray(plane.transpose(1, 2, 0)), light))
    return np.asarray((photo + TOO_DARK) / lit - TOO_DARK, np.float32)


def _fitted(plane: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3,) the plane through values (N,), by least squares in which those far off count less (Huber 1964)."""
    weights = np.ones(len(values))
    for _ in range(ROUNDS):
        weighted = plane * weights
        left = np.einsum("in,jn->ij", weighted, plane) + 1e-6 * np.eye(3)
        found: NDArray[np.float64] = np.linalg.solve(left, np.einsum("in,n->i", weighted, values))
        off = np.abs(values - np.einsum("in,i->n", plane, found))
        weights = np.minimum(1.0, 2.0 * (float(np.median(off)) + 0.02) / np.maximum(off, 1e-9))
    return found


def _share(covered: Mask, region: Region) -> float:
    inner = covered[window_of(region, covered.shape, 0)]
    return float(inner.mean()) if inner.size else 0.0


class Occlusions:
    """What lies over the goods on one photo: found when asked for, each view once.

    Safe to call from several threads.
    """

    def __init__(
        self, picture: Pixels | None, faces: Faces | None, made: Mapping[tuple[str, str], Occlusion] | None = None
    ) -> None:
        self._picture, self._faces = picture, faces
        self._made = dict(made or {})

    def of(self, product: str, view: str, registrations: Sequence[Registration]) -> Occlusion:
        """What lies over a view of a product; nothing if the photo does not register to it.

        Args:
            registrations: the photo's, to the reference pictures of this view; the first one counts.
        """
        if (product, view) not in self._made:
            if self._picture is None or self._faces is None or not registrations:
                return NOTHING
            face = self._faces.of(product, view, registrations[0].reference)
            self._made[product, view] = occlusion(self._picture, registrations[0], face)
        return self._made[product, view]

    def made(self) -> "Occlusions":
        """What has been found so far, without the picture, which is large."""
        return Occlusions(None, None, self._made)


NOTHING_OVER = Occlusions(None, None)
