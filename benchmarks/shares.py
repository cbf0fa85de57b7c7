"""A share of observations of which several come from one item: its interval resamples items, not observations."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from training.statistics import rate

RESAMPLES, SEED = 4_000, 11


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval; n observations of so many items."""

    value: float
    low: float
    high: float
    n: int
    items: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] (n = {self.n}, {self.items} items)"


def clustered_share(hits: Sequence[bool], items: Sequence[Hashable]) -> Share:
    """The share of hits.

    The interval is the wider of two on either side: a bootstrap over items, by percentiles, and Clopper and Pearson's
    on items in which all or none hit, which keeps an interval where every observation agrees.

    Raises:
        ValueError: there is no observation.
    """
    if not hits:
        raise ValueError("no observation")
    names = list(dict.fromkeys(items))
    index = np.array([names.index(item) for item in items])
    counts = np.bincount(index, minlength=len(names))
    found = np.bincount(index, weights=np.array(hits, np.float64), minlength=len(names))
    drawn = np.random.default_rng(SEED).integers(len(names), size=(RESAMPLES, len(names)))
    shares = found[drawn].sum(1) / counts[drawn].sum(1)
    value = float(found.sum() / counts.sum())
    exact = rate(round(value * len(names)), len(names))
    low, high = (float(edge) for edge in np.quantile(shares, [0.025, 0.975]))
    if exact is not None:
        low, high = min(low, exact.low), max(high, exact.high)
    return Share(value, low, high, len(hits), len(names))
