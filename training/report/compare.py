"""Two releases on the same items: what got better, what worse, with paired intervals, and which items moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from model.datasets.splits import Split
from model.release import Release
from model.verdict import Outcome
from training.errors import CallError, WorkError
from training.evaluate import evaluate_manifest
from training.examine import ExaminedItem
from training.metrics import item_auroc
from training.progress import FitProgress
from training.report.calibrated import cllr, cllr_uncapped
from training.report.figures import columns
from training.report.paired import FigureChange, area, score_difference, share_change

Pair = tuple[ExaminedItem, ExaminedItem]


class Says(StrEnum):
    """What a difference shows: a direction only where its interval leaves out zero."""

    BETTER = "better"
    WORSE = "worse"
    UNSHOWN = "no difference shown"


class Figure(NamedTuple):
    """A compared figure: its key in JSON, its name, and whether more of it is better."""

    key: str
    name: str
    more_is_better: bool


FIGURES = (
    Figure("auroc", "Counterfeit ranked above genuine (AUROC)", more_is_better=True),
    Figure("coverage", "Items that got a definite answer (coverage)", more_is_better=True),
    Figure("genuine_called_suspected", "Genuine items called suspected (FRR)", more_is_better=False),
    Figure("counterfeit_called_consistent", "Counterfeit items called consistent (FAR)", more_is_better=False),
    Figure("pointing", "Strongest evidence inside a marked place", more_is_better=True),
    Figure("cllr", "Cost of the log-odds (Cllr), bits", more_is_better=False),
    Figure("unknown_detected", "Unknown goods answered as unknown", more_is_better=True),
)


@dataclass(frozen=True)
class Moved:
    """One item whose outcome changed."""

    item: str
    product: str
    label: str
    before: Outcome
    after: Outcome
    log_odds_before: float | None
    log_odds_after: float | None


@dataclass(frozen=True)
class ReleaseComparison:
    """Two releases, `before` and `after`.

    Attributes:
        items: counted in both.
        left_out: examined by one release only, as the other doesn't know their product.
        figures: by key of `FIGURES`; None if it can't be measured.
        products: the same, a product.
        better, worse: items whose outcome came nearer to their label, or went away from it.
    """

    before: str
    after: str
    items: int
    left_out: int
    figures: Mapping[str, FigureChange | None]
    products: Mapping[str, Mapping[str, FigureChange | None]]
    better: tuple[Moved, ...]
    worse: tuple[Moved, ...]

    def as_json(self) -> dict[str, Any]:
        """What ``compare --json`` prints."""
        return {
            "before": self.before,
            "after": self.after,
            "items": self.items,
            "left_out": self.left_out,
            "figures": _figures_json(self.figures),
            "products": {name: _figures_json(figures) for name, figures in self.products.items()},
            "changed": {
                "better": [_moved_json(each) for each in self.better],
                "worse": [_moved_json(each) for each in self.worse],
            },
        }


def compare_releases(
    before: Release, after: Release, manifest: Path, split: Split, progress: FitProgress
) -> ReleaseComparison:
    """Examine one split's items by both releases, and compare.

    Raises:
        CallError: it is the same release twice.
        ManifestError: the manifest can't be read.
        WorkError: a release knows none of the split's products, or the two have no item in common.
    """
    if before.id == after.id:
        raise CallError(f"{before.id} is compared with itself; name two releases")
    first = evaluate_manifest(before, manifest, split, progress)
    second = evaluate_manifest(after, manifest, split, progress)
    unknown = None if first.unknown is None or second.unknown is None else (first.unknown, second.unknown)
    return compare(first.items, second.items, (before.id, after.id), unknown)


def compare(
    before: Sequence[ExaminedItem],
    after: Sequence[ExaminedItem],
    names: tuple[str, str],
    unknown: tuple[Sequence[bool], Sequence[bool]] | None = None,
) -> ReleaseComparison:
    """Compare what two releases made of the same items.

    Args:
        before, after: examined items; those of one side only are left out and counted.
        names: the releases' ids.
        unknown: whether each photo of unknown goods was answered as unknown, by either; the same photos.

    Raises:
        WorkError: no item is in both.
        ValueError: the photos of unknown goods are not equally many.
    """
    others = {item.examples[0].item: item for item in after}
    pairs = [(item, others[item.examples[0].item]) for item in before if item.examples[0].item in others]
    if not pairs:
        raise WorkError(f"{names[0]} and {names[1]} have no item in common; evaluate both on products that both know")
    products = sorted({first.product for first, _ in pairs})
    return ReleaseComparison(
        before=names[0],
        after=names[1],
        items=len(pairs),
        left_out=len(before) + len(after) - 2 * len(pairs),
        figures={**_changes(pairs), "unknown_detected": share_change(*unknown) if unknown else None},
        products={name: _changes([pair for pair in pairs if pair[0].product == name]) for name in products},
        better=tuple(_moved(pair) for pair in pairs if _gain(pair) > 0),
        worse=tuple(_moved(pair) for pair in pairs if _gain(pair) < 0),
    )


def says(change: FigureChange, *, more_is_better: bool) -> Says:
    """What a change shows."""
    if change.difference.low <= 0 <= change.difference.high:
        return Says.UNSHOWN
    return Says.BETTER if (change.difference.value > 0) == more_is_better else Says.WORSE


def _changes(pairs: Sequence[Pair]) -> dict[str, FigureChange | None]:
    genuine = [pair for pair in pairs if not pair[0].counterfeit]
    counterfeit = [pair for pair in pairs if pair[0].counterfeit]
    pointed = [pair for pair in pairs if None not in (pair[0].pointing, pair[1].pointing)]
    return {
        "auroc": _ranking(pairs),
        "coverage": _share(pairs, lambda item: item.verdict.outcome is not Outcome.INCONCLUSIVE),
        "genuine_called_suspected": _share(genuine, lambda item: item.verdict.outcome is Outcome.SUSPECTED),
        "counterfeit_called_consistent": _share(counterfeit, lambda item: item.verdict.outcome is Outcome.CONSISTENT),
        "pointing": _share(pointed, lambda item: bool(item.pointing)),
        "cllr": _cost([pair for pair in pairs if pair[0].has_log_odds and pair[1].has_log_odds]),
    }


def _share(pairs: Sequence[Pair], holds: Callable[[ExaminedItem], bool]) -> FigureChange | None:
    return share_change([holds(first) for first, _ in pairs], [holds(second) for _, second in pairs])


def _ranking(pairs: Sequence[Pair]) -> FigureChange | None:
    first, second = (list(side) for side in zip(*pairs, strict=True))
    was, now = item_auroc(first), item_auroc(second)
    if was is None or now is None or len({item.has_log_odds for item in first}) > 1:
        return None  # log-odds and one-class scores don't compare; each product's own figure is there
    return FigureChange(was, now, score_difference(columns(first)[0], columns(second)[0], first, area), None)


def _cost(pairs: Sequence[Pair]) -> FigureChange | None:
    if not pairs:
        return None
    first, second = (list(side) for side in zip(*pairs, strict=True))
    was, now = cllr_uncapped(first), cllr_uncapped(second)
    if was is None or now is None:
        return None
    return FigureChange(was, now, score_difference(columns(first)[0], columns(second)[0], first, cllr), None)


def _gain(pair: Pair) -> int:
    """Steps towards the label: wrong, inconclusive, right."""
    first, second = (_standing(item) for item in pair)
    return int(np.sign(second - first))


def _standing(item: ExaminedItem) -> int:
    if item.verdict.outcome is Outcome.INCONCLUSIVE:
        return 0
    return 1 if (item.verdict.outcome is Outcome.SUSPECTED) == item.counterfeit else -1


def _moved(pair: Pair) -> Moved:
    first, second = pair
    return Moved(
        item=first.examples[0].item,
        product=first.product,
        label="counterfeit" if first.counterfeit else "genuine",
        before=first.verdict.outcome,
        after=second.verdict.outcome,
        log_odds_before=first.verdict.log_odds,
        log_odds_after=second.verdict.log_odds,
    )


def _figures_json(figures: Mapping[str, FigureChange | None]) -> dict[str, Any]:
    better = {figure.key: figure.more_is_better for figure in FIGURES}
    return {key: change and _change_json(change, more_is_better=better[key]) for key, change in figures.items()}


def _change_json(change: FigureChange, *, more_is_better: bool) -> dict[str, Any]:
    return {
        "before": change.before.as_json(),
        "after": change.after.as_json(),
        "difference": change.difference.as_json(),
        "p": change.p,
        "says": says(change, more_is_better=more_is_better).value,
    }


def _moved_json(moved: Moved) -> dict[str, Any]:
    return {**vars(moved), "before": moved.before.value, "after": moved.after.value}
