"""Shares with their 95 % intervals: of independent observations, and of several observations of one item."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from model.intervals import clopper_pearson
from training.statistics import rate

RESAMPLES, SEED = 4_000, 11


@dataclass(frozen=True)
class Share:
    """A share of n independent observations, with its exact 95 % interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}] (n = {self.n})"


def exact_share(hits: int, n: int) -> Share:
    """The share of hits, with the interval of Clopper and Pearson."""
    return Share(hits / n, *clopper_pearson(hits, n), n)


@dataclass(frozen=True)
class ItemShare(Share):
    """A share of n observations of so many items, with an interval that resamples items, not observations."""

    items: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] (n = {self.n}, {self.items} items)"


def clustered_share(hits: Sequence[bool], items: Sequence[Hashable]) -> ItemShare:
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
    return ItemShare(value, low, high, len(hits), len(names))
