"""What people read about sittings."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from model.messages import Localized, Message, counted, in_context, listed, message
from model.verdict import Outcome
from serve.examinations.messages import FOREIGN, FOREIGN_KNOWN, MEANS_IF_FOREIGN, OUTCOMES
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.domain import SlotState
from serve.seminars.messages import CHANGED_SINCE_ASKED, NEXT_STEPS
from serve.sittings.domain import SittingState
from serve.sittings.shown_domain import ListedStep, PhotoAccess, ShownStep, WithheldSlot

# Translators: whether a seminar that is held with a projector and phones goes on.
STATES: Mapping[SittingState, Message] = MappingProxyType(
    {
        SittingState.OPEN: in_context("sitting", "Open"),
        SittingState.CLOSED: in_context("sitting", "Closed"),
    }
)
# Translators: what a step of a seminar is.
STEPS: Mapping[AgendaStepKind, Message] = MappingProxyType(
    {
        AgendaStepKind.PRE_TEST: message("Question of the pre-test"),
        AgendaStepKind.SHOT_LIST: message("Shot list"),
        AgendaStepKind.COMPARISON: message("Genuine and counterfeit side by side"),
        AgendaStepKind.DEMO: message("Live demo"),
        AgendaStepKind.EXERCISE: message("Exercise"),
        AgendaStepKind.POST_TEST: message("Question of the post-test"),
    }
)
SEATS_JOINED = counted("{count} phone has joined.", "{count} phones have joined.")
SEATS_ANSWERED = counted("{count} of {seats} has answered.", "{count} of {seats} have answered.")
SEATS_ANSWERED_AGAIN = counted(
    "{count} of {seats} has answered again, after the assistant's verdict.",
    "{count} of {seats} have answered again, after the assistant's verdict.",
)
# Translators: in the place of photos of an item that a trainer examined before a hall.
PHOTO_ACCESS: Mapping[PhotoAccess, Message] = MappingProxyType(
    {
        PhotoAccess.OTHERS: message(
            "The photos of this item are those of the agency that holds the seminar. Only its people see them."
        ),
        PhotoAccess.REMOVED: message(
            "The photos of this item have been removed, with the practice that they are from."
        ),
    }
)
_OF_SEVERAL: Mapping[AgendaStepKind, Message] = MappingProxyType(
    {
        AgendaStepKind.PRE_TEST: message("Question {number} of {count} of the pre-test"),
        AgendaStepKind.EXERCISE: message("Exercise {number} of {count}"),
        AgendaStepKind.POST_TEST: message("Question {number} of {count} of the post-test"),
    }
)
# Translators: to a person who leads a seminar, about the slot of a right holder that is not on the screens.
CHANGED_SINCE_OPENED = message(
    "This slot was changed after the sitting was opened. To show the slot, close this sitting, and open a new one."
)
_WITHHELD: Mapping[SlotState, Message] = MappingProxyType({**NEXT_STEPS, SlotState.DRAFT: CHANGED_SINCE_ASKED})
INCONCLUSIVE = message(
    "The assistant can't decide from these photos. They may not be sharp enough, may not show enough of the item, or "
    "may show another product."
)
# Where a verdict of an item that was examined before a hall names no point.
WITHOUT_REASONS: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.CONSISTENT: message("Taken together, the points of this item speak for a genuine one."),
        Outcome.SUSPECTED: message("No point that may be shown deviates clearly."),
    }
)

# Translators: an item that a trainer examined before a hall; {other} is the name of a product.
ALL_FOREIGN = message("No photo shows this product.")
ALL_FOREIGN_KNOWN = message("No photo shows this product. What they show is {other}.")


def foreign_photos(shown: ShownStep, names: Mapping[str, Localized]) -> Iterator[Message]:
    """Which photos of a live demo do not show its product, what they show instead, and what follows.

    Args:
        names: of products, by id.
    """
    products = list(dict.fromkeys(each.product for each in shown.foreign))
    if shown.foreign and len(shown.foreign) == len(shown.examined):
        others = [names[each] for each in products if each and each in names]
        yield ALL_FOREIGN_KNOWN.of(other=listed(others)) if others else ALL_FOREIGN
        return
    for product in products:
        yield _foreign([each.photo for each in shown.foreign if each.product == product], product, names)
    yield from what_foreign_means(shown)


def foreign_photo(shown: ShownStep, names: Mapping[str, Localized], photo: int) -> Message | None:
    """The same of one photo, without what follows; None if it shows the product."""
    found = next((each for each in shown.foreign if each.photo == photo), None)
    return _foreign([photo], found.product, names) if found else None


def what_foreign_means(shown: ShownStep) -> Iterator[Message]:
    """What follows from photos that do not show the product."""
    if shown.foreign and shown.assistance and shown.assistance.outcome is Outcome.INCONCLUSIVE:
        yield MEANS_IF_FOREIGN


def _foreign(photos: Sequence[int], product: str | None, names: Mapping[str, Localized]) -> Message:
    text = FOREIGN_KNOWN if product in names else FOREIGN
    numbers = [each + 1 for each in photos]
    return text.of(count=len(numbers), photos=listed(numbers), other=names.get(product or "", ""))


def step_of_kind(step: ListedStep) -> Message:
    """What a step is, and which of how many."""
    if not step.place:
        return STEPS[step.step.kind]
    return _OF_SEVERAL[step.step.kind].of(number=step.place, count=step.of)


def why_withheld(slot: WithheldSlot) -> Iterator[Message]:
    """Why a slot is not shown in a sitting, and what people who lead it can do."""
    if slot.state is not SlotState.RELEASED:
        yield _WITHHELD[slot.state]
    if slot.is_changed:
        yield CHANGED_SINCE_OPENED


FOR_TEMPLATES = {
    "step_of_kind": step_of_kind,
    "demo_foreign": foreign_photos,
    "demo_foreign_photo": foreign_photo,
    "demo_foreign_means": what_foreign_means,
    "demo_inconclusive": INCONCLUSIVE,
    "demo_without_reasons": WITHOUT_REASONS,
    "demo_photo_access": PHOTO_ACCESS,
    "seats_joined": SEATS_JOINED,
    "seats_answered": SEATS_ANSWERED,
    "seats_answered_again": SEATS_ANSWERED_AGAIN,
    "outcomes_of_items": {kind: words.headline for kind, words in OUTCOMES.items()},
    "sitting_states": STATES,
    "step_kinds": STEPS,
    "why_withheld": why_withheld,
}
