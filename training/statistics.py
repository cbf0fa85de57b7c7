"""The statistics behind promises: error bounds, intervals, AUROC, and the choice of a threshold.

Everything counts *items*, never photos: the photos of one object are not independent.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from model.intervals import items_needed

CONFIDENCE = 0.95
ZERO_WIDTH = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A figure with its confidence interval; n: the items that it was counted on."""

    value: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, Any]:
        """``{"value", "low", "high", "n"}``, as in metrics.json."""
        return asdict(self)


@dataclass(frozen=True)
class ThresholdChoice:
    """What `choose_threshold` found.

    Attributes:
        threshold: scores at or above it get the definite outcome; None if the items support no threshold.
        errors: protected items at or above it (without a threshold: above the most conservative one of the
            grid).
        items: protected items counted.
        bound: Clopper-Pearson upper limit of the error rate at the threshold; None if there is none.
        items_needed: further error-free items that would support the grid's first threshold; 0 if one is
            chosen.
    """

    threshold: float | None
    errors: int
    items: int
    bound: float | None
    items_needed: int


def clopper_pearson_upper(errors: int, n: int, confidence: float = CONFIDENCE) -> float:
    """Exact one-sided upper limit of the true error rate after `errors` in `n` items; 1.0 if n is 0.

    Clopper and Pearson 1934, as a quantile of the beta distribution.

    Raises:
        ValueError: not 0 <= errors <= n, or not 0 < confidence < 1.
    """
    _check_counts(errors, n, confidence)
    return 1.0 if errors == n else float(stats.beta.ppf(confidence, errors + 1, n - errors))


def clopper_pearson_lower(errors: int, n: int, confidence: float = CONFIDENCE) -> float:
    """Exact one-sided lower limit of a rate, the mirror image of `clopper_pearson_upper`."""
    _check_counts(errors, n, confidence)
    return 0.0 if errors == 0 else float(stats.beta.ppf(1 - confidence, errors, n - errors + 1))


def rate(successes: int, n: int, confidence: float = CONFIDENCE) -> Estimate | None:
    """A proportion with its two-sided Clopper-Pearson interval; None if there is nothing to count.

    Exact rather than Wilson: it never promises more than it keeps, and figures here are for courts.
    """
    if n == 0:
        return None
    one_sided = (1 + confidence) / 2
    low = clopper_pearson_lower(successes, n, one_sided)
    return Estimate(successes / n, low, clopper_pearson_upper(successes, n, one_sided), n)


def choose_threshold(
    protected_scores: NDArray[np.float64],
    *,
    grid: NDArray[np.float64],
    target: float = 0.05,
    confidence: float = CONFIDENCE,
) -> ThresholdChoice:
    """The boldest threshold whose error rate on the protected class is under `target` with `confidence`.

    A protected item is called wrongly where its score is at or above the threshold. To guard the other class,
    whose errors are low scores, negate scores and grid, and the threshold found.

    Fixed-sequence testing (Bauer 1991), as in Learn then Test (Angelopoulos, Bates, Candes, Jordan and Lei
    2021): walk the grid from its most conservative threshold; test "the error rate is above the target" with the exact
    binomial tail ``P(Bin(n, target) <= errors)``; stop at the first threshold where that is not rejected, and choose
    the one before. The chance that the chosen one's true error rate is above the target is at most ``1 - confidence``,
    for every distribution of the scores. That holds only for a grid fixed before these scores were seen, and only for
    items that are independent and like those met later.

    Args:
        protected_scores: shape (items,), one score an item of the class that must not be called wrongly.
        grid: shape (steps,), strictly falling: the most conservative threshold first.
        target: largest error rate allowed, a fraction.
        confidence: a fraction.

    Raises:
        ValueError: a score or threshold is not a number, or the grid is empty or doesn't fall.
    """
    scores = np.sort(np.asarray(protected_scores, dtype=np.float64))
    _check_grid(scores, grid)
    errors = len(scores) - np.searchsorted(scores, grid, side="left")
    rejected = stats.binom.cdf(errors, len(scores), target) <= 1 - confidence
    steps = int(np.argmin(rejected)) if not rejected.all() else len(grid)
    return _choice(grid, errors, steps, len(scores), target, confidence)


def _choice(
    grid: NDArray[np.float64],
    errors: NDArray[np.int64],
    steps: int,
    items: int,
    target: float,
    confidence: float,
) -> ThresholdChoice:
    """`steps`: how many thresholds of the grid passed, from its first one on."""
    if steps == 0:
        missing = items_needed(target, confidence, int(errors[0])) - items
        return ThresholdChoice(None, int(errors[0]), items, None, missing)
    wrong = int(errors[steps - 1])
    return ThresholdChoice(float(grid[steps - 1]), wrong, items, clopper_pearson_upper(wrong, items, confidence), 0)


def auroc(
    scores: NDArray[np.float64],
    positives: NDArray[np.bool_],
    *,
    strata: NDArray[Any] | None = None,
    confidence: float = CONFIDENCE,
) -> Estimate | None:
    """How often a positive item scores above a negative one (ties count half), with its interval.

    With strata, only items of one stratum are compared with each other, every pair counting once. So a
    difference in level or in the share of positives between strata neither helps nor harms.

    The interval is Newcombe's method 5 (Statistics in Medicine 25, 2006, 559-573): the values that lie within
    z standard errors of the estimate, the error being that of Hanley and McNeil 1982 *at the value in
    question*, with (m + n) / 2 in place of either class's count. Unlike DeLong's or a bootstrap's it doesn't
    shrink to nothing if a small sample is told apart without an error. Strata add up their variances.

    Args:
        scores: shape (items,).
        positives: shape (items,).
        strata: shape (items,), any labels; None compares all with all.
        confidence: of the two-sided interval, a fraction.

    Returns:
        The estimate, n being the items in strata with both classes; None if no stratum has both.
    """
    strata = np.zeros(len(scores)) if strata is None else strata
    order = np.argsort(strata, kind="stable")  # by stratum; there may be thousands
    starts = np.unique(strata[order], return_index=True)[1]
    tables = [_wins(scores[its], positives[its]) for its in np.split(order, starts)[1:]]
    counted = [table for table in tables if table[1] and table[2]]
    pairs = sum(m * n for _, m, n in counted)
    if not pairs:
        return None
    value = sum(wins for wins, _, _ in counted) / pairs
    z = float(stats.norm.ppf((1 + confidence) / 2))
    groups = [(m, n) for _, m, n in counted]
    low, high = (_interval_end(value, groups, sign * z) for sign in (-1, 1))
    return Estimate(value, low, high, sum(m + n for m, n in groups))


def _wins(scores: NDArray[np.float64], positives: NDArray[np.bool_]) -> tuple[float, int, int]:
    """Mann-Whitney's U of one stratum, and how many positives and negatives it has."""
    m = int(positives.sum())
    ranks = stats.rankdata(scores)
    return float(ranks[positives].sum()) - m * (m + 1) / 2, m, len(scores) - m


def _interval_end(value: float, groups: list[tuple[int, int]], z: float) -> float:
    """Where ``theta - value`` equals z standard errors at theta; z < 0: the lower end."""
    end = 0.0 if z < 0 else 1.0
    if abs(value - end) < ZERO_WIDTH:
        return end
    inner = min(max(value, ZERO_WIDTH), 1 - ZERO_WIDTH)  # at 0 and 1 themselves the error vanishes
    return float(optimize.brentq(lambda theta: theta - value - z * _standard_error(theta, groups), inner, end))


def _standard_error(theta: float, groups: list[tuple[int, int]]) -> float:
    pairs = sum(m * n for m, n in groups)
    terms = 0.0
    for m, n in groups:
        half = (m + n) / 2 - 1
        terms += m * n * theta * (1 - theta) * (1 + half * (1 - theta) / (2 - theta) + half * theta / (1 + theta))
    return math.sqrt(terms) / pairs


def _check_counts(errors: int, n: int, confidence: float) -> None:
    if not 0 <= errors <= n:
        raise ValueError(f"{errors} errors in {n} items can't be")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")


def _check_grid(scores: NDArray[np.float64], grid: NDArray[np.float64]) -> None:
    if len(grid) == 0 or not np.isfinite(grid).all() or (np.diff(grid) >= 0).any():
        raise ValueError("the grid must hold finite thresholds that fall, the most conservative first")
    if not np.isfinite(scores).all():
        raise ValueError("a score is not a finite number")
