"""Trains the heads again on some of the cached features, and judges items that no training saw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import special
from torch.nn import functional

from model.fusion import fuse_arrays
from training.adapt import targets_of
from training.device import DistributedContext
from training.examine import items_of
from training.examples import Example
from training.fit_weights import fit_weights
from training.heads import BATCH, FeatureCache, HeadTraining, train_heads
from training.network import ItemNetwork, pool_maps
from training.observe import Observations
from training.trunk import Trunk
from training.weigh import EvidenceWeights


@dataclass(frozen=True, eq=False)
class Photos:
    """Photos with their cached features, in one order."""

    examples: Sequence[Example]
    features: FeatureCache


@dataclass(frozen=True, eq=False)
class Learned:
    """What heads are trained again with.

    Attributes:
        network: whose backbone made the features.
        trained: photos to learn from first, then the development photos.
        learn: how many of them are to learn from.
    """

    network: ItemNetwork
    trained: Photos
    learn: int
    epochs: int
    seed: int
    context: DistributedContext

    @property
    def examples(self) -> Sequence[Example]:
        """The photos to learn from."""
        return self.trained.examples[: self.learn]

    @property
    def steps(self) -> int:
        """How many steps a training takes, at most."""
        return self.epochs * -(-self.learn // BATCH)


class ItemErrors(NamedTuple):
    """Items, and for each the probability that one network gives to the wrong label."""

    items: Sequence[Sequence[Example]]
    wrong: NDArray[np.float64]


class Refitted(NamedTuple):
    """Heads that were trained again, with the weights of their evidence."""

    network: ItemNetwork
    weights: EvidenceWeights
    context: DistributedContext

    def errors_on(self, photos: Photos, rows: Sequence[int]) -> ItemErrors:
        """The errors on the items of some of the photos."""
        if not rows:
            return ItemErrors((), np.zeros(0))
        seen = observe_features(self.network, photos.features, rows, self.context)
        return _wrong(seen, [photos.examples[row] for row in rows], self.weights)


def train_again(learned: Learned, kept: Callable[[Example], bool], advance: Callable[[], object]) -> Refitted:
    """Fresh heads, and the weights of their evidence, from the kept rows alone."""
    examples, heads, features = learned.trained.examples, learned.network.heads, learned.trained.features
    rows = [row for row, example in enumerate(examples) if kept(example)]
    learn, develop = [row for row in rows if row < learned.learn], [row for row in rows if row >= learned.learn]
    network = _with_fresh_heads(learned)
    targets = targets_of(examples, heads.annotated, heads.point_product)
    training = HeadTraining(examples, targets, learn, develop, learned.epochs, learned.seed)
    train_heads(network, features, training, learned.context, every_head=True, advance=advance)
    weighing = develop or learn
    observed = observe_features(network, features, weighing, learned.context)
    weights = fit_weights(observed, [examples[row] for row in weighing], heads).weights
    return Refitted(network, weights, learned.context)


def _with_fresh_heads(learned: Learned) -> ItemNetwork:
    """The same backbone with heads that have learned nothing, the same ones each time."""
    old = learned.network
    torch.manual_seed(learned.seed)
    trunk = Trunk(old.low, old.high, old.low_channels, old.high_channels, old.fine)
    return ItemNetwork(trunk, old.heads, old.reduction).to(learned.context.device)


def observe_features(
    network: ItemNetwork, features: FeatureCache, rows: Sequence[int], context: DistributedContext
) -> Observations:
    """The heads' answers to cached photos, in evaluation mode."""
    network.eval()
    parts = []
    for start in range(0, len(rows), BATCH):
        chosen = list(rows[start : start + BATCH])
        low, pooled, filled = (
            torch.from_numpy(array[chosen]).to(context.device).float()
            for array in (features.low, features.pooled, features.filled)
        )
        with torch.inference_mode():
            answers = (
                network.view_head(pooled),
                network.authenticity_head(pooled),
                pool_maps(network.maps(low, filled)),
                functional.normalize(pooled, dim=1),
            )
        parts.append([tensor.float().cpu().numpy() for tensor in answers])
    return Observations(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _wrong(seen: Observations, examples: Sequence[Example], weights: EvidenceWeights) -> ItemErrors:
    """The probability of the wrong label of each item, its photos fused as a verdict fuses them."""
    visible = weights.visibility(torch.from_numpy(seen.view_logits)).numpy().astype(np.float64)
    strength = np.logaddexp(0.0, seen.point_logits.astype(np.float64)) - weights.ordinary.numpy()  # type: ignore[operator]
    adds = weights.point.numpy() * visible * strength  # type: ignore[operator]
    residual = float(weights.whole) * seen.authenticity.astype(np.float64) + float(weights.bias)  # type: ignore[arg-type]
    owners = weights.membership.numpy()  # type: ignore[operator]
    place = {id(example): row for row, example in enumerate(examples)}
    items, wrong = items_of(examples), []
    for item in items:
        rows, product = [place[id(example)] for example in item], item[0].product
        fused = fuse_arrays(residual[rows, product], adds[rows], [example.view for example in item])
        log_odds = fused.residual + float(fused.points @ owners[:, product])
        wrong.append(special.expit(-log_odds if item[0].counterfeit else log_odds))
    return ItemErrors(items, np.array(wrong))
