"""Counts on calibration items when a photo belongs: few of them may lose a photo (model/belonging.py has the rule).

A photo that registers belongs. Of those that don't register, similarity and margin decide. Similarity is compared with
the usual value of its product, in robust spreads of its logarithmic distance, so that products with few items use the
shape of the others' tail.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.belonging import Looks
from model.description import Belonging
from model.registration import FEWEST_CELLS
from training.likeness import Likeness

TARGET = 0.01  # share of items that may lose a photo; half of it by similarity, half by margin
FEWEST_ITEMS = 20  # with fewer, nothing is claimed
CHANCE_REGISTERED = 0.002  # share of photos that may register to pictures of another product
COMMON = 0.05  # a limit of similarity never lies above what this share of all photos of the product stays below
SPREAD_OF_MAD = 1.4826  # of a normal distribution
SMALLEST_SPREAD = 0.05
ENOUGH = 200  # items of a product, for a tail of its own: one of them may lie beyond it
FEW = 400  # items: with fewer, the farthest one or two decide, and what lies beyond them is a guess
UNSURE = 0.02  # share of items with a photo that looks so little like its product that it may show something else
LEAST = 1e-6  # below a value, so that the value itself stays inside


class Observed(Protocol):
    """An examined item (training/examine.py), as far as it is looked at here."""

    @property
    def product(self) -> str:
        """Its attested product."""
        ...

    @property
    def looks(self) -> Sequence[Looks]:
        """Of each photo, as one of the product."""
        ...

    @property
    def cells(self) -> Sequence[int]:
        """Of each photo, on the product's reference pictures."""
        ...

    @property
    def strange_cells(self) -> Sequence[int]:
        """The same on pictures of another product."""
        ...


class Usual(NamedTuple):
    """The usual similarity of a product's photos: median and spread of the logarithm of 1 minus similarity."""

    median: float
    spread: float

    @classmethod
    def of(cls, similarities: Sequence[float]) -> "Usual":
        """From at least one similarity."""
        distances = _distance(np.array(similarities))
        median = float(np.median(distances))
        return cls(median, max(SMALLEST_SPREAD, SPREAD_OF_MAD * float(np.median(np.abs(distances - median)))))

    def excess(self, similarity: float) -> float:
        """How many spreads farther than usual."""
        return float(_distance(np.array([similarity]))[0] - self.median) / self.spread

    def similarity(self, excess: float) -> float:
        """The similarity at this many spreads farther than usual."""
        return 1.0 - math.exp(self.median + excess * self.spread)


def belonging_limits(items: Sequence[Observed], products: Sequence[str]) -> Belonging | None:
    """The limits; None if there are too few calibration items.

    Args:
        items: calibration items, examined without limits.
        products: all that the release knows.
    """
    if len(items) < FEWEST_ITEMS:
        return None
    cells = _fewest_cells(items)
    usual = _usual(items, products)
    unregistered = [_unregistered(item, cells) for item in items]
    margin = dict.fromkeys(products, _margin_limit(unregistered))
    tail = _tail(items, unregistered, usual)
    similarity = {
        name: _similarity_limit(items, name, one, _own_tail(items, unregistered, name, one, tail))
        for name, one in usual.items()
    }
    sure: Mapping[str, float] = {}
    if len(items) < FEW:
        floor, level = (_lowest(items, unregistered, share) for share in (TARGET, UNSURE))
        similarity = {name: max(limit, floor) for name, limit in similarity.items()}
        sure = {name: max(limit, level) for name, limit in similarity.items()}
    limits = Belonging(similarity, margin, cells, TARGET, len(items), 0, tail, sure)
    pairs = zip(items, unregistered, strict=True)
    losing = sum(any(not one.fit(item.product, limits) for one in looks) for item, looks in pairs)
    return replace(limits, losing=losing)


def with_enrolled(limits: Belonging, likeness: Likeness, products: Sequence[str]) -> Belonging:
    """The limits with those of products that are enrolled, from their references, each compared with other items'.

    With few items these limits are wide: a further item loses a photo with a chance of up to 2 in n + 1. A photo that
        is less similar to the product than nearly all of its own is doubted (model/belonging.py requires more than
        that).
    """
    temperature = likeness.temperature()
    similarity = {name: _enrolled_similarity(likeness.own(name), limits.tail) for name in products}
    margin = {name: min(0.0, min(likeness.margins(name, temperature)) - LEAST) for name in products}
    enrolled = replace(limits, similarity={**limits.similarity, **similarity}, margin={**limits.margin, **margin})
    wider = with_room_for_counterfeits(enrolled, likeness, products)
    sure = {name: max(wider.similarity[name], float(np.quantile(likeness.own(name), COMMON))) for name in products}
    return replace(wider, sure={**wider.sure, **sure})


def with_room_for_counterfeits(limits: Belonging, likeness: Likeness, products: Iterable[str]) -> Belonging:
    """The limits, wider for products without known counterfeits.

    A counterfeit may be less similar to the references than any genuine item: it should be compared with them, not
    called another product. So the limit lies halfway, by the logarithm of the distance, to the most similar reference
    of another product. These products get no definite verdict in any case.
    """
    known = [name for name in products if name in likeness.names]
    similarity = {name: _halfway(limits.similarity[name], likeness.strangers(name)) for name in known}
    sure = {name: level for name, level in limits.sure.items() if name not in similarity}
    return replace(limits, similarity={**limits.similarity, **similarity}, sure=sure)


def _halfway(limit: float, strangers: Sequence[float]) -> float:
    nearest = max(strangers, default=limit)
    return min(limit, 1.0 - math.sqrt((1.0 - limit) * (1.0 - nearest)))


def _enrolled_similarity(similarities: Sequence[float], tail: float) -> float:
    return min(Usual.of(similarities).similarity(tail), *similarities) - LEAST


def _fewest_cells(items: Sequence[Observed]) -> int:
    """More than nearly all photos have on pictures of another product."""
    strange = [count for item in items for count in item.strange_cells]
    if not strange:
        return FEWEST_CELLS
    return max(FEWEST_CELLS, 1 + int(np.quantile(strange, 1 - CHANCE_REGISTERED, method="higher")))


def _usual(items: Sequence[Observed], products: Sequence[str]) -> Mapping[str, Usual]:
    """For each product; that of all together if it has no items."""
    own: dict[str, list[float]] = {}
    for item in items:
        own.setdefault(item.product, []).extend(one.similarity for one in item.looks)
    everything = Usual.of([similarity for some in own.values() for similarity in some])
    return {name: Usual.of(own[name]) if own.get(name) else everything for name in products}


def _unregistered(item: Observed, cells: int) -> list[Looks]:
    return [looks for looks, count in zip(item.looks, item.cells, strict=True) if count < cells]


def _lowest(items: Sequence[Observed], unregistered: Sequence[Sequence[Looks]], share: float) -> float:
    """The similarity below which this share of items has a photo, all products together; no spread is extrapolated.

    If nearly all photos register, one that doesn't gets the benefit of the doubt, as with a product's own limit.
    """
    least = sorted(min((one.similarity for one in looks), default=1.0) for looks in unregistered)
    common = float(np.quantile([one.similarity for item in items for one in item.looks], COMMON))
    return min(least[int(share * len(least))], common) - LEAST


def _margin_limit(unregistered: Sequence[Sequence[Looks]]) -> float:
    """Few items have a photo below it; never above zero, so that the likeliest product is never refused for it."""
    least = sorted(min((one.margin for one in looks), default=math.inf) for looks in unregistered)
    return min(0.0, least[_allowed(len(least))] - LEAST)


def _tail(items: Sequence[Observed], unregistered: Sequence[Sequence[Looks]], usual: Mapping[str, Usual]) -> float:
    """How many spreads beyond the usual few items have a photo; registered ones don't count."""
    farthest = sorted(
        (
            max((usual[item.product].excess(one.similarity) for one in looks), default=-math.inf)
            for item, looks in zip(items, unregistered, strict=True)
        ),
        reverse=True,
    )
    return max(0.0, farthest[_allowed(len(farthest))] + LEAST)


def _own_tail(
    items: Sequence[Observed], unregistered: Sequence[Sequence[Looks]], product: str, usual: Usual, tail: float
) -> float:
    """The tail of a product's own items, if these are enough.

    Otherwise that of all, which one odd product may widen.
    """
    own = [(item, looks) for item, looks in zip(items, unregistered, strict=True) if item.product == product]
    if len(own) < ENOUGH:
        return tail
    return _tail([item for item, _ in own], [looks for _, looks in own], {product: usual})


def _allowed(items: int) -> int:
    return int(TARGET / 2 * items)


def _similarity_limit(items: Sequence[Observed], product: str, usual: Usual, tail: float) -> float:
    """The tail's limit, or lower: if nearly all photos register, one that doesn't gets the benefit of the doubt."""
    own = [looks.similarity for item in items if item.product == product for looks in item.looks]
    common = float(np.quantile(own, COMMON)) if own else 1.0
    return min(usual.similarity(tail), common) - LEAST


def _distance(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(1.0 - similarity, LEAST)), np.float64)
