"""What a product module provides: views with the zones of their points, and how to draw each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from datasets.draw.canvas import Canvas, Colour
from datasets.draw.geometry import Box

CRUDE = 2  # the level of a tell that has two kinds and shows the cruder one


@dataclass(frozen=True)
class DrawnItem:
    """What is printed on one physical object alone: the same whether it is genuine or counterfeit."""

    serial: str
    lot: str
    expiry: str


@dataclass(frozen=True)
class Tells:
    """How far an item departs from genuine: severity by point, from 0 (crude) to 1 (subtle)."""

    severity: Mapping[str, float]

    def amount(self, point: str, crude: float, subtle: float) -> float:
        """How much a point deviates: 0 if it is genuine, otherwise between the two given amounts."""
        if point not in self.severity:
            return 0.0
        return crude + (subtle - crude) * self.severity[point]

    def level(self, point: str, steps: int = CRUDE) -> int:
        """How far a point that deviates in kind does so: 0 is genuine, 1 subtle ... `steps` crude."""
        if point not in self.severity:
            return 0
        return steps - min(int(self.severity[point] * steps), steps - 1)


@dataclass(frozen=True)
class View:
    """One side of a product, drawn flat.

    Attributes:
        id: the view's name in the product sheet.
        size: of the artwork, (width, height) in pixels.
        zones: by point, the part of the artwork where a deviation may show; nothing else may change.
        draw: puts the side of an item on the canvas.
        board: the artwork's ground colour, also that of the object's edges.
        depth: the object's thickness as a share of the artwork's longer side, as seen from above.
        radius: of the artwork's corners, in pixels.
        gloss: how strongly the surface throws back a lamp, 0..1.
        texts: by marked text, the part of the artwork that its line takes up at most.
    """

    id: str
    size: tuple[int, int]
    zones: Mapping[str, Box]
    draw: Callable[[Canvas, DrawnItem, Tells], None]
    board: Colour
    depth: float = 0.0
    radius: float = 4.0
    gloss: float = 0.5
    texts: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """A fictional product.

    Attributes:
        id: as in its sheet, `catalogue/<id>.toml`.
        right_holder: who would contribute its photos.
        gtin: the 13 digits that its barcode shows.
        new_item: draws one object's own data (serial, lot, expiry) from a random stream.
        views: the shot list, in order.
        printed: what the marked texts of an object say, by text.
    """

    id: str
    right_holder: str
    gtin: str
    new_item: Callable[[np.random.Generator], DrawnItem]
    views: tuple[View, ...]
    printed: Callable[[DrawnItem], Mapping[str, str]]

    @property
    def points(self) -> tuple[str, ...]:
        """All identification points, in the order of the views."""
        return tuple(point for view in self.views for point in view.zones)

    def view(self, name: str) -> View:
        """The view of that name; KeyError where there is none."""
        return {view.id: view for view in self.views}[name]


def draw_letters(rng: np.random.Generator, alphabet: str, count: int) -> str:
    """So many letters of an alphabet, each as likely as the next."""
    return "".join(alphabet[int(place)] for place in rng.integers(0, len(alphabet), count))


def draw_expiry(rng: np.random.Generator) -> str:
    """A month within four years, as MM/YYYY."""
    return f"{int(rng.integers(1, 13)):02d}/{int(rng.integers(2027, 2031))}"
