"""Scores become log-odds, and log-odds become thresholds whose errors are bounded; all counted on calibration items."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from model.description import PointHead
from model.intervals import items_needed
from model.released_product import Basis, Calibration, NextView, Rule, Threshold
from training.config import FitConfig
from training.examine import ExaminedItem
from training.pooling import pool_of
from training.statistics import ThresholdChoice, auroc, choose_threshold, clopper_pearson_upper

LN_10 = float(np.log(10.0))
STEP = 0.25  # of the grid of thresholds, in log-odds before calibration
BOLDEST, MOST_CAUTIOUS = 0.0, 12.0  # nothing is called suspected on odds below even, nor consistent above
SLOPES = (0.05, 5.0)
ORDINARY_SHARE = 0.98  # of genuine items, on which a point must not read "deviates"
WEIGHTS = (0.0, 0.5, 1.0, 2.0)  # of the one-class score in the raw log-odds; `training.fusing` chooses among them
FEWEST_FOR_AN_INTERCEPT = 20  # items of each label that a set of views needs for an intercept of its own
CHANCE = 0.5  # area under the ROC curve of scores that mean nothing


class Scale(NamedTuple):
    """From raw to calibrated log-odds: ``slope * raw + intercept``."""

    slope: float
    intercept: float


def fit_scale(items: "Sequence[ExaminedItem | _Sighting]", slopes: tuple[float, float] = SLOPES) -> Scale:
    """The scale of these items, with equal weight for both labels.

    Platt 1999 with his smoothed targets. As the labels count alike, the prior odds are even, and the result is a
    log-likelihood ratio. Without items of both labels: 1 and 0.

    Args:
        slopes: the least and the greatest slope.
    """
    raw = np.array([item.log_odds for item in items])
    counterfeit = np.array([item.counterfeit for item in items], bool)
    n, m = int(counterfeit.sum()), int((~counterfeit).sum())
    if not n or not m:
        return Scale(1.0, 0.0)
    target = np.where(counterfeit, (n + 1) / (n + 2), 1 / (m + 2))
    weight = np.where(counterfeit, 0.5 / n, 0.5 / m)

    def log_loss(line: NDArray[np.float64]) -> float:
        log_odds = line[0] * raw + line[1]
        likelihood = target * special.log_expit(log_odds) + (1 - target) * special.log_expit(-log_odds)
        return -float((weight * likelihood).sum())

    start = np.array([min(max(1.0, slopes[0]), slopes[1]), 0.0])
    found = optimize.minimize(log_loss, start, method="L-BFGS-B", bounds=[slopes, (None, None)])
    return Scale(float(found.x[0]), float(found.x[1]))


class Calibrated(NamedTuple):
    """What the calibration items support for one product; the fields are those of `model.release.ReleasedProduct`."""

    calibration: Calibration
    rules: tuple[Rule, ...]
    next_views: tuple[NextView, ...] = ()
    basis: Basis = Basis.BOTH_LABELS
    unlike_weight: float = 0.0


class Slot(NamedTuple):
    """Some views of a product: what an officer might photograph, and what a rule is for."""

    product: str
    views: tuple[str, ...]


class _Sighting(NamedTuple):
    """One calibration item seen on the views of one slot; the log-odds are raw."""

    counterfeit: bool
    log_odds: float


@dataclass(frozen=True)
class _Guard:
    """The label that one outcome may wrong; `sign` turns log-odds so that higher is nearer to that outcome."""

    counterfeit: bool
    sign: float
    target: float
    confidence: float


class _Counted(NamedTuple):
    """A threshold in raw log-odds, turned by its guard's sign, and why there is none if the ranking forbids it."""

    choice: ThresholdChoice
    products: int
    pooling_p: float | None
    undecided: str | None


def calibrate(
    items: Sequence[ExaminedItem],
    products: Sequence[str],
    config: FitConfig,
    weights: Mapping[str, float] | None = None,
) -> dict[str, Calibrated]:
    """Scale, cap and rules of each product of which both labels are known.

    Every set of views has thresholds of its own, counted on the items seen on just these views, so that the promise
    also holds for an officer who sends the front alone. Where such items are enough, it has an intercept of its own,
    too: the network leans a little to one side on a single view. The slope is one for all. The grid of thresholds is
    fixed in raw log-odds before any calibration item is looked at.

    Args:
        items: calibration items with raw log-odds (a release that leaves them as they are).
        weights: products whose log-odds hold their one-class score, with its weight; `training.fusing` chose it on
            these same items, for which their thresholds pay with confidence.
    """
    weights = weights or {}
    scale = fit_scale(items)
    sightings = _sightings(items)
    whole = {product: _most_views(product, sightings) for product in products}
    guards = _guards(config)
    suspected, consistent = (_counted(sightings, list(whole.values()), guard, weights) for guard in guards)
    result = {}
    for product, slot in whole.items():
        cap = _cap(min(suspected[slot].choice.items, consistent[slot].choice.items), config.confidence)
        calibration = Calibration(scale.slope, scale.intercept, cap)
        slots = sorted((s for s in suspected if s.product == product), key=lambda s: (-len(s.views), s.views))
        scales = {slot: _own_scale(scale, sightings.get(slot, ())) for slot in slots}
        rules = (
            Rule(
                slot.views,
                _threshold(suspected[slot], guards.suspected, scales[slot]),
                _threshold(consistent[slot], guards.consistent, scales[slot]),
                suspected[slot].undecided or consistent[slot].undecided,
                scales[slot].intercept,
            )
            for slot in slots
        )
        weight = weights.get(product, 0.0)
        result[product] = Calibrated(
            calibration, tuple(rules), (), Basis.FUSED if weight else Basis.BOTH_LABELS, weight
        )
    return result


def _own_scale(scale: Scale, sightings: Sequence[_Sighting]) -> Scale:
    """The scale with the intercept of one set of views, where both labels were seen on it often enough."""
    counterfeits = sum(one.counterfeit for one in sightings)
    if min(counterfeits, len(sightings) - counterfeits) < FEWEST_FOR_AN_INTERCEPT:
        return scale
    return fit_scale(sightings, (scale.slope, scale.slope))


class _Guards(NamedTuple):
    """Of genuine items against "suspected", and of counterfeit items against "consistent"."""

    suspected: _Guard
    consistent: _Guard


def _guards(config: FitConfig) -> _Guards:
    return _Guards(
        _Guard(counterfeit=False, sign=1.0, target=config.target_false_rejection, confidence=config.confidence),
        _Guard(counterfeit=True, sign=-1.0, target=config.target_false_acceptance, confidence=config.confidence),
    )


def genuine_only(config: FitConfig) -> Calibrated:
    """The calibration of a product without known counterfeits: none, with the number of missing items."""
    none = provisional(("",), config)[""].rules[0]
    rule = Rule((), none.suspected.without_items(), none.consistent.without_items(), None)
    return Calibrated(Calibration(1.0, 0.0, 0.0), (rule,), (), Basis.GENUINE_ONLY)


def _sightings(items: Sequence[ExaminedItem]) -> dict[Slot, list[_Sighting]]:
    """Every item on every set of its views."""
    sightings: dict[Slot, list[_Sighting]] = {}
    for item in items:
        for views, log_odds in item.by_views.items():
            sightings.setdefault(Slot(item.product, views), []).append(_Sighting(item.counterfeit, log_odds))
    return sightings


def _most_views(product: str, sightings: Mapping[Slot, Sequence[_Sighting]]) -> Slot:
    """The set of views that most of the product's items show, the larger of two; none for a product without items."""
    own = [slot for slot in sightings if slot.product == product]
    return max(own, key=lambda slot: (len(sightings[slot]), len(slot.views), slot.views), default=Slot(product, ()))


def _counted(
    sightings: Mapping[Slot, Sequence[_Sighting]],
    whole: Sequence[Slot],
    guard: _Guard,
    weights: Mapping[str, float],
) -> dict[Slot, _Counted]:
    """For each slot its own items' choice; for a product's whole set of views that of the pool it belongs to, if any.

    Only whole sets are pooled: an item must not count twice in one pool.
    """
    protected = {
        slot: guard.sign * np.array([s.log_odds for s in sightings.get(slot, ()) if s.counterfeit is guard.counterfeit])
        for slot in dict.fromkeys((*whole, *sightings))
    }
    pool = pool_of({slot: protected[slot] for slot in whole}, items_needed(guard.target, guard.confidence))
    together = pool.members if pool and not pool.contradicted else ()
    groups = [together] * bool(together) + [(slot,) for slot in protected if slot not in together]
    counted: dict[Slot, _Counted] = {}
    for group in groups:
        choice = choose_threshold(
            np.concatenate([protected[slot] for slot in group]),
            grid=np.arange(MOST_CAUTIOUS, BOLDEST - STEP / 2, -STEP),
            target=guard.target,
            confidence=guard.confidence if weights.keys().isdisjoint(s.product for s in group) else _paid(guard),
        )
        tested = pool.p_value if pool and set(group) <= set(pool.members) else None
        undecided = _not_told_apart([sightings.get(slot, ()) for slot in group])
        counted |= dict.fromkeys(group, _Counted(choice, len(group), tested, undecided))
    return counted


def _paid(guard: _Guard) -> float:
    """The confidence that keeps the promised one for every choice of the weight (Bonferroni)."""
    return 1 - (1 - guard.confidence) / len(WEIGHTS)


def _not_told_apart(groups: Sequence[Sequence[_Sighting]]) -> str | None:
    """Why the scores can't support a definite verdict: they rank the labels no better than chance; None if they do.

    A threshold bounds how often one label is wronged, but not that the verdict is about the goods: of labels that
    can't be learned, the few items beyond it are there by chance.
    """
    scores = np.array([s.log_odds for group in groups for s in group])
    counterfeit = np.array([s.counterfeit for group in groups for s in group], bool)
    ranking = auroc(scores, counterfeit, strata=np.repeat(np.arange(len(groups)), [len(group) for group in groups]))
    if ranking is None:
        return "there are no calibration items of both labels"
    if ranking.low > CHANCE:
        return None
    items = f"its {ranking.n} calibration items" if len(groups) == 1 else f"the {ranking.n} items counted together"
    return (
        f"the labels of {items} can't be told apart: area under the ROC curve "
        f"{ranking.value:.2f} ({ranking.low:.2f} to {ranking.high:.2f}), and 0.50 is chance"
    )


def _threshold(counted: _Counted, guard: _Guard, scale: Scale) -> Threshold:
    choice = counted.choice
    found = choice.threshold is not None and counted.undecided is None
    raw = guard.sign * choice.threshold if found and choice.threshold is not None else None
    return Threshold(
        log_odds=None if raw is None else _agreeing(scale.slope * raw + scale.intercept, guard),
        target=guard.target,
        confidence=guard.confidence,
        bound=choice.bound if found else None,
        items=choice.items,
        errors=choice.errors,
        items_needed=choice.items_needed,
        products=counted.products,
        pooling_p=counted.pooling_p,
    )


def _agreeing(log_odds: float, guard: _Guard) -> float:
    """A threshold that no outcome passes against its own odds: calibration may move even odds past the raw grid.

    A more cautious threshold errs less often, so the bound that was counted holds for it too.
    """
    return guard.sign * max(0.0, guard.sign * log_odds)


def _cap(items: int, confidence: float) -> float:
    """The largest log10 likelihood ratio that so many items of each label support.

    Had none of n genuine items scored as high, the chance of a genuine item doing so would still only be known to
    lie below the Clopper-Pearson limit; its reciprocal is the strongest ratio that can be claimed.
    """
    return -float(np.log10(clopper_pearson_upper(0, items, confidence))) if items else 0.0


def deviation_limits(items: Sequence[ExaminedItem], points: Sequence[PointHead]) -> tuple[PointHead, ...]:
    """The points with the limit above which each reads "deviates": what all but 1 in 50 genuine items stay below.

    Never below zero, so that what reads "deviates" always speaks for counterfeit.
    """
    adds: dict[tuple[str, str], list[float]] = {}
    for item in items:
        for finding in item.verdict.points if not item.counterfeit else ():
            adds.setdefault((item.product, finding.id), []).append(finding.weight)
    limits = (max(0.0, *np.quantile(adds.get((p.product, p.point), [0.0]), [ORDINARY_SHARE])) for p in points)
    return tuple(replace(point, deviates_above=float(limit)) for point, limit in zip(points, limits, strict=True))


def familiarity_limit(items: Sequence[ExaminedItem], config: FitConfig) -> float:
    """The similarity to the nearest reference below which goods count as unknown.

    At most `config.unfamiliar` of the calibration items lie below it; -1, which nothing lies below, without items.
    """
    similarity = np.sort([item.familiarity for item in items])
    return float(similarity[int(config.unfamiliar * len(similarity))]) - 1e-6 if len(similarity) else -1.0


def recognition_limit(items: Sequence[ExaminedItem], config: FitConfig) -> float:
    """The log-odds of the product given, against the likeliest other, below which the photos contradict the officer.

    At most `config.unfamiliar` of the calibration items, whose products are attested, lie below it; never above zero,
    so that where the given product is the likeliest, nothing conflicts.
    """
    margins = np.sort([item.recognition for item in items])
    return min(0.0, float(margins[int(config.unfamiliar * len(margins))]) - 1e-6) if len(margins) else 0.0


def provisional(
    products: Sequence[str], config: FitConfig, genuine_alone: Collection[str] = ()
) -> dict[str, Calibrated]:
    """The release with which calibration items are scored: raw log-odds, and no definite verdict."""
    rejection, acceptance = (
        Threshold(None, target, config.confidence, None, 0, 0, 0, 1, None)
        for target in (config.target_false_rejection, config.target_false_acceptance)
    )
    rule = Rule((), rejection, acceptance, None)
    raw = Calibrated(Calibration(1.0, 0.0, 0.0), (rule,))
    without = raw._replace(basis=Basis.GENUINE_ONLY)
    return {product: without if product in genuine_alone else raw for product in products}
