"""The summary that `validate` opens with: what a fit of these items could answer, what it lacks, and what it takes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.datasets.splits import Split, items_for
from model.datasets.support import FEWEST_GENUINE
from training.canvas import canvas_of
from training.config import FitConfig
from training.estimate import Estimate, cores_used, estimate
from training.manifest import Label, Manifest
from training.pooling import FEWEST_OWN
from training.prospects import Prospect, Support, prospects
from training.remaining import duration

NAMED = 3  # products; the others are counted
MISSING_LINES = 2
RESTS_ON = {Label.GENUINE: "suspected_counterfeit", Label.COUNTERFEIT: "consistent_with_genuine"}


@dataclass(frozen=True)
class TrainingSummary:
    """What a data set is good for.

    Attributes:
        config: of the fit that it is counted for.
        items: split -> items.
        has_open_splits: whether the manifest leaves splits open.
        estimate: of a fit with these settings, from pretrained weights.
    """

    config: FitConfig
    photos: int
    items: Mapping[Split, int]
    products: Mapping[str, Prospect]
    has_open_splits: bool
    estimate: Estimate

    @property
    def is_for_measuring(self) -> bool:
        """Whether the manifest puts every item into the test, as the export of a gold set does."""
        return not self.has_open_splits and self.items[Split.TEST] == sum(self.items.values()) > 0

    def as_json(self) -> dict[str, Any]:
        """The value of ``summary`` in ``validate --json``."""
        return {
            "photos": self.photos,
            "targets": {
                "false_rejection": self.config.target_false_rejection,
                "false_acceptance": self.config.target_false_acceptance,
                "confidence": self.config.confidence,
            },
            "items": {split.value: count for split, count in self.items.items()},
            "products": {product: _as_json(prospect) for product, prospect in self.products.items()},
            "fit": {"seconds": round(self.estimate.seconds), "gigabytes": round(self.estimate.gigabytes, 1)},
        }


def _as_json(prospect: Prospect) -> dict[str, Any]:
    return {
        "suspected_counterfeit": prospect.suspected.value,
        "consistent_with_genuine": prospect.consistent.value,
        "unlike_any_reference": prospect.tells_unlikeness,
        "calibration_items": {label.value: prospect.counted[label] for label in Label},
        "missing_calibration_items": {label.value: prospect.missing[label] for label in Label},
    }


def summarise(manifest: Manifest, config: FitConfig | None = None) -> TrainingSummary:
    """The summary of a manifest; without a configuration, for the default one."""
    config = config or FitConfig()
    by_product = prospects(manifest.rows, config)
    items: Counter[Split] = Counter()
    for prospect in by_product.values():
        for (_, split), count in prospect.items.items():
            items[split] += count
    return TrainingSummary(
        config=config,
        photos=len(manifest.rows),
        items={split: items[split] for split in Split},
        products=by_product,
        has_open_splits=not all(row.split_given for row in manifest.rows),
        estimate=estimate(manifest, config, canvas_of(manifest, config), pretrained=True),
    )


def summary_lines(summary: TrainingSummary) -> Iterator[str]:
    """The summary for a terminal, in at most a dozen lines."""
    if not summary.products:
        return
    yield _sizes(summary)
    if summary.is_for_measuring:
        yield "All items are in the split test: this set is for measuring a release, and nothing is missing for that."
        return
    yield _targets(summary.config)
    yield from _answers(summary.products)
    yield from _missing(summary)
    took = duration(summary.estimate.seconds)
    cores = _count(cores_used(), "core")
    memory = f"{summary.estimate.gigabytes:.1f} GB of memory"
    yield f"A fit takes about {took} on {cores} without a GPU and without other work beside it, and {memory}."


def _sizes(summary: TrainingSummary) -> str:
    counts = [f"{summary.items[split]:,} for {_PURPOSES[split]}" for split in Split]
    total = _count(sum(summary.items.values()), "item")
    return (
        f"{_count(summary.photos, 'photo')} of {total} of {_count(len(summary.products), 'product')}: "
        f"{', '.join(counts[:-1])} and {counts[-1]}."
    )


def _targets(config: FitConfig) -> str:
    return (
        f"Counted for errors of at most {100 * config.target_false_rejection:g} % (genuine called suspected) and "
        f"{100 * config.target_false_acceptance:g} % (counterfeit called consistent), with "
        f"{100 * config.confidence:g} % confidence. Settings in the file of --config change that."
    )


_PURPOSES = {Split.TRAIN: "training", Split.CALIBRATION: "calibration", Split.TEST: "the test"}


def _answers(products: Mapping[str, Prospect]) -> Iterator[str]:
    """Which products could get which answers; each product stands in one line."""
    both = [name for name, one in products.items() if Support.NONE not in {one.suspected, one.consistent}]
    suspected = [name for name, one in products.items() if one.suspected is not Support.NONE and name not in both]
    consistent = [name for name, one in products.items() if one.consistent is not Support.NONE and name not in both]
    unlike = [name for name, one in products.items() if one.tells_unlikeness]
    silent = [name for name, one in products.items() if not one.answers]
    pooled = [name for name in (*both, *suspected, *consistent) if Support.POOLED in _supports_of(products[name])]
    if not (both or suspected or consistent):
        yield "Definite verdicts: none is possible."
    yield from _line("Definite verdicts are possible for", both)
    yield from _line("Only suspected_counterfeit is possible for", suspected)
    yield from _line("Only consistent_with_genuine is possible for", consistent)
    yield from _line("Counted together with others, if they err alike:", pooled)
    yield from _line("No counterfeits to learn from; unlike any genuine reference, or inconclusive:", unlike)
    yield from _line("Always inconclusive:", silent)


def _supports_of(prospect: Prospect) -> Collection[Support]:
    return {prospect.suspected, prospect.consistent}


def _line(words: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{words} {_named(names)}."


def _named(names: Sequence[str]) -> str:
    left = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {left} more" if left > 0 else "")


def _missing(summary: TrainingSummary) -> Iterator[str]:
    """What the products lack that could get no answer, or only one of the two."""
    products = summary.products
    lacking = {
        name: one for name, one in products.items() if Support.NONE in _supports_of(one) and not one.tells_unlikeness
    }
    taught = {name: one for name, one in lacking.items() if not one.is_genuine_only}
    nearest = sorted(lacking.items(), key=lambda pair: sum(pair[1].missing.values()))
    shown = nearest if len(nearest) <= MISSING_LINES else nearest[: MISSING_LINES - 1]
    for name, one in shown:
        yield f"{name} lacks {_lacks(one)}."
    if len(shown) < len(nearest):
        yield f"{len(nearest) - len(shown)} more products lack items; --json has the numbers of each."
    yield from _missing_together(taught)
    needed = max((max(one.missing.values()) for one in taught.values()), default=0)
    if needed and summary.has_open_splits:
        most = max(next(iter(taught.values())).needed.values())
        yield f"Where split is empty, a fifth of a label's items are for calibration: {items_for(most)} have {most}."


def _lacks(prospect: Prospect) -> str:
    if prospect.is_genuine_only:
        count = FEWEST_GENUINE - prospect.items[Label.GENUINE, Split.TRAIN]
        return f"counterfeit training items, or {_items(count, 'genuine training')} to tell what is unlike them"
    parts = [
        f"{_items(prospect.missing[label], f'{label} calibration')} for {RESTS_ON[label]}"
        for label, support in ((Label.GENUINE, prospect.suspected), (Label.COUNTERFEIT, prospect.consistent))
        if support is Support.NONE and prospect.missing[label]
    ]
    return " and ".join(parts) or "calibration items of the other label, to show that the labels can be told apart"


def _items(count: int, kind: str) -> str:
    return f"{count} {kind} item{'' if count == 1 else 's'}"


def _missing_together(taught: Mapping[str, Prospect]) -> Iterator[str]:
    """What products lack to be counted together: often less than each alone."""
    parts = []
    for label in Label:
        counts = [one.counted[label] for one in taught.values()]
        few = [count for count in counts if count >= FEWEST_OWN]
        needed = max((one.needed[label] for one in taught.values()), default=0)
        if len(few) > 1 and sum(few) < needed:
            parts.append(_items(needed - sum(few), f"{label} calibration"))
    if parts:
        yield f"Counted together, if they err alike, they lack {' and '.join(parts)}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
