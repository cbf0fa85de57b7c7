"""Trains heads on features of a frozen backbone: the backbone runs only once over every picture.

Two uses: with `freeze_backbone`, every head is trained here; after adaptation, the head of the unnamed region is, on
whole canvases, where all places compete for having caused the label (multiple-instance learning).
"""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from model.preprocess import PreprocessSpec, preprocess
from training.batches import mark_cells
from training.device import DistributedContext
from training.examples import Example, sampling_weights
from training.files import write_atomically
from training.losses import LabelTargets, point_loss, smoothed, view_loss
from training.network import ItemNetwork, pool_maps
from training.observe import PHOTOS_AT_ONCE, as_tensors
from training.pictures import PictureCache
from training.trunk import DETAIL_STRIDE

BATCH = 16
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.05
PATIENCE = 5


@dataclass(frozen=True, eq=False)
class FeatureCache:
    """Features of N photos.

    Attributes:
        low: float16 (N, C, h, w), native detail, mapped from disk.
        pooled: float32 (N, D), whole picture.
        filled: float32 (N, 2), fractions of the canvas that the picture covers.
    """

    low: NDArray[np.float16]
    pooled: NDArray[np.float32]
    filled: NDArray[np.float32]


def cache_features(
    network: ItemNetwork,
    pictures: PictureCache,
    spec: PreprocessSpec,
    context: DistributedContext,
    folder: Path,
    advance: Callable[[], object],
) -> FeatureCache:
    """Run the backbone over all cached pictures, or open what an earlier run completed in `folder`."""
    low_file, done_file = folder / "low.f16", folder / "pooled.npz"
    cells = spec.canvas // DETAIL_STRIDE
    shape = (len(pictures), network.low_channels, cells, cells)
    if not done_file.exists():  # written last
        folder.mkdir(parents=True, exist_ok=True)
        low = np.memmap(low_file, np.float16, mode="w+", shape=shape)
        pooled, filled = _run(network, pictures, spec, context, low, advance)
        low.flush()
        write_atomically(done_file, lambda file: np.savez(file, pooled=pooled, filled=filled))
    with np.load(done_file) as arrays:
        low = np.memmap(low_file, np.float16, mode="r", shape=shape)
        return FeatureCache(low, arrays["pooled"], arrays["filled"])


def _run(
    network: ItemNetwork,
    pictures: PictureCache,
    spec: PreprocessSpec,
    context: DistributedContext,
    low: NDArray[np.float16],
    advance: Callable[[], object],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    network.eval()
    pooled, filled = [], []
    for start in range(0, len(pictures), PHOTOS_AT_ONCE):
        rows = range(start, min(start + PHOTOS_AT_ONCE, len(pictures)))
        canvas, content = as_tensors([preprocess(pictures[row], spec) for row in rows], context.device)
        with torch.inference_mode(), context.autocast():
            pixels, covered = network.normalise(canvas), content.float() / spec.canvas
            low[start : rows.stop] = network.low(pixels).half().cpu().numpy()
            pooled.append(network.whole(network.low(network.reduce(pixels)), covered).float().cpu().numpy())
        filled.append(covered.cpu().numpy())
        for _ in rows:
            advance()
    return np.concatenate(pooled), np.concatenate(filled)


@dataclass(frozen=True)
class HeadTraining:
    """What to train on: positions in the feature cache are those of `examples`."""

    examples: Sequence[Example]
    targets: LabelTargets
    learn: Sequence[int]
    develop: Sequence[int]
    epochs: int
    seed: int


def train_heads(
    network: ItemNetwork,
    features: FeatureCache,
    work: HeadTraining,
    context: DistributedContext,
    *,
    every_head: bool,
    advance: Callable[[], object],
) -> None:
    """Train the heads in place, and leave them as they were at the epoch that was best on development photos.

    Args:
        every_head: all heads, or that of the unnamed region alone.
    """
    heads = _heads(network) if every_head else nn.ModuleList([network.region_head])
    parameters = [parameter for head in heads for parameter in head.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    weights = sampling_weights([work.examples[index] for index in work.learn])
    loss_of = _Loss(network, features, work, context, every_head=every_head)
    best, best_loss, best_epoch = copy.deepcopy(heads.state_dict()), _mean(loss_of, work.develop, heads), -1
    for epoch in range(work.epochs):
        torch.manual_seed(work.seed * 1_000_003 + epoch)
        random = np.random.default_rng([work.seed, epoch, 5])
        drawn = random.choice(np.asarray(work.learn), len(work.learn), p=weights)
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * epoch / work.epochs))
        heads.train()
        for start in range(0, len(drawn), BATCH):
            loss = loss_of(drawn[start : start + BATCH].tolist())
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            advance()
        development_loss = _mean(loss_of, work.develop, heads)
        if development_loss <= best_loss:  # both are infinite without development photos: the last epoch is kept
            best, best_loss, best_epoch = copy.deepcopy(heads.state_dict()), development_loss, epoch
        elif epoch - best_epoch > PATIENCE:
            break
    heads.load_state_dict(best)


def _heads(network: ItemNetwork) -> nn.ModuleList:
    return nn.ModuleList([network.view_head, network.authenticity_head, network.point_head, network.region_head])


def _mean(loss_of: Callable[[Sequence[int]], Tensor], rows: Sequence[int], heads: nn.Module) -> float:
    """Mean loss over development photos; infinite if there are none, so that the last epoch is kept."""
    if not rows:
        return math.inf
    heads.eval()
    with torch.inference_mode():
        parts = [(len(part), float(loss_of(part))) for part in _parts(rows)]
    return sum(count * loss for count, loss in parts) / len(rows)


def _parts(rows: Sequence[int]) -> list[Sequence[int]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


class _Loss:
    """The loss of a batch of cached photos."""

    def __init__(
        self,
        network: ItemNetwork,
        features: FeatureCache,
        work: HeadTraining,
        context: DistributedContext,
        *,
        every_head: bool,
    ) -> None:
        self._network, self._features, self._work, self._context = network, features, work, context
        self._every_head = every_head

    def __call__(self, rows: Sequence[int]) -> Tensor:
        network, targets = self._network, self._work.targets
        index = torch.as_tensor(rows)
        low = torch.from_numpy(self._features.low[list(rows)]).to(self._context.device).float()
        filled = torch.from_numpy(self._features.filled[list(rows)]).to(self._context.device)
        counterfeit = smoothed(targets.counterfeit[index].to(self._context.device))
        product = targets.product[index].to(self._context.device)
        maps = network.maps(low, filled) if self._every_head else network.region_maps(low, filled)
        regions = maps[:, maps.shape[1] - len(network.heads.products) :]
        own = (torch.arange(len(rows)), product)
        loss = functional.binary_cross_entropy_with_logits(pool_maps(regions)[own], counterfeit)
        if self._every_head:
            loss = loss + self._whole_loss(rows, counterfeit, product) + self._point_loss(maps, rows)
        return loss

    def _whole_loss(self, rows: Sequence[int], counterfeit: Tensor, product: Tensor) -> Tensor:
        pooled = torch.from_numpy(self._features.pooled[list(rows)]).to(self._context.device)
        pooled = self._network.dropout(pooled)
        authenticity = self._network.authenticity_head(pooled).gather(1, product[:, None])[:, 0]
        view = self._work.targets.view[torch.as_tensor(rows)].to(self._context.device)
        loss = functional.binary_cross_entropy_with_logits(authenticity, counterfeit)
        return loss + view_loss(self._network.view_head(pooled), view)

    def _point_loss(self, maps: Tensor, rows: Sequence[int]) -> Tensor:
        annotated = self._network.heads.annotated
        if not annotated:
            return maps.sum() * 0.0
        cells = np.stack([self._cells(row, annotated, maps.shape[-1]) for row in rows])
        known = self._work.targets.points_known[torch.as_tensor(rows)]
        return point_loss(maps[:, :annotated], torch.from_numpy(cells).to(maps.device), known.to(maps.device))

    def _cells(self, row: int, annotated: int, cells: int) -> NDArray[np.float32]:
        marks = [mark for mark in self._work.examples[row].marks if mark.box is not None]
        side = cells * DETAIL_STRIDE
        height, width = self._features.filled[row] * side
        boxes = np.array([mark.box for mark in marks], np.float64).reshape(-1, 4) * (
            width,
            height,
            width,
            height,
        )
        return mark_cells(boxes, np.array([mark.point for mark in marks], np.int64), annotated, side)
