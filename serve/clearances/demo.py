"""Clearances of the demo right holder, so that trainers of a new checkout have something to show."""

from collections.abc import Iterator, Sequence

from model.datasets.fields import Label
from serve.accounts.domain import Actor, Organisation
from serve.clearances.domain import PartKind, PartName
from serve.clearances.drafting import ClearanceDraft, ClearanceDrafting
from serve.clearances.service import Clearances
from serve.platform.parts import Parts

PRODUCTS, ITEMS = 2, 14  # products that are cleared, and items of each label


def create(parts: Parts, reviewer: Actor) -> None:
    """Clear what officers see of the right holder's first products, and photos of items, for every agency by name.

    A product without anything to clear is left out.
    """
    drafting = parts[ClearanceDrafting]
    agencies, left = drafting.agencies(reviewer), PRODUCTS
    for product in drafting.sheets(reviewer) if agencies else ():
        names = list(_parts(drafting, reviewer, product))
        if names and left:
            _give(parts, reviewer, product, names, agencies)
            left -= 1


def _parts(drafting: ClearanceDrafting, reviewer: Actor, product: str) -> Iterator[PartName]:
    ground = drafting.ground(reviewer, product)
    yield from (PartName(PartKind.POINT, point.id) for point in ground.for_officers)
    yield from (PartName(PartKind.REFERENCE, view) for view in ground.references)
    for label in Label:
        for entry in drafting.items(reviewer, product, label, ITEMS).entries:
            yield from (PartName(PartKind.PHOTO, entry.id, photo.index) for photo in entry.photos)


def _give(
    parts: Parts, reviewer: Actor, product: str, names: Sequence[PartName], agencies: Sequence[Organisation]
) -> None:
    draft = ClearanceDraft(product, tuple(names), frozenset(agency.id for agency in agencies))
    parts[Clearances].give(reviewer, draft)
