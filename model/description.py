"""The description of a release: release.json, typed.

Written by training (`training.release`), read by everything that judges; `model.release` reads the folder around it.
"""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from model.catalogue import ProductSheet, sheet_from_json
from model.errors import CatalogueError, ReleaseRefusedError
from model.preprocess import PreprocessSpec
from model.text_findings import PrintLimits

FORMAT_VERSION = 6
READABLE_FORMATS = frozenset({3, 4, 5, FORMAT_VERSION})
# 3 lacks belonging and reference pictures, 4 print as well, 5 intercepts of single sets of views.
UNNAMED_REGION = "unnamed-region"  # evidence learned from the label alone; it has a place, but no meaning


class Basis(StrEnum):
    """The scores on which a product's verdicts rest."""

    BOTH_LABELS = "both_labels"  # what separates its genuine items from its counterfeit ones
    GENUINE_ONLY = "genuine_only"  # how unlike its genuine items the photos are; no counterfeit is known
    FUSED = "fused"  # both of these, added up


@dataclass(frozen=True)
class ViewHead:
    """One class of the view head: this view of this product."""

    product: str
    view: str


@dataclass(frozen=True)
class PointHead:
    """One identification point that the network gives log-odds and a map for.

    Attributes:
        point: the point's id on the product sheet, or `UNNAMED_REGION`.
        view: the view it shows on; None for the unnamed region, which may show anywhere.
        deviates_above: what a point must add to the raw log-odds of an item, never less than zero, to read
            "deviates"; fewer than 1 in 50 genuine calibration items reach it.
    """

    product: str
    point: str
    view: str | None
    deviates_above: float


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
class SettlingView:
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
        settling: for inconclusive items, which view to photograph next.
        unlike_weight: what one spread of unlikeness adds to the raw log-odds; zero unless the basis is fused.
        familiarity: its own limit, in place of the release's, where the network was not trained on the product.
    """

    sheet: ProductSheet
    calibration: Calibration
    rules: tuple[Rule, ...]
    settling: tuple[SettlingView, ...]
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


@dataclass(frozen=True)
class RegionTest:
    """Whether the regions of one kind of evidence are where the evidence is, tested on calibration items.

    Attributes:
        shown: whether verdicts show them; only where every test that could be made was passed.
        deletion: share of items whose log-odds fall more when the region is greyed than when a random region of the
            same size is; None if no item could be tested.
        deletion_low: its one-sided lower 95 % limit (Clopper-Pearson); must be above one half.
        deletion_items: items tested.
        pointing: share of items whose highest place lies in a deviating box; None if no item has boxes.
        pointing_low: its one-sided lower 95 % limit; must be above `pointing_by_chance`.
        pointing_by_chance: mean share of the picture that the boxes cover.
        pointing_items: items tested.
    """

    shown: bool
    deletion: float | None
    deletion_low: float | None
    deletion_items: int
    pointing: float | None
    pointing_low: float | None
    pointing_by_chance: float | None
    pointing_items: int


@dataclass(frozen=True)
class Regions:
    """The tests of annotated points' regions, and of those that were learned from the label alone."""

    annotated: RegionTest
    unnamed: RegionTest


@dataclass(frozen=True)
class ReferencePicture:
    """A genuine picture of one view that photos are registered to; ``references/<sha256>.jpg`` in the release.

    Attributes:
        sha256: of the contributed photo's bytes, as the product sheet names it.
    """

    product: str
    view: str
    sha256: str

    @property
    def file(self) -> str:
        """Its path in the release's folder."""
        return f"references/{self.sha256}.jpg"


@dataclass(frozen=True)
class Belonging:
    """When a photo shows the product judged, and what that was counted on (model/belonging.py has the rule).

    Attributes:
        similarity: product -> smallest cosine similarity to its nearest reference, of a photo that is not registered.
        margin: product -> smallest log-odds of it against the likeliest other, of such a photo.
        cells: fewest cells of a reference picture that must agree, for a photo to count as registered.
        target: share of calibration items that may lose a photo.
        items: calibration items that were counted.
        losing: how many of them lose a photo.
        tail: how far the similarity of photos may fall, in spreads of what is usual of a product; for enrolling others.
        sure: product -> similarity from which a photo that is not registered surely shows it; between the two it may.
    """

    similarity: Mapping[str, float]
    margin: Mapping[str, float]
    cells: int
    target: float
    items: int
    losing: int
    tail: float
    sure: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ReleaseDescription:
    """Everything that release.json says, typed.

    Attributes:
        familiarity: smallest cosine similarity to the nearest reference at which a photo counts as a known product.
        recognition: smallest log-odds of the product that the officer gave, against the likeliest other, at which the
            photos don't contradict the officer; never above zero.
        temperature: of the similarities to references, by which enrolled products are recognised; None without any.
        training: seed, configuration, manifest digest and library versions; for the record, not for the verdict.
        files: relative path -> sha256 of every other file in the folder.
        references: the pictures that photos are registered to.
        belonging: None if it could not be calibrated, or the release is of format 3.
        prints: None if no text was read when the release was made; then none is read on photos either.
    """

    preprocess: PreprocessSpec
    views: tuple[ViewHead, ...]
    points: tuple[PointHead, ...]
    products: Mapping[str, ReleasedProduct]
    familiarity: float
    recognition: float
    temperature: float | None
    regions: Regions
    training: Mapping[str, Any]
    files: Mapping[str, str]
    references: tuple[ReferencePicture, ...] = ()
    belonging: Belonging | None = None
    prints: PrintLimits | None = None

    @property
    def enrolled(self) -> tuple[str, ...]:
        """The products that the network has no views of: they were added without training it."""
        trained = {head.product for head in self.views}
        return tuple(product for product in self.products if product not in trained)

    def familiarity_of(self, product: str) -> float:
        """The similarity to the product's nearest reference from which on a photo may show it."""
        own = self.products[product].familiarity if product in self.products else None
        return self.familiarity if own is None else own


def parse_description(raw: bytes) -> ReleaseDescription:
    """Type what release.json says.

    Raises:
        ReleaseRefusedError: not JSON, another format version, or a field missing, unknown or of the wrong shape.
    """
    try:
        document = json.loads(raw)
        version = document.pop("format")
        if version not in READABLE_FORMATS:
            raise ReleaseRefusedError(f"release.json: format {version} is not understood by this version of Shingan")
        return _description(**document)
    except (ValueError, TypeError, KeyError, AttributeError, CatalogueError) as error:
        raise ReleaseRefusedError(f"release.json: not understood ({error})") from error


def _description(
    *,
    preprocess: Mapping[str, int],
    views: Sequence[Mapping[str, str]],
    points: Sequence[Mapping[str, Any]],
    products: Mapping[str, Mapping[str, Any]],
    familiarity: float,
    recognition: float,
    temperature: float | None,
    regions: Mapping[str, Mapping[str, Any]],
    training: Mapping[str, Any],
    files: Mapping[str, str],
    references: Sequence[Mapping[str, str]] = (),
    belonging: Mapping[str, Any] | None = None,
    prints: Mapping[str, Any] | None = None,
) -> ReleaseDescription:
    return ReleaseDescription(
        preprocess=PreprocessSpec(**preprocess),
        views=tuple(ViewHead(**view) for view in views),
        points=tuple(PointHead(**point) for point in points),
        products={name: _product(**fields) for name, fields in products.items()},
        familiarity=familiarity,
        recognition=recognition,
        temperature=temperature,
        regions=Regions(**{kind: RegionTest(**test) for kind, test in regions.items()}),
        training=training,
        files=files,
        references=tuple(ReferencePicture(**picture) for picture in references),
        belonging=None if belonging is None else Belonging(**belonging),
        prints=None if prints is None else PrintLimits(**prints),
    )


def _product(
    *,
    sheet: Mapping[str, Any],
    calibration: Mapping[str, float],
    rules: Sequence[Mapping[str, Any]],
    settling: Sequence[Mapping[str, Any]],
    basis: str,
    unlike_weight: float,
    familiarity: float | None,
) -> ReleasedProduct:
    return ReleasedProduct(
        sheet=sheet_from_json(sheet),
        calibration=Calibration(**calibration),
        rules=tuple(_rule(**rule) for rule in rules),
        settling=tuple(SettlingView(**{**view, "shown": tuple(view["shown"])}) for view in settling),
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
