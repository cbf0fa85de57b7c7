"""Prospects: what a fit of these items could answer, from the numbers of items alone, before any photo is read.

`calibrate` decides on scores; here every score is taken to be perfect. So what is impossible here is impossible there,
and what is possible here may still fail on items that the network can't tell apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from model.datasets.splits import Split
from model.datasets.support import FEWEST_GENUINE
from model.intervals import items_needed
from training.config import FitConfig
from training.manifest import Label, Row
from training.pooling import members_of_pool
from training.statistics import auroc

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
        taught: whether there are counterfeits to learn from.
    """

    items: Mapping[tuple[Label, Split], int]
    counted: Mapping[Label, int]
    needed: Mapping[Label, int]
    suspected: Support
    consistent: Support
    taught: bool

    @property
    def is_definite(self) -> bool:
        """Whether a definite verdict is possible."""
        return {self.suspected, self.consistent} != {Support.NONE}

    @property
    def is_genuine_only(self) -> bool:
        """Whether there are no counterfeits to learn from, so that only unlikeness can be told."""
        return not self.taught

    @property
    def tells_unlikeness(self) -> bool:
        """Whether a product without counterfeits has the genuine items that a one-class score needs."""
        return self.is_genuine_only and self.items[Label.GENUINE, Split.TRAIN] >= FEWEST_GENUINE

    @property
    def answers(self) -> bool:
        """Whether any verdict could say more than inconclusive."""
        return self.is_definite or self.tells_unlikeness

    @property
    def missing(self) -> Mapping[Label, int]:
        """Label -> calibration items that a definite verdict of its own lacks."""
        return {label: max(0, self.needed[label] - self.counted[label]) for label in Label}


def prospects(rows: Iterable[Row], config: FitConfig, taught: Collection[str] | None = None) -> dict[str, Prospect]:
    """What a fit of a manifest's rows could answer, by product.

    Args:
        rows: of the manifest.
        config: of the fit.
        taught: products of which a network has learned both labels; None takes those with counterfeits to train on.
    """
    products = _counted(rows)
    if taught is None:
        taught = [product for product, one in products.items() if one.items[Label.COUNTERFEIT, Split.TRAIN]]
    needed = needed_by(config)
    both = {product: one.best_views() for product, one in products.items() if product in taught}
    supports = {label: _supports(both, label, needed[label]) for label in Label}
    return {
        product: Prospect(
            items=one.numbers(),
            counted=one.best_views(),
            needed=needed,
            suspected=supports[Label.GENUINE].get(product, Support.NONE),
            consistent=supports[Label.COUNTERFEIT].get(product, Support.NONE),
            taught=product in taught,
        )
        for product, one in sorted(products.items())
    }


def needed_by(config: FitConfig) -> dict[Label, int]:
    """Label -> calibration items, all called right, that keep the errors on it within what a fit allows."""
    return {
        Label.GENUINE: items_needed(config.target_false_rejection, config.confidence),
        Label.COUNTERFEIT: items_needed(config.target_false_acceptance, config.confidence),
    }


@dataclass(frozen=True)
class _Counted:
    """Ids of a product's items, by what they are for; `showing`: calibration items by a view that they show."""

    items: dict[tuple[Label, Split], set[str]] = field(default_factory=lambda: defaultdict(set))
    showing: dict[Label, dict[str | None, set[str]]] = field(default_factory=lambda: {label: {} for label in Label})

    def numbers(self) -> dict[tuple[Label, Split], int]:
        """(label, split) -> items."""
        return {(label, split): len(self.items[label, split]) for label in Label for split in Split}

    def best_views(self) -> dict[Label, int]:
        """Label -> calibration items that show the view that most show; a photo without a view may show any."""
        return {label: self._best(self.showing[label]) for label in Label}

    def _best(self, showing: Mapping[str | None, set[str]]) -> int:
        unnamed = showing.get(None, set())
        return max((len(items | unnamed) for items in showing.values()), default=0)


def _counted(rows: Iterable[Row]) -> dict[str, _Counted]:
    products: dict[str, _Counted] = defaultdict(_Counted)
    for row in rows:
        one = products[row.product]
        one.items[row.label, row.split].add(row.item)
        if row.split is Split.CALIBRATION:
            one.showing[row.label].setdefault(row.view, set()).add(row.item)
    return products


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
