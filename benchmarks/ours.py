"""Our side of the comparison, through the project's own commands and the examiner that officers use."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.comparison import ScoredItem
from benchmarks.report import stop
from model.examiner import Examiner
from model.release import load_release
from training.manifest import Label, Manifest, Row

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Fitted:
    """A release that `fit` made, and the wall time of the whole command."""

    release: Path
    seconds: float


def fit(manifest: Path, weights: str, out: Path, *, accept: str | None, config: Path | None) -> Fitted:
    """Run ``shingan-train fit`` in a process of its own."""
    call = ["fit", str(manifest), "--out", str(out), "--weights", weights, "--anyway"]
    call += ["--accept", accept] if accept else []
    call += ["--config", str(config)] if config else []
    started = time.perf_counter()
    printed = run_training(call)
    seconds = time.perf_counter() - started
    return Fitted(Path(printed.strip().splitlines()[-1]), seconds)


def evaluate(release: Path, manifest: Path) -> dict[str, Any]:
    """The figures of ``shingan-train evaluate`` on the test split."""
    call = ["evaluate", str(release), str(manifest), "--split", "test", "--json"]
    document: dict[str, Any] = json.loads(run_training(call))
    return document


def run_training(arguments: Sequence[str]) -> str:
    """Standard output of ``python -m training ...``; progress stays visible, failure ends the benchmark."""
    call = [sys.executable, "-m", "training", *arguments]
    done = subprocess.run(call, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        stop(f"shingan-train {arguments[0]} ended with status {done.returncode}", 1)
    return done.stdout


def item_scores(release: Path, manifest: Manifest, rows: Sequence[Row]) -> list[ScoredItem]:
    """Each item judged as for an officer who gives the product: the log-odds before the cap.

    An item none of whose photos is taken for the product has no score, and counts as even odds. Of an item with more
    photos than an officer may send the first ones count, as in ``evaluate``.
    """
    examiner = Examiner(load_release(release))
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.item, []).append(row)
    return [_judged(examiner, manifest, members) for members in grouped.values()]


def _judged(examiner: Examiner, manifest: Manifest, rows: Sequence[Row]) -> ScoredItem:
    first = rows[0]
    photos = [manifest.path_of(row).read_bytes() for row in rows[: examiner.limits.max_photos]]
    log_odds = examiner.examine(photos, product=first.product).log_odds
    if log_odds is None:
        print(f"note: {first.item}: no photo is taken for the product; it counts as even odds", file=sys.stderr)
    return ScoredItem(first.item, first.product, first.label is Label.COUNTERFEIT, log_odds or 0.0)
