"""A kind of finding about contributed images."""

from enum import Enum, auto
from typing import NamedTuple

from model.messages import NOTHING, Message
from serve.contributions.image_domain import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class AllAtOnce(Enum):
    """What a person can do at once of all rows with a kind of finding."""

    NOTHING = auto()  # only a person can tell, row by row
    KEEP_ONE = auto()  # of rows that are copies of one another, one stays and the others are left out
    LEAVE_OUT = auto()  # all of them


class FindingKind(NamedTuple):
    """A kind of finding.

    Attributes:
        said: what was found, in a whole sentence.
        cure: what to do.
        called: what was found, without the values of one row; empty where `said` has none.
        leaves_out: whether a row with it is left out, unless a person decides otherwise.
        at_once: what can be done of all rows with it.
    """

    severity: Severity
    said: Message
    cure: Message
    called: Message = NOTHING
    leaves_out: bool = False
    at_once: AllAtOnce = AllAtOnce.LEAVE_OUT

    @property
    def title(self) -> Message:
        """What was found in several rows."""
        return self.called or self.said
