"""Which backbone is worth its time? Accuracy on a drawn data set against milliseconds a photo on one thread.

    python -m benchmarks.backbones [BACKBONE...] [--presentations N] [--items N] [--json FILE] [--quick]

Accuracy: `fit` from random initialisation, every network with the same presentations, on one data set that the
project draws (one product, so that the few presentations suffice to learn it). It ranks networks that start
without pretrained weights, and says nothing of others. Milliseconds:
onnxruntime, for the whole-picture pass, for the native-detail trunk on the release's canvas, and for the
release's graph as served.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks import ours
from benchmarks.command import Figures, command, run
from benchmarks.report import print_table, stop
from model.release import Release, load_release
from model.scorer import open_session
from training.trunk import build_trunk

SEED = 7
QUICK = (240, 20)  # presentations, items
WARM_UP = 3
RUNS = 20
HEAD_EPOCHS = 4  # of the unnamed region's head: enough to compare, and it takes as long as the rest
OPSET = 18


@dataclass(frozen=True)
class BackboneFigures:
    """One backbone.

    Attributes:
        whole_ms: low and high part on the whole-picture view.
        detail_ms: low part on the canvas.
        release_ms: the release's whole graph on one canvas.
        evaluate: what `evaluate --json` says.
    """

    backbone: str
    release: str
    megabytes: float
    canvas: int
    whole_ms: float
    detail_ms: float
    release_ms: float
    fit_seconds: float
    evaluate: dict[str, Any]


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Draw, fit, time, print."""
    with tempfile.TemporaryDirectory(prefix="shingan-backbones-") as temporary:
        folder = Path(temporary)
        manifest = _draw(folder / "data", options.items, options.product)
        results = [_measure(name, manifest, folder, options.presentations) for name in options.backbones]
    print_table(
        ("backbone", "MB", "224 ms", "detail ms", "canvas", "release ms", "fit s", "AUROC of items", "n"),
        (_row(result) for result in results),
    )
    settings = {"presentations": options.presentations, "items": options.items, "product": options.product}
    best = max(results, key=lambda result: (result.evaluate.get("auroc") or {"value": 0.0})["value"])
    name, *_, auroc, n = _row(best)
    figure = f"highest AUROC of items: {name}, {auroc} (n = {n}), {best.release_ms:.1f} ms"
    return Figures(figure, {**settings, "results": [asdict(result) for result in results]})


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="{} presentations, {} items".format(*QUICK))
    parser.add_argument(
        "backbones", nargs="*", default=["mobilenet_v2"], metavar="BACKBONE", help="a torchvision network by name"
    )
    parser.add_argument("--presentations", type=int, default=6000, help="augmented photos a backbone is adapted on")
    parser.add_argument("--items", type=int, default=150, help="items drawn of each label")
    parser.add_argument("--product", default="vell-carton", help="which of the drawn products")
    options = parser.parse_args()
    if options.quick:
        options.presentations, options.items = QUICK
    return options


def _draw(folder: Path, items: int, product: str) -> Path:
    count = str(items)
    call = [sys.executable, "-m", "datasets.draw", "--out", str(folder), "--seed", str(SEED), "--products", product]
    done = subprocess.run([*call, "--genuine", count, "--counterfeit", count], cwd=ours.ROOT, check=False)
    if done.returncode:
        stop("python -m datasets.draw failed", 1)
    return folder / "manifest.csv"


def _measure(name: str, manifest: Path, folder: Path, presentations: int) -> BackboneFigures:
    config = folder / f"{name}.toml"
    config.write_text(f'backbone = "{name}"\npresentations = {presentations}\nhead_epochs = {HEAD_EPOCHS}\n', "utf-8")
    fitted = ours.fit(manifest, "none", folder / "releases", accept="all", config=config)
    release = load_release(fitted.release)
    spec = release.description.preprocess
    trunk = build_trunk(name, None)
    return BackboneFigures(
        backbone=name,
        release=release.id,
        megabytes=len(release.model) / 1e6,
        canvas=spec.canvas,
        whole_ms=_module_ms(nn.Sequential(trunk.low, trunk.high), spec.global_view, folder),
        detail_ms=_module_ms(trunk.low, spec.canvas, folder),
        release_ms=_release_ms(release),
        fit_seconds=fitted.seconds,
        evaluate=ours.evaluate(fitted.release, manifest),
    )


def _module_ms(module: nn.Module, side: int, folder: Path) -> float:
    """One forward pass over one picture."""
    path = folder / "part.onnx"
    pixels = torch.zeros(1, 3, side, side)
    program = torch.onnx.export(module.eval(), (pixels,), dynamo=True, verbose=False, opset_version=OPSET)
    if program is None:
        stop("torch gave no ONNX program", 1)
    program.save(str(path), external_data=False)
    session = open_session(path.read_bytes())
    return _milliseconds(session, {session.get_inputs()[0].name: pixels.numpy()})


def _release_ms(release: Release) -> float:
    side = release.description.preprocess.canvas
    canvas = np.zeros((1, side, side, 3), np.uint8)
    content = np.array([[side, side]], np.int64)
    return _milliseconds(open_session(release.model), {"canvas": canvas, "content": content})


def _milliseconds(session: Any, feeds: dict[str, NDArray[Any]]) -> float:
    """Median wall time of a run, one thread."""
    times = []
    for _ in range(WARM_UP + RUNS):
        started = perf_counter()
        session.run(None, feeds)
        times.append((perf_counter() - started) * 1e3)
    return median(times[WARM_UP:])


def _row(r: BackboneFigures) -> tuple[str, ...]:
    figure = r.evaluate.get("auroc")
    auroc = f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]" if figure else "-"
    counted = str(figure["n"]) if figure else "-"
    whole, detail, together = (f"{ms:.1f}" for ms in (r.whole_ms, r.detail_ms, r.release_ms))
    size, took = f"{r.megabytes:.1f}", f"{r.fit_seconds:.0f}"
    return (r.backbone, size, whole, detail, str(r.canvas), together, took, auroc, counted)


if __name__ == "__main__":
    main()
