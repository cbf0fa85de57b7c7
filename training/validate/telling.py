"""Measures how well a table's attributes separate the labels on unseen items, and whether that could be chance.

Scores of folds that share their training items are dependent: on shuffled labels their AUROC varies more than the
interval of as many independent scores allows for. So the same is done with shuffled labels, all at once, and an AUROC
counts only where it stands out from theirs (a permutation test; for the many figures at once, by their largest:
Westfall and Young, Resampling-based multiple testing, 1993).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, stats
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from model.file_shortcuts import ALARM, TELLING_AUROC
from training.statistics import CONFIDENCE, Estimate, auroc
from training.validate.items import ItemTable

CHANCE = 0.5  # AUROC
FOLDS = 5
MIN_ITEMS = FOLDS  # of each label; with fewer, some fold's training items could be of one label
SEED = 20
SHUFFLES = 199
RIDGE = 10.0  # on standardised attributes: firm, as there are often more attributes than items
LEAST_SPREAD = 1e-9  # AUROC
Values = NDArray[np.float64]
Dealt = NDArray[np.bool_]
Model = Callable[[Values, Dealt, Values], Values]


@dataclass(frozen=True, eq=False)
class TableScores:
    """What one model makes of a table.

    Attributes:
        scores: (items,), out of fold; higher means counterfeit.
        overall: AUROC over all items, pairs within a product.
        by_product: with intervals widened for the number of products (Bonferroni).
        products: those in which the attributes alone separate the labels; if they separate them overall, those with a
            share in that.
        stands_out: whether the overall figure stands out from those of shuffled labels.
    """

    scores: Values
    overall: Estimate
    by_product: dict[str, Estimate]
    products: tuple[str, ...]
    stands_out: bool

    @property
    def rank(self) -> tuple[bool, float]:
        """Higher for the model that tells more."""
        return bool(self.products), self.overall.low


def measure(table: ItemTable) -> TableScores:
    """The stronger of two models: all attributes together, and the one that tells most.

    Args:
        table: items of products that each have at least MIN_ITEMS of both labels.
    """
    found = [_measured(table, _attested_scores(table, model), None) for model in MODELS]
    if any(
        one.products or one.overall.low > CHANCE for one in found
    ):  # the shuffles cost a hundred times as much: only where they may be needed
        certain = _certain(_shuffled_aurocs(table))
        found = [_measured(table, one.scores, sure) for one, sure in zip(found, certain, strict=True)]
    return max(found, key=lambda one: one.rank)


def _attested_scores(table: ItemTable, model: Model) -> Values:
    scores = np.zeros(len(table.ids))
    for its in table.by_product().values():
        scores[its] = _out_of_fold(table, its, table.counterfeit[its, np.newaxis], model)[:, 0]
    return scores


def _out_of_fold(table: ItemTable, its: NDArray[np.intp], dealt: Dealt, model: Model) -> Values:
    """Scores in the shape of `dealt` of one product's items, from models that have not seen the item."""
    values = StandardScaler().fit_transform(table.values[its].astype(np.float64))  # over all folds: it knows no label
    scores = np.zeros(dealt.shape)
    for seen, unseen in KFold(FOLDS, shuffle=True, random_state=SEED).split(values):
        scores[unseen] = model(values[seen], dealt[seen], values[unseen])
    return scores


def _all_attributes(seen: Values, dealt: Dealt, unseen: Values) -> Values:
    """Ridge regression on all attributes, both labels weighing alike: finds what many tell a little of."""
    inner = seen.T @ seen + RIDGE * np.eye(seen.shape[1])
    scores: Values = unseen @ linalg.solve(inner, seen.T @ _balanced(dealt), assume_a="pos")
    return scores


def _one_attribute(seen: Values, dealt: Dealt, unseen: Values) -> Values:
    """The attribute whose ranks differ most between the labels: finds what a part of one label carries, undiluted."""
    lead = stats.rankdata(seen, axis=0).T @ _balanced(dealt)
    best = np.abs(lead).argmax(axis=0)
    scores: Values = unseen[:, best] * np.sign(lead[best, np.arange(len(best))])
    return scores


def _balanced(dealt: Dealt) -> Values:
    """Targets in the shape of `dealt` that sum to zero in each column: counterfeit above, genuine below."""
    shares = dealt.mean(axis=0)
    scale = np.maximum(2 * shares * (1 - shares), 1 / len(dealt))  # a fold may hold one label alone
    targets: Values = np.where(dealt, 1 - shares, -shares) / scale
    return targets


MODELS = (_all_attributes, _one_attribute)


def _shuffled_aurocs(table: ItemTable) -> list[Values]:
    """For each model, the AUROC over all pairs within a product, then of each product: (1 + products, 1 + SHUFFLES).

    The first column is of the labels as attested, the others of labels shuffled among the items of each product. One
    product at a time: a large data set has hundreds of thousands of items.
    """
    random = np.random.default_rng(SEED)
    wins: list[list[Values]] = [[] for _ in MODELS]
    pairs = []
    for its in table.by_product().values():
        dealt = np.repeat(table.counterfeit[its, np.newaxis], 1 + SHUFFLES, axis=1)
        dealt[:, 1:] = random.permuted(dealt[:, 1:], axis=0)
        for model, won in zip(MODELS, wins, strict=True):
            won.append(_wins(dealt, _out_of_fold(table, its, dealt, model)))
        fakes = int(table.counterfeit[its].sum())
        pairs.append(fakes * (len(its) - fakes))
    of = np.array(pairs, dtype=np.float64)
    return [np.vstack([np.sum(won, axis=0) / of.sum(), np.array(won) / of[:, np.newaxis]]) for won in wins]


def _wins(dealt: Dealt, scores: Values) -> Values:
    """How many pairs of a counterfeit and a genuine item each column of scores orders rightly."""
    fakes = dealt[:, 0].sum()
    wins: Values = (stats.rankdata(scores, axis=0) * dealt).sum(axis=0) - fakes * (fakes + 1) / 2
    return wins


def _certain(figures: list[Values]) -> list[NDArray[np.bool_]]:
    """For each model, (1 + products,): does the figure stand out from what shuffled labels give anywhere?"""
    together = np.vstack(figures)
    shuffled = together[:, 1:]
    spread = np.maximum(shuffled.std(axis=1, keepdims=True), LEAST_SPREAD)
    surplus = (together - shuffled.mean(axis=1, keepdims=True)) / spread
    limit = np.quantile(surplus[:, 1:].max(axis=0), 1 - ALARM, method="higher")
    return np.split(surplus[:, 0] > limit, len(figures))


def _measured(table: ItemTable, scores: Values, certain: NDArray[np.bool_] | None) -> TableScores:
    """certain: (1 + products,), as from `_certain`; None: not known yet, so take them all for certain."""
    masks = table.by_product()
    overall = _estimate(table, scores, np.arange(len(scores)), CONFIDENCE)
    confidence = 1 - (1 - CONFIDENCE) / len(masks)
    each = {name: _estimate(table, scores, its, confidence) for name, its in masks.items()}
    sure = np.ones(1 + len(masks), dtype=np.bool_) if certain is None else certain
    if overall.low > TELLING_AUROC and sure[0]:
        products = tuple(name for name, estimate in each.items() if estimate.value > TELLING_AUROC)
    else:
        low = [estimate.low > TELLING_AUROC for estimate in each.values()]
        products = tuple(name for name, tells in zip(each, low & sure[1:], strict=True) if tells)
    return TableScores(scores, overall, each, products, stands_out=certain is not None and bool(sure[0]))


def _estimate(table: ItemTable, scores: Values, its: NDArray[np.intp], confidence: float) -> Estimate:
    estimate = auroc(scores[its], table.counterfeit[its], strata=table.strata[its], confidence=confidence)
    if estimate is None:
        raise ValueError("a product has items of one label alone")
    return estimate
