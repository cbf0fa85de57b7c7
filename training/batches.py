"""Batches of augmented views: from every drawn photo its whole-picture canvas and, mostly, a tile at native detail.

What epoch E holds follows from (seed, E) alone, so a run that was killed and resumed sees the same pictures.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.preprocess import PreprocessSpec, preprocess
from training.augment import augment
from training.examples import Example, sampling_weights
from training.pictures import PictureCache
from training.trunk import DETAIL_STRIDE

THREADS = 2  # OpenCV releases the GIL; the network needs the cores
AHEAD = 3  # batches made while one is used
ON_A_MARK = 0.6  # share of a marked photo's tiles that are laid over one of its marks


class Batch(NamedTuple):
    """B photos, T of them with a tile; S the side of the whole-picture view and of a tile, c = S / 16 cells."""

    whole: Tensor
    """(B, S, S, 3) uint8: the canvas, averaged down."""
    filled: Tensor
    """(B, 2) float: fractions of the canvas's height and width that the picture covers."""
    tiles: Tensor
    """(T, S, S, 3) uint8, native detail."""
    tile_filled: Tensor
    """(T, 2) float: fractions of the tile that the picture covers."""
    tile_cells: Tensor
    """(T, J, c, c) float: share of each cell's neighbourhood that a marked box covers: 1 inside, 0 outside."""
    example: Tensor
    """(B,) index of each photo's example."""
    tile_of: Tensor
    """(T,) index into the batch of the photo that each tile is cut from."""


class BatchMaker:
    """Makes batches for an epoch, a few ahead of their use, on threads."""

    def __init__(
        self,
        examples: Sequence[Example],
        pictures: PictureCache,
        spec: PreprocessSpec,
        *,
        points: int,
        batch: int,
        tiles: float,
        seed: int,
    ) -> None:
        self._examples, self._pictures, self._spec = examples, pictures, spec
        self._points, self._batch, self._tiles, self._seed = points, batch, tiles, seed
        self._weights = sampling_weights(examples)
        cv2.setNumThreads(1)  # the threads here are enough

    def epoch(self, epoch: int, *, rank: int = 0, world: int = 1) -> Iterator[Batch]:
        """The batches of one epoch; with several processes, each takes its own share of every batch."""
        order = self._order(epoch)
        with ThreadPoolExecutor(THREADS) as pool:
            pending: list[Future[Batch]] = []
            for start in range(0, len(order), self._batch):
                positions = range(start, min(start + self._batch, len(order)))[rank::world]
                pending.append(pool.submit(self._make, epoch, [(p, int(order[p])) for p in positions]))
                if len(pending) > AHEAD:
                    yield pending.pop(0).result()
            for batch in pending:
                yield batch.result()

    def _order(self, epoch: int) -> NDArray[np.int64]:
        """Examples drawn by systematic sampling: each in proportion to its weight, to the nearest integer, shuffled."""
        random = np.random.default_rng([self._seed, epoch, 2])
        count = -(-len(self._examples) // self._batch) * self._batch
        ticks = (np.arange(count) + random.random()) / count
        drawn = np.searchsorted(np.cumsum(self._weights), ticks).clip(max=len(self._examples) - 1)
        return random.permutation(drawn)

    def _make(self, epoch: int, chosen: Sequence[tuple[int, int]]) -> Batch:
        tiled = self._tiled(epoch, chosen)
        views = [
            self._views(np.random.default_rng([self._seed, epoch, 3, p]), index, tiled=row in tiled)
            for row, (p, index) in enumerate(chosen)
        ]
        with_tile = [row for row, view in enumerate(views) if view.tile is not None]
        side, cells = self._spec.global_view, self._spec.global_view // DETAIL_STRIDE
        tiles = [view.tile for view in views if view.tile is not None]
        return Batch(
            whole=torch.from_numpy(np.stack([view.whole for view in views])),
            filled=torch.tensor([view.filled for view in views]),
            tiles=torch.from_numpy(
                np.stack([t.pixels for t in tiles]) if tiles else np.zeros((0, side, side, 3), np.uint8)
            ),
            tile_filled=torch.tensor([t.filled for t in tiles]).reshape(-1, 2),
            tile_cells=torch.from_numpy(
                np.stack([t.cells for t in tiles]) if tiles else np.zeros((0, self._points, cells, cells), np.float32)
            ),
            example=torch.tensor([index for _, index in chosen]),
            tile_of=torch.tensor(with_tile, dtype=torch.int64),
        )

    def _tiled(self, epoch: int, chosen: Sequence[tuple[int, int]]) -> set[int]:
        """Which of the batch's photos get a tile: as many in every batch, so that tensors keep their sizes.

        Each new size costs kernels that are compiled for it, and memory that fits no other.
        """
        random = np.random.default_rng([self._seed, epoch, 4, chosen[0][0]])
        return set(random.permutation(len(chosen))[: round(self._tiles * len(chosen))].tolist())

    def _views(self, random: np.random.Generator, index: int, *, tiled: bool) -> "_Views":
        """Augment one photo and cut its views."""
        example = self._examples[index]
        picture = self._pictures[index]
        marks = [mark for mark in example.marks if mark.box is not None]
        height, width = picture.shape[:2]
        boxes = np.array([m.box for m in marks], np.float64).reshape(-1, 4) * (width, height, width, height)
        changed = augment(picture, boxes, random)
        canvas = preprocess(changed.picture, self._spec)
        points = np.array([m.point for m in marks], np.int64)
        tile = None
        if tiled:
            tile = self._tile(canvas.pixels, canvas.content, changed.boxes, points, random)
        filled = (canvas.content[0] / self._spec.canvas, canvas.content[1] / self._spec.canvas)
        return _Views(_average(canvas.pixels, self._spec.reduction), filled, tile)

    def _tile(
        self,
        canvas: NDArray[np.uint8],
        content: tuple[int, int],
        boxes: NDArray[np.float64],
        points: NDArray[np.int64],
        random: np.random.Generator,
    ) -> "_Tile":
        side = self._spec.global_view
        limit = np.maximum(np.array([content[1], content[0]]) - side, 0)
        corner = random.integers(0, limit + 1)
        if len(boxes) and random.random() < ON_A_MARK:
            box = boxes[int(random.integers(len(boxes)))]
            around = box[:2] + box[2:] * random.random(2) - side * random.uniform(0.15, 0.85, 2)
            corner = np.clip(np.round(around), 0, limit).astype(np.int64)
        x, y = (int(value) for value in corner)
        filled = (min(1.0, (content[0] - y) / side), min(1.0, (content[1] - x) / side))
        shifted = boxes - (x, y, 0, 0)
        return _Tile(canvas[y : y + side, x : x + side], filled, mark_cells(shifted, points, self._points, side))


class _Tile(NamedTuple):
    pixels: NDArray[np.uint8]
    filled: tuple[float, float]
    cells: NDArray[np.float32]


class _Views(NamedTuple):
    whole: NDArray[np.uint8]
    filled: tuple[float, float]
    tile: _Tile | None


def _average(canvas: NDArray[np.uint8], reduction: int) -> NDArray[np.uint8]:
    """The canvas averaged down; the graph averages the same pixels, but keeps the fractions."""
    side = canvas.shape[0] // reduction
    return np.asarray(cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def mark_cells(boxes: NDArray[np.float64], points: NDArray[np.int64], count: int, side: int) -> NDArray[np.float32]:
    """Boxes (N, 4) in pixels of a square of this side to (count, c, c) cells: 1 where a box reaches a cell.

    A cell counts as reached when the box covers its centre or at least a quarter of its area, so that a small box
    between four centres still has a cell, and a large one doesn't claim its whole surroundings.
    """
    cells = np.zeros((count, side // DETAIL_STRIDE, side // DETAIL_STRIDE), np.float32)
    edges = np.arange(side // DETAIL_STRIDE) * DETAIL_STRIDE
    for (x, y, width, height), point in zip(boxes, points, strict=True):
        across = np.clip(np.minimum(x + width, edges + DETAIL_STRIDE) - np.maximum(x, edges), 0, None)
        down = np.clip(np.minimum(y + height, edges + DETAIL_STRIDE) - np.maximum(y, edges), 0, None)
        area = down[:, None] * across[None, :]
        most = area.max()
        if most > 0:
            reached = area >= min(DETAIL_STRIDE**2 / 4, most)
            cells[point] = np.maximum(cells[point], reached)
    return cells
