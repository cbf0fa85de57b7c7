"""Slots as they may be shown now: reads what holds for all agencies of their seminars."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from serve.accounts.domain import Actor, Organisation
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldProduct
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.seminars.domain import Seminar, Slot
from serve.seminars.shown_domain import ShownSlot, shown_slot
from serve.seminars.work import SeminarWork


@dataclass(frozen=True)
class SeminarShowing:
    """Reads what is around slots that the actor may see; every method blocks."""

    work: Works[SeminarWork]
    holding: Holding

    def organisations(self) -> Mapping[str, Organisation]:
        """All organisations, by id."""
        with self.work.look(SYSTEM) as work:
            return {each.id: each for each in work.organisations.all()}

    def get(self, actor: Actor, slot_id: str) -> ShownSlot:
        """A slot, as it may be shown now.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            slot = work.slots.get(slot_id)
            seminar = work.seminars.get(slot.seminar_id)
        return self._alone(seminar, slot)

    def products(self, seminar: Seminar) -> list[HeldProduct]:
        """The products of which something may be shown to all agencies of a seminar."""
        return self.holding.products(seminar.agencies)

    def shown(self, seminar: Seminar, slots: Sequence[Slot]) -> tuple[ShownSlot, ...]:
        """Slots of one seminar."""
        if not slots:
            return ()
        organisations, products = self.organisations(), self.products(seminar)
        return tuple(self._one(seminar, slot, organisations, products) for slot in slots)

    def shown_each(self, seminars: Mapping[str, Seminar], slots: Collection[Slot]) -> list[ShownSlot]:
        """Slots of several seminars; what may be shown is read once for those with the same agencies.

        Args:
            seminars: by id.
        """
        organisations = self.organisations() if slots else {}
        audiences = {seminars[each.seminar_id].agencies for each in slots}
        products = {each: self.holding.products(each) for each in audiences}
        pairs = [(seminars[each.seminar_id], each) for each in slots]
        return [self._one(seminar, each, organisations, products[seminar.agencies]) for seminar, each in pairs]

    def _alone(self, seminar: Seminar, slot: Slot) -> ShownSlot:
        names = {lesson.product_id for lesson in slot.lessons}
        found = (self.holding.product(seminar.agencies, name) for name in sorted(names))
        return self._one(seminar, slot, self.organisations(), [each for each in found if each is not None])

    def _one(
        self,
        seminar: Seminar,
        slot: Slot,
        organisations: Mapping[str, Organisation],
        products: Collection[HeldProduct],
    ) -> ShownSlot:
        holder = organisations[slot.right_holder_id]
        is_held = any(each.right_holder.id == holder.id for each in products)
        refusing = frozenset[str]() if is_held else self.holding.refusing(seminar.agencies, holder.id)
        agencies = sorted((organisations[each] for each in refusing), key=lambda agency: agency.name)
        return shown_slot(slot, seminar, holder, products, agencies)


def agencies_of(seminar: Seminar, organisations: Mapping[str, Organisation]) -> tuple[Organisation, ...]:
    """The agencies whose officers take part in a seminar, by name.

    Args:
        organisations: all, by id.
    """
    return tuple(sorted((organisations[each] for each in seminar.agencies), key=lambda agency: agency.name))
