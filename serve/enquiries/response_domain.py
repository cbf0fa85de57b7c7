"""How long right holders take to answer enquiries. Imports only the standard library and `model`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from model.intervals import CONFIDENCE, clopper_pearson
from serve.accounts.domain import Organisation
from serve.enquiries.domain import BEHIND_UTC

FEWEST_FOR_TAIL = 10  # answers; fewer say nothing of the slowest tenth
TAIL = 0.9
DAYS = 365  # looked at by default


class AskedOnce(NamedTuple):
    """An enquiry that was not withdrawn, as far as its time goes.

    Attributes:
        other: the id of the organisation on the other side.
        answered_at: when it was answered first; None if it waits.
    """

    other: str
    asked_at: datetime
    needed_by: date | None
    answered_at: datetime | None


class InTime(NamedTuple):
    """How many of the enquiries with a day had their answer by then; of these, the day has passed or they have one.

    Attributes:
        low, high: of the exact 95 % interval of the share; None if there are none.
    """

    of: int
    kept: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        """The share; None if there are none."""
        return self.kept / self.of if self.of else None


@dataclass(frozen=True)
class ResponseFigures:
    """How long the first answers to some enquiries took.

    Attributes:
        asked: how many enquiries, without those that were withdrawn.
        answered: how many of them have an answer.
        median: of the times of these; None without any. Those that still wait are not in it.
        slowest_tenth: nine in ten took no longer; None of fewer than FEWEST_FOR_TAIL answers.
        longest_wait: of those that wait; None if none does.
    """

    asked: int
    answered: int
    median: timedelta | None
    slowest_tenth: timedelta | None
    longest_wait: timedelta | None
    in_time: InTime

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return self.asked - self.answered


class OfOrganisation(NamedTuple):
    """The figures with one organisation on the other side."""

    organisation: Organisation
    figures: ResponseFigures


@dataclass(frozen=True)
class ResponseTable:
    """What a reader sees: a right holder its own times by agency, an agency those of each right holder.

    Attributes:
        since: enquiries that were sent from then on.
        by: those with enquiries, by name.
    """

    read_at: datetime
    since: datetime
    total: ResponseFigures
    by: Sequence[OfOrganisation]


def figures_of(asked: Sequence[AskedOnce], now: datetime) -> ResponseFigures:
    """The figures of some enquiries."""
    took = sorted(each.answered_at - each.asked_at for each in asked if each.answered_at is not None)
    waits = [now - each.asked_at for each in asked if each.answered_at is None]
    return ResponseFigures(
        asked=len(asked),
        answered=len(took),
        median=timedelta(seconds=median(each.total_seconds() for each in took)) if took else None,
        slowest_tenth=took[math.ceil(TAIL * len(took)) - 1] if len(took) >= FEWEST_FOR_TAIL else None,
        longest_wait=max(waits, default=None),
        in_time=_in_time(asked, now),
    )


def _in_time(asked: Sequence[AskedOnce], now: datetime) -> InTime:
    """A day counts until it has ended everywhere."""
    kept = [is_kept for each in asked if (is_kept := _is_kept(each, now)) is not None]
    if not kept:
        return InTime(0, 0, None, None)
    low, high = clopper_pearson(sum(kept), len(kept), CONFIDENCE)
    return InTime(len(kept), sum(kept), low, high)


def _is_kept(each: AskedOnce, now: datetime) -> bool | None:
    if each.needed_by is None:
        return None
    if each.answered_at is not None:
        return (each.answered_at - BEHIND_UTC).date() <= each.needed_by
    return False if (now - BEHIND_UTC).date() > each.needed_by else None
