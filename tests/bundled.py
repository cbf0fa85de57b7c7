"""The bundled release, and its verdicts on a third of the committed test items: judged once a run for all files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from model.datasets.manifest_rows import ManifestRow
from model.datasets.splits import Split
from model.examiner import Examiner
from model.release import load_release
from tests.once import once
from training.evaluate import Evaluation, evaluate
from training.examples import example_rows
from training.manifest import read_manifest
from training.progress import FitProgress

ROOT = Path(__file__).parents[1]
BUNDLED = next((ROOT / "releases").glob("r-*"))
SAMPLE = ROOT / "datasets" / "manifest.csv"
OF_EACH = 4  # items of a product and a label, of 12: all of them take three times as long, and `evaluate` judges them


def evaluated(factory: pytest.TempPathFactory) -> Evaluation:
    """The evaluation on 48 test items, each with its product and views given, in the order of its sheet's views.

    What the photos measured is left out.
    """
    return once(factory, "bundled", lambda _: _evaluate())


def _evaluate() -> Evaluation:
    release, manifest = load_release(BUNDLED), read_manifest(SAMPLE)
    rows = _judged([row for row in manifest.rows if row.split is Split.TEST])
    places = {
        (product, view.id): place
        for product, released in release.description.products.items()
        for place, view in enumerate(released.sheet.views)
    }
    rows.sort(key=lambda row: (row.item, places[row.product, row.view or ""]))
    examples = example_rows(rows, manifest.folder, release.description)
    evaluation = evaluate(Examiner(release), examples, manifest, FitProgress(quiet=True))
    return replace(evaluation, items=tuple(replace(item, seen=()) for item in evaluation.items))


def _judged(rows: Sequence[ManifestRow]) -> list[ManifestRow]:
    """Those of the first items of each product and label, by their names, which are digests."""
    taken, items = Counter[tuple[str, str]](), set[str]()
    for row in sorted({row.item: row for row in rows}.values(), key=lambda row: row.item):
        if taken[row.product, row.label] < OF_EACH:
            taken[row.product, row.label] += 1
            items.add(row.item)
    return [row for row in rows if row.item in items]
