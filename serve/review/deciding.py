"""The rules of deciding on an entry: who may decide what, and what follows. Pure: an entry in, an entry out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from model.messages import Message, counted, message
from serve.review.domain import (
    NO_CHANGE,
    Decision,
    DecisionKind,
    Entry,
    EntryRejectedError,
    EntryState,
    EntryStateError,
    Obstacle,
    Proposal,
    RiskLevel,
    Standing,
    settled_label_of,
)

SHORTEST_REPLY, LONGEST_WORDS = 10, 1000  # characters
OPEN = frozenset({EntryState.WAITING, EntryState.QUARANTINED, EntryState.DISPUTED})
FROM: Mapping[DecisionKind, frozenset[EntryState]] = MappingProxyType(
    {
        DecisionKind.ACCEPT: OPEN - {EntryState.DISPUTED},
        DecisionKind.SEND_BACK: OPEN,
        DecisionKind.QUARANTINE: OPEN - {EntryState.QUARANTINED} | {EntryState.ACCEPTED},
        DecisionKind.PROPOSE: OPEN - {EntryState.DISPUTED},
        DecisionKind.UPHOLD: OPEN - {EntryState.WAITING},
        DecisionKind.ADOPT: OPEN - {EntryState.WAITING},
    }
)
TO: Mapping[DecisionKind, tuple[Standing, Obstacle | None]] = MappingProxyType(
    {
        DecisionKind.ACCEPT: (Standing.ACCEPTED, None),
        DecisionKind.SEND_BACK: (Standing.SENT_BACK, None),
        DecisionKind.QUARANTINE: (Standing.IN_REVIEW, Obstacle.QUARANTINED),
        DecisionKind.PROPOSE: (Standing.IN_REVIEW, Obstacle.DISPUTED),
        DecisionKind.UPHOLD: (Standing.ACCEPTED, None),
        DecisionKind.ADOPT: (Standing.ACCEPTED, None),
    }
)
DECIDED: Mapping[EntryState, Message] = MappingProxyType(
    {
        EntryState.WAITING: message("Nothing else is proposed for this entry. Accept it, or send it back."),
        EntryState.QUARANTINED: message("This entry is in quarantine already. Accept it, or send it back."),
        EntryState.DISPUTED: message("Another label or other marks are proposed for this entry. Settle this first."),
        EntryState.ACCEPTED: message("This entry is accepted already. Put it into quarantine to decide again."),
        EntryState.SENT_BACK: message("This entry was sent back. Its right holder has to hand the item in again."),
        EntryState.REPLACED: message("This entry was sent back, and its right holder has handed the item in again."),
        EntryState.WITHDRAWN: message("This entry was withdrawn by its right holder."),
    }
)
OWN_ENTRY = message("You attested the label of this item. Another person has to decide on it.")
OWN_PROPOSAL = message("You proposed this change. A third person has to settle it.")
NOT_SETTLED = message("A change is proposed for this entry. A third person has to settle it before it is accepted.")
NOTHING_OPEN = message("No change is proposed for this entry. Accept it, or send it back.")
NO_REPLY = counted(
    "Say in {shortest} to {count} character what the right holder can do better.",
    "Say in {shortest} to {count} characters what the right holder can do better.",
)
TOO_LONG = counted(
    "These words may have at most {count} character.", "These words may have at most {count} characters."
)
NOT_ASSESSED = message(
    "This entry is not assessed yet, so copies and contradicting labels were not looked for. Wait until it is "
    "assessed, or tick that you accept entries although they are not assessed yet."
)
NO_PROPOSAL = message("Choose another label, or change the marks.")
NOT_PROPOSED = message("Only a proposal has a label or marks.")
NO_PHOTO = message("This entry has no such photo.")
NAMES_OTHERS = message("The right holder reads these words. Take out “{name}”, which is about someone else.")


class DecisionInput(NamedTuple):
    """What a person says with a decision.

    Attributes:
        words: for the right holder if the entry is sent back, for the operator's people otherwise.
        although_not_assessed: whether entries that were not assessed yet are accepted together with others.
    """

    kind: DecisionKind
    words: str = ""
    proposal: Proposal = NO_CHANGE
    although_not_assessed: bool = False


def decided(entry: Entry, said: DecisionInput, by: str, at: datetime) -> tuple[Entry, Decision]:
    """An entry after a decision, and the decision.

    Raises:
        EntryRejectedError: the words or the proposal can't be kept.
        EntryStateError: the entry's state, or what the person did before, does not allow it.
    """
    _check_state(entry, said.kind, by)
    words = _checked_words(said)
    _check_proposal(entry, said)
    decision = Decision(len(entry.decisions) + 1, said.kind, by, at, words, said.proposal)
    standing, obstacle = TO[said.kind]
    review = replace(entry.review, obstacle=obstacle, decisions=(*entry.decisions, decision))
    reply = words if said.kind is DecisionKind.SEND_BACK else ""
    changed = replace(entry, standing=standing, reply=reply, review=review)
    return replace(changed, settled_label=settled_label_of(changed)), decision


def check_assessed(entry: Entry, said: DecisionInput) -> None:
    """Refuse to accept an entry among others before it was assessed, unless the person says so.

    Raises:
        EntryStateError: it was not assessed yet.
    """
    is_unread = entry.risk_level is RiskLevel.NOT_ASSESSED and entry.state in FROM[DecisionKind.ACCEPT]
    if said.kind is DecisionKind.ACCEPT and is_unread and not said.although_not_assessed:
        raise EntryStateError(NOT_ASSESSED)


def may(entry: Entry, kind: DecisionKind, by: str) -> bool:
    """Whether a person may decide so on an entry, as its state and earlier decisions are."""
    try:
        _check_state(entry, kind, by)
    except EntryStateError:
        return False
    return True


def check_reply(words: str, others: Mapping[str, str]) -> None:
    """Refuse words for a right holder that name what is another one's.

    Args:
        others: names of other right holders, and of their products, in lower case -> as they are written.

    Raises:
        EntryRejectedError: they name one.
    """
    lowered = words.casefold()
    named = next((name for key, name in others.items() if key in lowered), None)
    if named is not None:
        raise EntryRejectedError(NAMES_OTHERS.of(name=named), "words")


def _check_state(entry: Entry, kind: DecisionKind, by: str) -> None:
    if entry.state not in FROM[kind]:
        raise EntryStateError(DECIDED[entry.state])
    if by == entry.contributed_by:
        raise EntryStateError(OWN_ENTRY)
    settles = kind in {DecisionKind.UPHOLD, DecisionKind.ADOPT}
    if settles and entry.proposed_by is None:
        raise EntryStateError(NOTHING_OPEN)
    if settles and entry.proposed_by == by:
        raise EntryStateError(OWN_PROPOSAL)
    if kind in {DecisionKind.ACCEPT, DecisionKind.PROPOSE} and entry.proposed_by is not None:
        raise EntryStateError(NOT_SETTLED)


def _checked_words(said: DecisionInput) -> str:
    words = said.words.strip()
    if said.kind is DecisionKind.SEND_BACK and not SHORTEST_REPLY <= len(words) <= LONGEST_WORDS:
        raise EntryRejectedError(NO_REPLY.of(shortest=SHORTEST_REPLY, count=LONGEST_WORDS), "words")
    if len(words) > LONGEST_WORDS:
        raise EntryRejectedError(TOO_LONG.of(count=LONGEST_WORDS), "words")
    return words


def _check_proposal(entry: Entry, said: DecisionInput) -> None:
    if said.kind is not DecisionKind.PROPOSE:
        if not said.proposal.is_empty:
            raise EntryRejectedError(NOT_PROPOSED, "label")
        return
    photos = {photo.index: photo for photo in entry.photos}
    if not said.proposal.marks.keys() <= photos.keys():
        raise EntryRejectedError(NO_PHOTO, "marks")
    changes = any(marks != photos[index].marks for index, marks in said.proposal.marks.items())
    if said.proposal.label in {None, entry.label} and not changes:
        raise EntryRejectedError(NO_PROPOSAL, "label")
