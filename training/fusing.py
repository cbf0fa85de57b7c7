"""Fuse both scores of products that have few counterfeits to learn from, on calibration items.

The one-class score is added to the raw log-odds with one of a few weights, the same for all such products. The weight
is chosen on the calibration items that thresholds are counted on afterwards; `training.calibrate` corrects for that
choice by testing at a higher confidence (Bonferroni over the weights), so that the promise holds for every choice.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from training.calibrate import WEIGHTS, fit_scale
from training.examine import ExaminedItem

FEWEST_ITEMS = 5  # of each label: with fewer a weight would be chosen by chance


def fusing_weight(items: Sequence[ExaminedItem], products: Collection[str]) -> float:
    """The weight with the least log-loss, after calibration, on the products' items; 0 if these are too few."""
    own = [item for item in items if item.product in products]
    labels = Counter(item.counterfeit for item in own)
    if min(labels[False], labels[True]) < FEWEST_ITEMS:
        return 0.0
    losses = [_log_loss(fused(own, dict.fromkeys(products, weight))) for weight in WEIGHTS]
    return WEIGHTS[int(np.argmin(losses))]


def fused(items: Sequence[ExaminedItem], weights: Mapping[str, float]) -> list[ExaminedItem]:
    """The items with their one-class scores added to the raw log-odds, by the weight of their product."""
    return [_fused(item, weights[item.product]) if weights.get(item.product) else item for item in items]


def _fused(item: ExaminedItem, weight: float) -> ExaminedItem:
    unlike = item.verdict.unlikeness.score if item.verdict.unlikeness else 0.0
    by_views = {
        views: log_odds + weight * item.unlike_by_views.get(views, 0.0) for views, log_odds in item.by_views.items()
    }
    return replace(item, by_views=by_views, verdict=replace(item.verdict, log_odds=item.log_odds + weight * unlike))


def _log_loss(items: Sequence[ExaminedItem]) -> float:
    """Mean over both labels, each counting alike."""
    slope, intercept = fit_scale(items)
    counterfeit = np.array([item.counterfeit for item in items])
    log_odds = slope * np.array([item.log_odds for item in items]) + intercept
    cost = np.logaddexp(0.0, np.where(counterfeit, -log_odds, log_odds))
    return float(cost[counterfeit].mean() + cost[~counterfeit].mean()) / 2
