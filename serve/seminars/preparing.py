"""Slots of seminars: added, changed, removed, and put before their right holders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from model.messages import counted, message
from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import Holding
from serve.clearances.holding_domain import HeldProduct
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.seminars.domain import Asking, Seminar, SeminarRejectedError, SeminarStateError, Slot, asked
from serve.seminars.draft_domain import LONGEST_NOTE, MOST_SLOTS, checked_minutes, checked_text
from serve.seminars.drawer import Drawer
from serve.seminars.lesson_domain import LessonDraft, lessons_of
from serve.seminars.permissions import SlotAction
from serve.seminars.service import own_seminar
from serve.seminars.showing import SeminarShowing
from serve.seminars.shown_domain import ShownSlot
from serve.seminars.sitting_source import SittingSource
from serve.seminars.work import SeminarWork

MEANWHILE = message("This seminar was changed meanwhile, and nothing of yours was saved. Look at it again.")
TOO_MANY_SLOTS = message("A seminar has {most} slots at most. Leave some out.", most=MOST_SLOTS)
NO_HOLDER = message("There is no such right holder.")
NOTHING = message("This slot shows nothing yet. Choose a product for it first.")
NOTHING_TAUGHT = message(
    "This slot teaches nothing: it has neither points nor items to decide on. Choose some, or remove the slot. If "
    "nothing can be chosen, ask the right holder to clear points and photos."
)
SHORT = counted(
    "{count} item of this slot is lacking. Ask for the release of the slot as it is, or choose fewer items.",
    "{count} items of this slot are lacking. Ask for the release of the slot as it is, or choose fewer items.",
)
BLOCKED = message("Parts of this slot may not be shown at present. Change them, then ask the right holder.")


@dataclass(frozen=True)
class SlotDraft:
    """What a person chooses for a slot."""

    right_holder: str
    minutes: int
    note: str = ""
    lessons: tuple[LessonDraft, ...] = ()


class SavingProspect(NamedTuple):
    """What it would do to save a slot.

    Attributes:
        asks: whether it has questions.
        redraws: whether they are drawn again, also if nothing else is chosen.
        is_shown: whether an open sitting shows the slot, as long as it shows and asks the same.
    """

    asks: bool
    redraws: bool
    is_shown: bool


@dataclass(frozen=True)
class SlotPreparing:
    """The use cases of those who prepare a seminar. All of them block.

    Attributes:
        sittings: what knows of open ones.
    """

    work: Works[SeminarWork]
    showing: SeminarShowing
    drawer: Drawer
    holding: Holding
    sittings: Sequence[SittingSource] = ()

    def add(self, actor: Actor, seminar_id: str, draft: SlotDraft, call: IdempotentCall = UNNAMED) -> ShownSlot:
        """Add a slot as the last one.

        Raises:
            SeminarRejectedError: it can't be like this.
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended.
        """
        seminar, products = self._held(actor, seminar_id)
        with self.work.begin(actor, call) as work:
            slot_id = work.id("a")
            if not work.replayed:
                kept = _unchanged(work, seminar)
                others = work.slots.of([seminar_id])
                slot = self._filled(work, kept, _slot(work, kept, slot_id, draft, others), draft, others, products)
                work.slots.add(slot)
                work.record(SlotAction.ADD, slot)
        return self.showing.get(actor, slot_id)

    def _filled(
        self,
        work: SeminarWork,
        seminar: Seminar,
        slot: Slot,
        draft: SlotDraft,
        others: Sequence[Slot],
        products: Sequence[HeldProduct],
    ) -> Slot:
        lessons = lessons_of(draft.lessons, slot.right_holder_id, products)
        return self.drawer.redrawn(work, seminar, slot, lessons, others, products)

    def prospect(self, actor: Actor, slot_id: str) -> SavingProspect:
        """What saving a slot would do to its questions, and to a sitting that shows it.

        Raises:
            NotFoundError: there is no such slot that the actor may see.
        """
        with self.work.look(actor) as work:
            slot = work.slots.get(slot_id)
        seminar, products = self._held(actor, slot.seminar_id)
        with self.work.look(actor) as work:
            others = [each for each in work.slots.of([seminar.id]) if each.id != slot_id]
            after = self.drawer.redrawn(work, seminar, slot, slot.lessons, others, products)
            is_shown = any(each.is_open(work, seminar.id) for each in self.sittings)
        return SavingProspect(bool(slot.questions), after.questions != slot.questions, is_shown)

    def change(
        self, actor: Actor, slot_id: str, values: Mapping[str, Any], read: ReadVersion = ANY_VERSION
    ) -> ShownSlot:
        """Change a slot. If what it shows changes, it is a draft again.

        Args:
            values: of a SlotDraft, those that change; with lessons, its items are drawn again where that changes
                something (see `Drawer.redrawn`). `position`: where it is to stand among the slots, from 1.
            read: the version that the actor has read.

        Raises:
            ChangedMeanwhileError: it has another version.
            SeminarRejectedError: it can't be like this.
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended.
        """
        with self.work.look(actor) as work:
            seminar_id = work.slots.get(slot_id).seminar_id
        seminar, products = self._held(actor, seminar_id)
        with self.work.begin(actor) as work:
            kept = _unchanged(work, seminar)
            known = {each.id: each for each in work.slots.of([seminar_id], for_change=True)}  # also right holders write
            slot = known.get(slot_id) or work.slots.get(slot_id)  # which raises, as it is gone
            read.check(slot.digest)
            others = [each for each in known.values() if each.id != slot_id]
            changed = _changed(slot, values)
            if "lessons" in values:
                lessons = lessons_of(values["lessons"], slot.right_holder_id, products)
                changed = self.drawer.redrawn(work, kept, changed, lessons, others, products)
            _store(work, known, _moved(changed, values.get("position"), others))
        return self.showing.get(actor, slot_id)

    def remove(self, actor: Actor, slot_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Remove a slot.

        Raises:
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            slot = work.slots.get(slot_id)
            own_seminar(work, slot.seminar_id).check_planned()
            work.slots.remove(slot_id)
            work.record(SlotAction.REMOVE, slot)

    def ask(self, actor: Actor, slot_id: str, call: IdempotentCall = UNNAMED, *, is_short: bool = False) -> ShownSlot:
        """Put a slot before its right holder, who looks at all that it shows.

        Args:
            is_short: whether the actor knows that it lacks items, and asks nevertheless.

        Raises:
            SeminarStateError: it teaches nothing, lacks items, parts of it may not be shown, or it is asked or
                released already.
            NotFoundError, NotPermittedError: as for `own_seminar`.
        """
        shown = self.showing.get(actor, slot_id)
        with self.work.begin(actor, call) as work:
            slot = work.slots.get(slot_id)
            if not work.replayed:
                own_seminar(work, slot.seminar_id).check_planned()
                slot = work.slots.get(slot_id, for_change=True)
                _check_shows(shown, slot, is_short=is_short)
                after = asked(slot, Asking(work.actor.person_id, work.now), is_changed=shown.is_changed)
                work.slots.change(after)
                work.record(SlotAction.ASK, after)
        return self.showing.get(actor, slot_id)

    def point_picture(self, actor: Actor, seminar_id: str, product_id: str, point_id: str) -> bytes:
        """The genuine picture of a point that may be shown in a seminar, as JPEG.

        Raises:
            NotFoundError: there is none.
        """
        return self._picture(actor, seminar_id, product_id, PartName(PartKind.POINT, point_id))

    def photo(self, actor: Actor, seminar_id: str, product_id: str, entry_id: str, index: int) -> bytes:
        """A photo of an item that may be shown in a seminar, as JPEG.

        Raises:
            NotFoundError: there is none.
        """
        return self._picture(actor, seminar_id, product_id, PartName(PartKind.PHOTO, entry_id, index))

    def _picture(self, actor: Actor, seminar_id: str, product_id: str, name: PartName) -> bytes:
        with self.work.look(actor) as work:
            seminar = work.seminars.get(seminar_id)
        return self.holding.picture(seminar.agencies, product_id, name)

    def _held(self, actor: Actor, seminar_id: str) -> tuple[Seminar, list[HeldProduct]]:
        with self.work.look(actor) as work:
            seminar = work.seminars.get(seminar_id)
        return seminar, self.showing.products(seminar)


def _unchanged(work: SeminarWork, looked_at: Seminar) -> Seminar:
    """The seminar, locked, if it still has the agencies for which was looked up what may be shown."""
    kept = own_seminar(work, looked_at.id)
    kept.check_planned()
    if kept.agencies != looked_at.agencies:
        raise SeminarStateError(MEANWHILE)
    return kept


def _slot(work: SeminarWork, seminar: Seminar, slot_id: str, draft: SlotDraft, others: Sequence[Slot]) -> Slot:
    if len(others) >= MOST_SLOTS:
        raise SeminarRejectedError(TOO_MANY_SLOTS)
    holders = (each for each in work.organisations.all() if each.kind == OrganisationKind.RIGHT_HOLDER)
    if draft.right_holder not in {each.id for each in holders}:
        raise SeminarRejectedError(NO_HOLDER, "right_holder")
    return Slot(
        id=slot_id,
        seminar_id=seminar.id,
        organisation_id=seminar.organisation_id,
        right_holder_id=draft.right_holder,
        position=max((each.position for each in others), default=0) + 1,
        minutes=checked_minutes(draft.minutes),
        note=checked_text(draft.note, "note", LONGEST_NOTE),
    )


def _changed(slot: Slot, values: Mapping[str, Any]) -> Slot:
    """The slot with another length and note, which no one releases."""
    minutes, note = values.get("minutes", slot.minutes), values.get("note", slot.note)
    return replace(slot, minutes=checked_minutes(minutes), note=checked_text(note, "note", LONGEST_NOTE))


def _moved(slot: Slot, position: int | None, others: Sequence[Slot]) -> list[Slot]:
    """All slots, with one at another place."""
    if position is None:
        return [slot, *others]
    order = sorted(others, key=lambda each: each.position)
    order.insert(min(max(position, 1), len(order) + 1) - 1, slot)
    return [replace(each, position=number) for number, each in enumerate(order, 1)]


def _store(work: SeminarWork, known: Mapping[str, Slot], after: Sequence[Slot]) -> None:
    """Write the slots that differ."""
    for slot in after:
        if slot != known[slot.id]:
            work.slots.change(slot)
            work.record(SlotAction.CHANGE, slot)


def _check_shows(shown: ShownSlot, slot: Slot, *, is_short: bool) -> None:
    """Raise SeminarStateError unless the slot is what was looked at, and teaches something that may be shown."""
    if slot.digest != shown.slot.digest:
        raise SeminarStateError(MEANWHILE)
    if not slot.lessons:
        raise SeminarStateError(NOTHING)
    if shown.sha256 is None:
        raise SeminarStateError(BLOCKED)
    if not shown.is_taught:
        raise SeminarStateError(NOTHING_TAUGHT)
    lacking = sum(each.wanted - each.found for each in shown.shortages)
    if lacking and not is_short:
        raise SeminarStateError(SHORT.of(count=lacking))
