"""From scores of photos to comparable figures of items: pooling, AUROC, paired differences, pointing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.gradcam import Peak
from training.manifest import Label, Row
from training.statistics import Estimate, auroc, rate

ROUNDS = 4000
CONFIDENCE = 0.95
GRID = 1000  # cells a side on which the union of boxes is measured


@dataclass(frozen=True)
class ScoredItem:
    """One item's score for "counterfeit"; higher speaks for it. Any monotone scale will do."""

    item: str
    product: str
    counterfeit: bool
    score: float


@dataclass(frozen=True)
class Discrimination:
    """How well scores tell the labels apart, on items.

    Attributes:
        pooled: every counterfeit item against every genuine one.
        within: pairs of one product only; None if no product has both labels.
        products: each product separately.
        product_mean: plain mean of `products`, those that can't be measured left out.
    """

    pooled: Estimate | None
    within: Estimate | None
    products: Mapping[str, Estimate | None]
    product_mean: float | None


class Pointed(NamedTuple):
    """Whether a method's peak on one counterfeit item lies in one of its deviating boxes."""

    item: str
    hit: bool


def pool_items(rows: Sequence[Row], scores: NDArray[np.float64]) -> list[ScoredItem]:
    """Scores of photos, (N,), become scores of items: the mean over an item's photos."""
    grouped: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        grouped.setdefault(row.item, []).append(index)
    items = []
    for name, members in grouped.items():
        first = rows[members[0]]
        score = float(np.mean(scores[members]))
        items.append(ScoredItem(name, first.product, first.label is Label.COUNTERFEIT, score))
    return items


def discrimination(items: Sequence[ScoredItem]) -> Discrimination:
    """Every figure of `Discrimination` with its interval (training/statistics.py says which)."""
    scores, counterfeit, products = _columns(items)
    single = {name: auroc(scores[products == name], counterfeit[products == name]) for name in np.unique(products)}
    measured = [estimate.value for estimate in single.values() if estimate is not None]
    return Discrimination(
        pooled=auroc(scores, counterfeit),
        within=auroc(scores, counterfeit, strata=products),
        products={str(name): estimate for name, estimate in single.items()},
        product_mean=float(np.mean(measured)) if measured else None,
    )


def paired_difference(ours: Sequence[ScoredItem], other: Sequence[ScoredItem], *, seed: int = 0) -> Estimate:
    """AUROC of ours minus AUROC of the other, both pooled, with a paired percentile bootstrap over items.

    Each round resamples items within every product and label, the same items for both methods (Efron and Tibshirani
    1993, chapter 13), so what makes an item hard for both cancels.

    Raises:
        ValueError: the two lists are not of the same items.
    """
    theirs = {item.item: item for item in other}
    if set(theirs) != {item.item for item in ours} or len(theirs) != len(ours):
        raise ValueError("the two methods were not scored on the same items")
    mine, counterfeit, products = _columns(ours)
    their = np.array([theirs[item.item].score for item in ours])
    draws = np.random.default_rng(seed)
    strata = [np.flatnonzero((products == p) & (counterfeit == c)) for p in np.unique(products) for c in (False, True)]
    differences = np.empty(ROUNDS)
    for number in range(ROUNDS):
        drawn = np.concatenate([draws.choice(members, len(members)) for members in strata if len(members)])
        differences[number] = _area(mine[drawn], counterfeit[drawn]) - _area(their[drawn], counterfeit[drawn])
    low, high = np.quantile(differences, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    value = _area(mine, counterfeit) - _area(their, counterfeit)
    return Estimate(value, float(low), float(high), len(ours))


def _columns(items: Sequence[ScoredItem]) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[Any]]:
    return (
        np.array([item.score for item in items], np.float64),
        np.array([item.counterfeit for item in items], np.bool_),
        np.array([item.product for item in items]),
    )


def _area(scores: NDArray[np.float64], positives: NDArray[np.bool_]) -> float:
    """AUROC by sorting: wins of positives over negatives, ties half."""
    negatives = np.sort(scores[~positives])
    below = np.searchsorted(negatives, scores[positives], "left")
    not_above = np.searchsorted(negatives, scores[positives], "right")
    return float((below + not_above).mean() / 2 / len(negatives))


def boxed(rows: Sequence[Row]) -> list[Row]:
    """The counterfeit photos whose deviating places are annotated."""
    return [row for row in rows if row.label is Label.COUNTERFEIT and any(point.box for point in row.points)]


def inside(peak: Peak, row: Row) -> bool:
    """Whether a place lies in one of the photo's deviating boxes."""
    boxes = [point.box for point in row.points if point.box is not None]
    return any(x <= peak.x < x + w and y <= peak.y < y + h for x, y, w, h in boxes)


def pointed(rows: Sequence[Row], peaks: Sequence[Peak], scores: NDArray[np.float64]) -> list[Pointed]:
    """One answer an item: the peak on the photo of it that scores highest for "counterfeit"."""
    best: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row.item not in best or scores[index] > scores[best[row.item]]:
            best[row.item] = index
    return [Pointed(item, inside(peaks[index], rows[index])) for item, index in best.items()]


def pointing(answers: Sequence[Pointed]) -> Estimate | None:
    """Share of items pointed at rightly, with its Clopper-Pearson interval."""
    return rate(sum(answer.hit for answer in answers), len(answers))


def covered(row: Row) -> float:
    """Share of the picture that the boxes cover together: how often a blind guess would hit."""
    mask = np.zeros((GRID, GRID), np.bool_)
    for point in row.points:
        if point.box is not None:
            x, y, w, h = point.box
            mask[round(y * GRID) : round((y + h) * GRID), round(x * GRID) : round((x + w) * GRID)] = True
    return float(mask.mean())


def chance(rows: Sequence[Row]) -> float | None:
    """Mean over photos of `covered`; None if no photo has boxes."""
    return float(np.mean([covered(row) for row in rows])) if rows else None
