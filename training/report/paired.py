"""Differences between two releases on the same items: what makes an item hard for both cancels."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from training.examine import ExaminedItem
from training.report.calibrated import percentiles, redrawn
from training.statistics import CONFIDENCE, Estimate, rate

ROUNDS = 2000
NARROW = 1e-9

Statistic = Callable[[NDArray[np.float64], NDArray[np.bool_]], float]


class FigureChange(NamedTuple):
    """One figure of two releases.

    Attributes:
        difference: after minus before, with a paired interval.
        p: exact two-sided McNemar test of "no difference"; None for figures that are not shares of items.
    """

    before: Estimate
    after: Estimate
    difference: Estimate
    p: float | None


def share_change(before: Sequence[bool], after: Sequence[bool]) -> FigureChange | None:
    """A share of items before and after; None without items.

    The interval is Tango's (Statistics in Medicine 17, 1998, 891-908), which keeps some width where no item
    changed; the test is McNemar's in its exact form: a binomial test on the items that changed.

    Raises:
        ValueError: the two are not of equal length.
    """
    pairs = list(zip(before, after, strict=True))
    n, lost, gained = len(pairs), pairs.count((True, False)), pairs.count((False, True))
    was, now = rate(sum(before), n), rate(sum(after), n)
    if was is None or now is None:
        return None
    p = float(stats.binomtest(gained, lost + gained).pvalue) if lost + gained else 1.0
    return FigureChange(was, now, tango(gained, lost, n), p)


def tango(gained: int, lost: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """Difference of two paired shares, (gained - lost) / n, with Tango's score interval.

    The values whose score statistic, the shares of changed items being the likeliest under that very value, lies
    within z.
    """
    z = float(stats.norm.ppf((1 + confidence) / 2))
    value = (gained - lost) / n

    def statistic(delta: float) -> float:
        b = (2 * n + lost - gained) * delta - gained - lost
        c = -lost * delta * (1 - delta)
        q = (math.sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)  # likeliest share lost, were delta true
        return (gained - lost - n * delta) / math.sqrt(max(n * (2 * q + delta * (1 - delta)), NARROW))

    low = optimize.brentq(lambda delta: statistic(delta) - z, -1 + NARROW, value) if value > -1 else -1.0
    high = optimize.brentq(lambda delta: statistic(delta) + z, value, 1 - NARROW) if value < 1 else 1.0
    return Estimate(value, float(low), float(high), n)


def score_difference(
    before: NDArray[np.float64], after: NDArray[np.float64], items: Sequence[ExaminedItem], statistic: Statistic
) -> Estimate:
    """Difference of a statistic of log-odds and labels, with a percentile interval over items redrawn in pairs.

    Args:
        before, after: (items,) log-odds of the same items.
        items: which product and label each row has; both labels must occur.
    """
    counterfeit = np.array([item.counterfeit for item in items])

    def difference(rows: NDArray[np.intp]) -> float:
        labels = counterfeit[rows]
        return statistic(after[rows], labels) - statistic(before[rows], labels)

    value = difference(np.arange(len(items)))
    return percentiles(value, [difference(rows) for rows in redrawn(items, ROUNDS)], len(items))


def area(scores: NDArray[np.float64], counterfeit: NDArray[np.bool_]) -> float:
    """AUROC by sorting: wins of counterfeit over genuine items, ties half."""
    genuine = np.sort(scores[~counterfeit])
    below = np.searchsorted(genuine, scores[counterfeit], "left")
    not_above = np.searchsorted(genuine, scores[counterfeit], "right")
    return float((below + not_above).mean() / 2 / len(genuine))
