"""Exact intervals of a counted rate, without scipy, for the service."""

import math
from typing import NamedTuple

CONFIDENCE = 0.95
ENOUGH = 1e-15  # relative change at which the continued fraction has converged
TINY = 1e-300  # stands for zero in a denominator
MOST_TERMS = 100_000
HALVINGS = 200  # of an interval of length 1: more than the precision of a float


class Interval(NamedTuple):
    """Two limits of a rate, as fractions."""

    low: float
    high: float


def clopper_pearson(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The exact two-sided interval of a rate after `successes` in `n`; all of 0 to 1 where n is 0.

    Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
    Biometrika 26 (1934), 404-413, as quantiles of the beta distribution.

    Raises:
        ValueError: not 0 <= successes <= n, or not 0 < confidence < 1.
    """
    _check(successes, n, confidence)
    tail = (1 - confidence) / 2
    low = _beta_quantile(tail, successes, n - successes + 1) if successes else 0.0
    high = _beta_quantile(1 - tail, successes + 1, n - successes) if successes < n else 1.0
    return Interval(low, high)


def upper_limit(errors: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The exact one-sided upper limit of the true error rate after `errors` in `n` items; 1.0 if n is 0.

    Raises:
        ValueError: not 0 <= errors <= n, or not 0 < confidence < 1.
    """
    _check(errors, n, confidence)
    return 1.0 if errors == n else _beta_quantile(confidence, errors + 1, n - errors)


def items_needed(target: float, confidence: float = CONFIDENCE, errors: int = 0) -> int:
    """The fewest items, `errors` of them wrong, whose Clopper-Pearson upper limit is at most `target`.

    59 error-free items support 5 % at 95 % confidence, 299 support 1 %: ``log(0.05) / log(1 - target)``,
    rounded up.

    Raises:
        ValueError: target or confidence is not between 0 and 1, or errors is negative.
    """
    if not 0 < target < 1:
        raise ValueError(f"target {target} must lie between 0 and 1")
    low, high = errors, 2 * errors + 1  # the limit is above the target at low, and falls as n grows
    while upper_limit(errors, high, confidence) > target:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        too_few = upper_limit(errors, middle, confidence) > target
        low, high = (middle, high) if too_few else (low, middle)
    return high


def regularised_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), which is the beta distribution's share below x.

    The continued fraction of DLMF (https://dlmf.nist.gov) 8.17.22, which converges fast below (a + 1) / (a + b + 2);
    above, by the symmetry 8.17.4.

    Raises:
        ValueError: x is not between 0 and 1, or a or b is not positive.
    """
    if not (0 <= x <= 1 and a > 0 and b > 0):
        raise ValueError(f"I_{x}({a}, {b}) is not defined")
    if x in {0.0, 1.0}:
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - regularised_beta(1 - x, b, a)
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta) / a
    return front / _continued_fraction(x, a, b)


def _check(successes: int, n: int, confidence: float) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} can't be")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")


def _continued_fraction(x: float, a: float, b: float) -> float:
    """``1 + d1 / (1 + d2 / (1 + ...))`` of DLMF 8.17.22, by Lentz's algorithm as Thompson and Barnett changed it.

    Journal of Computational Physics 64 (1986), 490-509.
    """
    value = above = 1.0
    below = 0.0
    for term in range(1, MOST_TERMS):
        m = term // 2
        if term % 2:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + step * below or TINY)
        above = 1 + step / above or TINY
        value *= above * below
        if abs(above * below - 1) < ENOUGH:
            return value
    raise ArithmeticError(f"I_{x}({a}, {b}) did not converge")


def _beta_quantile(share: float, a: float, b: float) -> float:
    """The x with I_x(a, b) equal to a share, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if regularised_beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2
