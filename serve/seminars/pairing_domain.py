"""Matches the items of two tests: one is as hard as the other. Imports only the standard library and `model`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldItem
from serve.seminars.dealing_domain import LabelCounts

_Thing = TypeVar("_Thing")


class Difficulty(Protocol):
    """By what items are drawn; see `serve.seminars.drawing_domain.ItemDrawing`."""

    def order(self, *names: str) -> str:
        """What orders things at random, always in the same way."""

    def difficulty(self, item: HeldItem) -> float:
        """How hard it is to tell what an item is."""


class MatchedItems(NamedTuple):
    """Two items of one label that are about equally hard, the easier one first: one for each test."""

    easier: HeldItem
    harder: HeldItem


class Pairing(NamedTuple):
    """What the two tests have of one product.

    Attributes:
        pairs: one item of each for either test.
        before, after: items that a test has without a partner, where it has more of a label than the other test.
    """

    pairs: list[MatchedItems]
    before: list[HeldItem]
    after: list[HeldItem]


def pairings_of(drawing: Difficulty, items: Sequence[HeldItem], before: LabelCounts, after: LabelCounts) -> Pairing:
    """Pairs of neighbours of one label, spread over all difficulties, and what has no partner of its label.

    Where one test has more genuine items and the other more counterfeit ones, those are as alike in difficulty as can
    be.
    """
    pairs: list[MatchedItems] = []
    more_before, more_after = _More([], 0), _More([], 0)
    for label in Label:
        of_it = [item for item in items if item.label is label]
        neighbours = [MatchedItems(*of_it[place : place + 2]) for place in range(0, len(of_it) - 1, 2)]
        found = _closest(drawing, neighbours, min(before.of(label), after.of(label)))
        pairs.extend(found)
        rest = without(of_it, (item for pair in found for item in pair))
        more = before.of(label) - after.of(label)
        if more > 0:
            more_before = _More([*more_before.items, *rest], more_before.number + more)
        elif more < 0:
            more_after = _More([*more_after.items, *rest], more_after.number - more)
    return Pairing(pairs, *_alike(drawing, more_before, more_after))


class _More(NamedTuple):
    """How many items more one test has of a label, and which there are."""

    items: list[HeldItem]
    number: int


def _alike(drawing: Difficulty, before: _More, after: _More) -> tuple[list[HeldItem], list[HeldItem]]:
    """One of either, again and again those that are nearest in difficulty; then at equal distances what is missing."""
    taken: list[tuple[HeldItem, HeldItem]] = []
    for _ in range(min(before.number, after.number)):
        ones = without(before.items, (one for one, _ in taken))
        others = without(after.items, (other for _, other in taken))
        couples = ((one, other) for one in ones for other in others)
        nearest = min(
            couples,
            default=None,
            key=lambda each: (
                abs(drawing.difficulty(each[0]) - drawing.difficulty(each[1])),
                drawing.order(each[0].entry_id, "turn"),
            ),
        )
        if nearest is None:
            break
        taken.append(nearest)
    ones, others = [one for one, _ in taken], [other for _, other in taken]
    return (
        [*ones, *evenly(without(before.items, ones), before.number - len(ones))],
        [*others, *evenly(without(after.items, others), after.number - len(others))],
    )


def _closest(drawing: Difficulty, pairs: Sequence[MatchedItems], number: int) -> list[MatchedItems]:
    """So many pairs at about equal distances, each with items that differ little: an item unlike all is in no test."""
    if not number or number >= len(pairs):
        return list(pairs[:number])
    ends = [place * len(pairs) // number for place in range(number + 1)]
    parts = (pairs[start:end] for start, end in pairwise(ends))
    return [min(part, key=lambda pair: (_gap(drawing, pair), _turn(drawing, pair))) for part in parts]


def balanced(
    drawing: Difficulty, pairings: Mapping[str, Pairing]
) -> tuple[Mapping[str, list[HeldItem]], Mapping[str, list[HeldItem]]]:
    """The items of both tests by product: one test is as hard as the other, of each product and over all of them.

    Of the pairs, those that differ most come first; the harder item goes to the test that is easier until then. Where
    it is the same, the seed decides.
    """
    before = {name: list(each.before) for name, each in pairings.items()}
    after = {name: list(each.after) for name, each in pairings.items()}
    leads = {name: _hard(drawing, before[name]) - _hard(drawing, after[name]) for name in pairings}
    pairs = [(name, pair) for name, each in pairings.items() for pair in each.pairs]
    for name, pair in sorted(pairs, key=lambda each: (-_gap(drawing, each[1]), _turn(drawing, each[1]))):
        gap, all_of_it = _gap(drawing, pair), sum(leads.values())
        ahead, behind = (abs(leads[name] + more) + abs(all_of_it + more) for more in (gap, -gap))
        is_harder_first = ahead < behind if ahead != behind else int(_turn(drawing, pair), 16) % 2 == 1
        one, other = reversed(pair) if is_harder_first else pair
        before[name].append(one)
        after[name].append(other)
        leads[name] += gap if is_harder_first else -gap
    return before, after


def _hard(drawing: Difficulty, items: Iterable[HeldItem]) -> float:
    return sum(map(drawing.difficulty, items))


def _gap(drawing: Difficulty, pair: MatchedItems) -> float:
    return drawing.difficulty(pair.harder) - drawing.difficulty(pair.easier)


def _turn(drawing: Difficulty, pair: MatchedItems) -> str:
    return drawing.order(pair.easier.entry_id, "turn")


def evenly(things: Sequence[_Thing], number: int) -> list[_Thing]:
    """So many of them, at equal distances; all if there are fewer."""
    if number >= len(things):
        return list(things)
    return [things[int((place + 0.5) * len(things) / number)] for place in range(number)]


def without(items: Iterable[HeldItem], others: Iterable[HeldItem]) -> list[HeldItem]:
    """Some items but for others."""
    taken = {item.entry_id for item in others}
    return [item for item in items if item.entry_id not in taken]
