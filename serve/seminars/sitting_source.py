"""What seminars ask later subjects about sittings that hold them."""

from collections.abc import Callable
from dataclasses import dataclass

from model.messages import message
from serve.seminars.work import SeminarWork

HAS_OPEN = message("This seminar has an open sitting. Go on with it, or close it first.")


@dataclass(frozen=True)
class SittingSource:
    """What knows of sittings: a later subject has it among its extensions.

    Attributes:
        is_open: given a unit of work and the id of a seminar, whether one of it goes on that is no rehearsal.
    """

    is_open: Callable[[SeminarWork, str], bool]
