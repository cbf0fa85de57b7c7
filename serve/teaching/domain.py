"""What a trainer compares: a point of a product, genuine against counterfeit, of what holds for the agency.

Imports only the standard library and `model`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import Point, Region
from model.datasets.fields import Label
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldPhoto, HeldProduct

MOST_OFFERED = 60  # photos of counterfeit items that one point is compared with


@dataclass(frozen=True)
class ComparedPicture:
    """One picture of a comparison, as it is drawn.

    Attributes:
        width, height: in pixels.
        place: of the point on it, in fractions; None if it is not known.
    """

    width: int
    height: int
    place: Region | None


@dataclass(frozen=True)
class Comparison:
    """A point on a genuine picture and on a photo of a counterfeit item.

    Attributes:
        photo: the photo.
        is_marked: whether people agreed that this photo shows the point to deviate.
        is_registered: whether the photo was laid over the genuine picture, so that both show the same places.
        is_whole: whether the genuine picture is shown whole; otherwise the place of the point with its surroundings.
    """

    photo: PartName
    is_marked: bool
    is_registered: bool
    is_whole: bool
    genuine: ComparedPicture
    counterfeit: ComparedPicture


class TaughtPoint(NamedTuple):
    """A point with what it can be compared with.

    Attributes:
        number: in the order of the sheet, from 1.
        is_pictured: whether there is a genuine picture of it.
        counterfeits: photos of counterfeit items that may show it, those first on which it is marked.
    """

    number: int
    point: Point
    is_pictured: bool
    counterfeits: tuple[HeldPhoto, ...]

    @property
    def showing(self) -> int:
        """On how many of these photos it is marked."""
        return sum(shows(photo, self.point) for photo in self.counterfeits)


@dataclass(frozen=True)
class TaughtProduct:
    """What an agency's trainer may show of a product."""

    held: HeldProduct
    points: tuple[TaughtPoint, ...]

    def point(self, point_id: str) -> TaughtPoint | None:
        """One of the points; None if it may not be shown."""
        return next((each for each in self.points if each.point.id == point_id), None)

    def beside(self, taught: TaughtPoint) -> tuple[TaughtPoint | None, TaughtPoint | None]:
        """The points before and after one; None where there is none."""
        before = self.points[taught.number - 2] if taught.number > 1 else None
        return before, self.points[taught.number] if taught.number < len(self.points) else None

    def items(self, label: Label) -> list[HeldPhoto]:
        """The photos of items with this label."""
        return [photo for item in self.held.items.values() if item.label is label for photo in item.photos]


def taught(held: HeldProduct) -> TaughtProduct:
    """What can be taught of what holds."""
    points = enumerate(held.points, 1)
    return TaughtProduct(
        held,
        tuple(
            TaughtPoint(number, point, point.id in held.pictured, counterfeits_of(held, point))
            for number, point in points
        ),
    )


def counterfeits_of(held: HeldProduct, point: Point) -> tuple[HeldPhoto, ...]:
    """The photos of counterfeit items that may show a point: those on which it is marked, then others of its view."""
    photos = [
        photo
        for item in held.items.values()
        if item.label is Label.COUNTERFEIT
        for photo in item.photos
        if photo.view in {None, point.view} or shows(photo, point)
    ]
    return tuple(sorted(photos, key=lambda photo: (not shows(photo, point), photo.view is None))[:MOST_OFFERED])


def shows(photo: HeldPhoto, point: Point) -> bool:
    """Whether people agreed that a photo shows a point to deviate."""
    return any(mark.id == point.id for mark in photo.marks)


def marked_place(photo: HeldPhoto, point: Point) -> Region | None:
    """Where a photo shows a point to deviate; None if that is not marked."""
    return next((mark.box for mark in photo.marks if mark.id == point.id and mark.box), None)


def chosen(photos: Sequence[HeldPhoto], name: PartName | None) -> HeldPhoto | None:
    """The photo of this name, or the first one if none is asked for; None if there is none."""
    return next((photo for photo in photos if name in {None, photo.name}), None)


def photo_name(entry_id: str, index: int) -> PartName:
    """The name of a photo of an item."""
    return PartName(PartKind.PHOTO, entry_id, index)
