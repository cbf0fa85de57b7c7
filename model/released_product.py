"""A product as a release knows it: on which scores its verdicts rest, their scale, and the thresholds by views shown.

The part of release.json under ``products``; `model.description` reads the rest.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from model.catalogue import ProductSheet
from model.sheet_reading import sheet_from_json


class Basis(StrEnum):
    """The scores on which a product's verdicts rest."""

    BOTH_LABELS = "both_labels"  # what separates its genuine items from its counterfeit ones
    GENUINE_ONLY = "genuine_only"  # how unlike its genuine items the photos are; no counterfeit is known
    FUSED = "fused"  # both of these, added up


@dataclass(frozen=True)
class Threshold:
    """The threshold of one definite outcome, and the figures on which it rests.

    Attributes:
        log_odds: calibrated log-odds at which the outcome begins; None if no threshold keeps the target.
        target: the class-conditional error rate promised, a fraction.
        confidence: of the promise, a fraction.
        bound: Clopper-Pearson upper limit of the error at the threshold; None if there is no threshold.
        items: calibration items of the protected class that were counted.
        errors: how many of them the threshold calls wrongly.
        items_needed: how many more error-free items would support the outcome; 0 if it is supported.
        products: how many products' items were counted together; 1 where they are the product's own.
        pooling_p: p-value of the test that products with too few items err alike; None if it had not to be made.
    """

    log_odds: float | None
    target: float
    confidence: float
    bound: float | None
    items: int
    errors: int
    items_needed: int
    products: int
    pooling_p: float | None

    def without_items(self) -> "Threshold":
        """The same promise if nothing was counted yet: no threshold, and all error-free items still missing."""
        fewest = math.ceil(math.log(1 - self.confidence) / math.log(1 - self.target))
        return Threshold(None, self.target, self.confidence, None, 0, 0, fewest, 1, None)


@dataclass(frozen=True)
class Calibration:
    """Raw to calibrated log-odds: ``slope * raw + intercept``, fitted at equal prior, so it is a log-likelihood ratio.

    Attributes:
        cap: largest absolute log10 likelihood ratio that the calibration items can support.
    """

    slope: float
    intercept: float
    cap: float


@dataclass(frozen=True)
class NextView:
    """How often one more view settled items.

    Attributes:
        shown: the views that inconclusive calibration items had been judged on, in alphabetical order.
        view: the view whose photo was added.
        settled: how many of the items then got a definite outcome.
        items: how many there were.
    """

    shown: tuple[str, ...]
    view: str
    settled: int
    items: int


@dataclass(frozen=True)
class Rule:
    """The thresholds if exactly these views of an item are shown: fewer views show less, so they need more evidence.

    Attributes:
        views: ids in alphabetical order; none if the product has no calibration items.
        undecided: why there is no definite verdict although there are items enough; None if there is.
        intercept: of the scale on these views; None if they have the product's.
    """

    views: tuple[str, ...]
    suspected: Threshold
    consistent: Threshold
    undecided: str | None
    intercept: float | None = None


@dataclass(frozen=True)
class ReleasedProduct:
    """A product as a release knows it.

    Attributes:
        rules: one for each set of views that calibration items showed, the most views first; never empty.
        next_views: for inconclusive items, which view to photograph next.
        unlike_weight: what one spread of unlikeness adds to the raw log-odds; zero unless the basis is fused.
        familiarity: its own limit, in place of the release's, where the network was not trained on the product.
    """

    sheet: ProductSheet
    calibration: Calibration
    rules: tuple[Rule, ...]
    next_views: tuple[NextView, ...]
    basis: Basis = Basis.BOTH_LABELS
    unlike_weight: float = 0.0
    familiarity: float | None = None

    def rule_for(self, views: Collection[str]) -> Rule:
        """The rule that uses most of these views; one without thresholds where no calibration item showed such."""
        fitting = (rule for rule in self.rules if rule.views and set(rule.views) <= set(views))
        first = self.rules[0]
        nothing = Rule(tuple(sorted(views)), first.suspected.without_items(), first.consistent.without_items(), None)
        return next(fitting, nothing)

    def scale_for(self, rule: Rule) -> Calibration:
        """From raw to calibrated log-odds on the views of one of the rules."""
        if rule.intercept is None:
            return self.calibration
        return replace(self.calibration, intercept=rule.intercept)


def product_from_json(
    *,
    sheet: Mapping[str, Any],
    calibration: Mapping[str, float],
    rules: Sequence[Mapping[str, Any]],
    settling: Sequence[Mapping[str, Any]],
    basis: str,
    unlike_weight: float,
    familiarity: float | None,
) -> ReleasedProduct:
    """Type what release.json says of a product.

    Raises:
        CatalogueError, KeyError, TypeError, ValueError: a field is missing, unknown or of the wrong shape.
    """
    return ReleasedProduct(
        sheet=sheet_from_json(sheet),
        calibration=Calibration(**calibration),
        rules=tuple(_rule(**rule) for rule in rules),
        next_views=tuple(NextView(**{**view, "shown": tuple(view["shown"])}) for view in settling),
        basis=Basis(basis),
        unlike_weight=unlike_weight,
        familiarity=familiarity,
    )


def _rule(
    *,
    views: Sequence[str],
    suspected: Mapping[str, Any],
    consistent: Mapping[str, Any],
    undecided: str | None,
    intercept: float | None = None,
) -> Rule:
    return Rule(tuple(views), Threshold(**suspected), Threshold(**consistent), undecided, intercept)
