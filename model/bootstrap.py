"""The bootstrap interval of a figure of a small sample, without scipy, for the service."""

from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.intervals import CONFIDENCE, Interval

RESAMPLES = 9999
SEED = 20_261_128  # the same figures give the same interval each time
NORMAL = NormalDist()

Indices = NDArray[np.intp]
Values = NDArray[np.float64]


def bca(
    figure: Callable[[Indices], Values], n: int, *, confidence: float = CONFIDENCE, resamples: int = RESAMPLES
) -> Interval | None:
    """The bias-corrected and accelerated (BCa) interval of a figure; None where resampling does not change the figure.

    Efron, "Better bootstrap confidence intervals", Journal of the American Statistical Association 82 (1987), 171-185.

    Args:
        figure: from indices of shape (samples, size) into the `n` members to one value a sample, of shape (samples,).
        n: how many members were observed, at least 2.

    Raises:
        ValueError: there are fewer than 2 members.
    """
    if n < 2:  # noqa: PLR2004  # one member can't be resampled
        raise ValueError(f"{n} members have no bootstrap interval")
    everyone = np.arange(n)
    observed = float(figure(everyone[np.newaxis])[0])
    drawn = figure(np.random.default_rng(SEED).integers(0, n, (resamples, n)))
    if np.ptp(drawn) == 0:
        return None
    without = figure(np.stack([np.delete(everyone, left_out) for left_out in range(n)]))
    low, high = _levels(drawn, observed, without, confidence)
    return Interval(float(np.quantile(drawn, low)), float(np.quantile(drawn, high)))


def _levels(drawn: Values, observed: float, without: Values, confidence: float) -> tuple[float, float]:
    """The two quantiles of the resampled figures."""
    below = (np.mean(drawn < observed) + np.mean(drawn <= observed)) / 2  # as scipy counts ties
    edge = 0.5 / len(drawn)
    bias = NORMAL.inv_cdf(float(np.clip(below, edge, 1 - edge)))
    acceleration = _acceleration(without)
    tail = (1 - confidence) / 2
    return _level(bias, acceleration, tail), _level(bias, acceleration, 1 - tail)


def _acceleration(without: Values) -> float:
    """How the spread changes with the figure, from the figures with each member left out."""
    apart: Any = without.mean() - without
    spread = float(np.sum(apart**2))
    return float(np.sum(apart**3)) / (6 * spread**1.5) if spread else 0.0


def _level(bias: float, acceleration: float, share: float) -> float:
    moved = bias + NORMAL.inv_cdf(share)
    return NORMAL.cdf(bias + moved / (1 - acceleration * moved))
