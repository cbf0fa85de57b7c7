"""Whether log-odds mean what they say: the reliability diagram, and Cllr with its minimum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from training.examine import ExaminedItem
from training.report.figures import columns
from training.statistics import CONFIDENCE, Estimate, rate

MOST_BINS, FEWEST_IN_BIN = 8, 12
ROUNDS = 1000
LN_10 = float(np.log(10.0))


class Bin(NamedTuple):
    """Items of neighbouring log-odds.

    Attributes:
        low, high: smallest and largest log-odds in the bin.
        said: mean probability of counterfeit at even prior, both labels weighing alike.
        observed: share of counterfeit, the labels weighing alike; its n is the items in the bin.
    """

    low: float
    high: float
    said: float
    observed: Estimate


@dataclass(frozen=True)
class Cllr:
    """The cost of log-likelihood ratios, in bits: 0 is perfect, 1 carries no information, above 1 misleads.

    Attributes:
        served: of the ratios as officers get them, within the release's cap.
        uncapped: before the cap.
        least: what the same ranking of items could reach under the best monotone calibration.
    """

    served: Estimate
    uncapped: Estimate
    least: Estimate


def reliability(items: Sequence[ExaminedItem]) -> list[Bin]:
    """Bins of about equal size; none if the items have one label only.

    The labels weigh alike, as the log-odds are at even prior. In a bin of n items, c of them counterfeit, c / n has
    a Clopper-Pearson interval; the odds c / (n - c), divided by the labels' overall odds, are the observed odds at
    even prior, and the interval's ends go the same way.
    """
    scores, counterfeit = columns(items)
    total, wrong = len(scores), int(counterfeit.sum())
    if wrong in (0, total):
        return []
    prior = wrong / (total - wrong)
    count = max(1, min(MOST_BINS, total // FEWEST_IN_BIN))
    return [_bin(scores[rows], counterfeit[rows], prior) for rows in np.array_split(np.argsort(scores), count)]


def _bin(scores: NDArray[np.float64], counterfeit: NDArray[np.bool_], prior: float) -> Bin:
    share = rate(int(counterfeit.sum()), len(scores))
    assert share is not None  # noqa: S101  no bin is empty
    weights = np.where(counterfeit, 1.0, prior)
    said = float(np.average(special.expit(scores), weights=weights))
    value, low, high = (_at_even_prior(each, prior) for each in (share.value, share.low, share.high))
    return Bin(float(scores.min()), float(scores.max()), said, Estimate(value, low, high, share.n))


def _at_even_prior(share: float, prior: float) -> float:
    return share / (share + prior * (1 - share))


def cllr(log_odds: NDArray[np.float64], counterfeit: NDArray[np.bool_]) -> float:
    """Cost of log-likelihood ratios (Bruemmer and du Preez 2006): natural log-odds at even prior, (items,); bits.

    The mean over counterfeit items of ``log2(1 + exp(-s))`` and that over genuine ones of ``log2(1 + exp(s))``,
    halved and added.
    """
    cost = np.logaddexp(0.0, np.where(counterfeit, -log_odds, log_odds)) / np.log(2.0)
    return float((cost[counterfeit].mean() + cost[~counterfeit].mean()) / 2)


def least_cllr(log_odds: NDArray[np.float64], counterfeit: NDArray[np.bool_]) -> float:
    """Cllr after the best monotone calibration: pool-adjacent-violators, the labels weighing alike, ties as one."""
    levels, place = np.unique(log_odds, return_inverse=True)
    weight = np.where(counterfeit, 0.5 / counterfeit.sum(), 0.5 / (~counterfeit).sum())
    mass = np.bincount(place, weight, len(levels))
    share = np.bincount(place, weight * counterfeit, len(levels)) / mass
    best = optimize.isotonic_regression(share, weights=mass).x.clip(0.0, 1.0)[place]
    bits = -np.log2(np.where(counterfeit, best, 1 - best))  # never of 0: an item pulls its own pool towards its label
    return float((weight * bits).sum())


def cllr_figures(items: Sequence[ExaminedItem]) -> Cllr | None:
    """Cllr with intervals from items redrawn within product and label; None without items of both labels.

    Percentile intervals, but for the minimum the basic one (Davison and Hinkley 1997, 5.2): refitting to redrawn
    items makes the minimum too small, and the basic interval turns that error round.
    """
    scores, counterfeit = columns(items)
    if counterfeit.all() or not counterfeit.any():
        return None
    capped = np.array([LN_10 * (item.verdict.log10_likelihood_ratio or 0.0) for item in items])
    draws = redrawn(items, ROUNDS)
    served, uncapped = (
        percentiles(cllr(each, counterfeit), [cllr(each[rows], counterfeit[rows]) for rows in draws], len(items))
        for each in (capped, scores)
    )
    best = least_cllr(scores, counterfeit)
    spread = percentiles(best, [least_cllr(scores[rows], counterfeit[rows]) for rows in draws], len(items))
    least = Estimate(best, max(0.0, 2 * best - spread.high), min(1.0, 2 * best - spread.low), len(items))
    return Cllr(served, uncapped, least)


def cllr_uncapped(items: Sequence[ExaminedItem]) -> Estimate | None:
    """Cllr of the log-odds before the cap, with its interval; None without items of both labels."""
    scores, counterfeit = columns(items)
    if counterfeit.all() or not counterfeit.any():
        return None
    drawn = [cllr(scores[rows], counterfeit[rows]) for rows in redrawn(items, ROUNDS)]
    return percentiles(cllr(scores, counterfeit), drawn, len(items))


def redrawn(items: Sequence[ExaminedItem], rounds: int, seed: int = 0) -> list[NDArray[np.intp]]:
    """Bootstrap draws of row numbers, (items,) each: with replacement within every product and label.

    Efron and Tibshirani 1993, chapter 13; the groups keep their sizes, as they were chosen and not observed.
    """
    groups: dict[tuple[str, bool], list[int]] = {}
    for row, item in enumerate(items):
        groups.setdefault((item.product, item.counterfeit), []).append(row)
    members = [np.array(rows, np.intp) for rows in groups.values()]
    draws = np.random.default_rng(seed)
    return [np.concatenate([draws.choice(rows, len(rows)) for rows in members]) for _ in range(rounds)]


def percentiles(value: float, drawn: Sequence[float], n: int) -> Estimate:
    """A figure with the percentile interval of its bootstrap draws."""
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(value, float(low), float(high), n)
