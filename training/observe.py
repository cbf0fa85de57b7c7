"""The network's outputs for photos outside of training, as arrays."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from model.preprocess import Canvas, PreprocessSpec, preprocess
from training.device import DistributedContext
from training.network import ItemNetwork
from training.pictures import PictureCache

PHOTOS_AT_ONCE = 8


@dataclass(frozen=True, eq=False)
class Observations:
    """The network's answers to N photos, without maps.

    Attributes:
        view_logits: (N, V)
        authenticity: (N, P)
        point_logits: (N, J)
        embedding: (N, D)
    """

    view_logits: NDArray[np.float32]
    authenticity: NDArray[np.float32]
    point_logits: NDArray[np.float32]
    embedding: NDArray[np.float32]

    def rows(self, index: NDArray[np.int64]) -> "Observations":
        """The observations of some of the photos."""
        return Observations(
            self.view_logits[index], self.authenticity[index], self.point_logits[index], self.embedding[index]
        )


def observe(
    network: ItemNetwork,
    pictures: PictureCache,
    indices: Sequence[int],
    spec: PreprocessSpec,
    context: DistributedContext,
    advance: Callable[[], object] = lambda: None,
) -> Observations:
    """Run the network in evaluation mode over some of the cached pictures."""
    network.eval()
    parts: list[tuple[NDArray[np.float32], ...]] = []
    for chunk in _chunks(indices):
        canvases = [preprocess(pictures[index], spec) for index in chunk]
        with torch.inference_mode(), context.autocast():
            evidence = network(*as_tensors(canvases, context.device))
        parts.append(
            tuple(
                tensor.float().cpu().numpy()
                for tensor in (
                    evidence.view_logits,
                    evidence.authenticity,
                    evidence.point_logits,
                    evidence.embedding,
                )
            )
        )
        for _ in chunk:
            advance()
    return Observations(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def as_tensors(canvases: Sequence[Canvas], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Canvases as the network's two inputs: uint8 (B, S, S, 3) and int64 (B, 2)."""
    pixels = torch.from_numpy(np.stack([canvas.pixels for canvas in canvases])).to(device)
    content = torch.tensor([canvas.content for canvas in canvases], device=device)
    return pixels, content


def _chunks(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(indices), PHOTOS_AT_ONCE):
        yield indices[start : start + PHOTOS_AT_ONCE]
