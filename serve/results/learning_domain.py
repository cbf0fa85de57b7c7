"""What a group learned from a pre-test to a post-test, seat by seat. Imports the standard library, numpy, `model`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean
from typing import NamedTuple

import numpy as np

from model.bootstrap import Indices, Values, bca
from model.datasets.fields import Label
from model.intervals import Interval
from serve.results.measure_domain import NORMAL, Calls, together
from serve.seminars.choice_domain import Choice
from serve.sittings.domain import FEWEST_SEATS

HALF = 0.5  # of a test that a seat must have answered to have taken it
ROUGH_BELOW = 20  # below, it is too short more often than it should be


@dataclass(frozen=True)
class Change:
    """A figure before and after, and by how much it changed.

    Attributes:
        interval: of the difference; None with too few seats, or where all changed alike.
        before_interval, after_interval: of the figures themselves, of shares alone; None as well where all are alike.
    """

    before: float
    after: float
    interval: Interval | None
    before_interval: Interval | None = None
    after_interval: Interval | None = None

    @property
    def gain(self) -> float:
        """The difference; above 0 is better."""
        return self.after - self.before


@dataclass(frozen=True)
class GroupLearning:
    """What seats that took both tests learned.

    Attributes:
        seats: how many took both.
        share: the mean share of right answers; one that names no label is not right.
        sensitivity: d' of all of them together; None where a test has items of one kind alone.
    """

    seats: int
    share: Change
    sensitivity: Change | None

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few seats for intervals."""
        return self.seats < FEWEST_SEATS

    @property
    def is_rough(self) -> bool:
        """Whether the intervals are rough, because there are few seats."""
        return FEWEST_SEATS <= self.seats < ROUGH_BELOW


class SeatGain(NamedTuple):
    """How much larger the share of right answers became, over some seats.

    Attributes:
        total: the sum of the seats' differences.
    """

    seats: int = 0
    total: float = 0.0

    @property
    def mean(self) -> float | None:
        """The difference of a seat on average; None without any."""
        return self.total / self.seats if self.seats else None

    def and_of(self, other: "SeatGain") -> "SeatGain":
        """Both together."""
        return SeatGain(self.seats + other.seats, self.total + other.total)


def seat_gain(before: Mapping[str, Calls], after: Mapping[str, Calls]) -> SeatGain:
    """The gain of the seats that took both tests, without an interval: quick enough for many seminars.

    Args:
        before, after: as for `learning`.
    """
    both = before.keys() & after.keys()
    return SeatGain(len(both), sum(_right(after[each]) - _right(before[each]) for each in both))


def taken(by_seat: Mapping[str, Calls], length: int) -> Mapping[str, Calls]:
    """The seats that answered at least half of a test.

    Args:
        length: of the test, in questions.
    """
    return {seat: calls for seat, calls in by_seat.items() if calls.n and calls.n >= HALF * length}


def learning(before: Mapping[str, Calls], after: Mapping[str, Calls]) -> GroupLearning | None:
    """What changed from a test to another; None where no seat took both.

    Args:
        before, after: the answers to each test, by seat; seats that did not take it are left out.
    """
    both = sorted(before.keys() & after.keys())
    if not both:
        return None
    first, second = [before[each] for each in both], [after[each] for each in both]
    return GroupLearning(len(both), _share(first, second), _sensitivity(first, second))


def _share(before: Sequence[Calls], after: Sequence[Calls]) -> Change:
    shares = np.array([[_right(each) for each in test] for test in (before, after)])
    means = [_interval(partial(_mean, each), len(before)) for each in (shares[1] - shares[0], *shares)]
    return Change(fmean(shares[0]), fmean(shares[1]), *means)


def _mean(figures: Values, indices: Indices) -> Values:
    found: Values = figures[indices].mean(axis=1)
    return found


def _right(calls: Calls) -> float:
    return calls.right / calls.n


def _sensitivity(before: Sequence[Calls], after: Sequence[Calls]) -> Change | None:
    """D' of all seats together, measured as it is elsewhere (`measure_domain.sensitivity`)."""
    if any(together(test).sensitivity is None for test in (before, after)):
        return None
    counts = [np.array([_counts(each) for each in test], dtype=float) for test in (before, after)]

    def pooled(test: int, indices: Indices) -> Values:
        return _sensitivities(counts[test][indices].sum(axis=1))

    everyone = np.arange(len(before))[np.newaxis]
    interval = _interval(lambda indices: pooled(1, indices) - pooled(0, indices), len(before))
    return Change(float(pooled(0, everyone)[0]), float(pooled(1, everyone)[0]), interval)


def _counts(calls: Calls) -> list[int]:
    """Answers "counterfeit" and all definite ones, on counterfeit and on genuine items."""
    found: list[int] = []
    for label in (Label.COUNTERFEIT, Label.GENUINE):
        called = calls.of(label, Choice.COUNTERFEIT)
        found += (called, called + calls.of(label, Choice.GENUINE))
    return found


def _sensitivities(sums: Values) -> Values:
    """D' of groups, from their counts of shape (groups, 4): corrected by the log-linear rule where a rate is 0 or 1."""
    called, definite = sums[:, [0, 2]], sums[:, [1, 3]]
    is_extreme = ((called == 0) | (called == definite)).any(axis=1, keepdims=True)
    rates = (called + 0.5 * is_extreme) / (definite + is_extreme)
    return _normal_quantiles(rates[:, 0]) - _normal_quantiles(rates[:, 1])


def _normal_quantiles(shares: Values) -> Values:
    """Z of each share; there are few different ones."""
    different, places = np.unique(shares, return_inverse=True)
    found: Values = np.array([NORMAL.inv_cdf(share) for share in different])[places]
    return found


def _interval(figure: Callable[[Indices], Values], seats: int) -> Interval | None:
    return bca(figure, seats) if seats >= FEWEST_SEATS else None
