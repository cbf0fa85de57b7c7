"""Lays a photo of a counterfeit item over the genuine picture of a point, so that both show the same places.

Callers say what holds; the pictures are read from `Holding`, which asks again at each look.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image

from model.catalogue import Point, Region
from model.datasets.fields import Label
from model.evidence import encode_jpeg
from model.formats import IntakeLimits
from model.intake import read_picture
from model.registration import MOST_BY_CHANCE, find_keypoints, register
from model.verdict import Registration
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldPhoto, HeldProduct
from serve.platform.drawing import Pixels, Shape, Target, Window, cut, laid_over, piece_of, piece_over
from serve.teaching.domain import ComparedPicture, Comparison, marked_place, shows

SIDE = 1600  # pixels of the longest side of a picture
REMEMBERED = 512  # registrations


class PairKey(NamedTuple):
    """A genuine picture and a photo, by their sha256."""

    reference: str
    photo: str


class CloseUps(NamedTuple):
    """The place of a point on a genuine item and on a counterfeit one, as JPEG: the same piece at the same scale."""

    genuine: bytes
    counterfeit: bytes


class Remembered:
    """The latest registrations. Making one takes as long as all else, and it is always the same."""

    def __init__(self) -> None:
        self._found: OrderedDict[PairKey, Registration | None] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: PairKey, reference: Pixels, photo: Pixels) -> Registration | None:
        """The photo laid over the reference picture; None if that fails."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = register(find_keypoints(reference), find_keypoints(photo), key.reference)
        with self._lock:
            self._found[key] = made
            while len(self._found) > REMEMBERED:
                self._found.popitem(last=False)
        return made


@dataclass(frozen=True)
class _Pair:
    """Both pictures, and how they are drawn."""

    reference: Pixels
    photo: Pixels
    window: Window
    homography: Sequence[float] | None

    def drawn(self, side: Label) -> Image.Image:
        if side is Label.GENUINE:
            return piece_of(self.reference, self.window)
        if self.homography is not None:
            return piece_over(self.photo, self.homography, self.window)
        return Image.fromarray(self.photo)


@dataclass(frozen=True)
class PointComparing:
    """Registers and draws; every method blocks."""

    holding: Holding
    limits: IntakeLimits
    _remembered: Remembered = field(default_factory=Remembered)

    def compared(self, agencies: Collection[str], product: HeldProduct, point: Point, photo: HeldPhoto) -> Comparison:
        """What a comparison of a point shows.

        Raises:
            NotFoundError: the photo, or a genuine picture of the point, may no longer be shown to these agencies.
        """
        pair = self._pair(agencies, product, point, photo)
        place = Region(*pair.window.place_of(point.region)) if point.region else None
        is_registered = pair.homography is not None
        height, width = pair.photo.shape[:2]
        own = ComparedPicture(width, height, marked_place(photo, point))
        genuine = ComparedPicture(*pair.window.size, place)
        return Comparison(
            photo=photo.name,
            is_marked=shows(photo, point),
            is_registered=is_registered,
            is_whole=_may_be_whole(product, point),
            genuine=genuine,
            counterfeit=genuine if is_registered else own,
        )

    def drawn(
        self, agencies: Collection[str], product: HeldProduct, point: Point, photo: HeldPhoto, side: Label
    ) -> bytes:
        """One picture of it, as JPEG without metadata.

        Raises:
            NotFoundError: as for `compared`.
        """
        return encode_jpeg(self._pair(agencies, product, point, photo).drawn(side))

    def close_ups(
        self, agencies: Collection[str], product: HeldProduct, point: Point, photo: HeldPhoto, side: int
    ) -> CloseUps | None:
        """The place of a point on both, framed; None where the photo can't be laid over the genuine picture.

        Args:
            side: pixels of the longest side.

        Raises:
            NotFoundError: as for `compared`.
        """
        pair = self._pair(agencies, product, point, photo)
        if pair.homography is None or point.region is None:
            return None
        target, (height, width) = Target.at(point.region), pair.reference.shape[:2]
        over = laid_over(pair.photo, pair.homography, target, (width, height), side)
        return CloseUps(cut(pair.reference, target, side), over)

    def _pair(self, agencies: Collection[str], product: HeldProduct, point: Point, photo: HeldPhoto) -> _Pair:
        content = self.holding.original(agencies, product.product_id, PartName(PartKind.POINT, point.id))
        reference = self._read(content)
        taken = self._read(self.holding.original(agencies, product.product_id, photo.name))
        key = PairKey(hashlib.sha256(content).hexdigest(), photo.sha256)
        made = self._remembered.of(key, reference, taken)
        homography = made.homography if made and _is_certain(made, point, photo) else None
        return _Pair(reference, taken, _window(product, point, reference), homography)

    def _read(self, content: bytes) -> Pixels:
        return read_picture(content, longest_side=SIDE, limits=self.limits).pixels


def _is_certain(made: Registration, point: Point, photo: HeldPhoto) -> bool:
    """Whether a photo shows the view: it is said to, or more of it agrees than does by chance."""
    return photo.view == point.view or made.cells > MOST_BY_CHANCE


def _may_be_whole(product: HeldProduct, point: Point) -> bool:
    """Whether the picture on which a point is marked is the one of its view that is cleared."""
    cleared = product.references.get(point.view)
    return cleared is not None and cleared.reference == point.reference


def _window(product: HeldProduct, point: Point, reference: Pixels) -> Window:
    """All of the genuine picture if that is cleared, otherwise the place of the point with its surroundings."""
    height, width = reference.shape[:2]
    if point.region is None or _may_be_whole(product, point):
        return Window.over_all(width, height, SIDE)
    return Window.around(point.region, width, height, SIDE, Shape.PLACE)
