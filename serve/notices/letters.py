"""What later subjects write to people: a kind of message, and how it is written when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from serve.accounts.domain import Person
from serve.notices.domain import NoticeKind
from serve.notices.messages import Words
from serve.notices.work import NoticeWork


@dataclass(frozen=True)
class Letter:
    """One kind of message.

    Attributes:
        write: in a unit of work of the service, to a person, with the service's address for browsers; None if there is
            nothing to say by now.
    """

    kind: NoticeKind
    write: Callable[[NoticeWork, Person, str], Words | None]
