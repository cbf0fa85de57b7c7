"""The bundled release, and its verdicts on the committed test items: judged once per run for all test files."""

from dataclasses import replace
from pathlib import Path

import pytest

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


def evaluated(factory: pytest.TempPathFactory) -> Evaluation:
    """The evaluation on all 144 test items, each with its product and views given, in the order of its sheet's views.

    What the photos measured is left out.
    """
    return once(factory, "bundled", lambda _: _evaluate())


def _evaluate() -> Evaluation:
    release, manifest = load_release(BUNDLED), read_manifest(SAMPLE)
    rows = [row for row in manifest.rows if row.split is Split.TEST]
    places = {
        (product, view.id): place
        for product, released in release.description.products.items()
        for place, view in enumerate(released.sheet.views)
    }
    rows.sort(key=lambda row: (row.item, places[row.product, row.view or ""]))
    examples = example_rows(rows, manifest.folder, release.description)
    evaluation = evaluate(Examiner(release), examples, manifest, FitProgress(quiet=True))
    return replace(evaluation, items=tuple(replace(item, seen=()) for item in evaluation.items))
