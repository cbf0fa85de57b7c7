"""What clearances rest on at present: the sheets that officers see, their pictures, and accepted items.

The service itself reads: agencies see no items of right holders.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from serve.accounts.domain import Organisation
from serve.catalogue.guide_source import Source, source_of
from serve.catalogue.service import Catalogue
from serve.clearances.domain import Clearance, ClearedItem, Ground, PartKind, PartName
from serve.clearances.work import ClearanceWork
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.review.domain import Entry, EntrySource, Standing

BATCH = 500  # entries that one query names


class HolderProduct(NamedTuple):
    """A product of a right holder, by its id."""

    right_holder_id: str
    product_id: str


@dataclass(frozen=True)
class Grounds:
    """Reads them; every method blocks."""

    work: Works[ClearanceWork]
    catalogue: Catalogue
    objects: Objects

    def of(self, holder: Organisation, product: str, names: Collection[PartName] = ()) -> Ground:
        """What clearances of one product rest on.

        Args:
            names: of the parts that are asked about.
        """
        key = HolderProduct(holder.id, product)
        return replace(self._sheet_ground(holder, product), items=self._items(names).get(key, {}))

    def of_clearances(
        self, found: Sequence[Clearance], organisations: Mapping[str, Organisation]
    ) -> Mapping[HolderProduct, Ground]:
        """What these clearances rest on.

        Args:
            organisations: all, by id.
        """
        items = self._items([part.name for each in found for part in each.parts])
        keys = {HolderProduct(each.right_holder_id, each.product_id) for each in found}
        return {
            key: replace(
                self._sheet_ground(organisations[key.right_holder_id], key.product_id), items=items.get(key, {})
            )
            for key in keys
        }

    def source(self, holder: Organisation, product: str) -> Source | None:
        """The sheet that officers see of a right holder's product; None if there is none."""
        try:
            source = source_of(self.catalogue, self.objects, product)
        except NotFoundError:
            return None
        return source if source.sheet.right_holder == holder.name else None

    def _sheet_ground(self, holder: Organisation, product: str) -> Ground:
        source = self.source(holder, product)
        if source is None:
            return Ground()
        return Ground({point.id: point for point in source.sheet.points}, source.pictured())

    def _items(self, names: Collection[PartName]) -> Mapping[HolderProduct, Mapping[str, ClearedItem]]:
        found: dict[HolderProduct, dict[str, ClearedItem]] = {}
        for entry in self._entries(names):
            if can_be_cleared(entry):
                key = HolderProduct(entry.right_holder_id, entry.product_id)
                found.setdefault(key, {})[entry.id] = item_of(entry)
        return found

    def _entries(self, names: Collection[PartName]) -> Iterator[Entry]:
        ids = sorted({name.name for name in names if name.kind is PartKind.PHOTO})
        if not ids:
            return
        with self.work.look(SYSTEM) as work:
            for some in (ids[start : start + BATCH] for start in range(0, len(ids), BATCH)):
                yield from work.entries.many(some).values()


def can_be_cleared(entry: Entry) -> bool:
    """Whether an entry is an accepted item that its right holder contributed.

    Photos of confirmed items are an agency's: it has shown them to the right holder alone.
    """
    return entry.source is EntrySource.CONTRIBUTION and entry.standing is Standing.ACCEPTED


def item_of(entry: Entry) -> ClearedItem:
    """What is told of such an item."""
    return ClearedItem(entry.item, entry.counted_label, len(entry.photos))
