"""One-class memory banks of products, made with the exported graph like for officers' photos, without torch."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np

from model.intake import read_picture
from model.patches import Cells, PatchMemory
from model.preprocess import PreprocessSpec, preprocess
from model.scorer import Scorer
from training.examples import Example
from training.one_class import AlteredPhoto, GenuinePhoto, build
from training.stand_ins import KINDS, Pixels

MOST_PHOTOS = 200  # of a product: their cells are more than a memory bank is chosen from
STAND_INS = 40  # photos of each kind
WORKERS = 2

T = TypeVar("T")


class PatchExtractor(NamedTuple):
    """Sees cells as the release does."""

    scorer: Scorer
    spec: PreprocessSpec

    def picture(self, data: bytes) -> Pixels:
        """A photo's bytes as upright pixels, at the canvas's size."""
        return read_picture(data, longest_side=self.spec.canvas).pixels

    def cells(self, picture: Pixels) -> Cells:
        """The cells of upright pixels."""
        cells = self.scorer.score(preprocess(picture, self.spec), cells=True).cells
        assert cells is not None  # noqa: S101  for the type checker
        return cells


def build_memory_banks(
    genuine: Mapping[str, Sequence[Example]],
    others: Callable[[str], Sequence[bytes]],
    extractor: PatchExtractor,
    seed: int,
    advance: Callable[[], object],
) -> dict[str, PatchMemory]:
    """The memory bank of each product.

    Args:
        genuine: product -> photos of its genuine items.
        others: a few genuine photos of other products than the one given; may be none.
        advance: called after each product.

    Raises:
        WorkError: a product has too few items.
    """
    banks = {}
    for product, examples in genuine.items():
        photos = _photos(_some(examples), extractor, seed)
        with ThreadPoolExecutor(WORKERS) as pool:
            strangers = list(pool.map(lambda data: extractor.cells(extractor.picture(data)), others(product)))
        banks[product] = build(product, photos, strangers, seed)
        advance()
    return banks


def _some(examples: Sequence[Example]) -> list[Example]:
    """At most `MOST_PHOTOS`: one of each item, then a second of each, and so on."""
    turn: dict[str, int] = {}
    order = []
    for example in examples:
        turn[example.item] = turn.get(example.item, -1) + 1
        order.append((turn[example.item], example))
    return [example for _, example in sorted(order, key=lambda each: each[0])][:MOST_PHOTOS]


def _photos(examples: Sequence[Example], extractor: PatchExtractor, seed: int) -> list[GenuinePhoto]:
    """The photos' cells; some of them altered once more, each from a random stream of its own."""
    altered = {id(example) for example in spread(examples, STAND_INS)}

    def see(numbered: tuple[int, Example]) -> GenuinePhoto:
        number, example = numbered
        picture = extractor.picture(example.path.read_bytes())
        changed = altered_photos(picture, extractor.cells, [seed, number]) if id(example) in altered else ()
        return GenuinePhoto(example.item, extractor.cells(picture), changed)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(see, enumerate(examples)))


def altered_photos(picture: Pixels, cells: Callable[[Pixels], Cells], seed: Sequence[int]) -> tuple[AlteredPhoto, ...]:
    """The picture, uint8 (height, width, 3), altered once in each way.

    Args:
        cells: sees a picture's cells.
        seed: of what is altered.
    """
    changed = [
        (kind, alter(picture, np.random.default_rng([*seed, k]))) for k, (kind, alter) in enumerate(KINDS.items())
    ]
    return tuple(AlteredPhoto(kind, cells(one.picture), one.places) for kind, one in changed)


def spread(rows: Sequence[T], count: int) -> Sequence[T]:
    """At most so many of the rows, evenly."""
    return rows[:: max(1, -(-len(rows) // count))]
