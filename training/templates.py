"""Makes templates of what genuine items show at each marked place, and the likelihood ratio of a difference there.

Everything is read off training photos that are laid over the reference picture. Half of the genuine items make the
template; the other half, and the counterfeit items whose marks are known, tell how large differences are with and
without a deviation. So no item is compared with itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from model.catalogue import Point
from model.comparison import LEAST, STEPS, Numbers, Template, Weighing, cut_out, difference, frame_of
from model.description import PointHead
from model.errors import PhotoRejectedError
from model.intake import read_picture
from model.registration import Keypoints, References, find_keypoints, register
from model.release import Release
from training.amounts import MOST_COMPARED
from training.examples import Example

FEWEST_GENUINE, FEWEST_DEVIATING = 10, 4  # items; with fewer a place gets no template
LARGEST = 127  # of a template's whole numbers
STEEPEST = 20.0  # slope
RIDGE = 0.01
WORKERS = 2


class _Cut(NamedTuple):
    """One place on one photo.

    Attributes:
        deviates: whether it is marked there.
    """

    item: str
    counterfeit: bool
    deviates: bool
    pixels: Numbers


Cuts = dict[str, list[_Cut]]


def build_templates(
    release: Release, examples: Sequence[Example], side: int, seed: int, advance: Callable[[], object]
) -> list[Template]:
    """The templates of a release's points, as far as reference pictures and training photos support them.

    Args:
        release: with its reference pictures.
        examples: training photos.
        side: pixels of the longest side to which photos are brought, as the service does.
        seed: of the choice of items.
        advance: called after each view.
    """
    references, found = References(release), []
    for (product, view), heads in _by_view(release).items():
        photos = [example for example in examples if (example.row.product, example.view_name) == (product, view)]
        sheet = {point.id: point for point in release.description.products[product].sheet.points}
        for reference in references.of(product, view):
            points = [sheet[head.point] for head in heads if sheet[head.point].reference == reference]
            cuts = _cut(_some(photos, seed), [point for point in points if point.region], references, reference, side)
            frame = _frame(references.keypoints(reference))
            found += [t for point in points if (t := _template(product, point, frame, cuts.get(point.id, [])))]
        advance()
    return found


def _by_view(release: Release) -> Mapping[tuple[str, str], list[PointHead]]:
    heads: dict[tuple[str, str], list[PointHead]] = {}
    for head in release.description.points:
        if head.view is not None:
            heads.setdefault((head.product, head.view), []).append(head)
    return heads


def _frame(reference: Keypoints) -> tuple[int, int]:
    return frame_of(*reference.size)


def _some(photos: Sequence[Example], seed: int) -> list[Example]:
    """The photos of at most `MOST_COMPARED` items of either label."""
    chosen = set()
    for counterfeit in (False, True):
        items = sorted({photo.item for photo in photos if photo.counterfeit is counterfeit and photo.points_known})
        chosen |= set(np.random.default_rng([seed, 17]).permutation(np.array(items, np.str_))[:MOST_COMPARED].tolist())
    return [photo for photo in photos if photo.item in chosen]


def _cut(photos: Sequence[Example], points: Sequence[Point], references: References, reference: str, side: int) -> Cuts:
    """Every place on every photo that shows it whole, by point."""
    known = references.keypoints(reference)

    def cut(photo: Example) -> list[tuple[str, _Cut]]:
        return list(_cuts_of(photo, points, known, reference, side))

    found: Cuts = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        for each in pool.map(cut, photos):
            for point, one in each:
                found.setdefault(point, []).append(one)
    return found


def _cuts_of(
    photo: Example, points: Sequence[Point], known: Keypoints, reference: str, side: int
) -> Iterator[tuple[str, _Cut]]:
    try:
        picture = read_picture(photo.path.read_bytes(), longest_side=side).pixels
    except (OSError, PhotoRejectedError):  # validation names such photos
        return
    registration = register(known, find_keypoints(picture), reference)
    marked = {mark.id for mark in photo.row.points}
    for point in points if registration else ():
        assert registration is not None  # noqa: S101  for the type checker
        pixels = cut_out(picture, registration, point.region, _frame(known)) if point.region else None
        if pixels is not None:
            yield point.id, _Cut(photo.item, photo.counterfeit, point.id in marked, pixels)


def _template(product: str, point: Point, frame: tuple[int, int], cuts: Sequence[_Cut]) -> Template | None:
    """The template of one place; None if there are too few items to make it or to weigh it."""
    genuine = sorted({cut.item for cut in cuts if not cut.counterfeit})
    deviating = {cut.item for cut in cuts if cut.deviates}
    if len(genuine) < FEWEST_GENUINE or len(deviating) < FEWEST_DEVIATING or point.region is None:
        return None
    making = set(genuine[::2])
    median = np.median([cut.pixels for cut in cuts if cut.item in making], axis=0)
    pixels = np.clip(np.rint(median * STEPS), -LARGEST, LARGEST).astype(np.int8)
    others = [cut for cut in cuts if cut.item not in making]
    sizes = np.array([difference(cut.pixels, pixels)[0] for cut in others])
    deviates = np.array([cut.deviates for cut in others], bool)
    counterfeit = len({cut.item for cut in cuts if cut.counterfeit})
    share = min(0.9, max(0.05, len(deviating) / max(1, counterfeit)))
    weighing = weigh(np.log(sizes + LEAST), deviates, share)
    return Template(product, point.id, point.view, point.reference or "", point.region, frame, pixels, weighing)


def weigh(differences: NDArray[np.float64], deviates: NDArray[np.bool_], share: float) -> Weighing:
    """The log-likelihood ratio of a deviation as a line in the logarithm of the difference, never falling.

    Logistic regression with both kinds weighing alike, smoothed targets (Platt 1999) and a small ridge on the slope.
    """
    n, m = int(deviates.sum()), int((~deviates).sum())
    target = np.where(deviates, (n + 1) / (n + 2), 1 / (m + 2))
    weight = np.where(deviates, 0.5 / n, 0.5 / m)
    middle = float(np.median(differences))

    def loss(line: NDArray[np.float64]) -> float:
        odds = line[0] * (differences - middle) + line[1]
        likelihood = target * special.log_expit(odds) + (1 - target) * special.log_expit(-odds)
        return float(-(weight * likelihood).sum() + RIDGE * (line[0] / STEEPEST) ** 2)

    bounds = [(0.0, STEEPEST), (None, None)]
    found = optimize.minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=bounds)
    slope, shift = float(found.x[0]), float(found.x[1])
    return Weighing(slope, shift - slope * middle, share)
