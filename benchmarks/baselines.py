"""What accuracy.py measures ours against: a plain fine-tune, and a linear model on frozen features.

Both start from the same weights as ours, see the train split alone (calibration is not used: the schedule
ends where the time ends, and the weights at its end are the ones that count), and squash the whole picture to
224 x 224. One binary head serves all products, as in the usual transfer-learning recipe.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models import mobilenet_v2
from torchvision.transforms import v2

from benchmarks.gradcam import Peak, grad_cam, peak
from training.manifest import Label, Row

SIDE = 224
CACHE_SIDE = 320  # a crop of half the area is still 226 px wide, so that training never enlarges
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
PICTURES_AT_ONCE = 32
CS = np.logspace(-4, 2, 13)
FOLDS = 5
GRAD_CAM_LAYERS = MappingProxyType({"7 x 7": 19, "14 x 14": 14})  # the last convolution; the last layer of stride 16

Progress = Callable[[str], None]


@dataclass(frozen=True)
class FineTuneSettings:
    """The recipe; augment: torchvision's reference (crop, flip, colours), or pictures as they are."""

    batch: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warm_up: float = 0.05
    augment: bool = True
    seed: int = 0


class FineTuned(NamedTuple):
    """A fine-tuned classifier in evaluation mode, and what it took."""

    model: nn.Module
    device: torch.device
    seconds: float
    epochs: float


def decode(path: Path, side: int) -> Tensor:
    """A picture squashed to (3, side, side), uint8, upright."""
    with Image.open(path) as image:
        image.draft("RGB", (2 * side, 2 * side))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    squashed = upright.resize((side, side), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.array(squashed)).permute(2, 0, 1).contiguous()


def decode_all(paths: Sequence[Path], side: int) -> Tensor:
    """Pictures decoded once, uint8 (N, 3, side, side)."""
    return torch.stack([decode(path, side) for path in paths])


def normalise(pixels: Tensor, device: torch.device) -> Tensor:
    """uint8 (B, 3, H, W) to what the weights expect, channels last."""
    scaled = pixels.to(device).float().div_(255)
    mean = torch.tensor(MEAN, device=device).view(1, 3, 1, 1)
    std = torch.tensor(STD, device=device).view(1, 3, 1, 1)
    return ((scaled - mean) / std).to(memory_format=torch.channels_last)


def build(weights: Path, device: torch.device) -> Any:
    """A torchvision mobilenet_v2 with the weights loaded and a head of one logit."""
    model = mobilenet_v2()
    model.load_state_dict(load_file(weights))
    model.classifier[1] = nn.Linear(model.last_channel, 1)
    return model.to(device).to(memory_format=torch.channels_last)


def pick_device() -> torch.device:
    """The accelerator where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fine_tune(
    paths: Sequence[Path],
    counterfeit: NDArray[np.bool_],
    weights: Path,
    seconds: float,
    settings: FineTuneSettings | None = None,
    progress: Progress = print,
) -> FineTuned:
    """Fine-tune every layer on a cosine schedule over the time given.

    Args:
        paths: training pictures.
        counterfeit: (N,) their labels.
        weights: of mobilenet_v2, in torchvision's layout.
        seconds: of wall time, decoding included.
        settings: the recipe.
        progress: is told once an epoch.
    """
    settings = settings or FineTuneSettings()
    started = time.perf_counter()
    torch.manual_seed(settings.seed)
    device = pick_device()
    model = build(weights, device)
    cache = decode_all(paths, CACHE_SIDE if settings.augment else SIDE)
    labels = torch.from_numpy(counterfeit.astype(np.float32))
    training = _Training(model, device, settings, started, seconds)
    epochs = training.run(cache, labels, progress)
    return FineTuned(model.eval(), device, time.perf_counter() - started, epochs)


class _Training:
    """One fine-tune under way."""

    def __init__(
        self,
        model: nn.Module,
        device: torch.device,
        settings: FineTuneSettings,
        started: float,
        seconds: float,
    ) -> None:
        self.model, self.device, self.settings = model, device, settings
        self.started, self.seconds = started, seconds
        self.augment = _augmentation() if settings.augment else nn.Identity()
        self.optimiser = torch.optim.AdamW(
            model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )

    def run(self, cache: Tensor, labels: Tensor, progress: Progress) -> float:
        """Train until the time is up; the number of epochs, with its fraction."""
        self.model.train()
        steps_an_epoch = max(1, len(cache) // self.settings.batch)
        step, loss_sum = 0, 0.0
        order = torch.randperm(len(cache))
        while (elapsed := time.perf_counter() - self.started) < self.seconds:
            place = step % steps_an_epoch
            if step and place == 0:
                progress(f"  epoch {step // steps_an_epoch}: loss {loss_sum / steps_an_epoch:.3f}, {elapsed:.0f} s")
                order, loss_sum = torch.randperm(len(cache)), 0.0
            batch = order[place * self.settings.batch : (place + 1) * self.settings.batch]
            loss_sum += self._step(cache[batch], labels[batch], elapsed / self.seconds)
            step += 1
        return step / steps_an_epoch

    def _step(self, pictures: Tensor, labels: Tensor, done: float) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.settings.learning_rate * rate(done, self.settings.warm_up)
        logits = self.model(normalise(self._augmented(pictures), self.device))[:, 0]
        loss = functional.binary_cross_entropy_with_logits(logits, labels.to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self.optimiser.step()
        return float(loss.detach())

    def _augmented(self, pictures: Tensor) -> Tensor:
        """On one thread: one picture is too small a job for several; they would mostly wait."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        pixels = torch.stack([self.augment(picture) for picture in pictures])
        torch.set_num_threads(threads)
        return pixels


def rate(done: float, warm_up: float) -> float:
    """Share of the peak learning rate after a fraction of the time: a linear rise, then a cosine to 0."""
    if done < warm_up:
        return max(done, 1e-3) / warm_up
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm_up) / (1 - warm_up))))


def _augmentation() -> Any:
    return v2.Compose([
        v2.RandomResizedCrop(SIDE, scale=(0.5, 1.0), antialias=True),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2),
    ])  # fmt: skip


def score(tuned: FineTuned, paths: Sequence[Path]) -> NDArray[np.float64]:
    """(N,) logits of "counterfeit"."""
    return _in_batches(paths, lambda pixels: tuned.model(normalise(pixels, tuned.device))[:, 0])


def point_at(tuned: FineTuned, paths: Sequence[Path], layer: int) -> list[Peak]:
    """Where Grad-CAM has its peak on each picture, on the output of the first `layer` blocks of features."""
    features: Any = tuned.model.features
    low, high = features[:layer], features[layer:]
    classifier: Any = tuned.model.classifier

    def head(activation: Tensor) -> Tensor:
        logits: Tensor = classifier(high(activation).mean((2, 3)))[:, 0]
        return logits

    pixels = (normalise(decode(path, SIDE)[None], tuned.device) for path in paths)
    return [peak(grad_cam(low, head, one)[0]) for one in pixels]


def frozen_features(paths: Sequence[Path], weights: Path) -> NDArray[np.float64]:
    """(N, 1280) global average pooled features of the weights as they are."""
    device = pick_device()
    model = build(weights, device).eval()
    return _in_batches(paths, lambda pixels: model.features(normalise(pixels, device)).mean((2, 3)))


def groups_of(rows: Sequence[Row]) -> list[str]:
    """What cross-validation keeps together: the source where enough of them hold both labels, otherwise the item.

    Grouped by item alone, a board's genuine twin in the training folds pulls the counterfeit one to the wrong
    side, and too weak a penalty wins: a test AUROC of 0.76 instead of 0.80 on boards.
    """
    labels: dict[str, set[Label]] = {}
    for row in rows:
        labels.setdefault(row.source, set()).add(row.label)
    mixed = sum(len(held) == len(Label) for held in labels.values())
    return [row.source if mixed >= FOLDS else row.item for row in rows]


def fit_linear(features: NDArray[np.float64], counterfeit: NDArray[np.bool_], groups: Sequence[str]) -> Any:
    """Logistic regression on standardised features; C by cross-validation that keeps groups together."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    search = GridSearchCV(pipeline, {"logisticregression__C": CS}, scoring="roc_auc", cv=folds)
    return search.fit(features, counterfeit, groups=np.array(groups))


def _in_batches(paths: Sequence[Path], network: Callable[[Tensor], Tensor]) -> NDArray[np.float64]:
    parts = []
    with torch.inference_mode():
        for start in range(0, len(paths), PICTURES_AT_ONCE):
            pixels = decode_all(paths[start : start + PICTURES_AT_ONCE], SIDE)
            parts.append(network(pixels).double().cpu().numpy())
    return np.concatenate(parts)
