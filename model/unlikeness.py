"""How unlike its genuine references an item is: each photo is compared with its product's memory bank, then fused."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from model.catalogue import Region
from model.patches import CELLS_A_PATCH, Cells, Numbers, PatchMemory, Unlikeness, average

STRANGE, MISSING = "strange-detail", "missing-detail"  # ids of the two findings
AROUND = 2  # fine cells on each side of the strangest one that its region takes in


class PhotoUnlikeness(NamedTuple):
    """One photo against one memory; place: the region around its strangest cell."""

    seen: Unlikeness
    place: Region


class ItemUnlikeness(NamedTuple):
    """One item compared with its product's memory bank.

    Attributes:
        score: `strange` plus `missing`, in spreads above what is usual of genuine items.
        strange: all parts that ask whether the photos show what no genuine one does.
        photo: index, among the photos compared, of the one that is strangest.
        place: on that photo.
    """

    score: float
    strange: float
    missing: float
    photo: int
    place: Region


class Comparisons:
    """One photo's comparisons: made when asked for, each once. Safe to call from several threads."""

    def __init__(self, cells: Cells | None, memories: Mapping[str, PatchMemory]) -> None:
        self._cells, self._memories = cells, memories
        self._made: dict[str, PhotoUnlikeness] = {}

    def with_product(self, product: str) -> PhotoUnlikeness | None:
        """The photo against the product's memory; None if there is no memory."""
        if product not in self._made:
            memory = self._memories.get(product)
            if memory is None or self._cells is None:
                return None
            self._made[product] = _compared(memory, self._cells)
        return self._made[product]

    def made(self) -> "Comparisons":
        """What has been compared so far, without the cells, which are large."""
        kept = Comparisons(None, {})
        kept._made = dict(self._made)
        return kept


NOTHING_COMPARED = Comparisons(None, {})


def _compared(memory: PatchMemory, cells: Cells) -> PhotoUnlikeness:
    compared = memory.compare(cells)
    return PhotoUnlikeness(compared.seen, place_of(compared.where(memory.scale), cells))


def strangest_point(distances: Numbers, cells: Cells) -> tuple[float, float]:
    """(x, y), fractions of the photo, of the centre of the largest of the distances (H, W) of fine cells."""
    row, column = _strangest(distances)
    height, width = (CELLS_A_PATCH * side for side in cells.content)
    return min((column + 0.5) / width, 1.0), min((row + 0.5) / height, 1.0)


def place_of(distances: Numbers, cells: Cells) -> Region:
    """The region around the largest of the distances (H, W) of fine cells."""
    row, column = _strangest(distances)
    height, width = (CELLS_A_PATCH * side for side in cells.content)
    top, left = max(0, row - AROUND) / height, max(0, column - AROUND) / width
    bottom, right = min(1.0, (row + AROUND + 1) / height), min(1.0, (column + AROUND + 1) / width)
    return Region(left, top, right - left, bottom - top)


def _strangest(distances: Numbers) -> tuple[int, int]:
    row, column = np.unravel_index(int(distances.argmax()), distances.shape)
    return int(row), int(column)


def together(photos: Sequence[PhotoUnlikeness], memory: PatchMemory) -> ItemUnlikeness:
    """One item from its photos, at least one. They show one object, so they are averaged and not added up."""
    scale = memory.scale
    parts = scale.parts(average([photo.seen for photo in photos]))
    strange = [(scale.parts(photo.seen).shown, photo.seen.strange) for photo in photos]
    strangest = strange.index(max(strange))
    score = math.fsum((parts.shown, parts.missing))
    return ItemUnlikeness(score, parts.shown, parts.missing, strangest, photos[strangest].place)
