"""What clearances rest on at present: the sheets that officers see, their pictures, and accepted items.

The service itself reads: agencies see no items of right holders.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from serve.accounts.domain import Organisation
from serve.catalogue.domain import HolderProduct
from serve.catalogue.guide_source import Source, pictured, sources_of
from serve.catalogue.service import Catalogue
from serve.clearances.domain import Clearance, ClearedItem, Ground, PartKind, PartName
from serve.clearances.work import ClearanceWork
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.review.domain import Entry, EntrySource, Standing

BATCH = 500  # entries that one query names


@dataclass(frozen=True)
class WholeGround:
    """What clearances of one product rest on, with all that the sheet and the items say.

    Attributes:
        source: of the sheet that officers see; None if there is none of the right holder.
        pictured: ids of the points of which there is a genuine picture.
        entries: the accepted items, as far as they were asked for, by id.
    """

    source: Source | None = None
    pictured: frozenset[str] = frozenset()
    entries: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ground(self) -> Ground:
        """The same for the rules."""
        points = self.source.sheet.points if self.source else ()
        items = {name: item_of(entry) for name, entry in self.entries.items()}
        return Ground({point.id: point for point in points}, self.pictured, items)


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
        return self.whole({key: names}, {holder.id: holder})[key].ground

    def of_clearances(
        self, found: Sequence[Clearance], organisations: Mapping[str, Organisation]
    ) -> Mapping[HolderProduct, Ground]:
        """What these clearances rest on.

        Args:
            organisations: all, by id.
        """
        asked: dict[HolderProduct, list[PartName]] = {}
        for each in found:
            asked.setdefault(each.of, []).extend(part.name for part in each.parts)
        return {key: each.ground for key, each in self.whole(asked, organisations).items()}

    def whole(
        self, asked: Mapping[HolderProduct, Collection[PartName]], organisations: Mapping[str, Organisation]
    ) -> Mapping[HolderProduct, WholeGround]:
        """What clearances of all these products rest on: one query of each table, however many there are.

        Args:
            asked: names of the parts that are asked about.
            organisations: all, by id.
        """
        sources = self._sources({key: organisations[key.right_holder_id] for key in asked})
        shown, entries = pictured(list(sources.values())), self._entries(asked)
        return {
            key: WholeGround(
                sources.get(key), shown[key.product_id] if key in sources else frozenset(), entries.get(key, {})
            )
            for key in asked
        }

    def source(self, holder: Organisation, product: str) -> Source | None:
        """The sheet that officers see of a right holder's product; None if there is none."""
        key = HolderProduct(holder.id, product)
        return self._sources({key: holder}).get(key)

    def _sources(self, holders: Mapping[HolderProduct, Organisation]) -> Mapping[HolderProduct, Source]:
        if not holders:
            return {}
        found = sources_of(self.catalogue, self.objects, {key.product_id for key in holders})
        own = ((key, found.get(key.product_id), holder.name) for key, holder in holders.items())
        return {key: source for key, source, name in own if source and source.sheet.right_holder == name}

    def _entries(
        self, asked: Mapping[HolderProduct, Collection[PartName]]
    ) -> Mapping[HolderProduct, Mapping[str, Entry]]:
        names = {name.name for some in asked.values() for name in some if name.kind is PartKind.PHOTO}
        found: dict[HolderProduct, dict[str, Entry]] = {}
        for entry in self._read(sorted(names)):
            if can_be_cleared(entry):
                found.setdefault(HolderProduct(entry.right_holder_id, entry.product_id), {})[entry.id] = entry
        return found

    def _read(self, ids: Sequence[str]) -> Iterator[Entry]:
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
