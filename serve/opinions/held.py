"""The opinions that a person is asked for, as it is said before they are disabled or moved."""

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.opinions.work import OpinionWork

OPINIONS_HELD = HeldKind(
    counted("{count} opinion that a colleague asked for", "{count} opinions that colleagues asked for"),
    lambda work, person: work.of(OpinionWork).opinions.count_asked_of(person),
)
