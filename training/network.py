r"""The network: one backbone at two scales, and heads whose parts add up to the log-odds.

    canvas (uint8) -> normalise -> average pool -> backbone to its end -> embedding -> views, authenticity
                                \\-> backbone to stride 16, at native detail -> evidence maps -> points
                                                                          \\-> cells for one-class scores

The native-detail pass runs the backbone over the whole canvas at once: tiles without seams. Everything here is in
the exported graph, so pooling and the sum of the evidence exist once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision import models

from training.errors import CallError

DETAIL_STRIDE = 16  # a cell of the evidence maps in canvas pixels: about the size of one letter on a pack
FINE_STRIDES = (4, 8)
HIDDEN = 128
BATCH_NORM_MOMENTUM = 0.1
POOL_SHARPNESS = 2.0  # how close the pooled logit comes to the map's maximum
MASKED = -30.0  # logit of cells beyond the picture: e^-30 of a share in the pool
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


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


@dataclass(frozen=True)
class Heads:
    """What the network answers for; indices are the order of its outputs.

    Attributes:
        products: ids.
        view_product: product index of each view, in the order of the view logits.
        point_product: product index of each point; annotated points first, then one unnamed region a product.
        point_view: index among the view logits that a point shows on; -1 where it may show anywhere.
        annotated: how many of the points were annotated with boxes or labels.
    """

    products: tuple[str, ...]
    view_product: tuple[int, ...]
    point_product: tuple[int, ...]
    point_view: tuple[int, ...]
    annotated: int


class Evidence(NamedTuple):
    """The network's answer to a batch, before the weights of the evidence. B photos."""

    view_logits: Tensor
    """(B, V)"""
    authenticity: Tensor
    """(B, P) logit of counterfeit from the whole picture."""
    point_maps: Tensor
    """(B, J, h, w) logits; `MASKED` beyond the picture."""
    point_logits: Tensor
    """(B, J) pooled maps."""
    embedding: Tensor
    """(B, D) unit vectors."""
    detail: Tensor
    """(B, C, 2 h, 2 w) cells that one-class scores compare with a memory bank (model/patches.py)."""
    patches: Tensor
    """(B, C', h, w) the same, coarser."""


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


class EvidenceHead(nn.Sequential):
    """Feature map (B, C, h, w) to evidence maps (B, outputs, h, w)."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__(
            nn.Conv2d(channels, HIDDEN, 3, padding=1, bias=False),
            nn.BatchNorm2d(HIDDEN),
            nn.ReLU(),
            nn.Conv2d(HIDDEN, outputs, 1),
        )
        _set_bias(self[3], -2.0)  # deviations are rare: start from "matches"


class ItemNetwork(nn.Module):
    """The network of a release. Call it on canvases; training reaches for its parts."""

    def __init__(self, trunk: Trunk, heads: Heads, reduction: int) -> None:
        super().__init__()
        self.low, self.high, self.fine = trunk.low, trunk.high, trunk.fine
        self.low_channels, self.high_channels = trunk.low_channels, trunk.high_channels
        self.heads, self.reduction = heads, reduction
        self.dropout = nn.Dropout(0.2)
        self.view_head = nn.Linear(trunk.high_channels, len(heads.view_product))
        self.authenticity_head = nn.Linear(trunk.high_channels, len(heads.products))
        self.point_head = EvidenceHead(trunk.low_channels, max(heads.annotated, 1))
        self.region_head = EvidenceHead(trunk.low_channels, len(heads.products))
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1) * 255)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1) * 255)

    def normalise(self, canvas: Tensor) -> Tensor:
        """uint8 (B, H, W, 3) to float (B, 3, H, W) as the backbone expects it."""
        return (canvas.permute(0, 3, 1, 2).float() - self.mean) / self.std  # type: ignore[operator]

    def reduce(self, pixels: Tensor) -> Tensor:
        """The whole-picture view of normalised canvases, by averaging."""
        return functional.avg_pool2d(pixels, self.reduction) if self.reduction > 1 else pixels

    def whole(self, low: Tensor, filled: Tensor) -> Tensor:
        """Low features (B, C, h, w) of the whole-picture view to pooled features (B, D).

        Args:
            filled: (B, 2) fractions of the view's height and width that the picture covers; the rest is not pooled.
        """
        high = self.high(low)
        mask = _cells_within(filled, high.shape[-2], high.shape[-1]).to(high.dtype)
        pooled: Tensor = (high * mask).sum((2, 3)) / mask.sum((2, 3))
        return pooled

    def maps(self, low: Tensor, filled: Tensor) -> Tensor:
        """Low features (B, C, h, w) at native detail to evidence maps (B, J, h, w)."""
        maps = torch.cat([self.point_head(low)[:, : self.heads.annotated], self.region_head(low)], 1)
        inside = _cells_within(filled, maps.shape[-2], maps.shape[-1])
        return torch.where(inside, maps.float(), torch.full_like(maps, MASKED, dtype=torch.float32))

    def forward(self, canvas: Tensor, content: Tensor) -> Evidence:
        """Canvases, uint8 (B, S, S, 3), with their content, int64 (B, 2) height and width in pixels."""
        filled = content.float() / canvas.shape[1]
        pixels = self.normalise(canvas)
        pooled = self.whole(self.low(self.reduce(pixels)), filled)
        native = pyramid(self.low, self.fine, pixels)
        maps = self.maps(native.stride_16, filled)
        return Evidence(
            view_logits=self.view_head(pooled),
            authenticity=self.authenticity_head(pooled),
            point_maps=maps,
            point_logits=pool_maps(maps),
            embedding=functional.normalize(pooled, dim=1),
            detail=native.detail,
            patches=native.patches,
        )


def _set_bias(layer: nn.Module, value: float) -> None:
    assert isinstance(layer, nn.Conv2d)  # noqa: S101  for the type checker
    assert layer.bias is not None  # noqa: S101
    nn.init.constant_(layer.bias, value)


def _cells_within(filled: Tensor, rows: int, columns: int) -> Tensor:
    """(B, 1, rows, columns) mask of the cells that the picture reaches into."""
    row = torch.arange(rows, device=filled.device) / rows
    column = torch.arange(columns, device=filled.device) / columns
    inside = (row[None, :, None] < filled[:, 0, None, None]) & (column[None, None, :] < filled[:, 1, None, None])
    return inside[:, None]


def pool_maps(maps: Tensor) -> Tensor:
    """Maps (B, J, h, w) to logits (B, J): a mean weighted by softmax(sharpness * logit).

    Close to the maximum where one place stands out, and, unlike log-sum-exp, it does not grow with the number of
    cells; Ilse et al. 2018, "Attention-based deep multiple instance learning", with the logit as its own attention.
    """
    flat = maps.flatten(2)
    return (functional.softmax(flat * POOL_SHARPNESS, dim=2) * flat).sum(2)
