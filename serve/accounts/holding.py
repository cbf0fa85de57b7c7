"""What a person holds open, as later subjects know it: it is said before an administrator disables or moves them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.messages import Message, counted
from serve.accounts.work import AccountWork
from serve.platform.work import Work


@dataclass(frozen=True)
class HeldKind:
    """One kind of what people hold open, such as their open cases.

    Attributes:
        said: how many there are, with `count`.
        count: how many a person holds, by their id; in a unit of work of the service itself.
    """

    said: Message
    count: Callable[[Work, str], int]


SESSIONS_HELD = HeldKind(
    counted("{count} browser in which they are signed in", "{count} browsers in which they are signed in"),
    lambda work, person_id: len(work.of(AccountWork).credentials.sessions_of(person_id)),
)
TOKENS_HELD = HeldKind(
    counted("{count} API token", "{count} API tokens"),
    lambda work, person_id: len(work.of(AccountWork).credentials.tokens_of(person_id)),
)


def held_by(work: Work, person_id: str, kinds: Sequence[HeldKind]) -> list[Message]:
    """What a person holds open, in words: a line for each kind of which there is anything."""
    found = ((kind, kind.count(work, person_id)) for kind in kinds)
    return [kind.said.of(count=count) for kind, count in found if count]
