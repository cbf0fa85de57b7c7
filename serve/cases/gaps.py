"""What a case still lacks when it is closed, as later subjects know it: each with the page where it is added."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import Message, message
from serve.cases.domain import Case
from serve.cases.work import CaseWork
from serve.platform.errors import LinkedError, Use

MISSING = message("Case {number} lacks what is listed. Add it, or give a reason for closing the case without it.")
RUNNING = message(
    "Case {number} can't be closed while a legal deadline is running. Record what happened, or the result, first."
)


class Gap(NamedTuple):
    """Something that a case lacks.

    Attributes:
        what: what is missing, and where.
        address: of the page where it is added.
        is_running: it is a legal deadline that still gives someone time: no reason is enough.
        needs_reason: whether the case is closed without it only for a reason; otherwise it is named alone.
    """

    what: Message
    address: str
    is_running: bool = False
    needs_reason: bool = True


@dataclass(frozen=True)
class CaseGaps:
    """What a later subject finds missing in a case."""

    of: Callable[[CaseWork, Case], Iterator[Gap]]


class CaseGapsError(LinkedError):
    """A case is to be closed and lacks something; the error names what."""

    MEMBER = "missing"


def gaps_of(work: CaseWork, case: Case, found_by: Sequence[CaseGaps]) -> list[Gap]:
    """What a case lacks."""
    return [gap for each in found_by for gap in each.of(work, case)]


def require_whole(case: Case, gaps: Sequence[Gap], reason: str) -> None:
    """Refuse to close a case that lacks what needs a reason without one, or while a deadline is running.

    Raises:
        CaseGapsError: that is so.
    """
    if running := [gap for gap in gaps if gap.is_running]:
        raise CaseGapsError(RUNNING.of(number=case.number), [Use(gap.what, gap.address) for gap in running])
    if not reason and any(gap.needs_reason for gap in gaps):
        raise CaseGapsError(MISSING.of(number=case.number), [Use(gap.what, gap.address) for gap in gaps])
