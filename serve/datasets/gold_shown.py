"""What people see of the gold set: its items, what it still needs, and what became of changes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from model.messages import Wording
from serve.datasets.candidate_store import ItemKind
from serve.datasets.domain import NEEDED, GoldEntry
from serve.datasets.work import DataSetWork
from serve.platform.paging import Page
from serve.review.domain import Entry, EntryState


class ShownGold(NamedTuple):
    """An item of the gold set with its entry, as the operator's people see it."""

    item: GoldEntry
    entry: Entry

    @property
    def place(self) -> "GoldPlace":
        """On which list it stands."""
        if self.entry.state is not EntryState.ACCEPTED:
            return GoldPlace.LEFT
        return GoldPlace.CONFIRMED if self.item.is_confirmed else GoldPlace.PROPOSED


class GoldPlace(StrEnum):
    """Where an item of the gold set stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    LEFT = "left"  # no longer accepted, most often as its right holder has withdrawn it: no release is measured by it


class GoldPage(NamedTuple):
    """The gold set.

    Attributes:
        version: changes with every item that is confirmed or removed.
        names: of people and right holders, by id.
    """

    items: Sequence[ShownGold]
    version: str
    names: Mapping[str, str]


class Chances(NamedTuple):
    """Whether an entry can be proposed for the gold set.

    Attributes:
        item: as it is in the set, or proposed for it; None if it is neither.
        refused: why it can't be proposed; None if it can.
    """

    item: GoldEntry | None
    refused: Wording | None


class GoldNeed(NamedTuple):
    """What the gold set has of a product and label.

    Attributes:
        present: those that count.
        proposed: those that a second person has to confirm.
        candidates: accepted items that may be proposed.
    """

    kind: ItemKind
    present: int
    proposed: int
    candidates: int

    @property
    def lacking(self) -> int:
        """How many more are needed."""
        return max(0, NEEDED - self.present - self.proposed)


class CandidatePage(NamedTuple):
    """Some accepted items that may be proposed; names: of right holders, by id."""

    page: Page[Entry]
    names: Mapping[str, str]


class Together(NamedTuple):
    """What became of several items: the entries of those that were changed, and why the others were not."""

    done: Sequence[str]
    refused: Mapping[str, Wording]


def needs_in(work: DataSetWork) -> list[GoldNeed]:
    """What the gold set has and needs, of each product and label that has accepted items, or items of the gold set."""
    free, accepted = work.candidates.counts(), work.candidates.accepted()
    items = {item.entry_id: item for item in work.gold.all()}
    counts = {place: Counter[ItemKind]() for place in GoldPlace}
    for entry in work.entries.many(items).values():
        counts[ShownGold(items[entry.id], entry).place][ItemKind(entry.product_id, entry.agreed_label)] += 1
    present, proposed = counts[GoldPlace.CONFIRMED], counts[GoldPlace.PROPOSED]
    kinds = sorted({*+accepted, *counts[GoldPlace.LEFT]})
    return [GoldNeed(kind, present[kind], proposed[kind], free[kind]) for kind in kinds]


def names_in(work: DataSetWork, people: Collection[str | None]) -> Mapping[str, str]:
    """The names of all organisations, and of these people, by id."""
    organisations = {each.id: each.name for each in work.organisations.all()}
    return organisations | work.people.names([each for each in people if each is not None])
