"""What the pages of seminars share: who may, ids in addresses, and slots with their words."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from model.messages import Listed, Localized, Message, Value, Wording, listed
from serve.accounts.domain import Organisation
from serve.seminars.domain import Slot, SlotState
from serve.seminars.messages import CHANGED_SINCE_ASKED, EMPTY, NEXT_STEPS, too_few, why_blocked, why_blocked_for_holder
from serve.seminars.shown_domain import Reason, ShownSlot

TEMPLATES = Path(__file__).parent / "templates"


class SlotOnPage(NamedTuple):
    """A slot with its words.

    Attributes:
        products: their names, in order.
        blocks: why it can't be shown, with what to do.
        next_step: what is to be done with it; empty if it is blocked.
    """

    shown: ShownSlot
    products: Listed
    blocks: tuple[Message, ...]
    next_step: Wording

    @property
    def slot(self) -> Slot:
        """What is stored of it."""
        return self.shown.slot

    @property
    def right_holder(self) -> Organisation:
        """Whose products it shows."""
        return self.shown.right_holder

    @property
    def sha256(self) -> str | None:
        """Of what would be shown."""
        return self.shown.sha256


def slot_for_preparers(shown: ShownSlot, names: Mapping[str, Localized]) -> SlotOnPage:
    """A slot, as people who prepare a seminar read it.

    Args:
        names: of products, see `names_of_products`.
    """
    return _slot(shown, names, is_for_holder=False)


def slot_for_holder(shown: ShownSlot, names: Mapping[str, Localized]) -> SlotOnPage:
    """The same as its right holder reads it."""
    return _slot(shown, names, is_for_holder=True)


def _slot(shown: ShownSlot, names: Mapping[str, Localized], *, is_for_holder: bool) -> SlotOnPage:
    slot = shown.slot
    blocks = [_block(each, slot, names, is_for_holder=is_for_holder) for each in shown.reasons]
    step = _next_step(slot)
    products = listed([names.get(each.product_id, Localized(each.product_id, "")) for each in slot.lessons])
    return SlotOnPage(shown, products, tuple(dict.fromkeys(blocks)), "" if blocks else step)


def _next_step(slot: Slot) -> Message:
    if not slot.lessons and slot.state is not SlotState.RETURNED:
        return EMPTY
    return CHANGED_SINCE_ASKED if slot.is_changed_since_asked else NEXT_STEPS[slot.state]


def _block(reason: Reason, slot: Slot, names: Mapping[str, Localized], *, is_for_holder: bool) -> Message:
    lesson = slot.lessons[reason.lesson - 1] if reason.lesson else None
    product: Value = names.get(lesson.product_id, lesson.product_id) if lesson else ""
    return why_blocked_for_holder(reason, product) if is_for_holder else why_blocked(reason, product)


def remarks_on(shown: ShownSlot, names: Mapping[str, Localized]) -> list[Message]:
    """Where a slot has fewer questions than it was to have."""
    products = {number: each.product_id for number, each in enumerate(shown.slot.lessons, 1)}
    return [too_few(each, names.get(products[each.number], products[each.number])) for each in shown.shortages]
