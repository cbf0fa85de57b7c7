"""What an officer must know of the release that gave a verdict: the doubts about its data that its makers accepted.

It follows from the release's own description alone. A verdict that is read again, or replayed, is told with the same.
"""

from model.description import ReleaseDescription
from model.messages import NOTHING, Message
from serve.examinations import messages
from serve.releases.accepted import accepted_for

SHORTCUT = "shortcut-"  # codes of findings that something other than the goods tells the labels apart begin so


def places_doubt(description: ReleaseDescription) -> Message:
    """What an officer must know before looking at a place that differs: the release may have learned what is no goods.

    Empty if no such doubt was accepted.
    """
    doubt = accepted_doubts(description)
    return doubt if doubt is messages.LIMIT_SHORTCUTS else NOTHING


def accepted_doubts(description: ReleaseDescription) -> Message:
    """One sentence; empty if no doubt was accepted."""
    accepted = accepted_for(description) or ()
    if any(code.startswith(SHORTCUT) for code in accepted):
        return messages.LIMIT_SHORTCUTS
    return messages.LIMIT_DOUBTS if accepted else NOTHING
