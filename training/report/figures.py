"""The numbers behind every figure of the report: pure functions of examined items, each rate with its interval."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from model.released_product import ReleasedProduct
from model.verdict import Outcome, Reason, Verdict
from training.examine import ExaminedItem
from training.examples import Example
from training.metrics import item_auroc
from training.statistics import CONFIDENCE, Estimate, rate

DOUBTS = frozenset({Reason.PHOTO_QUALITY, Reason.UNKNOWN_PRODUCT, Reason.UNLIKE_ANY_REFERENCE})  # with any score
WRONG_SHOWN = 6  # items of each label


class EvaluatedItem(NamedTuple):
    """One answer to count: an item's, or a single photo's."""

    counterfeit: bool
    outcome: Outcome


class EvaluatedPhoto(NamedTuple):
    """One photo judged alone, its product given."""

    example: Example
    verdict: Verdict


@dataclass(frozen=True)
class Rates:
    """What is counted of a group of answers; an estimate is None if the group has no such item."""

    name: str
    n: int
    coverage: Estimate | None
    suspected: Estimate | None  # genuine called suspected
    passed: Estimate | None  # counterfeit called consistent


class RocPoint(NamedTuple):
    """Shares of genuine and of counterfeit items at or above one threshold."""

    genuine: float
    counterfeit: float


@dataclass(frozen=True)
class Roc:
    """One ROC curve.

    Attributes:
        area: None if the items have one label only, and there is no curve.
        corners: from (0, 0) to (1, 1), the threshold falling.
        suspected, consistent: where the release's thresholds lie on it; None if it has none.
    """

    name: str
    genuine: int
    counterfeit: int
    area: Estimate | None
    corners: tuple[RocPoint, ...]
    suspected: RocPoint | None
    consistent: RocPoint | None


class SweepPoint(NamedTuple):
    """What a threshold of +-log_odds would give; `own` points have no single one."""

    log_odds: float | None
    rates: Rates


@dataclass(frozen=True)
class Sweep:
    """Coverage against error: what a bolder or more cautious release would do, and what this one does."""

    points: tuple[SweepPoint, ...]
    own: SweepPoint


class MostWrong(NamedTuple):
    """The genuine items with the highest log-odds and the counterfeit ones with the lowest, the worst first."""

    genuine: tuple[ExaminedItem, ...]
    counterfeit: tuple[ExaminedItem, ...]


@dataclass(frozen=True)
class Latency:
    """Milliseconds a photo, with intervals."""

    median: Estimate
    most: Estimate | None  # 95th percentile


def evaluated(items: Iterable[ExaminedItem]) -> list[EvaluatedItem]:
    """Items as answers to count."""
    return [EvaluatedItem(item.counterfeit, item.verdict.outcome) for item in items]


def rates(name: str, answers: Sequence[EvaluatedItem]) -> Rates:
    """Coverage and both error rates with Clopper-Pearson intervals."""
    genuine = [answer.outcome for answer in answers if not answer.counterfeit]
    counterfeit = [answer.outcome for answer in answers if answer.counterfeit]
    definite = sum(answer.outcome is not Outcome.INCONCLUSIVE for answer in answers)
    return Rates(
        name=name,
        n=len(answers),
        coverage=rate(definite, len(answers)),
        suspected=rate(genuine.count(Outcome.SUSPECTED), len(genuine)),
        passed=rate(counterfeit.count(Outcome.CONSISTENT), len(counterfeit)),
    )


def by_product(items: Sequence[ExaminedItem]) -> list[Rates]:
    """One group a product, by name."""
    return _grouped(items, lambda item: [item.product])


def by_source(items: Sequence[ExaminedItem]) -> list[Rates]:
    """One group a source that the manifest names, by name; an item from two sources counts in both."""
    return _grouped(items, lambda item: {example.row.source for example in item.examples if example.row.source})


def by_view(photos: Sequence[EvaluatedPhoto]) -> list[Rates]:
    """One group a view of a product ("product: view"), each photo judged alone.

    Of several photos of one item in one view the first counts, so that items are counted here too. Photos whose
    view the manifest doesn't name are left out.
    """
    groups: dict[str, dict[str, EvaluatedItem]] = {}
    for example, verdict in photos:
        if example.row.view:
            items = groups.setdefault(f"{example.row.product}: {example.row.view}", {})
            items.setdefault(example.item, EvaluatedItem(example.counterfeit, verdict.outcome))
    return [rates(name, list(items.values())) for name, items in sorted(groups.items())]


def _grouped(items: Sequence[ExaminedItem], names: Callable[[ExaminedItem], Iterable[str]]) -> list[Rates]:
    groups: dict[str, list[ExaminedItem]] = {}
    for item in items:
        for name in names(item):
            groups.setdefault(name, []).append(item)
    return [rates(name, evaluated(members)) for name, members in sorted(groups.items())]


def roc(name: str, items: Sequence[ExaminedItem], product: ReleasedProduct | None = None) -> Roc:
    """The curve of some items; with a product, its thresholds are marked."""
    scores, counterfeit = columns(items)
    area = item_auroc(items)
    thresholds = np.unique(scores)[::-1]
    corners = (RocPoint(0.0, 0.0), *(_at(scores, counterfeit, each) for each in thresholds)) if area else ()
    suspected = product.rules[0].suspected.log_odds if product and area else None
    consistent = product.rules[0].consistent.log_odds if product and area else None
    return Roc(
        name=name,
        genuine=int((~counterfeit).sum()),
        counterfeit=int(counterfeit.sum()),
        area=area,
        corners=corners,
        suspected=None if suspected is None else _at(scores, counterfeit, suspected),
        consistent=None if consistent is None else _at(scores, counterfeit, float(np.nextafter(consistent, np.inf))),
    )


def _at(scores: NDArray[np.float64], counterfeit: NDArray[np.bool_], threshold: float) -> RocPoint:
    above = scores >= threshold
    return RocPoint(float(above[~counterfeit].mean()), float(above[counterfeit].mean()))


def columns(items: Sequence[ExaminedItem]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What items are ranked by, calibrated log-odds where there are some, and labels; (items,) each."""
    scores = np.array([item.score for item in items], np.float64)
    return scores, np.array([item.counterfeit for item in items], np.bool_)


def sweep(items: Sequence[ExaminedItem], steps: int = 60) -> Sweep:
    """Rates at symmetric thresholds on the calibrated log-odds, from deciding always to deciding never.

    Items with a doubt that no score lifts (poor photos, unlike any reference) stay inconclusive throughout.
    """
    scores, _ = columns(items)
    limits = np.unique(np.quantile(np.abs(scores), np.linspace(0, 1, steps))).tolist() if len(items) else []
    points = tuple(SweepPoint(limit, rates("", [_decided(item, limit) for item in items])) for limit in limits)
    return Sweep(points, SweepPoint(None, rates("", evaluated(items))))


def _decided(item: ExaminedItem, limit: float) -> EvaluatedItem:
    if DOUBTS.intersection(item.verdict.reasons) or abs(item.log_odds) < limit:
        return EvaluatedItem(item.counterfeit, Outcome.INCONCLUSIVE)
    return EvaluatedItem(item.counterfeit, Outcome.SUSPECTED if item.log_odds > 0 else Outcome.CONSISTENT)


def most_wrong(items: Sequence[ExaminedItem], count: int = WRONG_SHOWN) -> MostWrong:
    """The items whose log-odds speak most strongly against their label; items without log-odds are left out."""
    scored = [item for item in items if item.has_log_odds]
    genuine = sorted((item for item in scored if not item.counterfeit), key=lambda item: -item.log_odds)
    counterfeit = sorted((item for item in scored if item.counterfeit), key=lambda item: item.log_odds)
    return MostWrong(tuple(genuine[:count]), tuple(counterfeit[:count]))


def answers(items: Sequence[ExaminedItem]) -> Mapping[bool, Mapping[Outcome, int]]:
    """How many items of each label (counterfeit: True) got each outcome."""
    counted = {label: dict.fromkeys(Outcome, 0) for label in (False, True)}
    for item in items:
        counted[item.counterfeit][item.verdict.outcome] += 1
    return counted


def latency(seconds: Sequence[float]) -> Latency:
    """Median and 95th percentile of milliseconds a photo; the 95th needs enough photos for an upper limit.

    Raises:
        ValueError: no photo was timed.
    """
    median = _quantile(seconds, 0.5)
    if median is None:
        raise ValueError("too few timed photos")
    return Latency(median, _quantile(seconds, 0.95))


def _quantile(seconds: Sequence[float], share: float) -> Estimate | None:
    """A quantile in milliseconds with its interval from order statistics (David and Nagaraja 2003, section 7.1)."""
    ordered = 1e3 * np.sort(np.asarray(seconds, np.float64))
    n = len(ordered)
    low = int(stats.binom.ppf((1 - CONFIDENCE) / 2, n, share)) if n else 0
    high = int(stats.binom.ppf((1 + CONFIDENCE) / 2, n, share)) if n else 0
    if not n or (high >= n and share > 0.5):  # noqa: PLR2004  no photo lies above the upper limit
        return None
    ends = float(ordered[max(low - 1, 0)]), float(ordered[min(high, n - 1)])
    return Estimate(float(np.quantile(ordered, share)), *ends, n)
