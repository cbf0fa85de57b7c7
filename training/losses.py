"""The losses of the network while its backbone is adapted."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.network import ItemNetwork, pool_maps

SMOOTHING = 0.05  # of labels: attested, but not beyond doubt
HARDEST = 8  # cells of a tile without the point that are pushed down hardest
TILE_WEIGHT = 1.0
REGION_WEIGHT = 0.3  # a tile inherits its photo's label, which is often not to be seen on it
VIEW_WEIGHT = 0.5


class LabelTargets(NamedTuple):
    """What is known of every example, as tensors to index. N examples, J points of which A are annotated."""

    counterfeit: Tensor
    """(N,) float 0 or 1"""
    product: Tensor
    """(N,)"""
    view: Tensor
    """(N,), -1 where unknown"""
    points_known: Tensor
    """(N, A) bool: whether the tile's cells are the truth for this point: its own product's, and annotated."""


def adaptation_loss(network: ItemNetwork, batch: Batch, targets: LabelTargets) -> Tensor:
    """One scalar for a batch: product and view, authenticity of the whole, and evidence on the tiles."""
    photos, count = batch.example, len(batch.whole)
    pixels = network.normalise(torch.cat([batch.whole, batch.tiles]))
    low = network.adapted_low(pixels)
    pooled = network.dropout(network.whole(low[:count], batch.filled))
    counterfeit, product = targets.counterfeit[photos], targets.product[photos]
    authenticity = network.authenticity_head(pooled).gather(1, product[:, None])[:, 0]
    loss = functional.binary_cross_entropy_with_logits(authenticity, smoothed(counterfeit))
    loss = loss + VIEW_WEIGHT * view_loss(network.view_head(pooled), targets.view[photos])
    if len(batch.tiles):
        maps = network.maps(low[count:], batch.tile_filled)
        of_tile = photos[batch.tile_of]
        annotated = network.heads.annotated
        loss = loss + REGION_WEIGHT * _region_loss(maps[:, annotated:], targets, of_tile)
        if annotated:
            loss = loss + TILE_WEIGHT * point_loss(
                maps[:, :annotated], batch.tile_cells[:, :annotated], targets.points_known[of_tile]
            )
    return loss


def smoothed(labels: Tensor) -> Tensor:
    """Labels 0 and 1 moved a little towards each other."""
    return labels * (1 - SMOOTHING) + SMOOTHING / 2


def view_loss(logits: Tensor, view: Tensor) -> Tensor:
    """Cross-entropy over the photos whose view is known; zero where none is."""
    known = view >= 0
    if logits.shape[1] == 1 or not bool(known.any()):
        return logits.sum() * 0.0
    return functional.cross_entropy(logits[known], view[known], label_smoothing=SMOOTHING)


def _region_loss(maps: Tensor, targets: LabelTargets, photo: Tensor) -> Tensor:
    """A tile's pooled unnamed region against its photo's label."""
    own = maps[torch.arange(len(maps)), targets.product[photo]]
    return functional.binary_cross_entropy_with_logits(
        pool_maps(own[:, None])[:, 0], smoothed(targets.counterfeit[photo])
    )


def point_loss(maps: Tensor, cells: Tensor, known: Tensor) -> Tensor:
    """Binary cross-entropy a cell: marked cells up, all others down, the hardest of them most.

    Args:
        maps: (T, A, c, c) logits.
        cells: (T, A, c, c) 1 where the point deviates.
        known: (T, A) bool.
    """
    logits, truth = maps[known].flatten(1), cells[known].flatten(1)
    if not len(logits):
        return maps.sum() * 0.0
    each = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    away = each * (1 - truth)
    hardest = away.topk(min(HARDEST, away.shape[1]), dim=1).values.mean()
    marked = (each * truth).sum(1) / truth.sum(1).clamp(min=1)
    with_mark = truth.amax(1) > 0
    found = marked[with_mark].mean() if bool(with_mark.any()) else marked.sum() * 0.0
    return found + hardest + away.mean()
