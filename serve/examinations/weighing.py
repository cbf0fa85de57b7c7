"""The sum that a verdict is, as two lists: what supports it and what contradicts it, the heaviest first.

Each entry is a term of the sum as it was added up, so both lists and the value that the sum begins with are the
verdict's log-odds; where no counterfeit of the product is known, the lists are its unlikeness. That value is on neither
list: it has a constant in it, so that it stands on the same side for nearly all items, genuine or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.likelihood import Supports
from model.messages import Message, Wording
from model.released_product import Basis
from model.verdict import Finding, Outcome, Verdict
from serve.examinations import doubts, weighing_messages

LEAST = 0.05  # natural log-odds; what adds less is left out


@dataclass(frozen=True)
class Term:
    """One term of the sum.

    Attributes:
        index: of the finding.
        strength: how much it counts, in words.
        share: of the heaviest term, between 0 and 1.
    """

    index: int
    title: Wording
    strength: Wording
    share: float


@dataclass(frozen=True)
class WeighedSide:
    """One of the two lists, with its heading."""

    title: Message
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class SumBase:
    """The value that the sum begins with; the share as of a term."""

    title: Message
    share: float


@dataclass(frozen=True)
class Named:
    """How a finding is named on the page: its title, and how much it counts."""

    index: int
    title: Wording
    strength: Wording


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


def sum_base(verdict: Verdict, named: Sequence[Named]) -> SumBase | None:
    """The value that the sum begins with; None if there is none, or nothing was added up."""
    residual = verdict.residual
    if not doubts.is_compared(verdict) or residual is None or abs(residual) < LEAST:
        return None
    side = Supports.COUNTERFEIT if residual > 0 else Supports.GENUINE
    return SumBase(weighing_messages.BASE[side], abs(residual) / _heaviest(verdict, named))


def _terms(verdict: Verdict, named: Sequence[Named], side: float) -> tuple[Term, ...]:
    heaviest = _heaviest(verdict, named)
    return tuple(sorted(_findings(verdict, named, side, heaviest), key=lambda term: -term.share))


def _heaviest(verdict: Verdict, named: Sequence[Named]) -> float:
    weights = [abs(verdict.points[each.index].weight) for each in named]
    return max((*weights, abs(verdict.residual or 0.0)), default=0.0) or 1.0


def _findings(verdict: Verdict, named: Sequence[Named], side: float, heaviest: float) -> Iterator[Term]:
    for each in named:
        finding = verdict.points[each.index]
        if side * finding.weight >= LEAST and finding.finding is not Finding.NOT_VISIBLE:
            yield Term(each.index, each.title, each.strength, abs(finding.weight) / heaviest)
