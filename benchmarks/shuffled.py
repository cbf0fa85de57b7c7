"""Labels that mean nothing must never become a definite verdict: permute them, fit, and count what is said."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.copies import Fields, copy_data_set, read_fields
from model.datasets.splits import OpenItem, Split, assign_splits
from model.examiner import Examiner
from model.release import Release, load_release
from model.released_product import Threshold
from model.verdict import Outcome
from training.examine import ExaminedItem, examine_items, items_of
from training.examples import example_rows
from training.manifest import read_manifest
from training.statistics import Estimate, rate

FEW_PRESENTATIONS = "presentations = 1500\nhead_epochs = 5\n"
ORDER = (Split.TEST, Split.CALIBRATION, Split.TRAIN)


@dataclass(frozen=True)
class Shuffled:
    """What a release fitted on permuted labels says.

    Attributes:
        examined: items by split; those of the test first.
        definite: items with a definite outcome, the product being given or recognised.
        reasons: reason -> items, the product being given.
        thresholds: product -> what release.json says of both outcomes.
    """

    release: str
    fit_seconds: float
    examined: dict[str, int]
    definite: int
    rate: Estimate | None
    reasons: dict[str, int]
    thresholds: dict[str, Any]


def permuted(rows: Sequence[Fields], seed: int) -> list[Fields]:
    """The rows with the labels of items permuted within each product and split.

    Marked points are removed: on the wrong label they would contradict it. How many items a label has stays the same.
    """
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    assigned = assign_splits(
        OpenItem(row["product"], row["label"], row["item"]) for row in rows if not row.get("split")
    )
    splits = [row.get("split") or assigned[row["item"]].value for row in rows]
    for row, split in zip(rows, splits, strict=True):
        groups[row["product"], split][row["item"]] = row["label"]
    random = np.random.default_rng(seed)
    labels: dict[str, str] = {}
    for group in sorted(groups):
        items = groups[group]
        labels |= zip(items, random.permutation(list(items.values())).tolist(), strict=True)
    return [
        {**row, "label": labels[row["item"]], "split": split, **({"points": ""} if "points" in row else {})}
        for row, split in zip(rows, splits, strict=True)
    ]


def measure(manifest: Path, weights: str, folder: Path, *, config: Path | None, items: int, seed: int) -> Shuffled:
    """Permute, fit with every finding accepted, and examine.

    Args:
        weights: as for ``shingan-train fit``.
        folder: empty; the copy and the release are written there.
        config: settings of the fit; None takes few presentations.
        items: how many to examine at most.
    """
    copy = copy_data_set(manifest, folder / "data", permuted(read_fields(manifest), seed))
    if config is None:
        config = folder / "few.toml"
        config.write_text(FEW_PRESENTATIONS, "utf-8")
    fitted = ours.fit(copy, weights, folder / "releases", accept="all", config=config)
    release = load_release(fitted.release)
    return _summary(_examined(copy, release, items), release, fitted.seconds)


def _examined(manifest: Path, release: Release, items: int) -> list[ExaminedItem]:
    read = read_manifest(manifest)
    rows = [row for split in ORDER for row in read.rows if row.split is split]
    chosen = items_of(example_rows(rows, read.folder, release.description))[:items]
    return examine_items(Examiner(release), chosen, lambda: None)


def _summary(examined: Sequence[ExaminedItem], release: Release, seconds: float) -> Shuffled:
    definite = sum(
        any(verdict.outcome is not Outcome.INCONCLUSIVE for verdict in (item.verdict, item.unaided))
        for item in examined
    )
    return Shuffled(
        release=release.id,
        fit_seconds=seconds,
        examined=dict(Counter(item.examples[0].split.value for item in examined)),
        definite=definite,
        rate=rate(definite, len(examined)),
        reasons=dict(Counter(reason.value for item in examined for reason in item.verdict.reasons)),
        thresholds={
            name: {
                "suspected": _in_words(product.rules[0].suspected),
                "consistent": _in_words(product.rules[0].consistent),
                "undecided": product.rules[0].undecided or "",
            }
            for name, product in release.description.products.items()
        },
    )


def _in_words(threshold: Threshold) -> str:
    counted = f"{threshold.errors} of {threshold.items} calibration items wrong"
    if threshold.log_odds is not None:
        return f"from log-odds {threshold.log_odds:.2f} on: {counted}, error at most {threshold.bound}"
    return f"never: {counted} at the most cautious threshold, {threshold.items_needed} more items without error needed"
