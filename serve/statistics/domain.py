"""How often a release was wrong on items that their right holder has confirmed, compared with its promise."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.datasets.fields import Label
from model.intervals import CONFIDENCE, clopper_pearson
from model.verdict import Outcome
from serve.enquiries.domain import Bound, Promise


class Standing(StrEnum):
    """An error rate compared with its promise."""

    KEPT = "kept"  # even the interval's upper limit is not above the promise
    BROKEN = "broken"  # even the interval's lower limit is above the promise
    TOO_FEW = "too_few"  # the promise lies within the interval
    NO_PROMISE = "no_promise"


class Track(NamedTuple):
    """One release on one product, followed over time."""

    release: str
    product: str


class Tally(NamedTuple):
    """Items of one track that were confirmed in one calendar month (UTC, such as 2026-11) and have the same outcome."""

    track: Track
    month: str
    label: Label
    outcome: Outcome
    items: int


@dataclass(frozen=True)
class Rate:
    """A share of items, with its exact 95 % interval; n: the number of items."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Called:
    """The outcomes that a release gave to items that are all genuine, or all counterfeit.

    Attributes:
        suspected, consistent, inconclusive: how many items.
        errors: which of these are wrong calls: genuine ones suspected, or counterfeit ones called consistent.
        promise: None if the release made none.
    """

    suspected: int
    consistent: int
    inconclusive: int
    errors: int
    promise: Bound | None

    @property
    def n(self) -> int:
        """How many items were confirmed."""
        return self.suspected + self.consistent + self.inconclusive

    @property
    def rate(self) -> Rate | None:
        """How often it was wrong; None if nothing was confirmed."""
        if not self.n:
            return None
        return Rate(self.errors / self.n, *clopper_pearson(self.errors, self.n, CONFIDENCE), self.n)

    @property
    def standing(self) -> Standing:
        """The rate compared with the promise."""
        if self.promise is None:
            return Standing.NO_PROMISE
        low, high = clopper_pearson(self.errors, self.n, CONFIDENCE)
        if low > self.promise.limit:
            return Standing.BROKEN
        return Standing.KEPT if high <= self.promise.limit else Standing.TOO_FEW


@dataclass(frozen=True)
class Errors:
    """Both errors in one period: false rejections among genuine items, false acceptances among counterfeit."""

    genuine: Called
    counterfeit: Called


@dataclass(frozen=True)
class RealError:
    """The real error of one release on one product.

    Attributes:
        total: over all time.
        months: calendar month -> its errors, the latest first; months without a confirmed item are left out.
    """

    track: Track
    total: Errors
    months: Mapping[str, Errors]


def real_errors(tallies: Iterable[Tally], promises: Mapping[Track, Promise]) -> list[RealError]:
    """The real error of every track that has an item, by product and release."""
    by_track: dict[Track, dict[str, Counter[tuple[Label, Outcome]]]] = {}
    for tally in tallies:
        months = by_track.setdefault(tally.track, {})
        months.setdefault(tally.month, Counter())[tally.label, tally.outcome] += tally.items
    return [
        _real_error(track, by_track[track], promises.get(track, Promise(None, None)))
        for track in sorted(by_track, key=lambda track: (track.product, track.release))
    ]


def _real_error(track: Track, months: Mapping[str, Counter[tuple[Label, Outcome]]], promise: Promise) -> RealError:
    total: Counter[tuple[Label, Outcome]] = sum(months.values(), Counter())
    by_month = {month: _errors(months[month], promise) for month in sorted(months, reverse=True)}
    return RealError(track, _errors(total, promise), by_month)


def _errors(counted: Mapping[tuple[Label, Outcome], int], promise: Promise) -> Errors:
    return Errors(
        _called(counted, Label.GENUINE, Outcome.SUSPECTED, promise.rejection),
        _called(counted, Label.COUNTERFEIT, Outcome.CONSISTENT, promise.acceptance),
    )


def _called(
    counted: Mapping[tuple[Label, Outcome], int], label: Label, error: Outcome, promise: Bound | None
) -> Called:
    suspected, consistent, inconclusive = (
        counted.get((label, outcome), 0) for outcome in (Outcome.SUSPECTED, Outcome.CONSISTENT, Outcome.INCONCLUSIVE)
    )
    return Called(suspected, consistent, inconclusive, counted.get((label, error), 0), promise)
