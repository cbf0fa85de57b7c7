"""What people read about the review queue."""

from collections.abc import Mapping
from types import MappingProxyType

from model.datasets.fields import Label
from model.file_shortcuts import TellingTrait
from model.messages import Message, Wording, counted, in_context, message
from model.verdict import Outcome
from serve.review.domain import DecisionKind, EntryState, RiskLevel
from serve.review.risk import RiskReason

LABELS: Mapping[Label, Message] = MappingProxyType(
    {Label.GENUINE: in_context("label", "Genuine"), Label.COUNTERFEIT: in_context("label", "Counterfeit")}
)
STATES: Mapping[EntryState, Message] = MappingProxyType(
    {
        # Translators: the states of a labelled item in the review queue.
        EntryState.WAITING: in_context("review", "Waiting"),
        EntryState.QUARANTINED: in_context("review", "In quarantine"),
        EntryState.DISPUTED: in_context("review", "Disputed"),
        EntryState.ACCEPTED: in_context("review", "Accepted"),
        EntryState.SENT_BACK: in_context("review", "Sent back"),
        EntryState.REPLACED: in_context("review", "Corrected and handed in again"),
        EntryState.WITHDRAWN: in_context("review", "Withdrawn"),
    }
)
REASONS: Mapping[RiskReason, Message] = MappingProxyType(
    {
        RiskReason.NOT_ASSESSED: message("It is not assessed yet."),
        RiskReason.NOT_COMPARED: message(
            "Not compared: when this item was assessed, the active release did not know its product."
        ),
        RiskReason.NOT_EXAMINED: message("Not compared: the active release could not examine the photos."),
        RiskReason.RELEASE_DISAGREES: message("The active release contradicts the label."),
        RiskReason.SHORTCUT: message(
            "For this product, the source or the file tells the label, without a look at the goods."
        ),
        RiskReason.COPY_OF_OWN: message("A photo is a copy of one of another item of the same right holder."),
        RiskReason.COPY_OF_OTHERS: message("A photo is a copy of one of another right holder's items."),
        RiskReason.LIKE_OTHERS_PRODUCT: message("The photos look like another right holder's product."),
        RiskReason.OUTLIER: message("The photos are unlike every reference of the product."),
        RiskReason.BURST: message("One person has handed in many items of this product within a week."),
        RiskReason.LABEL_CONFLICT: message("The same item or picture has the other label, too."),
        RiskReason.FOREIGN_PRODUCT: message("The product is another right holder's."),
        RiskReason.SAMPLE: message("It was drawn at random for a close look."),
    }
)
FILES_TELL = message(
    "The files themselves tell genuine from counterfeit, without a look at the goods: {trait}. "
    "Counterfeit items with such files: {fake} of {fakes}. Genuine items with such files: {good} of {goods}."
)
SAME_CAMERA = message(
    "Photograph items of both labels with the same camera and the same program, and contribute the original files."
)


def files_tell(told: TellingTrait) -> Wording:
    """What a trait of files tells, in a sentence."""
    return FILES_TELL.of(
        trait=told.trait,
        fake=told.of_counterfeit,
        fakes=told.counterfeit,
        good=told.of_genuine,
        goods=told.genuine,
    )


DECISIONS: Mapping[DecisionKind, Message] = MappingProxyType(
    {
        # Translators: what {name} decided on a labelled item, in the history of an entry.
        DecisionKind.ACCEPT: message("{name} accepted it."),
        DecisionKind.SEND_BACK: message("{name} sent it back."),
        DecisionKind.QUARANTINE: message("{name} put it into quarantine."),
        DecisionKind.PROPOSE: message("{name} disputed the label or the marks."),
        DecisionKind.UPHOLD: message("{name} accepted it as contributed."),
        DecisionKind.ADOPT: message("{name} accepted it as proposed."),
    }
)
BUTTONS: Mapping[DecisionKind, Message] = MappingProxyType(
    {
        # Translators: what a person decides on a labelled item, on buttons.
        DecisionKind.ACCEPT: message("Accept"),
        DecisionKind.UPHOLD: message("Accept as contributed"),
        DecisionKind.ADOPT: message("Accept as proposed"),
        DecisionKind.SEND_BACK: message("Send back"),
        DecisionKind.QUARANTINE: message("Put into quarantine"),
        DecisionKind.PROPOSE: message("Dispute the label or the marks"),
    }
)
KEYS: Mapping[DecisionKind, Message] = MappingProxyType(
    {
        # Translators: A, C, P, S, Q and D are keys of the keyboard; they stay as they are.
        DecisionKind.ACCEPT: message("The key A accepts the item."),
        DecisionKind.UPHOLD: message("The key C accepts the item as contributed."),
        DecisionKind.ADOPT: message("The key P accepts the item as proposed."),
        DecisionKind.SEND_BACK: message("The key S sends the item back."),
        DecisionKind.QUARANTINE: message("The key Q puts the item into quarantine."),
        DecisionKind.PROPOSE: message("The key D opens the form in which you dispute the item."),
    }
)
ACCEPTED = counted(
    "You accepted {count} item. The next data set that is frozen has it, if its product has a published sheet.",
    "You accepted {count} items. The next data set that is frozen has them, if their products have published sheets.",
)
DONE: Mapping[DecisionKind, Message] = MappingProxyType(
    {
        DecisionKind.ACCEPT: ACCEPTED,
        DecisionKind.UPHOLD: ACCEPTED,
        DecisionKind.ADOPT: ACCEPTED,
        DecisionKind.SEND_BACK: counted(
            "You sent {count} item back. Its right holder reads why, and can correct it and hand it in again.",
            "You sent {count} items back. Their right holders read why, and can correct them and hand them in again.",
        ),
        DecisionKind.QUARANTINE: counted(
            "You put {count} item into quarantine. Training does not use it until a person accepts it.",
            "You put {count} items into quarantine. Training does not use them until a person accepts them.",
        ),
        DecisionKind.PROPOSE: counted(
            "You disputed {count} item. Another person accepts it as contributed or as you proposed.",
            "You disputed {count} items. Another person accepts them as contributed or as you proposed.",
        ),
    }
)
OPINIONS: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.CONSISTENT: message("The release finds the photos consistent with genuine."),
        Outcome.SUSPECTED: message("The release suspects a counterfeit."),
        Outcome.INCONCLUSIVE: message("The release comes to no definite outcome."),
    }
)
RISKS: Mapping[RiskLevel, Message] = MappingProxyType(
    {
        # Translators: how risky it is to accept a labelled item, on a badge in the review queue.
        RiskLevel.HIGH: message("High risk"),
        RiskLevel.SOME: message("Some risk"),
        RiskLevel.NOT_ASSESSED: message("Not assessed yet"),
        RiskLevel.NOT_COMPARED: message("Not compared with the release"),
        RiskLevel.LOW: message("Low risk"),
    }
)

FOR_SCRIPT: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: how many entries of the review queue are ticked, and how many of these were not assessed.
        "entries_ticked": message("Ticked entries: {ticked}. Ticked entries that are not assessed yet: {unassessed}."),
    }
)
FOR_TEMPLATES = {
    "review_labels": LABELS,
    "review_states": STATES,
    "review_reasons": REASONS,
    "review_decisions": DECISIONS,
    "review_buttons": BUTTONS,
    "review_keys": KEYS,
    "review_done": DONE,
    "review_opinions": OPINIONS,
    "review_risks": RISKS,
    "files_tell": files_tell,
    "same_camera": SAME_CAMERA,
}
