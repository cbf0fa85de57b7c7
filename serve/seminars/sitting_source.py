"""What seminars ask later subjects about sittings that hold them."""

from collections.abc import Callable
from dataclasses import dataclass

from serve.seminars.work import SeminarWork


@dataclass(frozen=True)
class SittingSource:
    """What knows of sittings: a later subject has it among its extensions.

    Attributes:
        is_open: given a unit of work and the id of a seminar, whether one of it goes on that is no rehearsal.
    """

    is_open: Callable[[SeminarWork, str], bool]
