"""The one-class score: how unlike its genuine references a product's photo is, without having seen a counterfeit.

Two questions are asked about a photo's cells, both by the distance to the nearest row of a small memory bank. Does it
show what no genuine photo shows? Of its cells the few that lie farthest from the memory count:

- *strange*: of the fine cells. A cell that recurs elsewhere on the same photo is not strange: it is the pattern of this
  item.
- *coarse*: of the coarse cells, recurring or not, which see a wider part each: a flaw in a texture recurs along its own
  length.

Does it lack what genuine photos show?

- *missing*: for every row of the memory the nearest coarse cell of the photo is found; hands and shelves around the
  goods don't matter in this direction.

The weight of each is chosen per product (training/one_class.py). Memory banks of versions without *coarse* give it no
weight, and their scores do not change. Cells and rows are small integers, and single precision sums these exactly in
any order. So every distance is the same bit for bit, for any number of threads and any library that multiplies the
matrices.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

STEPS = 16  # whole numbers to one spread of a channel
EXACT = 2**24  # whole numbers below this are exact in single precision
BLOCK = 1024  # cells compared at once: their distances stay in the processor's cache
SUSPECTS = 60  # cells farthest from the memory, which are looked for on the same photo too
NEIGHBOURHOOD = 4  # fine cells: nearer than this, a cell resembles another because both show the same place
STRANGEST = 3  # cells that make the photo's score
LEAST = 1e-6  # a distance of zero has no logarithm
CELLS_A_PATCH = 2  # fine cells along the side of a coarse one

Numbers = NDArray[np.float32]


class Cells(NamedTuple):
    """One photo's cells, as the graph answers them.

    Attributes:
        detail: float32 (C, H, W), fine cells of 8 canvas pixels.
        patches: float32 (D, H / 2, W / 2), cells of 16 canvas pixels.
        content: (height, width) that the picture covers, in cells of `patches` (fractional).
    """

    detail: Numbers
    patches: Numbers
    content: tuple[float, float]

    def covered(self) -> tuple[Numbers, Numbers]:
        """`detail` and `patches` without the cells beyond the picture; at least one cell each."""
        fine = (self.content[0] * CELLS_A_PATCH, self.content[1] * CELLS_A_PATCH)
        return _cut(self.detail, fine), _cut(self.patches, self.content)


class Unlikeness(NamedTuple):
    """Logarithms of the distances; the larger, the less like the genuine references."""

    strange: float
    missing: float
    coarse: float = 0.0

    @property
    def shown(self) -> float:
        """What is seen of the photo that genuine ones don't show, where the parts are weighted."""
        return self.strange + self.coarse


@dataclass(frozen=True, eq=False)
class Memory:
    """Rows that stand for all genuine cells of one product at one scale.

    Attributes:
        rows: int8 (N, D), in `STEPS` to a channel's spread.
        mean: float32 (D,) of each channel.
        spread: float32 (D,) of each channel, above zero.
    """

    rows: NDArray[np.int8]
    mean: Numbers
    spread: Numbers

    def quantise(self, cells: Numbers) -> Numbers:
        """Cells (n, D) as whole numbers, held in float32."""
        return quantise(cells, self.mean, self.spread)

    def nearest(self, numbers: Numbers) -> Numbers:
        """(n,) distance of each quantised cell (n, D) to the nearest row, in spreads."""
        rows = self.rows.astype(np.float32)
        return _root(np.concatenate([_squares(block, rows).min(1) for block in _blocks(numbers)]))

    def matched(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """`nearest`, and (N,) distance of each row to the nearest of the quantised cells (n, D), in spreads."""
        rows = self.rows.astype(np.float32)
        blocks = [(squares.min(1), squares.min(0)) for squares in (_squares(b, rows) for b in _blocks(numbers))]
        nearest, found = zip(*blocks, strict=True)
        return _root(np.concatenate(nearest)), _root(np.min(found, axis=0))


@dataclass(frozen=True)
class Scale:
    """How genuine items of the product score that their memory doesn't know: from here on it is unusual.

    Attributes:
        mean, spread: of the items' `Unlikeness`, separately for each part.
        weight: of each part, at least zero; they sum to 1.
        limit: a score above it is unlike any genuine reference.
        rate: share of genuine items that is expected above the limit.
        bound: with 95 % confidence the share is not larger than this.
        items: genuine items that all this was counted on.
        pointing: share of stand-ins whose strangest place lies on what was altered; 0 if none was tried.
        pointing_low: its one-sided lower 95 % limit.
        pointing_by_chance: mean share of the picture that was altered.
    """

    mean: Unlikeness
    spread: Unlikeness
    weight: Unlikeness
    limit: float
    rate: float
    bound: float
    items: int
    pointing: float = 0.0
    pointing_low: float = 0.0
    pointing_by_chance: float = 0.0

    @property
    def shows_places(self) -> bool:
        """Whether the strangest place may be shown: it lies where something was altered more often than by chance."""
        return self.pointing_low > self.pointing_by_chance

    def parts(self, seen: Unlikeness) -> Unlikeness:
        """The parts, weighted, in spreads above the mean; they add up to the score."""
        terms = zip(seen, self.mean, self.spread, self.weight, strict=True)
        return Unlikeness(
            *(weight * (value - mean) / spread if weight else 0.0 for value, mean, spread, weight in terms)
        )

    def lacking(self, seen: Unlikeness) -> float:
        """How much a photo lacks of what genuine photos show, in spreads above the mean of genuine items."""
        return (seen.missing - self.mean.missing) / self.spread.missing if self.spread.missing else 0.0

    def score(self, seen: Unlikeness) -> float:
        """Weighted sum of the parts in spreads above the mean: about 0 for a genuine item."""
        parts = self.parts(seen)
        return math.fsum((parts.shown, parts.missing))


class Compared(NamedTuple):
    """One photo against a memory; the maps hold distances in spreads, and zero beyond the picture.

    Attributes:
        seen: the logarithms of the photo's distances.
        strange: float32 (H, W), of the fine cells, as `strange` counts them.
        coarse: float32 (H / 2, W / 2), of the coarse cells.
    """

    seen: Unlikeness
    strange: Numbers
    coarse: Numbers

    def where(self, scale: Scale) -> Numbers:
        """(H, W) map of what counts towards the score, to first order; for showing where its largest value lies."""
        terms = zip(scale.weight, scale.spread, scale.mean, strict=True)
        counts = [weight / (spread * math.exp(mean)) if weight else 0.0 for weight, spread, mean in terms]
        strange, _, coarse = (np.float32(count) for count in counts)
        if not coarse:
            return self.strange
        height, width = self.strange.shape
        wide = self.coarse.repeat(CELLS_A_PATCH, 0).repeat(CELLS_A_PATCH, 1)[:height, :width]
        return np.asarray(strange * self.strange + coarse * wide, np.float32)


@dataclass(frozen=True, eq=False)
class PatchMemory:
    """All that is kept of one product's genuine items to judge others by."""

    detail: Memory
    patches: Memory
    scale: Scale

    def compare(self, cells: Cells) -> Compared:
        """One photo against the memory."""
        return compare(self.detail, self.patches, cells)

    def score(self, photos: Sequence[Cells]) -> float:
        """One item's score from its photos, at least one; compare it with `scale.limit`."""
        return self.scale.score(average([self.compare(cells).seen for cells in photos]))


def compare(detail: Memory, patches: Memory, cells: Cells) -> Compared:
    """One photo against the memories of fine and coarse cells."""
    covered = cells.covered()
    strange = _strange(detail, covered[0])
    coarse, missing = patches.matched(patches.quantise(as_rows(covered[1])))
    seen = Unlikeness(_log(_farthest(strange)), _log(missing), _log(_farthest(coarse)))
    return Compared(seen, _map(strange, covered[0], cells.detail), _map(coarse, covered[1], cells.patches))


def average(photos: Sequence[Unlikeness]) -> Unlikeness:
    """One item's unlikeness: the mean over its photos, which show one object and must not be added up."""
    return Unlikeness(*(math.fsum(part) / len(photos) for part in zip(*photos, strict=True)))


def _strange(memory: Memory, covered: Numbers) -> Numbers:
    """(n,) distance of every fine cell (D, h, w) to the memory, or to its like on the same photo where that is nearer.

    The comparison with the rest of the photo (as in non-local means: Buades, Coll and Morel 2005) is made for the
    `SUSPECTS` cells farthest from the memory.
    """
    numbers = memory.quantise(as_rows(covered))
    distance = memory.nearest(numbers)
    suspects = np.argsort(-distance, kind="stable")[:SUSPECTS]
    distance[suspects] = np.minimum(distance[suspects], _elsewhere(numbers, suspects, covered.shape[2]))
    return distance


def _farthest(distances: Numbers) -> Numbers:
    return np.sort(distances)[-STRANGEST:]


def _map(distances: Numbers, covered: Numbers, whole: Numbers) -> Numbers:
    """Distances (h * w,) of the covered cells (D, h, w) as a map of the whole canvas (D, H, W)."""
    height, width = covered.shape[1:]
    result = np.zeros(whole.shape[1:], np.float32)
    result[:height, :width] = distances.reshape(height, width)
    return result


def quantise(cells: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """Cells (n, D) in `STEPS` to a channel's spread, clipped so that squared distances over D channels stay exact."""
    largest = min(127, math.isqrt(EXACT // (4 * cells.shape[1])))
    return np.clip(np.rint((cells - mean) * (STEPS / spread)), -largest, largest).astype(np.float32)


MEMORY_FIELDS = (
    "memory_product",
    "memory_scale",
    *(f"memory_{scale}{part}" for scale in ("detail", "patches") for part in ("", "_offset", "_mean", "_spread")),
)
LATER_FIELDS = ("memory_scale_coarse",)  # absent from the first releases with memories
NO_WEIGHT = (0.0, 1.0, 0.0)  # mean, spread and weight of `coarse` where it doesn't count
PLAIN_FIGURES = ("limit", "rate", "bound", "items", "pointing", "pointing_low", "pointing_by_chance")


def pack(memories: Mapping[str, PatchMemory]) -> dict[str, NDArray[Any]]:
    """Fields of gallery.npz: rows of all products end to end with offsets, and one row of scalars a product."""
    fields: dict[str, NDArray[Any]] = {"memory_product": np.array(list(memories), np.str_)}
    for name in ("detail", "patches"):
        parts = [getattr(memory, name) for memory in memories.values()]
        fields[f"memory_{name}"] = np.concatenate([part.rows for part in parts]) if parts else np.zeros((0, 1), np.int8)
        fields[f"memory_{name}_offset"] = np.cumsum([0, *(len(part.rows) for part in parts)])
        fields[f"memory_{name}_mean"] = np.array([part.mean for part in parts], np.float32)
        fields[f"memory_{name}_spread"] = np.array([part.spread for part in parts], np.float32)
    scales = [memory.scale for memory in memories.values()]
    rows = [(*s.mean[:2], *s.spread[:2], *s.weight[:2], *(getattr(s, name) for name in PLAIN_FIGURES)) for s in scales]
    coarse = [(s.mean.coarse, s.spread.coarse, s.weight.coarse) for s in scales]
    return {
        **fields,
        "memory_scale": np.array(rows, np.float64).reshape(-1, 6 + len(PLAIN_FIGURES)),
        "memory_scale_coarse": np.array(coarse, np.float64).reshape(-1, len(NO_WEIGHT)),
    }


def unpack(fields: Mapping[str, NDArray[Any]]) -> dict[str, PatchMemory]:
    """The memories by product, from what `pack` made; fields of `LATER_FIELDS` may be absent.

    Raises:
        KeyError: a field is missing.
        ValueError: fields don't fit each other.
    """
    rows_of_scale = fields["memory_scale"]
    coarse = fields.get("memory_scale_coarse", np.tile(NO_WEIGHT, (len(rows_of_scale), 1)))
    scales = [_scale(*pair) for pair in zip(rows_of_scale, coarse, strict=True)]
    both = (_memories(fields, name) for name in ("detail", "patches"))
    rows = zip(fields["memory_product"], *both, scales, strict=True)
    return {str(product): PatchMemory(detail, patches, scale) for product, detail, patches, scale in rows}


def _memories(fields: Mapping[str, NDArray[Any]], name: str) -> list[Memory]:
    rows, offset = fields[f"memory_{name}"], fields[f"memory_{name}_offset"]
    means, spreads = fields[f"memory_{name}_mean"], fields[f"memory_{name}_spread"]
    columns = zip(offset[:-1], offset[1:], means, spreads, strict=True)
    return [Memory(rows[start:end], mean, spread) for start, end, mean, spread in columns]


def _scale(row: NDArray[np.float64], coarse: NDArray[np.float64]) -> Scale:
    values = row.tolist()
    mean, spread, weight = (
        Unlikeness(values[2 * k], values[2 * k + 1], third) for k, third in enumerate(coarse.tolist())
    )
    plain = dict(zip(PLAIN_FIGURES, values[6:], strict=True))
    return Scale(mean, spread, weight, **{**plain, "items": int(plain["items"])})


def _elsewhere(numbers: Numbers, suspects: NDArray[np.int64], width: int) -> Numbers:
    """Distance of each suspect cell to the nearest one on the photo that is not its neighbour; infinite without."""
    squares = _squares(numbers[suspects], numbers)
    row, column = np.divmod(np.arange(len(numbers)), width)
    near = np.abs(row[suspects, None] - row) <= NEIGHBOURHOOD
    near &= np.abs(column[suspects, None] - column) <= NEIGHBOURHOOD
    return _root(np.where(near, np.float32(np.inf), squares).min(1))


def as_rows(cells: Numbers) -> Numbers:
    """(D, h, w) to (h * w, D)."""
    return np.ascontiguousarray(cells.reshape(len(cells), -1).T)


def _cut(cells: Numbers, content: tuple[float, float]) -> Numbers:
    height, width = (max(1, math.ceil(side - LEAST)) for side in content)
    return cells[:, :height, :width]


def _blocks(numbers: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(numbers), BLOCK):
        yield numbers[start : start + BLOCK]


def _squares(a: Numbers, b: Numbers) -> Numbers:
    """Squared distances (n, m) of whole numbers (n, D) and (m, D), as one matrix product: |a|^2 - 2 a b + |b|^2."""
    left = np.concatenate([a, (a * a).sum(1, keepdims=True), np.ones((len(a), 1), np.float32)], 1)
    right = np.concatenate([-2.0 * b, np.ones((len(b), 1), np.float32), (b * b).sum(1, keepdims=True)], 1)
    squares: Numbers = left @ right.T
    return squares


def _root(squares: Numbers) -> Numbers:
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)) / STEPS, np.float32)


def _log(distances: Numbers) -> float:
    return math.log(float(distances.mean(dtype=np.float64)) + LEAST)
