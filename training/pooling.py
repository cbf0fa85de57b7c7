"""Decides whether products with too few calibration items of their own may be counted together.

A threshold for pooled items bounds the error over the pool, not over each product in it. So products are pooled only
where a test doesn't contradict that they err alike, and the verdict says how many were pooled. The numbers of items
alone decide which products are pooled, never their scores, so the pool adds no choice for which the bound must be
corrected: a test that forbids pooling can only take a definite verdict away.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FEWEST_OWN = 3  # items: with fewer nothing could contradict that a product is like the others
TAIL = 0.2  # share of the pooled items, those nearest to being called wrongly, that the test looks at
LEVEL = 0.05
RESAMPLES = 1_999
SEED = 11


Member = TypeVar("Member", bound=Hashable)


class Pool(NamedTuple, Generic[Member]):
    """Products that could be counted together.

    Attributes:
        p_value: of the test that they err alike.
        contradicted: whether it forbids pooling.
    """

    members: tuple[Member, ...]
    p_value: float
    contradicted: bool


def pool_of(protected: Mapping[Member, NDArray[np.float64]], needed: int) -> Pool[Member] | None:
    """The pool of all products that can't stand alone; None if they couldn't together either.

    Args:
        protected: for each product, scores of the items that must not be called wrongly; higher is nearer to it.
        needed: the fewest error-free items that support a definite outcome.
    """
    members = members_of_pool({name: len(scores) for name, scores in protected.items()}, needed)
    if not members:
        return None
    p_value = alike([protected[name] for name in members])
    return Pool(members, p_value, contradicted=p_value < LEVEL)


def members_of_pool(items: Mapping[Member, int], needed: int) -> tuple[Member, ...]:
    """The products that can't stand alone and could be counted together; none if they are too few even so.

    Args:
        items: for each product, how many items must not be called wrongly.
        needed: as for `pool_of`.
    """
    few = tuple(name for name, count in items.items() if FEWEST_OWN <= count < needed)
    is_pool = len(few) > 1 and sum(items[name] for name in few) >= needed
    return few if is_pool else ()


def alike(groups: Sequence[NDArray[np.float64]]) -> float:
    """p-value of the hypothesis that the items nearest to being called wrongly come from all groups alike.

    Pearson's chi-square on the table of group by "among the highest fifth of all scores", its distribution taken from
    permutations because expected counts are small (Agresti, Categorical Data Analysis, 2013, section 16.5). It looks
    at the tail because that is where the errors are: that scores differ elsewhere doesn't matter.
    """
    scores = np.concatenate(groups)
    limit = np.sort(scores)[-int(np.ceil(TAIL * len(scores)))]
    table = np.array([[(each >= limit).sum(), (each < limit).sum()] for each in groups])
    if not table.sum(axis=0).all():
        return 1.0  # all scores are equal: nothing tells the groups apart
    resampling = stats.PermutationMethod(n_resamples=RESAMPLES, rng=np.random.default_rng(SEED))
    return float(stats.chi2_contingency(table, correction=False, method=resampling).pvalue)
