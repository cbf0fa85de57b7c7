"""When may a score become a definite outcome? Rules that answer it, and what each of them costs in coverage.

Scores are items' log-odds of "counterfeit". A rule says of each item whether it could still be genuine and whether it
could still be counterfeit; where exactly one is left the outcome is definite, otherwise the rule abstains.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from training.statistics import CONFIDENCE, Estimate, rate

ROUNDS = 4000
SUSPECTED, ABSTAIN, CONSISTENT = 1, 0, -1
TEMPERATURES = (1e-2, 1e3)

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]
Calls = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Items:
    """Items of one split; arrays of shape (items,). Scores: log-odds of "counterfeit"."""

    names: Sequence[str]
    products: NDArray[Any]
    counterfeit: Flags
    scores: Scores


class Rule(NamedTuple):
    """Where the two outcomes end.

    Attributes:
        genuine_below: items that score lower could be genuine.
        counterfeit_above: items that score higher could be counterfeit.
    """

    genuine_below: float
    counterfeit_above: float

    def calls(self, scores: Scores) -> Calls:
        """SUSPECTED, CONSISTENT or, where both labels or neither are left, ABSTAIN."""
        genuine, counterfeit = scores < self.genuine_below, scores > self.counterfeit_above
        return np.asarray(counterfeit & ~genuine, np.int8) - np.asarray(genuine & ~counterfeit, np.int8)


class Errors(NamedTuple):
    """Items called wrongly, by their true label."""

    genuine_called_suspected: int
    counterfeit_called_consistent: int


@dataclass(frozen=True)
class Performance:
    """One rule on the test items, with what it did on the calibration items.

    Attributes:
        limits: the rule's two; None if it has none, or none that is finite.
        calibration_errors: as counted on calibration items.
        standings: of each error against the promise, in words (`standing`); none if nothing is promised.
    """

    coverage: Estimate | None
    genuine_called_suspected: Estimate | None
    counterfeit_called_consistent: Estimate | None
    limits: tuple[float | None, float | None]
    calibration_coverage: Estimate | None
    calibration_errors: Errors
    standings: tuple[str, str]


def fit_temperature(items: Items) -> float:
    """The temperature that scores are divided by, of least log-loss on the items (Guo et al. 2017)."""
    sign = np.where(items.counterfeit, 1.0, -1.0)

    def log_loss(log_temperature: float) -> float:
        return -float(special.log_expit(sign * items.scores / np.exp(log_temperature)).mean())

    low, high = np.log(TEMPERATURES)
    return float(np.exp(optimize.minimize_scalar(log_loss, bounds=(low, high), method="bounded").x))


def boldest(wrong_side: Scores, allowed: int) -> float:
    """The least threshold, 0 or more, that at most `allowed` of the scores reach.

    The step goes just past the score that would be one too many, which is the boldest choice that there is. Scores
    that tie with it stay out together: then fewer errors than allowed are made.
    """
    reaching = np.sort(wrong_side[wrong_side >= 0])[::-1]
    return 0.0 if len(reaching) <= allowed else float(np.nextafter(reaching[allowed], np.inf))


def symmetric_margin(items: Items, errors: Errors) -> Rule:
    """Definite from log-odds m on and from -m down, with the least m whose errors are together at most `errors`."""
    wrong = np.concatenate([items.scores[~items.counterfeit], -items.scores[items.counterfeit]])
    margin = boldest(wrong, sum(errors))
    return Rule(genuine_below=margin, counterfeit_above=-margin)


def two_margins(items: Items, errors: Errors) -> Rule:
    """A threshold for each outcome, the boldest whose errors are at most those of `errors`, label by label."""
    suspected = boldest(items.scores[~items.counterfeit], errors.genuine_called_suspected)
    consistent = boldest(-items.scores[items.counterfeit], errors.counterfeit_called_consistent)
    return Rule(genuine_below=suspected, counterfeit_above=-consistent)


def conformal(items: Items, error: float, confidence: float | None = None) -> Rule:
    """Split-conformal prediction, class-conditional (Mondrian): Vovk, Gammerman and Shafer 2005, section 4.5.

    A label is left out where the item scores stranger for it than the `kept_rank`-th of its calibration items.

    Args:
        items: calibration items.
        error: the share of each label's items whose label may be left out.
        confidence: None: in expectation over calibration sets; otherwise with this confidence over them.
    """
    genuine, counterfeit = np.sort(items.scores[~items.counterfeit]), np.sort(-items.scores[items.counterfeit])
    highest = _ranked(genuine, error, confidence)
    lowest = -_ranked(counterfeit, error, confidence)
    return Rule(float(np.nextafter(highest, np.inf)), float(np.nextafter(lowest, -np.inf)))


def _ranked(ordered: Scores, error: float, confidence: float | None) -> float:
    rank = kept_rank(len(ordered), error, confidence)
    return np.inf if rank is None else float(ordered[rank - 1])


def kept_rank(items: int, error: float, confidence: float | None = None) -> int | None:
    """Which of so many calibration items, from the least strange on, is the last to be kept; None: too few items.

    In expectation ceil((n + 1)(1 - error)). With a confidence, Vovk 2012 (Conditional validity of inductive conformal
    predictors), proposition 2b: the least rank with P(Bin(n, error) <= n - rank) <= 1 - confidence, which is the
    test behind our own thresholds.
    """
    if confidence is None:
        rank = items + 1 - int(error * (items + 1) + 1e-9)
        return rank if 1 <= rank <= items else None
    ranks = np.arange(1, items + 1)
    valid = stats.binom.cdf(items - ranks, items, error) <= 1 - confidence
    return int(ranks[valid][0]) if valid.any() else None


def errors_of(calls: Calls, counterfeit: Flags) -> Errors:
    """How many items of each label were called the other."""
    return Errors(int((calls[~counterfeit] == SUSPECTED).sum()), int((calls[counterfeit] == CONSISTENT).sum()))


def performance(
    test: tuple[Items, Calls], calibration: tuple[Items, Calls], promised: float | None, rule: Rule | None
) -> Performance:
    """Coverage and class-conditional errors with Clopper-Pearson intervals.

    Args:
        promised: the class-conditional error that the rule promises, a fraction; None if it promises none.
        rule: None for ours, whose verdicts also have doubts.
    """
    items, calls = test
    errors = errors_of(calls, items.counterfeit)
    suspected = rate(errors.genuine_called_suspected, int((~items.counterfeit).sum()))
    consistent = rate(errors.counterfeit_called_consistent, int(items.counterfeit.sum()))
    return Performance(
        coverage=_coverage(calls),
        genuine_called_suspected=suspected,
        counterfeit_called_consistent=consistent,
        limits=(None, None) if rule is None else (_finite(rule.genuine_below), _finite(rule.counterfeit_above)),
        calibration_coverage=_coverage(calibration[1]),
        calibration_errors=errors_of(calibration[1], calibration[0].counterfeit),
        standings=(standing(suspected, promised), standing(consistent, promised)),
    )


def _finite(limit: float) -> float | None:
    return limit if np.isfinite(limit) else None


def _coverage(calls: Calls) -> Estimate | None:
    return rate(int((calls != ABSTAIN).sum()), len(calls))


def standing(error: Estimate | None, promised: float | None) -> str:
    """How a realised error stands to the promised bound, by its interval."""
    if error is None or promised is None:
        return "-"
    if error.low > promised:
        return "broken"
    if error.value > promised:
        return "above, by chance perhaps"
    return "inside, shown" if error.high <= promised else "inside"


def coverage_difference(items: Items, ours: Calls, other: Calls, *, seed: int = 0) -> Estimate:
    """Coverage of ours minus that of the other, with a paired percentile bootstrap over items.

    Each round resamples items within every product and label, the same items for both.
    """
    gained = (ours != ABSTAIN).astype(np.float64) - (other != ABSTAIN)
    random = np.random.default_rng(seed)
    sums = np.zeros(ROUNDS)
    for product in np.unique(items.products):
        for label in (False, True):
            members = gained[(items.products == product) & (items.counterfeit == label)]
            if len(members):
                sums += random.choice(members, (ROUNDS, len(members))).sum(axis=1)
    low, high = np.quantile(sums / len(gained), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(float(gained.mean()), float(low), float(high), len(gained))
