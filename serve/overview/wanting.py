"""The rule that says what to contribute next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.datasets.splits import items_for, items_to_calibrate
from model.datasets.support import TARGET
from model.intervals import items_needed
from model.released_product import ReleasedProduct, Rule, Threshold
from model.verdict import Outcome
from serve.overview.contributed import NOTHING, Contributed, ViewTally
from serve.releases.changes import definite
from serve.releases.figures import AllowedErrors, Figure, ProductFigures

FEW = 0.5  # of the items that show the view which most show: below, a required view is asked for
RESTS_ON: Mapping[Label, Outcome] = {Label.GENUINE: Outcome.SUSPECTED, Label.COUNTERFEIT: Outcome.CONSISTENT}


class Lack(StrEnum):
    """Why items are wanted."""

    LABEL = "label"  # there is no item of the label
    CALIBRATION = "calibration"  # there are too few for a definite outcome
    VIEW = "view"  # few items or none show a view that the sheet requires
    INTERVAL = "interval"  # the outcome can be given, but what was measured leaves room for more errors than allowed


ORDER = (*Lack, *Label)  # why items are wanted, then their label


@dataclass(frozen=True)
class Wanted:
    """Items that would help a product.

    Attributes:
        view: what they must show; None if any of the sheet's views.
        items: at most about how many; of existing items if a view is wanted; 0 for an interval, where each one helps.
        calibration: how many calibration items the outcome still lacks.
        target: the error rate on which the number rests, or which the interval exceeds.
        error: what the active release's report measured, for an interval; None where it measured no item.
    """

    product: str
    label: Label
    lack: Lack
    items: int
    view: str | None = None
    calibration: int = 0
    target: float = TARGET
    error: Figure | None = None

    @property
    def width(self) -> float:
        """Of the interval; the whole range where nothing was measured."""
        return self.error.high - self.error.low if self.error else 1.0


@dataclass(frozen=True)
class Promises:
    """What the active release allows and measured.

    Attributes:
        targets: the largest error rate that it allows, by the label of the items that are judged wrongly.
        errors: the error rates of the product in its report, likewise; without those that were not measured.
    """

    targets: Mapping[Label, float] = field(default_factory=dict)
    errors: Mapping[Label, Figure] = field(default_factory=dict)

    def target(self, label: Label) -> float:
        """The default where the release has no thresholds."""
        return self.targets.get(label, TARGET)


NO_PROMISES = Promises()


def promises_of(allowed: AllowedErrors, figures: ProductFigures | None) -> Promises:
    """What a release allows, and what its report says of a product."""
    targets = {
        Label.GENUINE: allowed.genuine_called_suspected,
        Label.COUNTERFEIT: allowed.counterfeit_called_consistent,
    }
    errors = {
        Label.GENUINE: figures.genuine_called_suspected if figures else None,
        Label.COUNTERFEIT: figures.counterfeit_called_consistent if figures else None,
    }
    return Promises(
        {label: target for label, target in targets.items() if target is not None},
        {label: error for label, error in errors.items() if error is not None},
    )


def calibration_needed(product: ReleasedProduct | None, label: Label, target: float = TARGET) -> int:
    """How many more calibration items of a label support the outcome that rests on them; 0 if they do.

    Args:
        product: as the active release knows it; None if it does not.
        target: the error rate that counts then.
    """
    if product is None:
        return items_needed(target)
    thresholds = [_threshold(rule, label) for rule in product.rules]
    if any(each.log_odds is not None for each in thresholds):
        return 0
    return min((each.items_needed for each in thresholds if each.items_needed), default=0)


def _threshold(rule: Rule, label: Label) -> Threshold:
    return rule.suspected if RESTS_ON[label] is Outcome.SUSPECTED else rule.consistent


@dataclass(frozen=True)
class Shown:
    """How many items of a label show each view.

    Attributes:
        views: by view; None of photos that name no view, which may show any.
    """

    views: Mapping[str | None, ViewTally]
    coming: int

    def of(self, view: str | None, *, new: bool = False) -> int:
        """How many items may show a view.

        Args:
            new: only those that the active release has not counted.
        """
        both = [self.views[each] for each in dict.fromkeys((view, None)) if each in self.views]
        return min(sum(each.new if new else each.items for each in both), self.coming)

    def best(self, *, new: bool = False) -> int:
        """The same of the view that most show: on one view's items the thresholds are counted."""
        return max((self.of(view, new=new) for view in self.views), default=0)


def wanted(
    sheet: ProductSheet,
    known: ReleasedProduct | None,
    contributed: Mapping[Label, Contributed],
    shown: Iterable[ViewTally],
    promises: Promises = NO_PROMISES,
) -> list[Wanted]:
    """What to contribute next for one product, if every item is judged right.

    The number of items of a label is the fewest of which the shares of `divided` make as many calibration items as the
    outcome lacks. Items that the active release has not counted yet count towards them.

    Args:
        known: the product in the active release; None if that does not know it.
        shown: the right holder's items of the product by view.
        promises: of the active release.
    """
    views: dict[Label, dict[str | None, ViewTally]] = {label: {} for label in Label}
    for tally in shown:
        views[tally.label][tally.view] = tally
    by_view = {label: Shown(views[label], contributed.get(label, NOTHING).coming) for label in Label}
    found = [each for label in Label if (each := _of_label(sheet.id, known, label, by_view[label], promises))]
    return found + [each for label in Label for each in _of_views(sheet, label, by_view[label])]


def _of_label(
    product: str, known: ReleasedProduct | None, label: Label, shown: Shown, promises: Promises
) -> Wanted | None:
    target = promises.target(label)
    needed, new = calibration_needed(known, label, target), shown.best(new=known is not None)
    missing = max(0, needed - items_to_calibrate(new))
    if not missing:
        return _of_interval(product, known, label, promises)
    lack = Lack.CALIBRATION if shown.coming or known is not None else Lack.LABEL
    return Wanted(product, label, lack, items_for(needed) - new, calibration=missing, target=target)


def _of_interval(product: str, known: ReleasedProduct | None, label: Label, promises: Promises) -> Wanted | None:
    """An outcome that can be given, but of which the report can't show that it errs as little as is allowed."""
    error, target = promises.errors.get(label), promises.target(label)
    can_be_given = known is not None and RESTS_ON[label] in definite(known)
    if not can_be_given or (error is not None and error.high <= target):
        return None
    return Wanted(product, label, Lack.INTERVAL, 0, target=target, error=error)


def _of_views(sheet: ProductSheet, label: Label, shown: Shown) -> Iterable[Wanted]:
    best = shown.best()
    for view in sheet.views:
        if view.required and shown.of(view.id) < FEW * best:
            yield Wanted(sheet.id, label, Lack.VIEW, best - shown.of(view.id), view=view.id)


def ranked(found: Iterable[Wanted]) -> list[Wanted]:
    """What helps most first: labels without an item, the nearest to a definite outcome, views, the widest interval."""
    return sorted(found, key=_rank)


def _rank(each: Wanted) -> tuple[int, int, float, str, int]:
    return ORDER.index(each.lack), each.items, -each.width, each.product, ORDER.index(each.label)
