"""Keeps which released slots can't be shown, so that they wait for those who prepare the seminar.

What blocks a slot is read at each look and never kept (`shown_domain`). A menu counts with one statement, in which an
agency sees no clearances: for it alone is kept since when a slot is blocked.
"""

from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.clearances.displays import FoundDisplay
from serve.clearances.domain import Clearance, PartKind, PartName
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.seminars.domain import Slot
from serve.seminars.sheet_uses import SlotsOfSheets
from serve.seminars.showing import SeminarShowing
from serve.seminars.work import SeminarWork


@dataclass(frozen=True)
class SlotBlocking:
    """Both methods block.

    Attributes:
        using: finds the slots that show products.
    """

    work: Works[SeminarWork]
    showing: SeminarShowing
    using: SlotsOfSheets

    def keep(self, right_holder_id: str | None = None) -> None:
        """Keep of each released slot of a planned seminar whether it is blocked now.

        Args:
            right_holder_id: only of those of this one; None for all.
        """
        with self.work.look(SYSTEM) as work:
            kept = work.blocked_slots.released(right_holder_id)
            slots = list(work.slots.many(kept).values())
            seminars = work.seminars.many({each.seminar_id for each in slots})
        found = {each.slot.id: each.is_blocked for each in self.showing.shown_each(seminars, slots)}
        changed = {name: is_blocked for name, is_blocked in found.items() if is_blocked is not kept[name]}
        if changed:
            with self.work.begin(SYSTEM) as work:
                work.blocked_slots.keep_blocked([name for name in changed if changed[name]], work.now)
                work.blocked_slots.keep_free([name for name in changed if not changed[name]])

    def of(self, actor: Actor, clearance: Clearance) -> list[FoundDisplay]:
        """The released slots of the actor's organisation that show parts of a clearance, the next seminar first."""
        using = {each.slot_id: each for each in self.using.of(actor, [clearance.product_id])}
        with self.work.look(actor) as work:
            slots = work.slots.many(using)
        left = {part.name for part in clearance.parts if part.withdrawal is None}
        found = ((using[name], _parts_of(slots[name], clearance.product_id)) for name in using if name in slots)
        return [FoundDisplay(slot, shown & left) for slot, shown in found if shown & left]


def _parts_of(slot: Slot, product_id: str) -> frozenset[PartName]:
    """What a slot shows of a product that must be cleared for it."""
    lessons = [each for each in slot.lessons if each.product_id == product_id]
    points = {PartName(PartKind.POINT, each.point_id) for lesson in lessons for each in lesson.points}
    beside = {each.counterfeit for lesson in lessons for each in lesson.points if each.counterfeit}
    return frozenset(points | beside).union(*(each.names for each in slot.of_product(product_id)))


def displaying_slots(parts: Parts, actor: Actor, clearance: Clearance) -> list[FoundDisplay]:
    """The slots that a form names before parts are withdrawn."""
    return parts[SlotBlocking].of(actor, clearance)


def keep_blocked(parts: Parts, right_holder_id: str) -> None:
    """Keep which slots of a right holder are blocked once its clearances are others."""
    parts[SlotBlocking].keep(right_holder_id)
