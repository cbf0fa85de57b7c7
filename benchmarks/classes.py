"""The plain fine-tune of baselines.py with a class for each product and label."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from benchmarks import baselines
from benchmarks.baselines import FineTuned, FineTuneSettings, Progress, _Training
from training.manifest import Row


class Outputs(NamedTuple):
    """What a classifier gives for N photos: logits (N, C) and penultimate features (N, D), as unit vectors."""

    logits: NDArray[np.float64]
    features: NDArray[np.float64]


def class_of(row: Row) -> str:
    """Product and label."""
    return f"{row.product}/{row.label.value}"


def fine_tune_classes(
    paths: Sequence[Path],
    classes: NDArray[np.int64],
    weights: Path,
    seconds: float,
    settings: FineTuneSettings,
    progress: Progress,
) -> FineTuned:
    """As `baselines.fine_tune`, over several classes, by cross-entropy.

    Args:
        classes: (N,) from 0 on.
        seconds: of wall time, decoding included.
    """
    started = time.perf_counter()
    torch.manual_seed(settings.seed)
    device = baselines.pick_device()
    model = baselines.build(weights, device)
    model.classifier[1] = nn.Linear(model.last_channel, int(classes.max()) + 1).to(device)
    training = _ClassTraining(model, device, settings, started, seconds)
    cache = baselines.decode_all(paths, baselines.CACHE_SIDE if settings.augment else baselines.SIDE)
    epochs = training.run(cache, torch.from_numpy(classes), progress)
    return FineTuned(model.eval(), device, time.perf_counter() - started, epochs)


class _ClassTraining(_Training):
    """One fine-tune over classes under way."""

    def _step(self, pictures: Tensor, labels: Tensor, done: float) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.learning_rate * baselines.rate(done, self.settings.warm_up)
        logits = self.model(baselines.normalise(self._augmented(pictures), self.device))
        loss = functional.cross_entropy(logits, labels.to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self.optimiser.step()
        return float(loss.detach())


def observe(tuned: FineTuned, paths: Sequence[Path]) -> Outputs:
    """Logits and features of photos, without augmentation."""
    model: Any = tuned.model
    logits, features = [], []
    with torch.inference_mode():
        for start in range(0, len(paths), baselines.PICTURES_AT_ONCE):
            pixels = baselines.decode_all(paths[start : start + baselines.PICTURES_AT_ONCE], baselines.SIDE)
            pooled = model.features(baselines.normalise(pixels, tuned.device)).mean((2, 3))
            logits.append(model.classifier(pooled).double().cpu().numpy())
            features.append(functional.normalize(pooled).double().cpu().numpy())
    return Outputs(np.concatenate(logits), np.concatenate(features))
