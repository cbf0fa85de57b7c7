"""Adapts the backbone: the one long loop, with early stopping on development items and a checkpoint per epoch.

A run that is killed at any point resumes from the last complete epoch and reaches the same weights: an epoch's pictures
follow from (seed, epoch), and the checkpoint has everything else that changes.
"""

import copy
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from training.batches import Batch, BatchMaker
from training.device import DistributedContext
from training.examples import Example
from training.files import write_atomically
from training.losses import LabelTargets, adaptation_loss
from training.network import ItemNetwork
from training.schedule import Schedule

CLIP = 5.0  # norm of the gradient
BatchOrTargets = TypeVar("BatchOrTargets", Batch, LabelTargets)

LEAST_GAIN = 1e-4  # of the development loss, for an epoch to count as better


class EpochReport(NamedTuple):
    """How one epoch went: mean training loss, and the log-loss on development items where it was measured."""

    epoch: int
    training_loss: float
    development_loss: float | None


class _Step(nn.Module):
    """The loss as a module, so that DistributedDataParallel sees one forward a step."""

    def __init__(self, network: ItemNetwork, targets: LabelTargets) -> None:
        super().__init__()
        self.network, self.targets = network, targets

    def forward(self, batch: Batch) -> Tensor:
        return adaptation_loss(self.network, batch, self.targets)


class Checkpoint(NamedTuple):
    """The contents of a checkpoint besides its tensors."""

    next_epoch: int
    best_loss: float
    best_epoch: int


def adapt(
    network: ItemNetwork,
    maker: BatchMaker,
    targets: LabelTargets,
    schedule: Schedule,
    development_loss_of: Callable[[ItemNetwork], float],
    checkpoint: Path,
    context: DistributedContext,
    report: Callable[[EpochReport], object],
    advance: Callable[[], object],
    seed: int,
) -> None:
    """Train `network` in place and leave it with the weights of its best epoch.

    Args:
        development_loss_of: the development loss of a network; smaller is better.
        checkpoint: file to resume from if it exists, and to keep up to date.
        report: called after each epoch; advance: after each step.
    """
    step_module = _distributed(_Step(network, _to(targets, context.device)), context)
    optimiser = torch.optim.AdamW(_groups(network, schedule.weight_decay), lr=schedule.learning_rate)
    progress = Checkpoint(0, math.inf, -1)
    best = copy.deepcopy(network.state_dict())
    if checkpoint.exists():
        progress, best = _resume(checkpoint, network, optimiser, context.device)
    while progress.next_epoch < schedule.epochs and progress.next_epoch - progress.best_epoch <= schedule.patience:
        epoch = progress.next_epoch
        torch.manual_seed(seed * 1_000_003 + epoch)
        loss = _epoch(step_module, maker, optimiser, schedule, epoch, context, advance)
        progress, development_loss = progress._replace(next_epoch=epoch + 1), None
        if schedule.evaluates(epoch):
            development_loss = context.broadcast(development_loss_of(network) if context.is_main else 0.0)
            if development_loss < progress.best_loss - LEAST_GAIN:
                progress = Checkpoint(epoch + 1, development_loss, epoch)
                best = copy.deepcopy(network.state_dict())
        if context.is_main:
            _save(checkpoint, progress, network, optimiser, best)
            report(EpochReport(epoch, loss, development_loss))
    network.load_state_dict(best)


def _epoch(
    module: nn.Module,
    maker: BatchMaker,
    optimiser: torch.optim.Optimizer,
    schedule: Schedule,
    epoch: int,
    context: DistributedContext,
    advance: Callable[[], object],
) -> float:
    module.train()
    total, steps = 0.0, 0
    for batch in maker.epoch(epoch, rank=context.rank, world=context.world):
        for group in optimiser.param_groups:
            group["lr"] = schedule.learning_rate * schedule.rate(epoch * schedule.steps_an_epoch + steps)
        with context.autocast():
            loss = module(_to(batch, context.device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(module.parameters(), CLIP)
        optimiser.step()
        total, steps = total + float(loss.detach()), steps + 1
        advance()
    return total / max(steps, 1)


def _distributed(module: _Step, context: DistributedContext) -> nn.Module:
    module.to(context.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    if context.world == 1:
        return module
    if context.device.type == "cuda":
        module = nn.SyncBatchNorm.convert_sync_batchnorm(module)  # type: ignore[no-untyped-call]
    return DistributedDataParallel(module, find_unused_parameters=True)


def _groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for kernels, none for biases and normalisation."""
    learned = [p for p in network.parameters() if p.requires_grad]
    kernels = [p for p in learned if p.ndim > 1]
    others = [p for p in learned if p.ndim <= 1]
    return [{"params": kernels, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def _to(tensors: BatchOrTargets, device: torch.device) -> BatchOrTargets:
    return type(tensors)(*(tensor.to(device) for tensor in tensors))


def _save(
    checkpoint: Path,
    progress: Checkpoint,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    best: dict[str, Tensor],
) -> None:
    content = {
        "progress": tuple(progress),
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "best": best,
    }
    write_atomically(checkpoint, lambda file: torch.save(content, file))


def epochs_done(checkpoint: Path) -> int:
    """How many epochs an earlier run completed."""
    if not checkpoint.exists():
        return 0
    return Checkpoint(*torch.load(checkpoint, weights_only=True, mmap=True)["progress"]).next_epoch


def _resume(
    checkpoint: Path, network: nn.Module, optimiser: torch.optim.Optimizer, device: torch.device
) -> tuple[Checkpoint, dict[str, Tensor]]:
    content = torch.load(checkpoint, map_location=device, weights_only=True)
    network.load_state_dict(content["network"])
    optimiser.load_state_dict(content["optimiser"])
    return Checkpoint(*content["progress"]), content["best"]


def targets_of(examples: Sequence[Example], annotated: int, point_product: Sequence[int]) -> LabelTargets:
    """The examples' truth as tensors."""
    known = torch.zeros(len(examples), annotated, dtype=torch.bool)
    for row, example in enumerate(examples):
        boxless = {mark.point for mark in example.marks if mark.box is None}
        for point in range(annotated):
            known[row, point] = (
                example.points_known and point_product[point] == example.product and point not in boxless
            )
    return LabelTargets(
        counterfeit=torch.tensor([float(example.counterfeit) for example in examples]),
        product=torch.tensor([example.product for example in examples]),
        view=torch.tensor([example.view for example in examples]),
        points_known=known,
    )
