"""A backbone of torchvision, with its weights, cut in two where its cells are as large as those of evidence maps."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision import models

from training.errors import CallError

DETAIL_STRIDE = 16  # a cell of the evidence maps in canvas pixels: about the size of one letter on a pack
FINE_STRIDES = (4, 8)
BATCH_NORM_MOMENTUM = 0.1


class Trunk(NamedTuple):
    """A backbone cut where its stride reaches `DETAIL_STRIDE`.

    Attributes:
        fine: of the stages of `low`, the last of stride 4 and the last of stride 8.
    """

    low: nn.Sequential
    high: nn.Sequential
    low_channels: int
    high_channels: int
    fine: tuple[int, int]


class Pyramid(NamedTuple):
    """Features (B, C, h, w) of one picture at three scales, each with its own number of channels."""

    stride_4: Tensor
    stride_8: Tensor
    stride_16: Tensor

    @property
    def detail(self) -> Tensor:
        """Cells of 8 pixels, for what is small."""
        return torch.cat([functional.avg_pool2d(self.stride_4, 2), self.stride_8], 1)

    @property
    def patches(self) -> Tensor:
        """Cells of 16 pixels, with a wider view each."""
        return torch.cat([functional.avg_pool2d(self.stride_8, 2), self.stride_16], 1)


def build_trunk(name: str, weights: str | Path | None) -> Trunk:
    """A torchvision backbone by name, cut in two.

    Args:
        name: a classification network of torchvision, such as ``mobilenet_v2``.
        weights: ``imagenet`` (torchvision fetches its own), a .safetensors or .pth file with the state of the
            whole torchvision model, or None for random initialisation.

    Raises:
        CallError: no such network, its layout is not understood, or the weights don't fit it.
    """
    if name not in models.list_models():
        raise CallError(f"backbone {name!r}: torchvision has no such network")
    try:
        model = models.get_model(name, weights="DEFAULT" if weights == "imagenet" else None)
    except OSError as error:
        raise CallError(f"weights imagenet: torchvision can't fetch them ({error}); give a file, or none") from error
    if weights not in (None, "imagenet"):
        _load(model, Path(weights))
    _hasten_statistics(model)
    return _cut(_stages(model, name), name)


def _hasten_statistics(model: nn.Module) -> None:
    """Let running statistics follow within an epoch: torchvision's mobilenet_v3 takes hundreds of steps at 0.01."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = BATCH_NORM_MOMENTUM


def _load(model: nn.Module, path: Path) -> None:
    """Load a state; the classifier may be missing or of another size, everything else must fit."""
    wanted = model.state_dict()
    head = tuple(f"{name}." for name in ("classifier", "fc", "head", "heads"))
    state = {k: v for k, v in read_state(path).items() if not k.startswith(head)}
    missing = [k for k in wanted if not k.startswith(head) and k not in state]
    if missing:
        raise CallError(f"{path}: holds no {missing[0]!r}; these are weights of another network")
    unfit = [k for k, v in state.items() if k not in wanted or wanted[k].shape != v.shape]
    if unfit:
        raise CallError(f"{path}: {unfit[0]!r} does not fit; these are weights of another network")
    model.load_state_dict(state, strict=False)


def read_state(path: Path) -> dict[str, Tensor]:
    """Tensors by name from a .safetensors or .pth file; never runs code from the file.

    Raises:
        CallError: the file is missing or not of these formats.
    """
    if not path.is_file():
        raise CallError(f"{path}: no such weights file")
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file  # noqa: PLC0415  only where such a file is given

            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # both libraries raise many unrelated classes on foreign bytes
        raise CallError(f"{path}: can't be read as weights ({error})") from error
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise CallError(f"{path}: holds no plain state dict")
    return state


def _stages(model: nn.Module, name: str) -> Sequence[nn.Module]:
    """The backbone's layers in order, without its classifier, for torchvision's three layouts."""
    if isinstance(getattr(model, "features", None), nn.Sequential):  # mobilenet, efficientnet, convnext
        return list(model.features)  # type: ignore[arg-type]
    if hasattr(model, "trunk_output"):  # regnet
        return [model.stem, *model.trunk_output]  # type: ignore[list-item,misc]
    if hasattr(model, "layer4"):  # resnet
        parts = ("conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4")
        return [getattr(model, part) for part in parts]
    raise CallError(f"backbone {name!r}: its layout is not one that Shingan knows how to cut")


def _cut(stages: Sequence[nn.Module], name: str) -> Trunk:
    """Cut after the last stage whose stride is at most `DETAIL_STRIDE`, found by running a small picture."""
    side, last = 64, {}  # stride -> the last stage that has it, and its channels
    x = torch.zeros(1, 3, side, side)
    with torch.no_grad():
        for index, stage in enumerate(stages):
            x = stage.eval()(x)
            if x.dim() == 4:  # noqa: PLR2004  (B, C, H, W)
                last[side // x.shape[-1]] = (index, int(x.shape[1]))
    missing = [stride for stride in (*FINE_STRIDES, DETAIL_STRIDE) if stride not in last]
    if missing or x.dim() != 4 or last[DETAIL_STRIDE][0] + 1 == len(stages):  # noqa: PLR2004
        raise CallError(f"backbone {name!r}: has no stage of stride {(missing or [2 * DETAIL_STRIDE])[0]}")
    low_end, low_channels = last[DETAIL_STRIDE][0] + 1, last[DETAIL_STRIDE][1]
    low, high = nn.Sequential(*stages[:low_end]), nn.Sequential(*stages[low_end:])
    fine = (last[FINE_STRIDES[0]][0], last[FINE_STRIDES[1]][0])
    return Trunk(low.train(), high.train(), low_channels, int(x.shape[1]), fine)


def pyramid(low: nn.Sequential, fine: tuple[int, int], pixels: Tensor) -> Pyramid:
    """Run a trunk's low part over normalised pixels (B, 3, H, W), keeping what its finer stages give."""
    x, kept = pixels, {}
    for index, stage in enumerate(low):
        kept[index] = x = stage(x)
    return Pyramid(kept[fine[0]], kept[fine[1]], x)
