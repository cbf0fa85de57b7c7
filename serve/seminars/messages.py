"""What people read about seminars."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.messages import Message, Value, counted, in_context, message
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.domain import Purpose, SeminarState, SlotState
from serve.seminars.shortage_domain import Shortage, Unknown
from serve.seminars.shown_domain import Block, Reason

HAS_OPEN = message("This seminar has an open sitting. Go on with it, or close it first.")

# Translators: where a seminar stands.
STATES: Mapping[SeminarState, Message] = MappingProxyType(
    {
        SeminarState.PLANNED: in_context("seminar", "Planned"),
        SeminarState.CLOSED: in_context("seminar", "Closed"),
        SeminarState.CANCELLED: in_context("seminar", "Cancelled"),
    }
)
# Translators: where the slot of a right holder in a seminar stands, as people read it who prepare the seminar.
SLOT_STATES: Mapping[SlotState, Message] = MappingProxyType(
    {
        SlotState.DRAFT: in_context("slot", "Draft"),
        SlotState.ASKED: in_context("slot", "Waiting for the right holder"),
        SlotState.RELEASED: in_context("slot", "Released"),
        SlotState.RETURNED: in_context("slot", "Returned"),
    }
)
# Translators: the same as the right holder reads it; it is the right holder who releases or returns a slot.
REVIEW_STATES: Mapping[SlotState, Message] = MappingProxyType(
    {
        SlotState.ASKED: in_context("slot", "Waiting for you"),
        SlotState.RELEASED: in_context("slot", "Released"),
        SlotState.RETURNED: in_context("slot", "Returned"),
        SlotState.DRAFT: in_context("slot", "Changed since"),
    }
)
PURPOSES: Mapping[Purpose, Message] = MappingProxyType(
    {
        Purpose.PRE_TEST: message("Pre-test, before the seminar"),
        Purpose.EXERCISE: message("Exercises"),
        Purpose.POST_TEST: message("Post-test, after the seminar"),
    }
)
NEXT_STEPS: Mapping[SlotState, Message] = MappingProxyType(
    {
        SlotState.DRAFT: message("The right holder has not been asked yet. Look at the slot, and ask for its release."),
        SlotState.ASKED: message("The right holder has been asked, and has not answered yet."),
        SlotState.RELEASED: message("The right holder has released this slot. It can be shown in the seminar."),
        SlotState.RETURNED: message(
            "The right holder has returned this slot. Read why, change the slot, and ask the right holder again."
        ),
    }
)
CHANGED_SINCE_ASKED = message(
    "The slot was changed since the right holder was asked. Look at the slot, and ask the right holder again."
)
EMPTY = message("Nothing is shown in this slot yet. Change the slot, and tick a product.")
STEPS: Mapping[AgendaStepKind, Message] = MappingProxyType(
    {
        AgendaStepKind.PRE_TEST: message("Pre-test: officers decide on an item"),
        AgendaStepKind.SHOT_LIST: message("What to photograph"),
        AgendaStepKind.COMPARISON: message("Genuine against counterfeit: {point}"),
        AgendaStepKind.DEMO: message("An item is examined before everyone"),
        AgendaStepKind.EXERCISE: message("Exercise: officers decide on an item"),
        AgendaStepKind.POST_TEST: message("Post-test: officers decide on an item"),
    }
)
ASSISTED = message("Exercise with the assistant: officers decide on an item")

# Why a slot is blocked, for people who prepare the seminar, with what to do.
_BLOCKS: Mapping[Block, Message] = MappingProxyType(
    {
        Block.AGENCY: message(
            "The right holder does not allow {agency} to see its product sheets. Ask the right holder to allow this "
            "agency. Otherwise leave the agency out of the seminar, or remove the slot."
        ),
        Block.PRODUCT: message(
            "Nothing of {product} may be shown to every agency of the seminar. Ask the right holder to clear points "
            "and pictures for these agencies. Otherwise change the slot, and leave the product out."
        ),
        Block.POINT: message(
            "Point {number} of {product} may not be shown to every agency of the seminar. Change the slot, and "
            "leave the point out. Otherwise ask the right holder to clear the point again."
        ),
        Block.PHOTO: message(
            "The counterfeit picture of point {number} of {product} may not be shown to every agency of the "
            "seminar. Change the slot, and choose another picture."
        ),
        Block.CHANGED: message(
            "What would be shown has changed since the right holder released the slot. Look at the slot, and ask the "
            "right holder again."
        ),
    }
)
_QUESTIONS: Mapping[Purpose, Message] = MappingProxyType(
    {
        Purpose.PRE_TEST: message(
            "Item {number} of {product} in the pre-test may not be shown any more. Change the slot and "
            "save it: another item is then drawn."
        ),
        Purpose.EXERCISE: message(
            "Item {number} of {product} in the exercises may not be shown any more. Change the slot and save it: "
            "another item is then drawn."
        ),
        Purpose.POST_TEST: message(
            "Item {number} of {product} in the post-test may not be shown any more. Change the slot and "
            "save it: another item is then drawn."
        ),
    }
)
_NOT_CLEARED = message(
    "Something of {product} that this slot shows is not cleared for every agency of the seminar. Clear it for these "
    "agencies, or return the slot."
)
# The same for the right holder.
_BLOCKS_FOR_HOLDER: Mapping[Block, Message] = MappingProxyType(
    {
        Block.AGENCY: message(
            "Your organisation does not allow {agency} to see its product sheets, so officers see nothing of this "
            "slot. Allow the agency, or return the slot."
        ),
        Block.CHANGED: message(
            "What would be shown has changed since you released the slot. Officers see nothing of it until you are "
            "asked again, and release it again."
        ),
    }
)
_SHORT: Mapping[tuple[Purpose, Label], Message] = MappingProxyType(
    {
        (Purpose.PRE_TEST, Label.GENUINE): counted(
            "Pre-test of {product}: {count} genuine item is wanted, and {found} can be asked about.",
            "Pre-test of {product}: {count} genuine items are wanted, and {found} can be asked about.",
        ),
        (Purpose.PRE_TEST, Label.COUNTERFEIT): counted(
            "Pre-test of {product}: {count} counterfeit item is wanted, and {found} can be asked about.",
            "Pre-test of {product}: {count} counterfeit items are wanted, and {found} can be asked about.",
        ),
        (Purpose.EXERCISE, Label.GENUINE): counted(
            "Exercises of {product}: {count} genuine item is wanted, and {found} can be asked about.",
            "Exercises of {product}: {count} genuine items are wanted, and {found} can be asked about.",
        ),
        (Purpose.EXERCISE, Label.COUNTERFEIT): counted(
            "Exercises of {product}: {count} counterfeit item is wanted, and {found} can be asked about.",
            "Exercises of {product}: {count} counterfeit items are wanted, and {found} can be asked about.",
        ),
        (Purpose.POST_TEST, Label.GENUINE): counted(
            "Post-test of {product}: {count} genuine item is wanted, and {found} can be asked about.",
            "Post-test of {product}: {count} genuine items are wanted, and {found} can be asked about.",
        ),
        (Purpose.POST_TEST, Label.COUNTERFEIT): counted(
            "Post-test of {product}: {count} counterfeit item is wanted, and {found} can be asked about.",
            "Post-test of {product}: {count} counterfeit items are wanted, and {found} can be asked about.",
        ),
    }
)
_WAITING = counted(
    "The service has not assessed {count} of these items yet, so it does not know how hard it is to tell.",
    "The service has not assessed {count} of these items yet, so it does not know how hard they are to tell.",
)
_NEVER = counted(
    "The release can't say how hard {count} of these items is to tell. Answers of officers will say it.",
    "The release can't say how hard {count} of these items are to tell. Answers of officers will say it.",
)
_LATE = counted(
    "How hard {count} of these items is to tell became known after it was drawn.",
    "How hard {count} of these items are to tell became known after they were drawn.",
)
_FOLLOWS = message("So the exercises may not go from easy to hard, and one test may be harder than the other one.")
_WAIT = message(
    "Wait until they are assessed, which takes a few seconds for each item. Then open “Change the slot”, and save it: "
    "its items are drawn again."
)
_SAVE = message("Open “Change the slot”, and save it: its items are then drawn again, by how hard they are.")
_RELEASE_AGAIN = message("If other items are drawn, the right holder has to release the slot again.")
# Translators: {languages} are those in which a text of an identification point was not renewed after it was reworded.
OLDER = message(
    "Some translations are older than the text: {languages}. Officers who read these languages see that text in "
    "another one until the right holder renews them on the product sheet."
)

FOR_TEMPLATES = {
    "seminar_states": STATES,
    "slot_states": SLOT_STATES,
    "slot_review_states": REVIEW_STATES,
    "seminar_purposes": PURPOSES,
}


def why_blocked(reason: Reason, product: Value) -> Message:
    """Why a slot is blocked, and what people who prepare the seminar can do.

    Args:
        product: of the reason, by its name or id; empty if the reason is about the slot.
    """
    if reason.block is Block.QUESTION and reason.purpose:
        return _QUESTIONS[reason.purpose].of(number=reason.number, product=product)
    said = _BLOCKS[reason.block]
    match reason.block:
        case Block.AGENCY:
            return said.of(agency=reason.agency.name if reason.agency else "")
        case Block.PRODUCT:
            return said.of(product=product)
        case Block.POINT | Block.PHOTO:
            return said.of(product=product, number=reason.number)
    return said


def why_blocked_for_holder(reason: Reason, product: Value) -> Message:
    """The same for the right holder."""
    match reason.block:
        case Block.AGENCY:
            return _BLOCKS_FOR_HOLDER[reason.block].of(agency=reason.agency.name if reason.agency else "")
        case Block.CHANGED:
            return _BLOCKS_FOR_HOLDER[reason.block]
    return _NOT_CLEARED.of(product=product)


def too_few(shortage: Shortage, product: Value) -> Message:
    """Where a lesson has fewer questions than it was to have."""
    return _SHORT[shortage.purpose, shortage.label].of(count=shortage.wanted, product=product, found=shortage.found)


def of_unknown(unknown: Unknown, *, is_released: bool) -> list[Message]:
    """What was not known of items when they were drawn, what follows, and what to do; nothing if all was known."""
    counts = ((_WAITING, unknown.waiting), (_NEVER, unknown.never), (_LATE, unknown.late))
    said = [words.of(count=count) for words, count in counts if count]
    if said:
        said.append(_FOLLOWS)
    if unknown.waiting or unknown.late:
        said.append(_WAIT if unknown.waiting else _SAVE)
        said += [_RELEASE_AGAIN] if is_released else []
    return said
