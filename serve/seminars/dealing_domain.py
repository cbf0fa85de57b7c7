"""Deals labels to the questions of a slot, so that labels tell as little of others as can be.

If each product had exactly its share in each test, the truth of a product's first questions would tell that of its
last. Labels are therefore dealt over all products of the slot, and for each test apart from the other. But no product
is to be all counterfeit or all genuine: each has about the share, with one more or one less. Imports only the standard
library and `model`.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import NamedTuple

from model.datasets.fields import Label

FEWEST_BALANCED = 3  # questions in a test
FEWEST_MIXED = 2  # questions of a product in a round
NEARLY = 1e-9  # of what is whole but for the rounding of fractions
Order = Callable[..., str]  # orders names at random, always in the same way


class LabelCounts(NamedTuple):
    """How many items of each label."""

    genuine: int = 0
    counterfeit: int = 0

    def of(self, label: Label) -> int:
        """Those of one label."""
        return self.counterfeit if label is Label.COUNTERFEIT else self.genuine

    def without(self, other: "LabelCounts") -> "LabelCounts":
        """What is left."""
        return LabelCounts(self.genuine - other.genuine, self.counterfeit - other.counterfeit)


def wanted_counts(order: Order, name: str, numbers: Mapping[str, int], share: float) -> LabelCounts:
    """How many questions of each label a round is to have.

    Where the share is not whole, chance decides on the odd one.

    Args:
        order: see `Order`.
        name: of the round.
        numbers: how many questions it has of each product.
    """
    number = sum(numbers.values())
    least = math.floor(number * share + NEARLY)
    chance = int(order("odd", name, *numbers)[:8], 16) / 16**8
    counterfeit = least + (number * share - least > max(chance, NEARLY))
    return LabelCounts(number - counterfeit, counterfeit)


class TestCounts(NamedTuple):
    """How many questions of each label the two tests are to have."""

    before: LabelCounts
    after: LabelCounts


def wanted_in_tests(order: Order, numbers: Mapping[str, int], share: float) -> TestCounts:
    """How many questions of each label the two tests are to have: together as near to the share as can be.

    Chance decides which of the two has the odd question. A test of one or two questions has its own share: there, the
    label in one test would tell that in the other.

    Args:
        numbers: how many questions each test has of each product.
    """
    number = sum(numbers.values())
    if number < FEWEST_BALANCED:
        return TestCounts(*(wanted_counts(order, name, numbers, share) for name in ("before", "after")))
    twice = {name: 2 * each for name, each in numbers.items()}
    both = wanted_counts(order, "both", twice, share).counterfeit
    is_first = int(order("first", "both", *numbers)[:8], 16) % 2
    before = both // 2 + (both % 2) * is_first
    return TestCounts(*(LabelCounts(number - each, each) for each in (before, both - before)))


class Bounds(NamedTuple):
    """How many counterfeits a product may have among its questions of a round."""

    least: int
    most: int

    def off(self, counterfeit: int) -> int:
        """By how many a number lies outside."""
        return max(self.least - counterfeit, counterfeit - self.most, 0)


def bounds_of(number: int, share: float) -> Bounds:
    """About the share of so many questions, one more or less: of two or more, some of each label if it is wanted."""
    due = number * share
    least = max(math.floor(due + NEARLY) - 1, 1) if due >= 1 - NEARLY else 0
    most = min(math.ceil(due - NEARLY) + 1, number - 1) if number - due >= 1 - NEARLY else number
    return Bounds(0, number) if number < FEWEST_MIXED else Bounds(least, most)


class _Place(NamedTuple):
    """A question that is to have a label."""

    round: str
    product: str
    number: int


class Dealing:
    """Labels for the questions of some rounds, which take from the same items."""

    def __init__(self, free: Mapping[str, LabelCounts]) -> None:
        """Deal from so many items of each product."""
        self._free = free
        self._labels: dict[_Place, Label] = {}
        self._taken = Counter[tuple[str, Label]]()  # of all rounds
        self._dealt = Counter[tuple[str, str, Label]]()

    def deal(self, order: Order, name: str, numbers: Mapping[str, int], wanted: LabelCounts) -> None:
        """Deal labels to a round.

        Args:
            order: see `Order`.
            numbers: how many questions it has of each product.
        """
        places = [_Place(name, product, each) for product, number in numbers.items() for each in range(number)]
        for rank, place in enumerate(sorted(places, key=lambda place: order("label", *map(str, place)))):
            self._set(place, Label.COUNTERFEIT if rank < wanted.counterfeit else Label.GENUINE)

    def fit(self, share: float) -> None:
        """Exchange labels between products of a round until each has about the share, and items for its labels.

        Where both can't be, a product of which there are items keeps about the share.
        """
        for exchanges in (self._fairer, self._feasible):
            while exchange := next(exchanges(share), None):
                one, other = exchange
                label, instead = self._labels[one], self._labels[other]
                self._set(one, instead)
                self._set(other, label)

    def counts(self, name: str, product: str) -> LabelCounts:
        """How many questions of each label a product has in a round."""
        return LabelCounts(*(self._dealt[name, product, label] for label in (Label.GENUINE, Label.COUNTERFEIT)))

    def _fairer(self, share: float) -> Iterator[tuple[_Place, _Place]]:
        """Each takes a counterfeit from a product for another one, so that the two are nearer to the share."""
        first: dict[tuple[str, str, Label], _Place] = {}
        for place, label in self._labels.items():
            first.setdefault((place.round, place.product, label), place)
        for one, other in permutations(first.values(), 2):
            labels = self._labels[one], self._labels[other]
            if labels == (Label.COUNTERFEIT, Label.GENUINE) and one.round == other.round:
                after = self._off(one, share, -1) + self._off(other, share, 1)
                if one.product != other.product and after < self._off(one, share) + self._off(other, share):
                    yield one, other

    def _feasible(self, share: float) -> Iterator[tuple[_Place, _Place]]:
        """Each takes a label from a product that has too many of it, for one that has items, and keeps its share."""
        for one, label in self._labels.items():
            if self._left(one, label) >= 0:
                continue
            for other, instead in self._labels.items():
                is_another = instead is not label and other.round == one.round
                more = 1 if label is Label.COUNTERFEIT else -1
                keeps = self._off(other, share, more) <= self._off(other, share)
                if is_another and keeps and self._left(one, instead) > 0 and self._left(other, label) > 0:
                    yield one, other

    def _off(self, place: _Place, share: float, more: int = 0) -> int:
        """How far a product of a round is from its share, with so many more counterfeits."""
        counts = self.counts(place.round, place.product)
        return bounds_of(sum(counts), share).off(counts.counterfeit + more)

    def _set(self, place: _Place, label: Label) -> None:
        before = self._labels.get(place)
        if before is not None:
            self._taken[place.product, before] -= 1
            self._dealt[place.round, place.product, before] -= 1
        self._labels[place] = label
        self._taken[place.product, label] += 1
        self._dealt[place.round, place.product, label] += 1

    def _left(self, place: _Place, label: Label) -> int:
        return self._free[place.product].of(label) - self._taken[place.product, label]


def is_enough(free: LabelCounts, exercises: int, tests: int, share: float) -> bool:
    """Whether a lesson has items for so many exercises, and for so many in each test, however chance decides."""

    def most(number: int, part: float) -> int:
        return math.ceil(number * part - NEARLY)

    parts = {Label.GENUINE: 1 - share, Label.COUNTERFEIT: share}
    return all(2 * most(tests, part) + most(exercises, part) <= free.of(label) for label, part in parts.items())


class Numbers(NamedTuple):
    """How many exercises a lesson has, and how many items each of the two tests has of its product."""

    exercises: int
    tests: int


def fitting(free: LabelCounts, most: Numbers, share: float) -> Numbers:
    """The largest numbers for which there are items: an exercise at least beside a test, and otherwise no test."""
    tried = (
        Numbers(exercises, tests)
        for tests in range(most.tests, -1, -1)
        for exercises in range(most.exercises, min(1, tests) - 1, -1)
    )
    return next((each for each in tried if is_enough(free, each.exercises, each.tests, share)), Numbers(0, 0))
