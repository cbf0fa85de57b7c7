"""Do we tell genuine from counterfeit better than a plain fine-tune does in the same time, and point better?

    python -m benchmarks.accuracy [MANIFEST] [--weights FILE] [--seconds auto|N] [--only ours,plain] [--json FILE]

One run, one manifest, its splits: (a) ours, by ``shingan-train fit`` and ``evaluate``; (b) a plain
torchvision fine-tune of the same weights for as long as the whole of our fit took; (c) logistic regression on
frozen features. All figures count test items, an item's score being that of its photos together. Let nothing
else run meanwhile.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import baselines, comparison, ours
from benchmarks.command import Figures, command, run, small, take_manifest, take_weights
from benchmarks.comparison import Discrimination, Pointed, ScoredItem
from benchmarks.report import print_table, stop
from model.allocator import keep_every_block
from model.command import parse_folder_to_write
from model.datasets.splits import Split
from training.manifest import Label, Manifest, Row, read_manifest
from training.statistics import Estimate

METHODS = ("ours", "plain", "frozen")


@dataclass(frozen=True)
class MethodResult:
    """What one method reached on the test items.

    Attributes:
        seconds: wall time of everything that made the model, without the scoring of the test items.
        pointing: share of counterfeit items with boxes whose peak lies in one; None if not measured.
        pointed: the single answers behind `pointing`, where they are known.
        details: what only this method has to say.
    """

    seconds: float
    discrimination: Discrimination
    pointing: Estimate | None
    items: tuple[ScoredItem, ...]
    pointed: tuple[Pointed, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SharedData:
    """The data that all methods share."""

    path: Path
    manifest: Manifest
    train: tuple[Row, ...]
    test: tuple[Row, ...]
    weights: Path

    def paths(self, rows: Sequence[Row]) -> list[Path]:
        """Where the rows' images lie."""
        return [self.manifest.path_of(row) for row in rows]


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    keep_every_block()  # else the fine-tune would be several times slower
    with tempfile.TemporaryDirectory(prefix="shingan-accuracy-") as temporary:
        folder = Path(temporary)
        if options.quick:
            options.manifest, options.config = small(folder)
        return _compared(_task(options.manifest, options.weights), options, folder)


def _compared(task: SharedData, options: argparse.Namespace, folder: Path) -> Figures:
    results = _measure(task, options, folder)
    differences = _differences(results)
    guess = comparison.chance(comparison.boxed(task.test))
    _print(task, results, differences, guess)
    document = {
        "manifest": str(task.path),
        "manifest_sha256": task.manifest.sha256,
        "weights": str(task.weights),
    }
    figures = {
        "results": {name: asdict(result) for name, result in results.items()},
        "differences": differences,
    }
    return Figures(_figure(results, differences), {**document, **figures, "pointing_by_chance": guess})


def _figure(results: Mapping[str, MethodResult], differences: Mapping[str, Estimate]) -> str:
    """What the first of the methods reached, and by how much ours differs from the others."""
    name, result = next(iter(results.items()))
    pooled = result.discrimination.pooled
    of = "" if pooled is None else f" (n = {pooled.n})"
    others = [f"{name}: {_signed(difference)}" for name, difference in differences.items()]
    return "; ".join([f"{name}: AUROC of items {_text(pooled)}{of}", *others])


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="a small drawn data set, a brief fit")
    take_manifest(parser)
    take_weights(parser)
    parser.add_argument("--seconds", default="auto", help="for the plain fine-tune; auto: as long as our fit took")
    parser.add_argument("--only", default=",".join(METHODS), help="which of ours, plain and frozen")
    parser.add_argument("--no-augment", action="store_true", help="plain: pictures as they are")
    parser.add_argument("--accept", default="all", help="passed on to fit; empty: accept no finding")
    parser.add_argument("--config", type=Path, help="passed on to fit")
    parser.add_argument("--release", type=Path, help="take this release for ours instead of fitting; needs --seconds N")
    parser.add_argument(
        "--out", type=parse_folder_to_write, help="where fit writes its release; a temporary folder if not given"
    )
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(METHODS):
        parser.error(f"--only: {min(unknown)!r} is none of {', '.join(METHODS)}")
    options.seconds = _seconds(parser, options)
    return options


def _seconds(parser: argparse.ArgumentParser, options: argparse.Namespace) -> float | None:
    """Seconds for the plain fine-tune; None: as long as our fit takes."""
    fits = "ours" in options.only and options.release is None
    if options.seconds == "auto":
        if "plain" in options.only and not fits:
            parser.error("--seconds N is needed where ours is not fitted in this run")
        return None
    try:
        return float(options.seconds)
    except ValueError:
        parser.error(f"--seconds: {options.seconds!r} is neither auto nor a number")


def _task(path: Path, weights: Path) -> SharedData:
    if not weights.is_file():
        stop(f"{weights}: no such weights file")
    manifest = read_manifest(path)
    for finding in manifest.findings:
        print(f"note: {finding.code}: {finding.message}", file=sys.stderr)
    train = tuple(row for row in manifest.rows if row.split is Split.TRAIN)
    test = tuple(row for row in manifest.rows if row.split is Split.TEST)
    if not train or not test:
        stop(f"{path}: has {len(train)} training and {len(test)} test photos", 1)
    return SharedData(path, manifest, train, test, weights)


def _measure(task: SharedData, options: argparse.Namespace, folder: Path) -> dict[str, MethodResult]:
    results = {}
    if "ours" in options.only:
        results["ours"] = _ours(task, options, folder)
    if "plain" in options.only:
        seconds = options.seconds or results["ours"].seconds
        print(f"plain: fine-tuning for {seconds:.0f} s", file=sys.stderr)
        results["plain"] = _plain(task, seconds, baselines.FineTuneSettings(augment=not options.no_augment))
    if "frozen" in options.only:
        results["frozen"] = _frozen(task)
    return results


def _ours(task: SharedData, options: argparse.Namespace, folder: Path) -> MethodResult:
    fitted = ours.Fitted(options.release.resolve(), 0.0) if options.release else None
    out = options.out.resolve() if options.out else folder / "releases"
    fitted = fitted or ours.fit(task.path, str(task.weights), out, accept=options.accept or None, config=options.config)
    figures = ours.evaluate(fitted.release, task.path)
    items = ours.item_scores(fitted.release, task.manifest, task.test)
    place = figures.get("pointing")
    return MethodResult(
        seconds=fitted.seconds,
        discrimination=comparison.discrimination(items),
        pointing=Estimate(**place) if place else None,
        items=tuple(items),
        details={"release": fitted.release.name, "evaluate": figures},
    )


def _plain(task: SharedData, seconds: float, settings: baselines.FineTuneSettings) -> MethodResult:
    labels = np.array([row.label is Label.COUNTERFEIT for row in task.train])
    tuned = baselines.fine_tune(
        task.paths(task.train),
        labels,
        task.weights,
        seconds,
        settings,
        progress=lambda line: print(line, file=sys.stderr),
    )
    items = comparison.pool_items(task.test, baselines.score(tuned, task.paths(task.test)))
    cams = {name: _grad_cam(task, tuned, layer) for name, layer in baselines.GRAD_CAM_LAYERS.items()}
    places = {name: comparison.pointing(answers) for name, answers in cams.items()}
    best = max(cams, key=lambda name: sum(answer.hit for answer in cams[name]))
    return MethodResult(
        seconds=tuned.seconds,
        discrimination=comparison.discrimination(items),
        pointing=places[best],
        items=tuple(items),
        pointed=tuple(cams[best]),
        details={
            "epochs": tuned.epochs,
            "device": str(tuned.device),
            "settings": settings,
            "grad_cam": places,
        },
    )


def _grad_cam(task: SharedData, tuned: baselines.FineTuned, layer: int) -> list[Pointed]:
    rows = comparison.boxed(task.test)
    if not rows:
        return []
    paths = task.paths(rows)
    return comparison.pointed(rows, baselines.point_at(tuned, paths, layer), baselines.score(tuned, paths))


def _frozen(task: SharedData) -> MethodResult:
    started = time.perf_counter()
    train = baselines.frozen_features(task.paths(task.train), task.weights)
    labels = np.array([row.label is Label.COUNTERFEIT for row in task.train])
    model = baselines.fit_linear(train, labels, baselines.groups_of(task.train))
    seconds = time.perf_counter() - started
    test = baselines.frozen_features(task.paths(task.test), task.weights)
    items = comparison.pool_items(task.test, np.asarray(model.decision_function(test), np.float64))
    details = {"C": float(model.best_params_["logisticregression__C"])}
    return MethodResult(seconds, comparison.discrimination(items), None, tuple(items), details=details)


def _differences(results: Mapping[str, MethodResult]) -> dict[str, Estimate]:
    if "ours" not in results:
        return {}
    mine = results["ours"].items
    return {
        f"ours - {name}": comparison.paired_difference(mine, result.items)
        for name, result in results.items()
        if name != "ours"
    }


def _print(
    task: SharedData, results: Mapping[str, MethodResult], differences: Mapping[str, Estimate], guess: float | None
) -> None:
    items = {row.item for row in task.test}
    print(f"{task.path}: {len(items)} test items, {len(task.test)} photos; 95 % intervals in brackets")
    header = ("method", "AUROC of items", "within products", "mean of products", "pointing", "n", "seconds")
    print_table(header, (_row(name, result) for name, result in results.items()))
    for name, difference in differences.items():
        print(f"{name}: {_signed(difference)} (paired bootstrap over {difference.n} items)")
    for name, place in results["plain"].details["grad_cam"].items() if "plain" in results else ():
        print(f"Grad-CAM on the plain fine-tune, map of {name}: {_text(place)}")
    if guess is not None:
        print(f"pointing by chance: {guess:.3f} (mean share of the picture that the boxes cover)")


def _row(name: str, result: MethodResult) -> tuple[str, ...]:
    figures, place = result.discrimination, result.pointing
    mean = "-" if figures.product_mean is None else f"{figures.product_mean:.3f}"
    counted = "-" if place is None else str(place.n)
    return (
        name,
        _text(figures.pooled),
        _text(figures.within),
        mean,
        _text(place),
        counted,
        f"{result.seconds:.0f}",
    )


def _text(estimate: Estimate | None) -> str:
    return "-" if estimate is None else f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def _signed(estimate: Estimate) -> str:
    return f"{estimate.value:+.4f} [{estimate.low:+.4f}, {estimate.high:+.4f}]"


if __name__ == "__main__":
    main()
