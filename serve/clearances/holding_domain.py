"""What may be shown to all of some agencies at present, by one clearance or several.

Imports only the standard library and `model`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.catalogue import Point, ProductSheet
from model.datasets.fields import Label, PointMark
from model.sheet_trade import NO_TRADE
from serve.accounts.domain import Organisation
from serve.catalogue.domain import HolderProduct
from serve.clearances.domain import Clearance, Ground, PartKind, PartName
from serve.review.domain import Entry


class HeldPhoto(NamedTuple):
    """A photo of an accepted item that may be shown.

    Attributes:
        view: which shot it is; None if that was not said.
        marks: of points that may be shown and that it shows to deviate, as people agreed.
        sha256: of its bytes.
    """

    name: PartName
    view: str | None
    marks: tuple[PointMark, ...]
    sha256: str


@dataclass(frozen=True)
class HeldItem:
    """An accepted item of which photos may be shown.

    Attributes:
        label: with which it is accepted.
        strength: log10 of the likelihood ratio of the release that assessed it, above 0 for counterfeit; None without
            one. It is there to order items by, never to be shown.
        hides: whether its photos show deviations, and none of them may be shown: no one could be told why it is what it
            is, and people who look for the difference would find what is withheld.
        is_assessed: whether the service has assessed it, so that a strength that it lacks is not still to come.
    """

    entry_id: str
    label: Label
    photos: tuple[HeldPhoto, ...]
    strength: float | None
    hides: bool = False
    is_assessed: bool = True


@dataclass(frozen=True)
class HeldProduct:
    """What may be shown of a product.

    Attributes:
        sheet: the one that officers see, for names and the shot list: without points that may not be shown, marked
            texts, serial numbers and trade details.
        points: in the order of the sheet.
        references: the views whose genuine picture may be shown whole, each with a point to which the picture belongs.
            That point itself may be one that is not cleared: show nothing else of it.
        pictured: ids of those of the points of which there is a genuine picture of the place.
        items: by their entries.
    """

    right_holder: Organisation
    product_id: str
    sheet: ProductSheet
    points: tuple[Point, ...]
    references: Mapping[str, Point]
    pictured: frozenset[str]
    items: Mapping[str, HeldItem]

    def point(self, point_id: str) -> Point | None:
        """One of the points; None if it may not be shown."""
        return next((point for point in self.points if point.id == point_id), None)

    def only(self, points: Collection[str]) -> "HeldProduct":
        """The same as if no other points than these might be shown: what a slot shows, which its holder released."""
        kept = tuple(point for point in self.points if point.id in points)
        return replace(
            self,
            sheet=replace(self.sheet, points=kept),
            points=kept,
            pictured=self.pictured.intersection(points),
            items={name: _with_marks(item, points) for name, item in self.items.items()},
        )

    def photo(self, name: PartName) -> HeldPhoto | None:
        """One of the photos; None if it may not be shown."""
        item = self.items.get(name.name)
        return next((photo for photo in item.photos if photo.name == name), None) if item else None


def _with_marks(item: HeldItem, points: Collection[str]) -> HeldItem:
    photos = tuple(
        photo._replace(marks=tuple(mark for mark in photo.marks if mark.id in points)) for photo in item.photos
    )
    loses_all = any(photo.marks for photo in item.photos) and not any(photo.marks for photo in photos)
    return replace(item, photos=photos, hides=item.hides or loses_all)


def cleared_for_all(
    found: Iterable[Clearance], agencies: frozenset[str]
) -> Mapping[HolderProduct, tuple[PartName, ...]]:
    """The parts that are cleared for each of some agencies, by product; several clearances may cover them together.

    Args:
        found: valid clearances of right holders that allow all of these agencies.
    """
    covered: dict[tuple[HolderProduct, PartName], set[str]] = {}
    for each in found:
        whom = agencies if each.agencies is None else agencies.intersection(each.agencies)
        for part in each.parts:
            if part.withdrawal is None:
                covered.setdefault((each.of, part.name), set()).update(whom)
    names: dict[HolderProduct, list[PartName]] = {}
    for (key, name), reached in covered.items():
        if agencies and reached == agencies:
            names.setdefault(key, []).append(name)
    return {key: tuple(some) for key, some in names.items()}


def held_product(
    holder: Organisation, sheet: ProductSheet, ground: Ground, entries: Mapping[str, Entry], names: Iterable[PartName]
) -> HeldProduct | None:
    """What of the cleared parts of a product still holds; None if nothing does.

    Args:
        sheet: the one that officers see.
        ground: what clearances of the product rest on.
        entries: the accepted items of the photos among the parts, by id.
        names: of the cleared parts.
    """
    left = {name for name in names if ground.lapse_of(name) is None}
    if not left:
        return None
    points = tuple(point for point in ground.for_officers if PartName(PartKind.POINT, point.id) in left)
    views = {name.name for name in left if name.kind is PartKind.REFERENCE}
    shown = {point.id for point in points}
    return HeldProduct(
        right_holder=holder,
        product_id=sheet.id,
        sheet=replace(sheet, points=points, texts=(), serial_pattern=None, trade=NO_TRADE),
        points=points,
        references={view: point for view, point in ground.references.items() if view in views},
        pictured=ground.pictured & shown,
        items=_items(entries, left, shown),
    )


def _items(
    entries: Mapping[str, Entry], names: Collection[PartName], points: Collection[str]
) -> Mapping[str, HeldItem]:
    found = {name: _item(entry, names, points) for name, entry in entries.items()}
    return {name: item for name, item in found.items() if item.photos}


def _item(entry: Entry, names: Collection[PartName], points: Collection[str]) -> HeldItem:
    cleared = {PartName(PartKind.PHOTO, entry.id, photo.index): photo for photo in entry.agreed_photos}
    cleared = {name: photo for name, photo in cleared.items() if name in names}
    photos = [
        HeldPhoto(name, photo.view, tuple(mark for mark in photo.marks if mark.id in points), photo.sha256)
        for name, photo in cleared.items()
    ]
    hides = any(photo.marks for photo in cleared.values()) and not any(photo.marks for photo in photos)
    assessment = entry.review.assessment
    opinion = assessment.opinion if assessment else None
    strength = opinion.strength if opinion else None
    return HeldItem(entry.id, entry.counted_label, tuple(photos), strength, hides, assessment is not None)
