r"""The network: one backbone at two scales, and heads whose parts add up to the log-odds.

    canvas (uint8) -> normalise -> average pool -> backbone to its end -> embedding -> views, authenticity
                                \\-> backbone to stride 16, at native detail -> evidence maps -> points
                                                                          \\-> cells for one-class scores

The native-detail pass runs the backbone over the whole canvas at once: tiles without seams. Everything here is in
the exported graph, so pooling and the sum of the evidence exist once.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.trunk import Trunk, pyramid

STEM_AT_ONCE = 8  # pictures through the frozen stem: its maps are the largest, and nothing of them is kept
HIDDEN = 128
POOL_SHARPNESS = 2.0  # how close the pooled logit comes to the map's maximum
MASKED = -30.0  # logit of cells beyond the picture: e^-30 of a share in the pool
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


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


class PhotoEvidence(NamedTuple):
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
        self._frozen = 0  # stages of `low`, from the first
        self.dropout = nn.Dropout(0.2)
        self.view_head = nn.Linear(trunk.high_channels, len(heads.view_product))
        self.authenticity_head = nn.Linear(trunk.high_channels, len(heads.products))
        self.point_head = EvidenceHead(trunk.low_channels, max(heads.annotated, 1))
        self.region_head = EvidenceHead(trunk.low_channels, len(heads.products))
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1) * 255)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1) * 255)

    def freeze_stem(self) -> None:
        """Leave the stages up to stride 4 as they were loaded, their running statistics included, in training too.

        Pretrained edges and colours are of use as they are; torchvision's detectors freeze their first stages, too.
        Learned, these stages take half of a step's memory and a third of its time.
        """
        self._frozen = self.fine[0] + 1
        self._stem().requires_grad_(requires_grad=False).eval()

    def train(self, mode: bool = True) -> Self:  # noqa: FBT001, FBT002  torch's signature
        """Switch to training; a frozen stem stays in evaluation mode."""
        super().train(mode)
        self._stem().eval()
        return self

    def _stem(self) -> nn.Sequential:
        return self.low[: self._frozen]

    def adapted_low(self, pixels: Tensor) -> Tensor:
        """Low features (B, C, h, w) of normalised pixels, to learn from: no gradient reaches a frozen stem."""
        with torch.no_grad():
            stem = torch.cat([self._stem()(part) for part in torch.split(pixels, STEM_AT_ONCE)])
        low: Tensor = self.low[self._frozen :](stem)
        return low

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
        if not self.heads.annotated:
            return self.region_maps(low, filled)
        return self._within(
            torch.cat([self.point_head(low)[:, : self.heads.annotated], self.region_head(low)], 1), filled
        )

    def region_maps(self, low: Tensor, filled: Tensor) -> Tensor:
        """The evidence maps (B, P, h, w) of the products' unnamed regions alone."""
        return self._within(self.region_head(low), filled)

    def _within(self, maps: Tensor, filled: Tensor) -> Tensor:
        """Maps without what lies beyond the picture."""
        inside = _cells_within(filled, maps.shape[-2], maps.shape[-1])
        return torch.where(inside, maps.float(), torch.full_like(maps, MASKED, dtype=torch.float32))

    def forward(self, canvas: Tensor, content: Tensor) -> PhotoEvidence:
        """Canvases, uint8 (B, S, S, 3), with their content, int64 (B, 2) height and width in pixels."""
        filled = content.float() / canvas.shape[1]
        pixels = self.normalise(canvas)
        pooled = self.whole(self.low(self.reduce(pixels)), filled)
        native = pyramid(self.low, self.fine, pixels)
        maps = self.maps(native.stride_16, filled)
        return PhotoEvidence(
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
