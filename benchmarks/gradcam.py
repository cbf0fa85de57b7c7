"""Grad-CAM (Selvaraju et al. 2017): where a plain classifier looked, as one point on the picture.

Grad-CAM weighs the channels of a layer by the gradient of the class's logit and adds them up. The map is
usually enlarged bilinearly and its highest pixel taken. Bilinear enlargement has its highest value at the
centre of the highest cell (an edge cell spreads it over a plateau, of which the centre is as good a choice as
any), so the centre of the highest cell is that pixel, without the enlargement.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class Peak(NamedTuple):
    """A place on a picture, as fractions of its width and height."""

    x: float
    y: float


def grad_cam(features: Callable[[Tensor], Tensor], head: Callable[[Tensor], Tensor], pixels: Tensor) -> Tensor:
    """Maps (B, h, w) of a binary classifier, before the ReLU (which never moves a positive maximum).

    Args:
        features: pictures (B, 3, H, W) to the layer's output (B, C, h, w).
        head: that output to logits (B,) of "counterfeit".
        pixels: as the network takes them.
    """
    with torch.enable_grad():
        activation = features(pixels).detach().requires_grad_()
        (gradient,) = torch.autograd.grad(head(activation).sum(), activation)
    weights = gradient.mean((2, 3), keepdim=True)
    cam: Tensor = (weights * activation.detach()).sum(1)
    return cam


def peak(cam: Tensor) -> Peak:
    """The centre of the highest cell of a map (h, w)."""
    rows, columns = cam.shape
    row, column = divmod(int(cam.argmax()), columns)
    return Peak((column + 0.5) / columns, (row + 0.5) / rows)
