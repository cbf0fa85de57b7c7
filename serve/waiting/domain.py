"""What waits for a person, as it is listed. Imports only the standard library and `model`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from model.messages import NOTHING, Message, Wording


@dataclass(frozen=True)
class WaitingThing:
    """One thing that waits.

    Attributes:
        address: of the page on which it is done.
        since: when it came.
        label: what someone wrote, such as a question or a title; None without one.
        product: id of the product that it is about; None if it is about none.
        due: the last day on which it is of use; None if there is none.
        about: what else tells it from others, for people; empty if nothing does.
    """

    id: str
    address: str
    since: datetime
    label: str | None
    product: str | None
    due: date | None
    about: Wording = NOTHING


@dataclass(frozen=True)
class WaitingGroup:
    """Things of one kind.

    Attributes:
        kind: its name in the API.
        title: what they are, for people.
        said: how many there are, for people.
        page: the page that lists all of them.
        count: how many wait.
        first: those due first, then those that have waited longest.
    """

    kind: str
    title: Message
    said: Message
    page: str
    count: int
    first: Sequence[WaitingThing]


@dataclass(frozen=True)
class WorkList:
    """All that waits for a person.

    Attributes:
        read_at: when this was so.
    """

    groups: Sequence[WaitingGroup]
    read_at: datetime

    @property
    def total(self) -> int:
        """How many things wait."""
        return sum(each.count for each in self.groups)
