"""Evaluates a release on a data set on which it was not fitted: real verdicts on real photos, counted by item."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.datasets.splits import Split
from model.description import RegionTest, ReleaseDescription
from model.errors import PhotoRejectedError
from model.examiner import Examiner
from model.release import Release
from model.verdict import Reason
from training.errors import WorkError
from training.examine import ExaminedItem, examine_items, items_of
from training.examples import Example, example_rows
from training.manifest import Manifest, path_inside, read_manifest, read_unknown
from training.metrics import metrics
from training.progress import FitProgress
from training.report.figures import EvaluatedPhoto
from training.report.section import MeasuredRelease
from training.stages import FitStage
from training.statistics import Estimate, rate

UNKNOWN_FILE = "unknown.csv"  # beside the manifest: photos of goods that are none of its products


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The figures, and the items on which they were measured; unknown: see `MeasuredRelease`."""

    figures: dict[str, Any]
    items: tuple[ExaminedItem, ...]
    unknown: tuple[bool, ...] | None

    def measured(self, release: ReleaseDescription) -> MeasuredRelease:
        """The contents of the report."""
        pairs = [pair for item in self.items for pair in zip(item.examples, item.alone, strict=True)]
        return MeasuredRelease(
            items=self.items,
            release=release,
            alone=[EvaluatedPhoto(*pair) for pair in pairs],
            unknown=self.unknown,
            seconds=[second for item in self.items for second in item.seconds],
            regions={"annotated": _tested(release.regions.annotated), "unnamed": _tested(release.regions.unnamed)},
        )


def _tested(test: RegionTest) -> dict[str, Any]:
    """A test of regions with two-sided intervals, as the report shows it."""
    return {
        "shown": test.shown,
        "deletion": _share(test.deletion, test.deletion_items),
        "pointing": _share(test.pointing, test.pointing_items),
        "chance": test.pointing_by_chance,
    }


def _share(value: float | None, items: int) -> Estimate | None:
    return None if value is None else rate(round(value * items), items)


def evaluate_manifest(release: Release, path: Path, split: Split, progress: FitProgress) -> Evaluation:
    """Evaluate on one split of a manifest.

    Raises:
        ManifestError: the manifest can't be read.
        WorkError: the release knows none of the split's products.
    """
    manifest = read_manifest(path)
    known = set(release.description.products)
    rows = [row for row in manifest.rows if row.split is split and row.product in known]
    if not rows:
        raise WorkError(
            f"{path}: no {split.value} rows of a product that the release knows ({', '.join(sorted(known))})"
        )
    examples = example_rows(rows, manifest.folder, release.description)
    return evaluate(Examiner(release), examples, manifest, progress)


def evaluate(examiner: Examiner, examples: Sequence[Example], manifest: Manifest, progress: FitProgress) -> Evaluation:
    """Examine the examples' items, and the photos of unknown goods that lie beside the manifest.

    Items of which a photo is among the release's references are left out: the release has learned from them.

    Raises:
        WorkError: no item is left.
    """
    given = items_of(examples)
    items = [item for item in given if not _learned(examiner, item)]
    left_out = len(given) - len(items)
    if left_out:
        progress.say(f"{left_out} items are left out: the release has learned from them")
    if not items:
        raise WorkError("the release has learned from all of these items; evaluate it on others")
    started = time.perf_counter()
    with progress.stage(FitStage.EVALUATE, len(items)) as advance:
        examined = examine_items(examiner, items, advance)
    seconds = time.perf_counter() - started
    unknown = _unknown(examiner, manifest.folder)
    answered = None if unknown is None else tuple(unknown)
    return Evaluation(metrics(examined, unknown, seconds), tuple(examined), answered)


def _learned(examiner: Examiner, item: Sequence[Example]) -> bool:
    digests = (example.row.sha256 or _digest(example.path) for example in item)
    return any(examiner.gallery.holds(digest) or digest in examiner.release.references for digest in digests)


def _digest(path: Path) -> str:
    """Of a photo's bytes; empty if it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _unknown(examiner: Examiner, folder: Path) -> list[bool] | None:
    """Whether each photo of unknown goods is answered as unknown; None if no such photos are given."""
    table = folder / UNKNOWN_FILE
    if not table.exists():
        return None
    detected = []
    for row in read_unknown(table):
        try:
            verdict = examiner.examine([path_inside(folder, row.image).read_bytes()])
        except (OSError, PhotoRejectedError):
            continue
        detected.append(Reason.UNKNOWN_PRODUCT in verdict.reasons)
    return detected
