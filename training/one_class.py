"""Builds the one-class score of a product from its genuine items only (model/patches.py has the score itself).

The memory bank is a small set of cells that is close to every genuine cell. The usual values are counted on the genuine
items themselves, each compared with a memory bank that was built without it. The weight of each part of the score is
fitted on stand-ins for counterfeits of several kinds: genuine photos with small changes (training/stand_ins.py), and
genuine photos of other products if there are any.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special
from threadpoolctl import threadpool_limits

from model.catalogue import Region
from model.datasets.support import FEWEST_GENUINE
from model.patches import (
    Cells,
    Compared,
    Memory,
    PatchMemory,
    Scale,
    Unlikeness,
    as_rows,
    average,
    compare,
    quantise,
)
from model.unlikeness import strangest_point
from training.errors import WorkError
from training.statistics import clopper_pearson_lower, clopper_pearson_upper

ROWS = 1000  # of a memory bank: 184 kB a product at mobilenet_v2's 56 and 128 channels
CANDIDATES = 60_000  # cells that a memory bank is chosen from
KEPT = 0.75  # of all cells at most: fewer than any fold has
PROJECTED = 32  # channels in which the choice is made
FOLDS = 10
FOLDS_OF_MANY = 5  # half the work, and each memory bank still knows four items of five
MANY = 40  # items
WORKERS = 2
FALSE_ALARMS = 0.05
SMALLEST_SPREAD = 1e-3
SMALLEST_WEIGHT = 1e-3  # of all parts together, where stand-ins stand out at all
RIDGE = 0.3  # on the slopes of parts in spreads
LIKEST = 0.25  # of the photos of other products

Vectors = NDArray[np.float32]
Table = NDArray[np.float64]


class AlteredPhoto(NamedTuple):
    """The cells of a picture that was altered in some places; kind: how (training/stand_ins.py)."""

    kind: str
    cells: Cells
    places: tuple[Region, ...]


class GenuinePhoto(NamedTuple):
    """One genuine photo of the product.

    Attributes:
        item: the object that it shows.
        altered: the same photo, altered in one way each; may be empty.
    """

    item: str
    cells: Cells
    altered: tuple[AlteredPhoto, ...] = ()


class StandIn(NamedTuple):
    """One altered photo, compared with a memory bank that doesn't know its item."""

    photo: AlteredPhoto
    compared: Compared


class Unseen(NamedTuple):
    """How photos score by memory banks that don't know their item: genuine items, and single altered photos."""

    items: dict[str, Unlikeness]
    altered: list[StandIn]


class Limit(NamedTuple):
    """See model.patches.Scale."""

    value: float
    rate: float
    bound: float


def build(product: str, photos: Sequence[GenuinePhoto], others: Sequence[Cells], seed: int) -> PatchMemory:
    """The memory bank of one product, with the scale on which items are judged.

    Args:
        product: id, for messages.
        photos: of at least `FEWEST_GENUINE` genuine items; a few dozen altered ones are enough.
        others: genuine photos of other products; may be empty.
        seed: of the choice of cells and of the folds.

    Raises:
        WorkError: too few items.
    """
    items = {photo.item for photo in photos}
    if len(items) < FEWEST_GENUINE:
        missing = FEWEST_GENUINE - len(items)
        raise WorkError(f"{product}: has {len(items)} genuine training items; add {missing} for a one-class score")
    with threadpool_limits(limits=1):  # the folds are on threads already
        detail, patches = _memory_banks([photo.cells for photo in photos], _share(photos), seed)
        known = unseen(photos, seed)
        strangers = [compare(detail, patches, cells).seen for cells in others]
    scale = scale_of(list(known.items.values()), _by_kind(known.altered), strangers)
    return PatchMemory(detail, patches, _with_pointing(scale, known.altered))


def _by_kind(altered: Sequence[StandIn]) -> list[list[Unlikeness]]:
    kinds: dict[str, list[Unlikeness]] = {}
    for one in altered:
        kinds.setdefault(one.photo.kind, []).append(one.compared.seen)
    return list(kinds.values())


def _with_pointing(scale: Scale, altered: Sequence[StandIn]) -> Scale:
    """The scale with whether the strangest place may be shown."""
    if not altered:
        return scale
    hits = sum(_hit(one, scale) for one in altered)
    covered = [min(1.0, sum(width * height for *_, width, height in one.photo.places)) for one in altered]
    return replace(
        scale,
        pointing=hits / len(altered),
        pointing_low=clopper_pearson_lower(hits, len(altered)),
        pointing_by_chance=float(np.mean(covered)),
    )


def _hit(one: StandIn, scale: Scale) -> bool:
    """Whether the strangest place lies on what was altered."""
    x, y = strangest_point(one.compared.where(scale), one.photo.cells)
    return any(left <= x <= left + width and top <= y <= top + height for left, top, width, height in one.photo.places)


def unseen(photos: Sequence[GenuinePhoto], seed: int) -> Unseen:
    """What memory banks say that were built without the item: one by one, or in a few parts if there are more items.

    Items come in the order of their names.
    """
    items, share = sorted({photo.item for photo in photos}), _share(photos)
    folds = FOLDS if len(items) < MANY else FOLDS_OF_MANY
    fold = {item: rank % folds for rank, item in enumerate(np.random.default_rng([seed, 11]).permutation(items))}

    def part(number: int) -> Unseen:
        known = [photo for photo in photos if fold[photo.item] != number]
        own = [photo for photo in photos if fold[photo.item] == number]
        return _unseen_by(_memory_banks([photo.cells for photo in known], share, seed), own)

    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(part, sorted(set(fold.values()))))
    found = {item: score for each in parts for item, score in each.items.items()}
    return Unseen({item: found[item] for item in items}, [one for each in parts for one in each.altered])


def _unseen_by(banks: tuple[Memory, Memory], photos: Sequence[GenuinePhoto]) -> Unseen:
    """What memory banks of other items say of these photos."""
    found: dict[str, list[Unlikeness]] = {photo.item: [] for photo in photos}
    for photo in photos:
        found[photo.item].append(compare(*banks, photo.cells).seen)
    altered = [StandIn(one, compare(*banks, one.cells)) for photo in photos for one in photo.altered]
    return Unseen({item: average(scores) for item, scores in found.items()}, altered)


def scale_of(
    items: Sequence[Unlikeness], altered: Sequence[Sequence[Unlikeness]], strangers: Sequence[Unlikeness]
) -> Scale:
    """What is usual for genuine items, how much each part counts, and the limit of `FALSE_ALARMS`.

    The limit is counted on scores of items that neither the weights nor the mean and spread were read off.

    Args:
        items: genuine ones, by memory banks that don't know them.
        altered: stand-ins of each kind, as far as there are any.
        strangers: photos of other products; may be empty.
    """
    table = np.array(items)
    kinds = [np.array(kind) for kind in altered]
    others = np.array(strangers).reshape(-1, table.shape[1])
    measure = _Measure.of(table, kinds, others)
    group = np.random.default_rng(len(table)).permutation(len(table)) % FOLDS
    scores = np.empty(len(table))
    for number in np.unique(group):
        own = group == number
        scores[own] = _Measure.of(table[~own], kinds, others).score(table[own])
    mean, spread, weight = (Unlikeness(*row.tolist()) for row in measure)
    return Scale(mean, spread, weight, *limit_of(scores), len(items))


class _Measure(NamedTuple):
    """Mean and spread of genuine items, and the weight, of each part: (P,)."""

    mean: Table
    spread: Table
    weight: Table

    @classmethod
    def of(cls, items: Table, altered: Sequence[Table], strangers: Table) -> "_Measure":
        mean, spread = items.mean(0), np.maximum(items.std(0, ddof=1), SMALLEST_SPREAD)
        weight = weigh(
            (items - mean) / spread, [(kind - mean) / spread for kind in altered], (strangers - mean) / spread
        )
        return cls(mean, spread, weight)

    def score(self, items: Table) -> Table:
        """(n,) of items (n, P)."""
        return np.asarray((items - self.mean) / self.spread @ self.weight, np.float64)


def weigh(genuine: Table, altered: Sequence[Table], strangers: Table) -> Table:
    """How much each part counts, (P,), at least zero and adding up to 1.

    Logistic regression of stand-ins against genuine items, all (n, P) in spreads. Genuine items weigh as much as all
    stand-ins together; photos of other products as much as all kinds of altered photos together; these alike. So none
    decides because it is numerous, and one that every part finds easily decides little. Of the other products' photos
    only the `LIKEST` count, as goods that are taken for each other are alike. A ridge draws the weights together where
    the data don't tell. All are alike where there are no stand-ins, or none stands out.
    """
    parts = genuine.shape[1]
    alike = np.full(parts, 1 / parts)
    likest = strangers[np.argsort(strangers.mean(1), kind="stable")[: math.ceil(LIKEST * len(strangers))]]
    kinds = [(kind, 1 / len(altered)) for kind in altered] + ([(likest, 1.0)] if len(likest) else [])
    if not kinds:
        return alike
    rows = np.concatenate([genuine, *(kind for kind, _ in kinds)])
    whole = sum(share for _, share in kinds)
    share = [np.full(len(kind), part / whole / len(kind)) for kind, part in kinds]
    found = _logistic(rows, np.concatenate([np.full(len(genuine), -1 / len(genuine)), *share]), alike)
    return np.asarray(found / found.sum() if found.sum() > SMALLEST_WEIGHT else alike, np.float64)


def _logistic(rows: Table, share: Table, start: Table) -> Table:
    """Slopes, at least zero, of a logistic regression with a ridge; share: of each row, negative for genuine ones."""
    sign, size = np.sign(share), np.abs(share)

    def loss(point: Table) -> tuple[float, Table]:
        slope, margin = point[:-1], sign * (rows @ point[:-1] + point[-1])
        pull = -share * special.expit(-margin)
        value = float(size @ np.logaddexp(0.0, -margin) + RIDGE * slope @ slope)
        return value, np.append(rows.T @ pull + 2 * RIDGE * slope, pull.sum())

    bounds = [*[(0.0, None)] * len(start), (None, None)]
    return np.asarray(optimize.minimize(loss, np.append(start, 0.0), jac=True, bounds=bounds, method="L-BFGS-B").x[:-1])


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


def coreset(cells: Vectors, rows: int, seed: int) -> NDArray[np.int64]:
    """Indices of at most `rows` cells that leave no cell (n, D) far from all of them.

    Greedy k-center (Gonzalez 1985; Sener and Savarese 2018) on a random projection, as PatchCore chooses its
    memory bank (Roth et al. 2022).
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
    """How many cells a memory bank is chosen from."""

    detail: int
    patches: int


def _share(photos: Sequence[GenuinePhoto]) -> _Share:
    """As many in every fold as in the end: a memory bank chosen from more cells reaches further out, and finds less."""
    covered = [photo.cells.covered() for photo in photos]
    totals = (sum(pair[scale][0].size for pair in covered) for scale in range(2))
    return _Share(*(min(CANDIDATES, int(total * KEPT)) for total in totals))


def _memory_banks(photos: Sequence[Cells], share: _Share, seed: int) -> tuple[Memory, Memory]:
    """The memory banks of fine cells and of patches."""
    covered = [cells.covered() for cells in photos]
    detail, patches = (np.concatenate([as_rows(pair[scale]) for pair in covered]) for scale in range(2))
    return _memory_bank(detail, share.detail, seed), _memory_bank(patches, share.patches, seed)


def _memory_bank(cells: Vectors, count: int, seed: int) -> Memory:
    drawn = np.random.default_rng([seed, 12]).permutation(len(cells))[: max(count, 1)]
    cells = cells[drawn]
    mean, spread = cells.mean(0), np.maximum(cells.std(0), SMALLEST_SPREAD)
    numbers = quantise(cells, mean, spread)
    return Memory(numbers[coreset(numbers, ROWS, seed)].astype(np.int8), mean, spread)
