"""Clearances as readers see them: what of each still holds, and how much is cleared of a product.

Imports only the standard library and `model`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.clearances.domain import Clearance, ClearanceState, ClearedItem, ClearedPart, Lapse, PartKind, PartName

EVERY = ""  # agency


class OtherClearance(NamedTuple):
    """Another clearance that lets agencies show the same part at present.

    Attributes:
        reach: how many agencies can use it now.
    """

    clearance_id: str
    valid_until: date
    reach: int


class ShownPart(NamedTuple):
    """A part as a reader may see it.

    Attributes:
        number: its place in the clearance, from 1.
        lapse: why it no longer holds by this clearance; None if it does.
        item: of a photo; None if it is gone. An agency is not told what it is called.
        is_pictured: whether there is a picture to show of it.
        others: clearances by which it may still be shown, the latest first; an agency is not told.
    """

    number: int
    part: ClearedPart
    lapse: Lapse | None
    item: ClearedItem | None = None
    is_pictured: bool = False
    others: tuple[OtherClearance, ...] = ()

    @property
    def name(self) -> PartName:
        """What it is."""
        return self.part.name


class ClearedAgency(NamedTuple):
    """An agency that a clearance names."""

    agency: Organisation
    is_allowed: bool


@dataclass(frozen=True)
class ShownClearance:
    """A clearance as a reader may see it, with names.

    Attributes:
        parts: for a reader of an agency those that hold.
        agencies: those that it names; None if it holds for all that are allowed, and for a reader of an agency.
        reach: how many agencies can use it now; None for a reader of an agency.
        giver: the name of the person who gave it; empty if the reader may not see it.
        is_ending: whether it ends within 30 days.
    """

    clearance: Clearance
    state: ClearanceState
    right_holder: Organisation
    parts: tuple[ShownPart, ...]
    agencies: tuple[ClearedAgency, ...] | None
    reach: int | None
    giver: str
    is_ending: bool

    @property
    def whom(self) -> tuple[str, ...]:
        """Ids of the agencies for which it holds, as far as the reader may see them; EVERY for all of these."""
        named = self.clearance.agencies
        return (EVERY,) if self.reach is None or named is None else tuple(named)

    @property
    def holding(self) -> tuple[ShownPart, ...]:
        """The parts that hold."""
        return tuple(part for part in self.parts if part.lapse is None)

    @property
    def lost(self) -> tuple[ShownPart, ...]:
        """The parts that no clearance lets agencies show any more."""
        return tuple(part for part in self.parts if part.lapse is not None and not part.others)

    @property
    def held_elsewhere(self) -> tuple[ShownPart, ...]:
        """The parts that no longer hold by this clearance, and that agencies may show by another one."""
        return tuple(part for part in self.parts if part.lapse is not None and part.others)

    @property
    def lapsed(self) -> tuple[ShownPart, ...]:
        """The parts that no longer hold, although they were not withdrawn and its last day is not over."""
        return tuple(part for part in self.parts if part.lapse not in {None, Lapse.WITHDRAWN, Lapse.EXPIRED})


def _until(shown: ShownClearance) -> date:
    return shown.clearance.valid_until


def _later(one: ShownClearance, other: ShownClearance) -> ShownClearance:
    return one if _until(one) > _until(other) else other


class PartCounts(NamedTuple):
    """How much is cleared: of photos, how many items."""

    points: int = 0
    references: int = 0
    genuine: int = 0
    counterfeit: int = 0


def counts_of(parts: Iterable[ShownPart]) -> PartCounts:
    """How much these parts are, each thing counted once."""
    found = {(part.name.kind, part.name.name, part.item and part.item.label) for part in parts}

    def count(kind: PartKind, label: Label | None = None) -> int:
        return sum(each[0] is kind and label in {None, each[2]} for each in found)

    return PartCounts(
        count(PartKind.POINT),
        count(PartKind.REFERENCE),
        count(PartKind.PHOTO, Label.GENUINE),
        count(PartKind.PHOTO, Label.COUNTERFEIT),
    )


@dataclass(frozen=True)
class ClearedProduct:
    """What is cleared of a product at present.

    Attributes:
        clearances: the valid ones, the latest first.
    """

    product_id: str
    right_holder: Organisation
    clearances: tuple[ShownClearance, ...] = ()

    @property
    def counts(self) -> PartCounts:
        """What holds of all of them, each point and item counted once."""
        return counts_of(part for each in self.clearances for part in each.holding)

    @property
    def next_end(self) -> ShownClearance | None:
        """The one with whose end something may no longer be shown by another one; None if nothing holds."""
        last: dict[tuple[PartName, str], ShownClearance] = {}
        for each in self.clearances:
            for name in (part.name for part in each.holding):
                for agency in each.whom:
                    last[name, agency] = _later(each, last.get((name, agency), each))
        ends = [_later(each, last.get((name, EVERY), each)) for (name, _), each in last.items()]
        return min(ends, key=_until, default=None)

    @property
    def lapsed(self) -> int:
        """How many parts no longer hold, although they were not withdrawn and their last day is not over."""
        return sum(len(each.lapsed) for each in self.clearances)
