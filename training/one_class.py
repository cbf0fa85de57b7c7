"""Build the one-class score of a product from its genuine items alone (model/patches.py has the score itself).

The memory is a small set of cells that lies close to every genuine cell. What is usual is counted on the genuine items
themselves, each judged by a memory that was built without it. Which part of the score counts how much is read off
stand-ins for counterfeits: genuine photos with scraps of themselves pasted elsewhere, and genuine photos of other
products where there are any.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from model.catalogue import Region
from model.patches import (
    Cells,
    Memory,
    PatchMemory,
    Scale,
    Unlikeness,
    as_rows,
    average,
    quantise,
    strangeness,
    unlikeness_at,
)
from model.unlikeness import strangest_point
from training.errors import WorkError
from training.statistics import clopper_pearson_lower, clopper_pearson_upper

FEWEST_ITEMS = 10
ROWS = 1000  # of a memory: 184 kB a product at mobilenet_v2's 56 and 128 channels
CANDIDATES = 60_000  # cells that a memory is chosen from
KEPT = 0.75  # of all cells at most: fewer than any fold has
PROJECTED = 32  # channels in which the choice is made
FOLDS = 10
WORKERS = 2
FALSE_ALARMS = 0.05
SMALLEST_SPREAD = 1e-3
SCRAPS = (2, 7)  # how many, the last excluded
SCRAP_SIDE = (0.012, 0.05)  # of the picture's longest side

Pixels = NDArray[np.uint8]
Vectors = NDArray[np.float32]


class Altered(NamedTuple):
    """A picture, uint8 (height, width, 3), with scraps of itself pasted elsewhere; scraps: where, in fractions."""

    picture: Pixels
    scraps: tuple[Region, ...]


class AlteredPhoto(NamedTuple):
    """The cells of an altered picture."""

    cells: Cells
    scraps: tuple[Region, ...]


class GenuinePhoto(NamedTuple):
    """One genuine photo of the product.

    Attributes:
        item: the object that it shows.
        altered: the photo once more `with_scraps`; None where that was not asked for.
    """

    item: str
    cells: Cells
    altered: AlteredPhoto | None = None


class Pointed(NamedTuple):
    """Whether one altered photo's strangest place lies on a scrap, and the share of the photo that scraps cover."""

    hit: bool
    chance: float


class Unseen(NamedTuple):
    """How photos score by memories that don't know their item: genuine items, and single altered photos."""

    items: dict[str, Unlikeness]
    altered: list[Unlikeness]
    pointed: list[Pointed]


class Limit(NamedTuple):
    """See model.patches.Scale."""

    value: float
    rate: float
    bound: float


def build(product: str, photos: Sequence[GenuinePhoto], others: Sequence[Cells], seed: int) -> PatchMemory:
    """The memory of one product, with the scale on which items are judged.

    Args:
        product: id, for messages.
        photos: of at least `FEWEST_ITEMS` genuine items; a few dozen altered ones are enough.
        others: genuine photos of other products; may be empty.
        seed: of the choice of cells and of the folds.

    Raises:
        WorkError: too few items.
    """
    items = {photo.item for photo in photos}
    if len(items) < FEWEST_ITEMS:
        missing = FEWEST_ITEMS - len(items)
        raise WorkError(f"{product}: has {len(items)} genuine training items; add {missing} for a one-class score")
    with threadpool_limits(limits=1):  # the folds are on threads already
        detail, patches = _memories([photo.cells for photo in photos], _share(photos), seed)
        known = unseen(photos, seed)
        kinds = (known.altered, [_unlikeness(detail, patches, cells) for cells in others])
    scale = scale_of(list(known.items.values()), [kind for kind in kinds if kind])
    return PatchMemory(detail, patches, _with_pointing(scale, known.pointed))


def _with_pointing(scale: Scale, pointed: Sequence[Pointed]) -> Scale:
    """The scale with whether the strangest place may be shown."""
    if not pointed:
        return scale
    hits = sum(one.hit for one in pointed)
    return replace(
        scale,
        pointing=hits / len(pointed),
        pointing_low=clopper_pearson_lower(hits, len(pointed)),
        pointing_by_chance=float(np.mean([one.chance for one in pointed])),
    )


def _unlikeness(detail: Memory, patches: Memory, cells: Cells) -> Unlikeness:
    return unlikeness_at(strangeness(detail, cells), patches, cells)


def _pointed(distances: Vectors, photo: AlteredPhoto) -> Pointed:
    x, y = strangest_point(distances, photo.cells)
    hit = any(left <= x <= left + width and top <= y <= top + height for left, top, width, height in photo.scraps)
    return Pointed(hit, min(1.0, sum(width * height for *_, width, height in photo.scraps)))


def unseen(photos: Sequence[GenuinePhoto], seed: int) -> Unseen:
    """What memories say that were built without the item: one by one, or in `FOLDS` parts if there are more items.

    Items come in the order of their names.
    """
    items, share = sorted({photo.item for photo in photos}), _share(photos)
    fold = {item: rank % FOLDS for rank, item in enumerate(np.random.default_rng([seed, 11]).permutation(items))}

    def part(number: int) -> Unseen:
        known = [photo for photo in photos if fold[photo.item] != number]
        own = [photo for photo in photos if fold[photo.item] == number]
        return _unseen_by(_memories([photo.cells for photo in known], share, seed), own)

    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(part, sorted(set(fold.values()))))
    found = {item: score for each in parts for item, score in each.items.items()}
    return Unseen(
        {item: found[item] for item in items},
        [score for each in parts for score in each.altered],
        [one for each in parts for one in each.pointed],
    )


def _unseen_by(memories: tuple[Memory, Memory], photos: Sequence[GenuinePhoto]) -> Unseen:
    """What memories of other items say of these photos."""
    detail, patches = memories
    found: dict[str, list[Unlikeness]] = {photo.item: [] for photo in photos}
    altered, pointed = [], []
    for photo in photos:
        found[photo.item].append(_unlikeness(detail, patches, photo.cells))
        if photo.altered:
            distances = strangeness(detail, photo.altered.cells)
            altered.append(unlikeness_at(distances, patches, photo.altered.cells))
            pointed.append(_pointed(distances, photo.altered))
    return Unseen({item: average(scores) for item, scores in found.items()}, altered, pointed)


def scale_of(items: Sequence[Unlikeness], kinds: Sequence[Sequence[Unlikeness]]) -> Scale:
    """What is usual for genuine items, how much each part counts, and the limit of `FALSE_ALARMS`.

    A part's weight is how many spreads the median stand-in lies above the genuine mean, the mean over the kinds and
    at least zero: Fisher's linear discriminant (1936) for parts taken as independent. Without stand-ins, or where
    none stands out, both parts count alike.
    """
    table = np.array(items)
    mean, spread = table.mean(0), np.maximum(table.std(0, ddof=1), SMALLEST_SPREAD)
    shifts = [np.median((np.array(kind) - mean) / spread, axis=0) for kind in kinds]
    weight = np.maximum(np.mean(shifts, axis=0), 0.0) if shifts else np.ones(2)
    weight = weight / weight.sum() if weight.sum() > 0 else np.full(2, 0.5)
    limit = limit_of(((table - mean) / spread) @ weight)
    return Scale(_both(mean), _both(spread), _both(weight), *limit, len(items))


def _both(row: NDArray[np.float64]) -> Unlikeness:
    return Unlikeness(float(row[0]), float(row[1]))


def limit_of(scores: NDArray[np.float64], false_alarms: float = FALSE_ALARMS) -> Limit:
    """The limit that a further genuine item passes with at most this probability, or the rarest that n items support.

    The k-th largest of n scores is passed with probability k / (n + 1) where the items are exchangeable with the
    further one (Vovk, Gammerman and Shafer 2005), so n items support no rate below 1 / (n + 1): 10 support 9 %, 19
    support 5 %. The bound is the upper tolerance limit of that order statistic (Wilks 1941).
    """
    n = len(scores)
    rank = max(1, int(false_alarms * (n + 1) + 1e-9))
    value = float(np.sort(scores)[n - rank])
    return Limit(value, rank / (n + 1), clopper_pearson_upper(rank - 1, n))


def with_scraps(picture: Pixels, random: np.random.Generator) -> Altered:
    """The picture, (height, width, 3), with small scraps of itself pasted elsewhere: a stand-in for a deviation.

    After CutPaste (Li, Sohn, Yoon and Pfister 2021), which learns from such pictures; here they only weigh.
    """
    result, longest, scraps = picture.copy(), max(picture.shape[:2]), []
    rows, columns = picture.shape[:2]
    for _ in range(int(random.integers(*SCRAPS))):
        height, width = (min(side, 1 + int(longest * random.uniform(*SCRAP_SIDE))) for side in picture.shape[:2])
        top, y = random.integers(0, picture.shape[0] - height + 1, 2)
        left, x = random.integers(0, picture.shape[1] - width + 1, 2)
        result[top : top + height, left : left + width] = picture[y : y + height, x : x + width]
        scraps.append(Region(left / columns, top / rows, width / columns, height / rows))
    return Altered(result, tuple(scraps))


def coreset(cells: Vectors, rows: int, seed: int) -> NDArray[np.int64]:
    """Indices of at most `rows` cells that leave no cell (n, D) far from all of them.

    Greedy k-center (Gonzalez 1985; Sener and Savarese 2018) on a random projection, as PatchCore chooses its memory
    (Roth et al. 2022).
    """
    if rows >= len(cells):
        return np.arange(len(cells))
    random = np.random.default_rng([seed, 13])
    projection = random.standard_normal((cells.shape[1], PROJECTED)).astype(np.float32)
    points = cells @ projection
    squares = (points * points).sum(1)
    distance = np.full(len(points), np.inf, np.float32)
    chosen = [int(random.integers(len(points)))]
    while len(chosen) < rows:
        last = chosen[-1]
        np.minimum(distance, squares - 2.0 * (points @ points[last]) + squares[last], out=distance)
        chosen.append(int(distance.argmax()))
    return np.array(chosen)


class _Share(NamedTuple):
    """How many cells a memory is chosen from."""

    detail: int
    patches: int


def _share(photos: Sequence[GenuinePhoto]) -> _Share:
    """As many in every fold as in the end: a memory chosen from more cells reaches further out, and finds less."""
    covered = [photo.cells.covered() for photo in photos]
    totals = (sum(pair[scale][0].size for pair in covered) for scale in range(2))
    return _Share(*(min(CANDIDATES, int(total * KEPT)) for total in totals))


def _memories(photos: Sequence[Cells], share: _Share, seed: int) -> tuple[Memory, Memory]:
    """The memories of fine cells and of patches."""
    covered = [cells.covered() for cells in photos]
    detail, patches = (np.concatenate([as_rows(pair[scale]) for pair in covered]) for scale in range(2))
    return _memory(detail, share.detail, seed), _memory(patches, share.patches, seed)


def _memory(cells: Vectors, count: int, seed: int) -> Memory:
    drawn = np.random.default_rng([seed, 12]).permutation(len(cells))[: max(count, 1)]
    cells = cells[drawn]
    mean, spread = cells.mean(0), np.maximum(cells.std(0), SMALLEST_SPREAD)
    numbers = quantise(cells, mean, spread)
    return Memory(numbers[coreset(numbers, ROWS, seed)].astype(np.int8), mean, spread)
