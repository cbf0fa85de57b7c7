"""What is kept of a person who signs in, in words and as rows."""

from typing import NamedTuple

from model.messages import Message, Wording


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
