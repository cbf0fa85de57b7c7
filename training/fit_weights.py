"""Fit the few weights of the evidence (training/weigh.py) on items that the network was not trained on."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import optimize, special

from model.fusion import fuse_arrays
from training.examples import Example
from training.network import Heads
from training.observe import Observations
from training.weigh import EvidenceWeights

PRIOR = np.array([1.0, 1.0, 0.3])  # whole picture, annotated points, unnamed region: what few items start from
PRIOR_STRENGTH = 2.0  # items' worth
FEWEST_ITEMS = 8


class FittedWeights(NamedTuple):
    """Weights with the mean log-loss that they reach on the items they were fitted on, products and labels even."""

    weights: EvidenceWeights
    log_loss: float


class _Items(NamedTuple):
    """K items: features (K, 3) of whole picture, annotated points and region; labels and sample weights (K,)."""

    features: NDArray[np.float64]
    counterfeit: NDArray[np.float64]
    weight: NDArray[np.float64]


def fit_weights(observed: Observations, examples: Sequence[Example], heads: Heads) -> FittedWeights:
    """Fit by penalised logistic regression with weights that can't be negative (L-BFGS-B).

    Args:
        observed: of the examples' photos, in their order; development items.
    """
    weights = EvidenceWeights(heads)
    visible = weights.visibility(torch.from_numpy(observed.view_logits)).numpy().astype(np.float64)
    strength = np.logaddexp(0.0, observed.point_logits.astype(np.float64))
    ordinary = _ordinary(strength, visible, examples, heads)
    items = _items(observed.authenticity, visible * (strength - ordinary), examples, heads)
    found = PRIOR if len(items.counterfeit) < FEWEST_ITEMS else None
    solution = _solve(items, found) if len(items.counterfeit) else np.append(PRIOR, 0.0)
    region = len(heads.products)
    point = np.concatenate([np.full(heads.annotated, solution[1]), np.full(region, solution[2])])
    state = {"whole": solution[0], "bias": solution[3], "point": point, "ordinary": ordinary}
    weights.load_state_dict({k: torch.as_tensor(v, dtype=torch.float32) for k, v in state.items()}, strict=False)
    return FittedWeights(weights, _log_loss(solution, items))


def _ordinary(
    strength: NDArray[np.float64], visible: NDArray[np.float64], examples: Sequence[Example], heads: Heads
) -> NDArray[np.float64]:
    """(J,) mean strength of each point over the photos of its product that show it; both labels count alike."""
    product = np.array([example.product for example in examples])
    label = np.array([example.counterfeit for example in examples])
    ordinary = np.zeros(strength.shape[1])
    for point, owner in enumerate(heads.point_product):
        means = []
        for counterfeit in (False, True):
            share = visible[:, point] * (product == owner) * (label == counterfeit)
            if share.sum() > 0:
                means.append(float((share * strength[:, point]).sum() / share.sum()))
        ordinary[point] = np.mean(means) if means else 0.0
    return ordinary


def _items(
    authenticity: NDArray[np.float32], adds: NDArray[np.float64], examples: Sequence[Example], heads: Heads
) -> _Items:
    """Photos fused into items, as `model.fusion` does it for a verdict; of products with items of both labels alone."""
    groups: dict[str, list[int]] = {}
    kept = {example.product for example in examples if example.counterfeit}
    kept &= {example.product for example in examples if not example.counterfeit}
    for index, example in enumerate(examples):
        if example.product in kept:
            groups.setdefault(example.item, []).append(index)
    owner = np.array(heads.point_product)
    named = np.arange(len(owner)) < heads.annotated
    features, labels, kinds = [], [], []
    for rows in groups.values():
        first = examples[rows[0]]
        views = [examples[row].view for row in rows]
        fused = fuse_arrays(authenticity[rows, first.product].astype(np.float64), adds[rows], views)
        own = owner == first.product
        features.append((fused.residual, fused.points[own & named].sum(), fused.points[own & ~named].sum()))
        labels.append(float(first.counterfeit))
        kinds.append((first.product, first.counterfeit))
    weight = np.array([1.0 / kinds.count(kind) for kind in kinds])
    table = np.array(features, np.float64).reshape(-1, len(PRIOR))
    return _Items(table, np.array(labels), weight / weight.sum() * len(weight))


def _solve(items: _Items, fixed: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """(4,): weights of the three features, then the bias. Where `fixed` gives the weights, only the bias is fitted."""

    def objective(solution: NDArray[np.float64]) -> float:
        penalty = PRIOR_STRENGTH * float(((solution[:3] - PRIOR) ** 2).sum())
        return _log_loss(solution, items) * len(items.weight) + penalty

    bounds = [(0.0, None)] * 3 if fixed is None else [(value, value) for value in fixed]
    start = np.append(PRIOR, 0.0)
    return np.asarray(optimize.minimize(objective, start, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x)


def _log_loss(solution: NDArray[np.float64], items: _Items) -> float:
    log_odds = items.features @ solution[:3] + solution[3]
    signed = np.where(items.counterfeit > 0, log_odds, -log_odds)
    if not len(signed):
        return 0.0
    return float((items.weight * -special.log_expit(signed)).mean())
