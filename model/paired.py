"""The interval of a difference between two rates counted on the same items, without scipy, for the service."""

import math
from statistics import NormalDist
from typing import NamedTuple

from model.intervals import CONFIDENCE, Interval


class PairedDifference(NamedTuple):
    """The first rate less the second, with its two-sided limits, as fractions."""

    value: float
    low: float
    high: float


def paired_difference(
    both: int, only_first: int, only_second: int, neither: int, confidence: float = CONFIDENCE
) -> PairedDifference:
    """The difference of two rates of one set of items; -1 to 1 around 0 where there are no items.

    Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
    Statistics in Medicine 17 (1998), 2635-2650, method 10: the distances from each rate to its Wilson limits, squared
    and added as the rates' correlation asks, which is first corrected for continuity.

    Args:
        both, only_first, only_second, neither: items that count for both rates, for one of them, or for none.
        confidence: of the interval, a fraction.

    Raises:
        ValueError: a count is negative, or not 0 < confidence < 1.
    """
    counts = (both, only_first, only_second, neither)
    if min(counts) < 0:
        raise ValueError(f"{min(counts)} items can't be")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    n = sum(counts)
    if n == 0:
        return PairedDifference(0.0, -1.0, 1.0)
    first, second = both + only_first, both + only_second
    (first_low, first_high), (second_low, second_high) = (wilson(rate, n, confidence) for rate in (first, second))
    correlation, value = _correlation(*counts), (only_first - only_second) / n
    below = _distance(first / n - first_low, second_high - second / n, correlation)
    above = _distance(first_high - first / n, second / n - second_low, correlation)
    return PairedDifference(value, value - below, value + above)


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The two-sided score interval of a rate.

    Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22 (1927), 209-212.

    Args:
        successes: of the items.
        n: how many items; at least one.
        confidence: of the interval, a fraction.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = 2 * successes + z * z
    half = z * math.sqrt(z * z + 4 * successes * (n - successes) / n)
    low, high = ((middle + sign * half) / (2 * (n + z * z)) for sign in (-1, 1))
    return Interval(max(0.0, low) if successes else 0.0, min(1.0, high) if successes < n else 1.0)


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    """Of the two rates; half the items are taken from a positive numerator, down to none."""
    n = both + only_first + only_second + neither
    product = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if product == 0:
        return 0.0
    numerator = both * neither - only_first * only_second
    return (numerator if numerator < 0 else max(numerator - n / 2, 0.0)) / math.sqrt(product)


def _distance(first: float, second: float, correlation: float) -> float:
    """The length of two distances added as their correlation asks."""
    return math.sqrt(max(first * first - 2 * correlation * first * second + second * second, 0.0))
