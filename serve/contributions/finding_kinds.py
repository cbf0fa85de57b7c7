"""A kind of finding about contributed images."""

from typing import NamedTuple

from model.messages import NOTHING, Message
from serve.contributions.image_domain import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class FindingKind(NamedTuple):
    """A kind of finding.

    Attributes:
        said: what was found, in a whole sentence.
        cure: what to do.
        called: what was found, without the values of one row; empty where `said` has none.
        leaves_out: whether a row with it is left out, unless a person decides otherwise.
    """

    severity: Severity
    said: Message
    cure: Message
    called: Message = NOTHING
    leaves_out: bool = False

    @property
    def title(self) -> Message:
        """What was found in several rows."""
        return self.called or self.said
