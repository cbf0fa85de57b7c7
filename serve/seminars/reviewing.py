"""What right holders do with slots: they look at all that would be shown, and release or return it."""

from collections.abc import Iterable
from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import NOT_HELD, Holding
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.seminars.domain import (
    Seminar,
    SeminarStateError,
    Slot,
    SlotDecision,
    SlotState,
    is_shown_later,
    released,
)
from serve.seminars.domain import returned as given_back
from serve.seminars.draft_domain import checked_words
from serve.seminars.permissions import SlotAction
from serve.seminars.showing import SeminarShowing, agencies_of
from serve.seminars.shown_domain import ShownLesson, ShownSlot
from serve.seminars.work import SeminarWork

BLOCKED = message("Parts of this slot may not be shown at present, so it can't be released. Return it, and say so.")
OTHERWISE = message("What this slot shows has changed since you looked at it. Look at it again before you release it.")


@dataclass(frozen=True)
class ListedSlot:
    """A slot in a right holder's list."""

    slot: Slot
    seminar: Seminar
    agencies: tuple[Organisation, ...]


@dataclass(frozen=True)
class SlotReviewing:
    """The use cases. All of them block. Those who prepare a seminar see its slots and their pictures here, too."""

    work: Works[SeminarWork]
    showing: SeminarShowing
    holding: Holding

    def page(self, actor: Actor, state: SlotState | None, after: str | None, limit: int) -> Page[ListedSlot]:
        """The slots about which right holders were asked and that the actor may see, the latest first.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no slot `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = cut(work.slots.page(state, after, limit + 1), limit, lambda slot: slot.id)
            seminars = work.seminars.many({slot.seminar_id for slot in found.entries})
        organisations = self.showing.organisations()
        pairs = ((slot, seminars[slot.seminar_id]) for slot in found.entries)
        return Page([ListedSlot(*each, agencies_of(each[1], organisations)) for each in pairs], found.after)

    def get(self, actor: Actor, slot_id: str) -> ShownSlot:
        """A slot with all that it would show now.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        return self.showing.get(actor, slot_id)

    def blocked(self, actor: Actor, listed: Iterable[ListedSlot]) -> dict[str, ShownSlot]:
        """Of some slots, those that can't be shown now although they are released, by id."""
        released = (each.slot.id for each in listed if each.slot.released is not None)
        found = [self.showing.get(actor, each) for each in released]
        return {each.slot.id: each for each in found if each.is_blocked}

    def agencies(self, shown: ShownSlot) -> tuple[Organisation, ...]:
        """The agencies whose officers would see it, by name."""
        return agencies_of(shown.seminar, self.showing.organisations())

    def release(
        self, actor: Actor, slot_id: str, sha256: str, *, for_course: bool = False, call: IdempotentCall = UNNAMED
    ) -> ShownSlot:
        """Release a slot, as it is.

        Args:
            sha256: of what the actor has looked at.
            for_course: whether people may also learn from it alone, without a seminar.

        Raises:
            SeminarStateError: it is not waiting, parts of it may not be shown, or it shows something else by now.
            NotFoundError: the actor's organisation has no such slot.
        """
        shown = self.get(actor, slot_id)
        with self.work.begin(actor, call) as work:
            slot = work.slots.get(slot_id, for_change=True)
            if not work.replayed:
                _check_planned(work, slot)
                _check_same(shown, slot, sha256)
                decision = SlotDecision(work.actor.person_id, work.now, sha256=sha256, for_course=for_course)
                after = released(slot, decision)
                work.slots.change(after)
                work.record(SlotAction.RELEASE, after)
        return self.get(actor, slot_id)

    def give_back(self, actor: Actor, slot_id: str, words: str, call: IdempotentCall = UNNAMED) -> ShownSlot:
        """Return a slot, and say what is to be changed; one that was released before may not be shown any more.

        Raises:
            SeminarRejectedError: the words are missing or invalid.
            SeminarStateError: it is neither waiting nor released.
            NotFoundError: the actor's organisation has no such slot.
        """
        checked = checked_words(words)
        with self.work.begin(actor, call) as work:
            slot = work.slots.get(slot_id, for_change=True)
            if not work.replayed:
                if slot.state is not SlotState.RELEASED:  # what is shown can be taken back at any time
                    _check_planned(work, slot)
                after = given_back(slot, SlotDecision(work.actor.person_id, work.now, checked))
                work.slots.change(after)
                work.record(SlotAction.RETURN, after)
        return self.get(actor, slot_id)

    def point_picture(self, actor: Actor, slot_id: str, product_id: str, point_id: str) -> bytes:
        """The genuine picture of a point that a slot shows, as JPEG.

        Raises:
            NotFoundError: there is none, or it may not be shown now.
        """
        shown = self.get(actor, slot_id)
        points = (point.point.id for lesson in shown.lessons if _is(lesson, product_id) for point in lesson.points)
        if point_id not in points:
            raise NotFoundError(NOT_HELD)
        return self.holding.picture(shown.seminar.agencies, product_id, PartName(PartKind.POINT, point_id))

    def photo(self, actor: Actor, slot_id: str, product_id: str, entry_id: str, index: int) -> bytes:
        """A photo that a slot shows, beside a point or in a question, as JPEG.

        Raises:
            NotFoundError: there is none, or it may not be shown now.
        """
        shown = self.get(actor, slot_id)
        if shown.photo(product_id, entry_id, index) is None:
            raise NotFoundError(NOT_HELD)
        return self.holding.picture(shown.seminar.agencies, product_id, PartName(PartKind.PHOTO, entry_id, index))


def _is(lesson: ShownLesson, product_id: str) -> bool:
    return lesson.product is not None and lesson.product.product_id == product_id


def _check_planned(work: SeminarWork, slot: Slot) -> None:
    """Raise SeminarStateError unless a seminar or a course may still show the slot."""
    seminar = work.seminars.get(slot.seminar_id)
    if not is_shown_later(seminar, in_course=slot.allows_course):
        seminar.check_planned()


def _check_same(shown: ShownSlot, slot: Slot, sha256: str) -> None:
    """Raise SeminarStateError unless what would be shown is what the actor has looked at."""
    if slot.state is SlotState.ASKED and shown.sha256 is None:
        raise SeminarStateError(BLOCKED)
    if slot.state is SlotState.ASKED and (slot.digest != shown.slot.digest or shown.sha256 != sha256):
        raise SeminarStateError(OTHERWISE)
