"""The sum that a verdict is, as two lists: what supports it and what contradicts it, the heaviest first.

Each entry is a part of the sum as it was added up, so both lists together are the verdict's log-odds; where no
counterfeit of the product is known, they are its unlikeness. What the release takes from points that no photo shows is
one entry, and so is the value that the sum begins with: neither is a finding, and each counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.likelihood import Supports
from model.messages import Message, Wording
from model.released_product import Basis
from model.verdict import Finding, Outcome, Verdict
from serve.examinations import doubts, weighing_messages

LEAST = 0.05  # natural log-odds; what adds less is left out


@dataclass(frozen=True)
class Term:
    """One part of the sum.

    Attributes:
        index: of the finding; None if it is none.
        strength: how much it counts, in words; of what is no finding, what it is.
        share: of the longest line, between 0 and 1.
    """

    index: int | None
    title: Wording
    strength: Wording
    share: float


@dataclass(frozen=True)
class WeighedSide:
    """One of the two lists, with its heading."""

    title: Message
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class SumTotal:
    """All parts together; the share as of a term."""

    title: Message
    share: float


@dataclass(frozen=True)
class Named:
    """How a finding is named on the page: its title, and how much it counts."""

    index: int
    title: Wording
    strength: Wording


class _Part(NamedTuple):
    finding: int | None
    title: Wording
    strength: Wording
    weight: float


def weighed_sides(verdict: Verdict, named: Sequence[Named]) -> tuple[WeighedSide, ...]:
    """What supports the outcome, then what contradicts it; without an outcome, what speaks for either side.

    Args:
        named: the findings that are shown.

    Returns:
        nothing if the photos were not compared with the product, or nothing was added up.
    """
    if not doubts.is_compared(verdict) or verdict.basis is None:
        return ()
    towards, away = (_terms(verdict, named, side) for side in (1.0, -1.0))
    if verdict.basis is Basis.GENUINE_ONLY:
        titles = weighing_messages.APART, weighing_messages.NOT_APART
    elif verdict.outcome is Outcome.INCONCLUSIVE:
        titles = weighing_messages.FOR_COUNTERFEIT, weighing_messages.FOR_GENUINE
    else:
        titles = weighing_messages.SUPPORTS, weighing_messages.CONTRADICTS
    if verdict.outcome is Outcome.CONSISTENT:
        towards, away = away, towards
    return WeighedSide(titles[0], towards), WeighedSide(titles[1], away)


def sum_total(verdict: Verdict, named: Sequence[Named]) -> SumTotal | None:
    """What all parts are together; None if nothing was added up, or they balance."""
    total = verdict.log_odds
    if not doubts.is_compared(verdict) or total is None or abs(total) < LEAST:
        return None
    side = Supports.COUNTERFEIT if total > 0 else Supports.GENUINE
    return SumTotal(weighing_messages.TOGETHER[side], abs(total) / _longest(verdict, named))


def _terms(verdict: Verdict, named: Sequence[Named], side: float) -> tuple[Term, ...]:
    longest = _longest(verdict, named)
    parts = sorted(_parts(verdict, named), key=lambda part: -side * part.weight)
    return tuple(Term(*part[:3], abs(part.weight) / longest) for part in parts if side * part.weight >= LEAST)


def _longest(verdict: Verdict, named: Sequence[Named]) -> float:
    weights = [abs(part.weight) for part in _parts(verdict, named)]
    return max((*weights, abs(verdict.log_odds or 0.0)), default=0.0) or 1.0


def _parts(verdict: Verdict, named: Sequence[Named]) -> Iterator[_Part]:
    for each in named:
        finding = verdict.points[each.index]
        if finding.finding is not Finding.NOT_VISIBLE:
            yield _Part(each.index, each.title, each.strength, finding.weight)
    unseen = [point.weight for point in verdict.points if point.finding is Finding.NOT_VISIBLE]
    if unseen:
        yield _Part(None, weighing_messages.UNSEEN.of(count=len(unseen)), weighing_messages.UNSEEN_NOTE, sum(unseen))
    if verdict.residual is not None:
        yield _Part(None, weighing_messages.BASE, weighing_messages.BASE_NOTE, verdict.residual)
