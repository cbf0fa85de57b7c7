"""Prospects: what a fit of these items could answer, from the numbers of items alone, before any photo is read.

`calibrate` decides on scores; here every score is taken to be perfect. So what is impossible here is impossible there,
and what is possible here may still fail on items that the network can't tell apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.config import FitConfig
from training.manifest import Label, Row
from training.one_class import FEWEST_ITEMS
from training.pooling import members_of_pool
from training.splits import Split
from training.statistics import auroc, items_needed

CHANCE = 0.5  # area under the ROC curve


class Support(StrEnum):
    """Whose calibration items an outcome could rest on."""

    OWN = "own"
    POOLED = "pooled"
    NONE = "none"


@dataclass(frozen=True)
class Prospect:
    """What a fit could answer of one product.

    Attributes:
        items: (label, split) -> items.
        counted: label -> calibration items that thresholds are counted on: those that show the view that most show.
        needed: label -> calibration items that the product needs for a definite verdict of its own.
        suspected, consistent: on whose items the definite outcomes could rest.
    """

    items: Mapping[tuple[Label, Split], int]
    counted: Mapping[Label, int]
    needed: Mapping[Label, int]
    suspected: Support
    consistent: Support

    @property
    def is_definite(self) -> bool:
        """Whether a definite verdict is possible."""
        return {self.suspected, self.consistent} != {Support.NONE}

    @property
    def is_genuine_only(self) -> bool:
        """Whether there are no counterfeits to learn from, so that only unlikeness can be told."""
        return not self.items[Label.COUNTERFEIT, Split.TRAIN]

    @property
    def tells_unlikeness(self) -> bool:
        """Whether a product without counterfeits has the genuine items that a one-class score needs."""
        return self.is_genuine_only and self.items[Label.GENUINE, Split.TRAIN] >= FEWEST_ITEMS

    @property
    def answers(self) -> bool:
        """Whether any verdict could say more than inconclusive."""
        return self.is_definite or self.tells_unlikeness

    @property
    def missing(self) -> Mapping[Label, int]:
        """Label -> calibration items that a definite verdict of its own lacks."""
        return {label: max(0, self.needed[label] - self.counted[label]) for label in Label}


def prospects(rows: Iterable[Row], config: FitConfig) -> dict[str, Prospect]:
    """What a fit of a manifest's rows could answer, by product."""
    items = _items(rows)
    counted = {product: {label: _counted(by_item, label) for label in Label} for product, by_item in items.items()}
    needed = {
        Label.GENUINE: items_needed(config.target_false_rejection, config.confidence),
        Label.COUNTERFEIT: items_needed(config.target_false_acceptance, config.confidence),
    }
    numbers = {product: _numbers(by_item) for product, by_item in items.items()}
    both = {product: counted[product] for product in items if numbers[product][Label.COUNTERFEIT, Split.TRAIN]}
    supports = {label: _supports(both, label, needed[label]) for label in Label}
    return {
        product: Prospect(
            items=numbers[product],
            counted=counted[product],
            needed=needed,
            suspected=supports[Label.GENUINE].get(product, Support.NONE),
            consistent=supports[Label.COUNTERFEIT].get(product, Support.NONE),
        )
        for product in sorted(items)
    }


@dataclass(frozen=True)
class _Item:
    """What the rows of an item say; views: ids, and None where a row names none."""

    label: Label
    split: Split
    views: set[str | None]


def _items(rows: Iterable[Row]) -> dict[str, dict[str, _Item]]:
    """Product -> item's id -> item."""
    items: dict[str, dict[str, _Item]] = defaultdict(dict)
    for row in rows:
        item = items[row.product].setdefault(row.item, _Item(row.label, row.split, set()))
        item.views.add(row.view)
    return items


def _numbers(items: Mapping[str, _Item]) -> dict[tuple[Label, Split], int]:
    numbers = dict.fromkeys(((label, split) for label in Label for split in Split), 0)
    for item in items.values():
        numbers[item.label, item.split] += 1
    return numbers


def _counted(items: Mapping[str, _Item], label: Label) -> int:
    """Calibration items that show the view that most of them show; a photo without a view may show any."""
    shown: dict[str, int] = defaultdict(int)
    anywhere = 0
    for item in items.values():
        if (item.label, item.split) == (label, Split.CALIBRATION):
            anywhere += None in item.views
            for view in item.views - {None} if None not in item.views else ():
                shown[str(view)] += 1
    return anywhere + max(shown.values(), default=0)


def _supports(counted: Mapping[str, Mapping[Label, int]], protected: Label, needed: int) -> dict[str, Support]:
    """Product -> on whose items of the protected label an outcome could rest."""
    numbers = {product: by_label[protected] for product, by_label in counted.items()}
    pool = members_of_pool(numbers, needed)
    together = [counted[product] for product in pool]
    supports = dict.fromkeys(pool, Support.POOLED) if _can_be_ranked(together) else {}
    own = (product for product, count in numbers.items() if count >= needed and _can_be_ranked([counted[product]]))
    return supports | dict.fromkeys(own, Support.OWN)


def _can_be_ranked(products: Sequence[Mapping[Label, int]]) -> bool:
    """Whether scores without an error would show that the labels are told apart: that needs some items of either."""
    labels = [[label is Label.COUNTERFEIT for label in Label for _ in range(counted[label])] for counted in products]
    if not any(labels):
        return False
    counterfeit = np.concatenate([np.array(each, bool) for each in labels])
    ranking = auroc(
        counterfeit.astype(float), counterfeit, strata=np.repeat(range(len(labels)), list(map(len, labels)))
    )
    return ranking is not None and ranking.low > CHANCE
