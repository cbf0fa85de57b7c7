"""A table of people, what it asks for, and what its import would do. Imports only the standard library and `model`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from model.errors import ValueRejectedError
from model.messages import Wording

MOST_LINES = 5000  # of one table
LONGEST_TABLE = 2 * 2**20  # bytes
FIRST_PASSWORD_FOR = timedelta(days=30)  # from an import; a file of passwords lies about for longer


class ImportRejectedError(ValueRejectedError):
    """The table can't be read at all; the message says why."""


class SignInBy(StrEnum):
    """With what a new person signs in."""

    PASSWORD = "password"  # noqa: S105  # a column's value
    OPENID = "openid"


class LineOutcome(StrEnum):
    """What the import does with a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class PersonLine:
    """One line of a table, with surrounding space removed; what is empty is not said.

    Attributes:
        number: in the file, 1 being the header.
        unit: the name of a unit.
        email: where they are told what waits.
    """

    number: int
    username: str
    name: str
    role: str
    unit: str = ""
    email: str = ""
    sign_in: str = ""


class LineFault(NamedTuple):
    """Why a line is refused."""

    column: str
    reason: Wording


@dataclass(frozen=True)
class LineReport:
    """What is done with a line.

    Attributes:
        fault: None unless it is refused.
        password: the first password that was made; None without one.
    """

    line: PersonLine
    outcome: LineOutcome
    fault: LineFault | None = None
    password: str | None = None


@dataclass(frozen=True)
class PeopleReport:
    """What an import does, or would do.

    Attributes:
        units: the names of the units that are made for it.
        is_stored: whether it was done.
        keeps_addresses: whether e-mail addresses are kept; not where the operator has set no mail server.
    """

    lines: Sequence[LineReport]
    units: Sequence[str] = ()
    is_stored: bool = False
    keeps_addresses: bool = True

    @property
    def counts(self) -> Mapping[LineOutcome, int]:
        """How many lines have each outcome."""
        return Counter(each.outcome for each in self.lines)

    @property
    def refused(self) -> list[LineReport]:
        """The lines to mend, in order."""
        return [each for each in self.lines if each.fault is not None]

    @property
    def handed_out(self) -> list[LineReport]:
        """The lines with a first password."""
        return [each for each in self.lines if each.password is not None]

    @property
    def is_acceptable(self) -> bool:
        """Whether it can be done: no line is refused."""
        return not self.refused
