"""Decides which items exist: label, deviations, source and scenes, each from a random stream of its own.

Streams never mix: what a phone sees of an item, and what is printed on it, is drawn without knowing whether
it is counterfeit, so that labels can't leak through light, table, serial or camera.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import count

import numpy as np

from datasets.draw.phone import encode, take_photo
from datasets.draw.product import DrawnItem, Product, View
from datasets.draw.products import product_by_id
from datasets.draw.rendering import render
from datasets.draw.scene import Scene, choose_source, plan_scene

FIRST_DAY, DAYS = date(2026, 3, 2), 180
TURNED_SHARE = 0.02  # of items whose phone stored the pixels rotated
ROTATED = (3, 6, 8)
MAX_DEVIATIONS = 3


class Stream(IntEnum):
    """What a random stream is for. The numbers are part of the data set: changing one redraws everything."""

    LABEL = 1
    DEVIATIONS = 2
    ITEM = 3
    SOURCE = 4
    SCENE = 5


@dataclass(frozen=True)
class PlannedItem:
    """One physical object to be drawn; `severity` is empty if it is genuine."""

    id: str
    product: str
    counterfeit: bool
    severity: Mapping[str, float]
    printed: DrawnItem
    phone: str
    place: str
    orientation: int
    contributed_on: date
    scenes: tuple[Scene, ...]
    split: str = ""


@dataclass(frozen=True)
class DrawnPhoto:
    """One image file and its row's facts; boxes are fractions of the upright photo."""

    item: PlannedItem
    view: str
    data: bytes
    points: str

    @property
    def name(self) -> str:
        """The file's name, which tells product, object and view, and nothing of the label."""
        return f"{self.item.id}-{self.view}.jpg"


def random_stream(seed: int, product: str, index: int, stream: Stream, part: int = 0) -> np.random.Generator:
    """The random stream of one purpose for one item; it depends only on the arguments."""
    return np.random.default_rng([seed, zlib.crc32(product.encode()), index, stream, part])


def is_counterfeit(seed: int, product: str, index: int) -> bool:
    """The label of an index: of each pair of neighbours one is counterfeit, and a coin says which."""
    coin = int(random_stream(seed, product, index // 2, Stream.LABEL).integers(2))
    return index % 2 == coin


def choose_deviations(product: Product, rng: np.random.Generator) -> dict[str, float]:
    """One to three points of a product, each with its severity from 0 (crude) to 1 (subtle)."""
    number = int(rng.integers(1, MAX_DEVIATIONS + 1))
    chosen = rng.choice(len(product.points), size=number, replace=False)
    return {product.points[int(place)]: float(rng.random()) for place in sorted(chosen)}


def plan_item(seed: int, product: Product, index: int, split: str = "") -> PlannedItem:
    """Plans the item of an index."""
    counterfeit = is_counterfeit(seed, product.id, index)
    deviations = choose_deviations(product, random_stream(seed, product.id, index, Stream.DEVIATIONS))
    source = random_stream(seed, product.id, index, Stream.SOURCE)
    phone, place = choose_source(source)
    orientation = ROTATED[int(source.integers(len(ROTATED)))] if source.random() < TURNED_SHARE else 1
    scenes = tuple(
        plan_scene(view, phone, place, orientation, random_stream(seed, product.id, index, Stream.SCENE, part))
        for part, view in enumerate(product.views)
    )
    return PlannedItem(
        id=f"{product.id}-{hashlib.sha256(f'{seed}/{product.id}/{index}'.encode()).hexdigest()[:8]}",
        product=product.id,
        counterfeit=counterfeit,
        severity=deviations if counterfeit else {},
        printed=product.new_item(random_stream(seed, product.id, index, Stream.ITEM)),
        phone=phone,
        place=place,
        orientation=orientation,
        contributed_on=FIRST_DAY + timedelta(days=int(source.integers(DAYS))),
        scenes=scenes,
        split=split,
    )


def split_names(shares: Mapping[str, float], number: int) -> list[str]:
    """The split of each of so many items, in order, in proportion to the shares; all empty without shares."""
    if not shares:
        return [""] * number
    ends = np.cumsum(list(shares.values())) / sum(shares.values()) * number
    places = np.searchsorted(np.round(ends), np.arange(number), side="right")
    return [list(shares)[int(place)] for place in places]


def plan_items(
    seed: int, products: Sequence[Product], genuine: int, counterfeit: int, shares: Mapping[str, float]
) -> list[PlannedItem]:
    """Plans so many genuine and counterfeit items of each product, each label split alike."""
    return [
        plan_item(seed, product, index, split)
        for product in products
        for label, number in ((False, genuine), (True, counterfeit))
        for index, split in zip(
            _indexes(seed, product.id, number, counterfeit=label), split_names(shares, number), strict=True
        )
    ]


def _indexes(seed: int, product: str, number: int, *, counterfeit: bool) -> Iterator[int]:
    """The first so many indexes with a label."""
    found = (index for index in count() if is_counterfeit(seed, product, index) == counterfeit)
    return (index for index, _ in zip(found, range(number), strict=False))


def draw_item(item: PlannedItem) -> list[DrawnPhoto]:
    """Draws an item's photos, one of each view of its product."""
    product = product_by_id(item.product)
    return [draw_photo(item, view, scene) for view, scene in zip(product.views, item.scenes, strict=True)]


def draw_photo(item: PlannedItem, view: View, scene: Scene) -> DrawnPhoto:
    """Draws one photo of an item."""
    photo = take_photo(render(view, item.printed, item.severity), view, scene)
    cells = [f"{point}@{','.join(f'{edge:.4f}' for edge in box)}" for point, box in photo.boxes.items()]
    return DrawnPhoto(item, view.id, encode(photo, scene), ";".join(cells))
