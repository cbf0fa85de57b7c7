"""The sum that a verdict is, as two lists: what supports it and what contradicts it, the heaviest first.

Each entry is a term of the sum as it was added up, so both lists together are the verdict's log-odds; where no
counterfeit of the product is known, they are its unlikeness.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.messages import Message, Wording
from model.released_product import Basis
from model.verdict import Finding, Outcome, Verdict
from serve.examinations import doubts, weighing_messages

LEAST = 0.05  # natural log-odds; what adds less is left out


@dataclass(frozen=True)
class Term:
    """One term of the sum.

    Attributes:
        index: of the finding; None for how the photos look as a whole.
        share: of the heaviest term, between 0 and 1.
        strength: how much it counts, in words; empty for how the photos look as a whole.
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


def _terms(verdict: Verdict, named: Sequence[Named], side: float) -> tuple[Term, ...]:
    weights = {each.index: verdict.points[each.index].weight for each in named}
    residual = verdict.residual or 0.0
    heaviest = max((*map(abs, weights.values()), abs(residual)), default=0.0) or 1.0
    found = [*_findings(verdict, named, side, heaviest)]
    if side * residual >= LEAST:
        found.append(Term(None, weighing_messages.WHOLE, "", abs(residual) / heaviest))
    return tuple(sorted(found, key=lambda term: -term.share))


def _findings(verdict: Verdict, named: Sequence[Named], side: float, heaviest: float) -> Iterator[Term]:
    for each in named:
        finding = verdict.points[each.index]
        if side * finding.weight >= LEAST and finding.finding is not Finding.NOT_VISIBLE:
            yield Term(each.index, each.title, each.strength, abs(finding.weight) / heaviest)
