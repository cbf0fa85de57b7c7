"""What is kept of people who sign in: which columns name them, for whom that is, and for how long."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import Message, Wording
from serve.platform.settings import Settings


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept of people.

    Attributes:
        columns: which name a person by their id, each as `table.column`.
        lasts: for how long, by the operator's settings.
        roles: of whom it is kept; empty for all.
        shown: further columns of the tables that an export of one's own data has.
    """

    what: Message
    columns: tuple[str, ...]
    lasts: Callable[[Settings], Wording]
    roles: Collection[str] = ()
    shown: tuple[str, ...] = ()

    def concerns(self, role: str) -> bool:
        """Whether it is kept of people with this role."""
        return not self.roles or role in self.roles


class KeptFor(NamedTuple):
    """What is kept of a person, and for how long, in words."""

    what: Message
    lasts: Wording


class OwnRows(NamedTuple):
    """Where one column names a person.

    Attributes:
        amount: of all rows.
        rows: what an export has of them, the first ones where they are too many.
    """

    column: str
    amount: int
    rows: list[dict[str, str | int | bool | None]]


class OwnData(NamedTuple):
    """All that is kept of one kind of a person."""

    kept: KeptFor
    rows: list[OwnRows]
