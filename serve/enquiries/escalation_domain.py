"""That a contact was told of an enquiry which waited too long. Imports only the standard library."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Escalation:
    """An enquiry that was brought to a contact's attention, once.

    Attributes:
        to: id of the person.
        name: their name at that time.
    """

    id: str
    to: str
    name: str
    at: datetime
