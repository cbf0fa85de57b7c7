"""Which accepted items a data set has, what each is called in its manifest, and what it is for.

Entries are read one after the other, and of each only what decides is kept: a forum may have contributed 1.6 million
images.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from model.datasets.splits import OpenItem, Split, assign_splits
from serve.datasets.domain import FrozenItem, Lack, LeftOut, Part
from serve.review.domain import Entry

NAMED = 20  # entries that are left out for one reason, of one product
SHORT = slice(2, 10)  # of an organisation's id, behind its prefix


class EntryPhotoPlace(NamedTuple):
    """A photo of an entry, by its number in it."""

    entry_id: str
    number: int


class _Candidate(NamedTuple):
    """What decides about an entry; photos: the digest of each, in bytes, by its index."""

    submitted_at: datetime
    entry_id: str
    product: str
    label: str
    item: str
    photos: tuple[tuple[int, bytes], ...]


@dataclass
class _LeftOut:
    """Collects the entries that are left out: how many, and the ids of the first, by reason and product."""

    counts: Counter[tuple[LeftOut, str]] = field(default_factory=Counter)
    named: dict[tuple[LeftOut, str], list[str]] = field(default_factory=dict)

    def add(self, reason: LeftOut, product: str, entry_id: str) -> None:
        """Count an entry."""
        self.counts[reason, product] += 1
        named = self.named.setdefault((reason, product), [])
        if len(named) < NAMED:
            named.append(entry_id)

    def lacks(self) -> tuple[Lack, ...]:
        """What was collected, in the order of reasons and products."""
        order = list(LeftOut)
        keys = sorted(self.counts, key=lambda key: (order.index(key[0]), key[1]))
        return tuple(Lack(*key, self.counts[key], tuple(self.named[key])) for key in keys)


@dataclass(frozen=True)
class ItemChoice:
    """The items of a data set.

    Attributes:
        items: by their entries' ids.
        lacks: the entries that are not in it, by reason and product.
        first: the digest of each photo -> where it counts; a photo is in a data set once.
    """

    items: Mapping[str, FrozenItem]
    lacks: tuple[Lack, ...]
    first: Mapping[bytes, EntryPhotoPlace]

    def counts(self, entry_id: str, index: int, sha256: str) -> bool:
        """Whether a photo has a row."""
        return self.first.get(bytes.fromhex(sha256)) == EntryPhotoPlace(entry_id, index)


def item_name(entry: Entry) -> str:
    """The name of an item in a manifest: right holders name theirs alone, and each product's apart."""
    return f"{entry.product_id}/{entry.right_holder_id[SHORT]}/{entry.item}"


def choose(
    accepted: Iterable[Entry], products: Collection[str], gold: Collection[str], kept: Mapping[str, Split]
) -> ItemChoice:
    """Choose the items of a data set.

    Args:
        products: those that have a published sheet.
        gold: the ids of the entries of the gold set.
        kept: item -> the split that it has in earlier data sets.
    """
    left_out = _LeftOut()
    of_gold: list[_Candidate] = []
    others: list[_Candidate] = []
    for entry in accepted:
        if entry.product_id not in products:
            left_out.add(LeftOut.NO_SHEET, entry.product_id, entry.id)
        else:
            (of_gold if entry.id in gold else others).append(_candidate(entry))
    first: dict[bytes, EntryPhotoPlace] = {}
    chosen_gold = _with_own_photos(of_gold, first, left_out)
    names, pictures = {each.item for each in of_gold}, set(first)
    apart = []
    for each in others:
        if _is_known(each, names, pictures):
            left_out.add(LeftOut.GOLD, each.product, each.entry_id)
        else:
            apart.append(each)
    chosen = _with_own_photos(apart, first, left_out)
    splits = assign_splits((OpenItem(each.product, each.label, each.item) for each in chosen), kept)
    items = [FrozenItem(each.entry_id, each.item, Part(splits[each.item].value)) for each in chosen]
    items += [FrozenItem(each.entry_id, each.item, Part.GOLD) for each in chosen_gold]
    return ItemChoice({each.entry_id: each for each in items}, left_out.lacks(), first)


def _candidate(entry: Entry) -> _Candidate:
    photos = tuple((photo.index, bytes.fromhex(photo.sha256)) for photo in entry.photos)
    return _Candidate(
        entry.submitted_at, entry.id, entry.product_id, entry.agreed_label.value, item_name(entry), photos
    )


def _is_known(candidate: _Candidate, names: Collection[str], pictures: Collection[bytes]) -> bool:
    """Whether an entry shows an item of the gold set, or has a photo of it."""
    return candidate.item in names or any(digest in pictures for _, digest in candidate.photos)


def _with_own_photos(
    candidates: Iterable[_Candidate], first: dict[bytes, EntryPhotoPlace], left_out: _LeftOut
) -> list[_Candidate]:
    """Those that have a photo which no earlier one has; where each photo counts is added to `first`."""
    chosen = []
    for each in sorted(candidates):
        own = {digest: EntryPhotoPlace(each.entry_id, index) for index, digest in each.photos if digest not in first}
        if own:
            first |= own
            chosen.append(each)
        else:
            left_out.add(LeftOut.DUPLICATE, each.product, each.entry_id)
    return chosen
