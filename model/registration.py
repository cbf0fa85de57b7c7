"""Registration: a photo is aligned with the reference picture of its view, so that one place is found on both.

Keypoints are SIFT's (Lowe 2004), pairs pass Lowe's ratio test, and the homography is MAGSAC's (Barath, Noskova,
Ivashechkin and Matas 2020), all from OpenCV. Seeds and order are fixed, and one thread works on a photo: the same
pictures give the same homography. A homography is exact for flat faces and accurate enough for packs. Goods that are
not flat do not register, and then no place is given (docs/decisions/0016-registration.md has the figures).
"""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.catalogue import Region
from model.release import Release
from model.verdict import Registration

SIDE = 640  # pixels of the longest side at which keypoints are found
KEYPOINTS = 1000  # the strongest of a picture
CONTRAST = 0.02  # SIFT's threshold, half its default: print on packs is soft
RATIO = 0.8  # Lowe's: the nearest keypoint must be this much nearer than the next
AGREE = 3.0  # pixels at SIDE within which a pair agrees with the homography
ROUNDS, CONFIDENCE, SEED = 5_000, 0.999, 0
FEWEST_INLIERS = 15  # pairs; with fewer a homography may be chance
GRID, FEWEST_CELLS = 16, 8  # a barcode registers to every other barcode, but lies in few cells of the picture
MOST_BY_CHANCE = 19  # of those cells, that a photo reached on another view of its product (754 photos)
LEAST_AGREEING = 0.3  # of what a photo should show of a picture; the upper quarter of other goods reaches 0.25
AREA = (0.02, 50.0)  # of the laid-over reference picture, to the photo: beyond this the homography is degenerate
LEAST_SEEN = 0.5  # share of a place that must lie on the photo for the photo to show it

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Keypoints:
    """The keypoints of one upright picture, K of them.

    Attributes:
        places: float32 (K, 2), x and y in pixels of the picture brought to `SIDE`.
        descriptors: uint8 (K, 128); SIFT's are whole numbers, so nothing is lost.
        size: (width, height) of that picture.
    """

    places: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    size: tuple[int, int]


def find_keypoints(picture: Pixels) -> Keypoints:
    """The keypoints of an upright picture, uint8 (height, width, 3)."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = SIDE / max(grey.shape)
    width, height = (max(1, round(side * scale)) for side in (grey.shape[1], grey.shape[0]))
    shrinks = scale < 1
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    sift = cv2.SIFT.create(nfeatures=KEYPOINTS, contrastThreshold=CONTRAST)
    found, descriptors = sift.detectAndCompute(small, None)
    places = np.array([keypoint.pt for keypoint in found], np.float32).reshape(-1, 2)
    whole = np.zeros((0, 128), np.uint8) if descriptors is None else np.asarray(descriptors).astype(np.uint8)
    return Keypoints(places, whole, (width, height))


def register(reference: Keypoints, photo: Keypoints, sha256: str) -> Registration | None:
    """Lay a photo over a reference picture; None if too few keypoints agree, or the result can't be a photo of it.

    Args:
        reference: of the reference picture.
        photo: of the photo.
        sha256: of the reference picture.
    """
    pairs = _pairs(reference.descriptors, photo.descriptors)
    if len(pairs) < FEWEST_INLIERS:
        return None
    source, target = reference.places[pairs[:, 0]], photo.places[pairs[:, 1]]
    found, agreeing = cv2.findHomography(source, target, _settings())
    if found is None or agreeing is None:
        return None
    agreed = source[agreeing.ravel() > 0]
    cells = _cells(agreed, reference.size)
    if len(agreed) < FEWEST_INLIERS or cells < FEWEST_CELLS:
        return None
    fractions = _in_fractions(np.asarray(found, np.float64), reference.size, photo.size)
    if not _plausible(fractions):
        return None
    return Registration(sha256, tuple(round(float(number), 6) for number in fractions.flat), len(agreed), cells)


def _cells(places: NDArray[np.float32], size: tuple[int, int]) -> int:
    """In how many cells of a picture these places, (K, 2), lie."""
    return len(np.unique((places * GRID / size).astype(np.int64), axis=0))


def _pairs(reference: NDArray[np.uint8], photo: NDArray[np.uint8]) -> NDArray[np.int64]:
    """(M, 2) indices of keypoints that resemble each other and no other, in the order of the reference's."""
    if len(reference) < 2 or len(photo) < 2:  # noqa: PLR2004  the ratio test needs a second nearest
        return np.zeros((0, 2), np.int64)
    squares = _squares(reference.astype(np.float32), photo.astype(np.float32))
    rows, nearest = np.arange(len(reference)), squares.argmin(axis=1)
    best = np.sqrt(squares[rows, nearest]).astype(np.float64)
    squares[rows, nearest] = np.inf
    kept = rows[best < RATIO * np.sqrt(squares.min(axis=1)).astype(np.float64)]
    return np.stack([kept, nearest[kept]], axis=1)


def _squares(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """(K, M) squares of the distances of SIFT's descriptors, as one product of matrices.

    It takes a fifth of the time of OpenCV's matcher and gives the same numbers on any machine: sums of whole numbers
    below 2^24 are exact in any order.
    """
    nothing = np.empty((0, 0), np.float32)
    products = cv2.gemm(one, other, 1.0, nothing, 0.0, flags=cv2.GEMM_2_T)  # numpy's would start threads
    lengths = (one * one).sum(axis=1)[:, np.newaxis] + (other * other).sum(axis=1)
    return np.asarray(lengths - 2 * products, np.float32)


def _settings() -> Any:
    """MAGSAC++ of OpenCV's USAC, on one thread, from a fixed seed."""
    settings = cv2.UsacParams()
    settings.threshold, settings.confidence, settings.maxIterations = AGREE, CONFIDENCE, ROUNDS
    settings.isParallel, settings.randomGeneratorState = False, SEED
    settings.sampler = cv2.SAMPLING_UNIFORM
    settings.score = cv2.SCORE_METHOD_MAGSAC
    settings.loMethod = cv2.LOCAL_OPTIM_SIGMA
    settings.final_polisher, settings.final_polisher_iterations = cv2.MAGSAC, 3
    return settings


def _in_fractions(
    homography: NDArray[np.float64], source: tuple[int, int], target: tuple[int, int]
) -> NDArray[np.float64]:
    """A homography between pixels as one between fractions of both pictures, its last number 1."""
    scaled = np.diag([1 / target[0], 1 / target[1], 1.0]) @ homography @ np.diag([source[0], source[1], 1.0])
    return np.asarray(scaled / scaled[2, 2], np.float64)


def _plausible(homography: NDArray[np.float64]) -> bool:
    """Whether the picture's frame stays a convex quadrangle, not mirrored, of a size that a photo can have."""
    corners = np.array([[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]], np.float64) @ homography.T
    if not np.isfinite(corners).all() or (corners[:, 2] <= 0).any():
        return False
    frame = corners[:, :2] / corners[:, 2:]
    sides = np.roll(frame, -1, axis=0) - frame
    turns = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    area = float((frame[:, 0] * np.roll(frame[:, 1], -1) - np.roll(frame[:, 0], -1) * frame[:, 1]).sum()) / 2
    return bool((turns > 0).all()) and AREA[0] <= area <= AREA[1]


def place_of(registration: Registration, region: Sequence[float]) -> Region | None:
    """Where a region of the reference picture lies on the photo: the box around it, cut at the photo's edge.

    None if less than `LEAST_SEEN` of it is on the photo.
    """
    return _carried(np.array(registration.homography).reshape(3, 3), region)


def reference_region_of(registration: Registration, place: Sequence[float]) -> Region | None:
    """Where a place on the photo lies on the reference picture; None if most of it lies beyond."""
    return _carried(np.linalg.inv(np.array(registration.homography).reshape(3, 3)), place)


def _carried(homography: NDArray[np.float64], box: Sequence[float]) -> Region | None:
    x, y, width, height = box
    corners = np.array([[x, y, 1], [x + width, y, 1], [x + width, y + height, 1], [x, y + height, 1]], np.float64)
    moved = corners @ homography.T
    if (moved[:, 2] <= 0).any():
        return None
    points = moved[:, :2] / moved[:, 2:]
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    inside = np.clip([left, top, right, bottom], 0.0, 1.0)
    seen = float((inside[2] - inside[0]) * (inside[3] - inside[1]))
    if seen < LEAST_SEEN * float((right - left) * (bottom - top)):
        return None
    return Region(*(float(number) for number in (*inside[:2], inside[2] - inside[0], inside[3] - inside[1])))


def work_on_one_thread() -> None:
    """Have OpenCV use one thread in this process: parallelism comes from photos, and containers are small."""
    cv2.setNumThreads(1)


class References:
    """The reference pictures of one release, ready to register photos to. Safe to call from several threads.

    A picture's keypoints are found when they are first needed, and kept.
    """

    def __init__(self, release: Release) -> None:
        self._pictures = release.references
        self._by_view: dict[tuple[str, str], list[str]] = {}
        for picture in release.description.references:
            self._by_view.setdefault((picture.product, picture.view), []).append(picture.sha256)
        self._found: dict[str, Keypoints] = {}
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._by_view)

    def of(self, product: str, view: str) -> Sequence[str]:
        """The sha256 of each reference picture of a product's view."""
        return self._by_view.get((product, view), ())

    def views(self, product: str) -> list[str]:
        """The views of a product that have a reference picture, in the release's order."""
        return [view for name, view in self._by_view if name == product]

    def agreeing(self, registration: Registration) -> float:
        """Of the cells of a reference picture that have keypoints and lie on the photo, the share that agrees.

        A close-up of the goods shows little, and nearly all of it agrees. Other goods that bear the same mark may show
        as much as a whole photo, and only the mark agrees.
        """
        reference = self.keypoints(registration.reference)
        places = np.concatenate([reference.places / reference.size, np.ones((len(reference.places), 1))], axis=1)
        moved = places @ np.array(registration.homography).reshape(3, 3).T
        there = (moved >= 0).all(axis=1) & (moved[:, :2] <= moved[:, 2:]).all(axis=1)
        return registration.cells / max(1, registration.cells, _cells(reference.places[there], reference.size))

    def keypoints(self, sha256: str) -> Keypoints:
        """The keypoints of a reference picture."""
        with self._lock:
            if sha256 not in self._found:
                with Image.open(io.BytesIO(self._pictures[sha256]), formats=["JPEG"]) as picture:
                    self._found[sha256] = find_keypoints(np.asarray(picture.convert("RGB")))
            return self._found[sha256]


class Registrations:
    """One photo's registrations: made when asked for, each once. Safe to call from several threads."""

    def __init__(self, keypoints: Keypoints | None, references: References | None) -> None:
        self._keypoints, self._references = keypoints, references
        self._made: dict[str, Registration | None] = {}

    def to(self, sha256: str) -> Registration | None:
        """The photo laid over a reference picture; None if that fails."""
        if sha256 not in self._made:
            if self._keypoints is None or self._references is None:
                return None
            self._made[sha256] = register(self._references.keypoints(sha256), self._keypoints, sha256)
        return self._made[sha256]

    def to_view(self, product: str, view: str) -> tuple[Registration, ...]:
        """The photo laid over each reference picture of a view, as far as that succeeds."""
        names = self._references.of(product, view) if self._references else ()
        found = (self.to(sha256) for sha256 in names)
        return tuple(one for one in found if one is not None)

    def shown(self, product: str, likely: str) -> tuple[str, Registration] | None:
        """The view of the product that the photo shows, with the registration; None if none registers.

        The likely view, unless the photo covers little of it: then the one that it covers most of, if the photo shows
        what it should of that. A close-up may not look like its view, and views may share a word.
        """
        registered = self.to_view(product, likely)
        if registered and registered[0].cells > MOST_BY_CHANCE:
            return likely, registered[0]
        best = self.best(product)
        if best is not None and self.agreeing(best[1]) >= LEAST_AGREEING:
            return best
        return (likely, registered[0]) if registered else None

    def best(self, product: str) -> tuple[str, Registration] | None:
        """The view of the product that the photo covers most of, with the registration; None if none registers."""
        views = self._references.views(product) if self._references else ()
        found = [(view, one) for view in views for one in self.to_view(product, view)]
        return max(found, key=lambda each: each[1].cells, default=None)

    def agreeing(self, registration: Registration) -> float:
        """See `References.agreeing`."""
        return self._references.agreeing(registration) if self._references else 0.0

    def made(self) -> "Registrations":
        """What was registered so far, without the keypoints, which are large."""
        kept = Registrations(None, self._references)
        kept._made = dict(self._made)
        return kept


NOTHING_REGISTERED = Registrations(None, None)
