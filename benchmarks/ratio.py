"""The ratio of two measured quantities with its interval: how much of it another run might have given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

Statistic = Callable[..., Any]  # of an array along an axis, such as np.median
RESAMPLES, SEED, AT_ONCE = 2000, 7, 100
FEWEST = 10  # pairs, of which an interval says something


@dataclass(frozen=True)
class Ratio:
    """One statistic by another, with a 95 % interval; no interval where there are too few pairs for one."""

    value: float
    low: float | None
    high: float | None

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]], statistic: Statistic) -> "Ratio":
        """The statistic of the second of each pair, by that of the first.

        Args:
            pairs: (N, 2), each measured at about the same moment; they are resampled as pairs.
            statistic: called with `axis`.

        The interval is the bootstrap's, by percentiles (Efron and Tibshirani 1993, section 13).
        """
        first, second = np.array(pairs, np.float64).T

        def ratio(first: Any, second: Any, axis: int = -1) -> Any:
            return statistic(second, axis=axis) / statistic(first, axis=axis)

        value = float(ratio(first, second))
        if len(pairs) < FEWEST:
            return cls(value, None, None)
        found = stats.bootstrap(
            (first, second), ratio, paired=True, vectorized=True, n_resamples=RESAMPLES, batch=AT_ONCE,
            method="percentile", rng=SEED,
        ).confidence_interval  # fmt: skip
        return cls(value, float(found.low), float(found.high))

    def __str__(self) -> str:
        return f"{self.value:.2f}" + ("" if self.low is None else f" [{self.low:.2f}, {self.high:.2f}]")
