"""Slots that show a product sheet which is published again: they wait for their right holder's release again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from serve.accounts.domain import Actor
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.seminars.domain import Asking, asked, is_shown_later
from serve.seminars.permissions import SlotAction
from serve.seminars.showing import SeminarShowing
from serve.seminars.work import SeminarWork


class UsingSlot(NamedTuple):
    """A released slot of a planned seminar, or of a closed one from which people may learn in a course.

    Attributes:
        for_course: whether people may also learn from it alone.
    """

    slot_id: str
    seminar: str
    day: date
    for_course: bool


@dataclass(frozen=True)
class SlotsOfSheets:
    """The use cases of right holders. Both block."""

    work: Works[SeminarWork]
    showing: SeminarShowing

    def of(self, actor: Actor, products: Collection[str]) -> list[UsingSlot]:
        """The released slots that show one of these products of the actor's organisation, the next seminar first."""
        with self.work.look(actor) as work:
            slots = work.slots.released(actor.organisation_id, products)
            seminars = work.seminars.many({slot.seminar_id for slot in slots})
        found = [
            UsingSlot(slot.id, seminar.title, seminar.day, slot.decision is not None and slot.decision.for_course)
            for slot in slots
            if is_shown_later(seminar := seminars[slot.seminar_id], in_course=slot.allows_course)
        ]
        return sorted(found, key=lambda each: (each.day, each.slot_id))

    def ask_again(self, actor: Actor, products: Collection[str]) -> None:
        """Have those that show something else now wait for their release: no one has released the new words."""
        for each in self.of(actor, products):
            shown = self.showing.get(actor, each.slot_id)
            if not shown.is_changed:
                continue
            with self.work.begin(actor) as work:
                slot = work.slots.get(each.slot_id, for_change=True)
                if slot.digest == shown.slot.digest:
                    after = asked(slot, Asking(actor.person_id, work.now), is_changed=True)
                    work.slots.change(after)
                    work.record(SlotAction.ASK, after)


def using_slots(parts: Parts, actor: Actor, products: Collection[str]) -> list[UsingSlot]:
    """The slots that a form names before sheets are published."""
    return parts[SlotsOfSheets].of(actor, products)


def ask_again(parts: Parts, actor: Actor, products: Collection[str]) -> None:
    """Ask for the release of the slots that show something else once sheets are published."""
    parts[SlotsOfSheets].ask_again(actor, products)
