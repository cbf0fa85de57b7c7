"""What a device needs to guide a person who takes photos of a product, and may keep for a while without a network."""

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from model.catalogue import Point
from model.evidence import overlay
from model.formats import IntakeLimits
from model.intake import read_picture
from model.messages import Localized, message
from model.outline import SIDE, Outline, outline_of
from serve.accounts.domain import Actor, Sight
from serve.catalogue.guide import Guide, GuideSheet, read, seen_points
from serve.catalogue.guide_source import Source, sources_of
from serve.platform.clock import Clock
from serve.platform.errors import NotFoundError
from serve.platform.languages import spoken

GOOD_FOR = timedelta(hours=24)  # a device drops its copy then; it asks earlier as soon as it has a network
SAMPLE_SIDE = 640  # pixels of the longest side of a sample picture
DIGITS = 16  # of a picture's digest in addresses
MOST_KEPT = 500  # outlines in memory
NO_SAMPLE = message("There is no genuine picture of this view.")
NO_OUTLINE = message("The genuine picture of this view shows no clear outline.")


class CaptureView(NamedTuple):
    """One shot of the shot list.

    Attributes:
        picture: begins the sha256 of its genuine picture; None if there is none that the reader may see.
    """

    id: str
    title: Localized
    required: bool
    picture: str | None


@dataclass(frozen=True)
class CaptureSheet:
    """What guides a person who takes photos of a product.

    Attributes:
        state: names the sheet's state for the reader: a device's copy with another one is old.
        views: in the order in which to take them.
        good_until: until when a device may keep it.
    """

    id: str
    state: str
    name: Localized
    views: tuple[CaptureView, ...]
    is_examinable: bool
    good_until: datetime


class KeptGuide(NamedTuple):
    """What the product guide says of a product, for a device that keeps it.

    Attributes:
        sheet: as the reader may see it.
        pictures: id of a point -> what names its genuine picture with its place marked; it changes when either does.
    """

    sheet: GuideSheet
    pictures: Mapping[str, str]


@dataclass
class Capturing:
    """The use cases. All of them block, and drawing takes a while."""

    guide: Guide
    limits: IntakeLimits
    clock: Clock
    _outlines: dict[str, Outline | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sheet(self, actor: Actor, product: str, languages: Sequence[str]) -> CaptureSheet:
        """What guides a person who takes photos of a product.

        Raises:
            NotFoundError: there is no sheet of it.
        """
        source = self.guide.source(product)
        views = tuple(
            CaptureView(
                view.id, spoken(view.title, languages), view.required, _digest(self._content(actor, source, view.id))
            )
            for view in source.sheet.views
        )
        name, until = spoken(source.sheet.name, languages), self.clock.now() + GOOD_FOR
        state = _state(source, self.guide.catalogue.accounts.sight(actor))
        return CaptureSheet(source.sheet.id, state, name, views, source.is_examinable, until.replace(microsecond=0))

    def states(self, actor: Actor, products: Iterable[str]) -> Mapping[str, str]:
        """What names the states of sheets, by product, without those of which there is none: it costs little."""
        sight = self.guide.catalogue.accounts.sight(actor)
        found = sources_of(self.guide.catalogue, self.guide.objects, products)
        return {product: _state(source, sight) for product, source in found.items()}

    def kept_guide(self, actor: Actor, product: str, languages: Sequence[str]) -> KeptGuide:
        """What the product guide says of a product, for a device on which the actor has opened it.

        Raises:
            NotFoundError: there is no sheet of it.
        """
        source, sight = self.guide.source(product), self.guide.catalogue.accounts.sight(actor)
        found = {point.id: _marked(source.picture(point), point) for point in seen_points(source.sheet, sight)}
        pictures = {point: digest for point, digest in found.items() if digest is not None}
        return KeptGuide(read(source, sight, languages), pictures)

    def sample(self, actor: Actor, product: str, view: str) -> bytes:
        """The genuine picture of a view, upright and small, as JPEG.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        content = self._picture(actor, product, view)
        return overlay(read_picture(content, longest_side=SAMPLE_SIDE, limits=self.limits).pixels, None)

    def outline(self, actor: Actor, product: str, view: str) -> str:
        """The outline of the object on that picture, as SVG.

        Raises:
            NotFoundError: there is no such picture that the actor may see, or it shows no clear outline.
        """
        content = self._picture(actor, product, view)
        name = hashlib.sha256(content).hexdigest()
        with self._lock:  # each is found once, though a page asks for all of a product together
            if name not in self._outlines:
                if len(self._outlines) >= MOST_KEPT:
                    self._outlines.clear()
                pixels = read_picture(content, longest_side=2 * SIDE, limits=self.limits).pixels
                self._outlines[name] = outline_of(pixels)
            found = self._outlines[name]
        if found is None:
            raise NotFoundError(NO_OUTLINE)
        return svg_of(found)

    def _picture(self, actor: Actor, product: str, view: str) -> bytes:
        content = self._content(actor, self.guide.source(product), view)
        if content is None:
            raise NotFoundError(NO_SAMPLE)
        return content

    def _content(self, actor: Actor, source: Source, view: str) -> bytes | None:
        """The picture of the first point of a view that the actor may see and that has one."""
        sight = self.guide.catalogue.accounts.sight(actor)
        points = (point for point in seen_points(source.sheet, sight) if point.view == view)
        return next((content for content in map(source.picture, points) if content is not None), None)


def _state(source: Source, sight: Sight) -> str:
    """What changes with the sheet, with the release that knows its product, and with what the reader may see of it."""
    points = [point.id for point in seen_points(source.sheet, sight)]
    seen = json.dumps([source.state, source.is_examinable, points], sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:DIGITS]


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()[:DIGITS]


def _marked(content: bytes | None, point: Point) -> str | None:
    return None if content is None else _digest(content + repr(point.region).encode())


def svg_of(outline: Outline) -> str:
    """An outline as a picture that takes the colour of its surroundings and a line of the same width at any size."""
    line = " ".join(f"{x},{y}" for x, y in outline.points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outline.width} {outline.height}">'
        f'<polygon points="{line}" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
