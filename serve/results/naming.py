"""What products and points are called in results: as their sheets say, as long as they may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.messages import Message, Wording
from serve.clearances.holding_domain import HeldProduct
from serve.platform.languages import spoken
from serve.results.domain import PointKey, PointMisses
from serve.results.messages import KINDS, MAP, MAP_OF_SEVERAL, MISSED
from serve.results.taps_domain import HeatMap


@dataclass(frozen=True)
class SheetNames:
    """SheetNames for a reader.

    Attributes:
        held: what may be shown now, by product.
        languages: tags, the best first.
    """

    held: Mapping[str, HeldProduct]
    languages: Sequence[str]

    def product(self, product_id: str) -> Wording:
        """A product's name; its id if nothing of it may be shown any more."""
        held = self.held.get(product_id)
        return spoken(held.sheet.name, self.languages) if held else product_id

    def point(self, key: PointKey) -> Wording:
        """A point's title; its id if it may not be shown any more."""
        held = self.held.get(key.product_id)
        point = held.point(key.point_id) if held else None
        return spoken(point.title, self.languages) if point else key.point_id


def missed_words(of: PointMisses, names: SheetNames) -> Wording:
    """How often a point was missed, as a sentence."""
    point, product = names.point(of.key), names.product(of.key.product_id)
    return MISSED.of(count=of.missed.n, missed=of.times, point=point, product=product)


def map_heading(of: HeatMap, names: SheetNames) -> Message:
    """Which question, and which of its photos, a map is of."""
    said = MAP_OF_SEVERAL if of.of_photos > 1 else MAP
    part, product = KINDS[of.kind], names.product(of.product_id)
    return said.of(number=of.number, part=part, product=product, photo=of.place, photos=of.of_photos)
