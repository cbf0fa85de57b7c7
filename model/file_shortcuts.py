"""Finds what files say besides their pictures that tells counterfeit from genuine, without a look at the goods.

A network learns such a trait instead of the goods: the program, if all counterfeits were saved by one. Each trait is
measured alone, as the AUROC that it gives, (1 + difference of its shares) / 2, with the interval of a difference of two
shares (Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
(1998), 873-890, method 10), widened for the number of traits (Bonferroni). `shingan-train validate` measures all traits
of a file together as well, and much that needs the picture.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from model.datasets.fields import Label

TELLING_AUROC = 0.6  # a clue is a finding where its interval lies wholly above this
ALARM = 0.01  # how often clues of items whose labels were dealt at random may tell them apart
FEWEST = 2  # items that share a trait: what is true of one alone can't be learned from the others


FileTraits = tuple[str, ...]  # what one file says, sorted


@lru_cache(maxsize=1024)
def traits_text(traits: FileTraits | None) -> str | None:
    """Traits as JSON; None where they are not known."""
    return None if traits is None else json.dumps(traits, ensure_ascii=False)


@lru_cache(maxsize=1024)  # most files of one camera say the same
def traits_of(stored: str | None) -> FileTraits | None:
    """The same back."""
    return None if stored is None else tuple(json.loads(stored))


class TraitCount(NamedTuple):
    """How many items of a label have exactly these traits."""

    traits: frozenset[str]
    label: Label
    items: int


class TellingTrait(NamedTuple):
    """A trait that tells the labels apart.

    Attributes:
        of_counterfeit, of_genuine: items that have it.
        counterfeit, genuine: all items.
    """

    trait: str
    of_counterfeit: int
    counterfeit: int
    of_genuine: int
    genuine: int

    @property
    def auroc(self) -> float:
        """How often it orders a counterfeit and a genuine item rightly, in the direction in which it does."""
        return (1 + abs(self.of_counterfeit / self.counterfeit - self.of_genuine / self.genuine)) / 2


def telling_traits(counts: Iterable[TraitCount]) -> Sequence[TellingTrait]:
    """The traits of one product's items that tell their labels apart, those that tell most first."""
    counted = list(counts)
    items = {label: sum(each.items for each in counted if each.label is label) for label in Label}
    if not all(items.values()):
        return []
    having: dict[Label, Counter[str]] = {label: Counter() for label in Label}
    for traits, label, number in counted:
        having[label].update(dict.fromkeys(traits, number))
    fake, good = having[Label.COUNTERFEIT], having[Label.GENUINE]
    names = [name for name in sorted({*fake, *good}) if FEWEST <= fake[name] + good[name] < sum(items.values())]
    found = [
        TellingTrait(name, fake[name], items[Label.COUNTERFEIT], good[name], items[Label.GENUINE]) for name in names
    ]
    telling = [each for each in found if _lowest_auroc(each, ALARM / len(found)) > TELLING_AUROC]
    return sorted(telling, key=lambda each: -each.auroc)


def _lowest_auroc(told: TellingTrait, alarm: float) -> float:
    """The lower limit of its AUROC; `alarm`: how often that may lie above the true one or an upper limit below."""
    shares = (told.of_counterfeit / told.counterfeit, told.counterfeit), (told.of_genuine / told.genuine, told.genuine)
    (more, n_more), (less, n_less) = sorted(shares, reverse=True)
    z = NormalDist().inv_cdf(1 - alarm / 2)
    down, up = more - _wilson(more, n_more, -z), _wilson(less, n_less, z) - less
    return (1 + more - less - sqrt(down**2 + up**2)) / 2


def _wilson(share: float, n: int, z: float) -> float:
    """A limit of a share by its score interval: the lower one where z is negative."""
    middle = share + z**2 / (2 * n)
    return (middle + z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))) / (1 + z**2 / n)
