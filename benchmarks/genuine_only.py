"""How well does the one-class score tell counterfeits that it has never seen, beside PatchCore on the same backbone?

    python -m benchmarks.genuine_only [MANIFEST] [--weights FILE] [--release DIR] [--json FILE] [--quick]

Both learn from the genuine items of the train split alone, product by product, on the same frozen weights, and score
the test items. With --release our score is that of products enrolled into this release: its network's cells, at its
canvas. PatchCore is as published (Roth et al. 2022): the middle of a square of 256 px cut to 224, features of
stride 8 and 16, each averaged over 3 x 3 cells, side by side at stride 8; a greedy coreset; the largest distance of a
photo's cells, reweighted by its neighbours. An item's score is the mean of its photos'.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from benchmarks import comparison
from benchmarks.command import Figures, command, run, small, take_manifest, take_weights
from benchmarks.comparison import Discrimination, ScoredItem
from benchmarks.report import print_table
from model.datasets.splits import Split
from model.patches import Cells, PatchMemory
from model.preprocess import PreprocessSpec, preprocess
from model.release import load_release
from model.scorer import Scorer
from training.canvas import MOST_DETAIL
from training.manifest import Label, Manifest, Row, read_manifest
from training.memory_banks import STAND_INS, altered_photos, spread
from training.network import IMAGENET_MEAN, IMAGENET_STD
from training.one_class import GenuinePhoto, build, coreset
from training.pictures import full_size, read_for_training
from training.statistics import Estimate
from training.trunk import DETAIL_STRIDE, Pyramid, Trunk, build_trunk, pyramid

VIEW = 224  # pixels; PatchCore's input, and the unit of ours
SQUARE = 256  # PatchCore: pixels of the shorter side before the middle is cut out
NEIGHBOURS = 9  # PatchCore: of the memory's cell, for the reweighting
SEED = 0
QUICK_GENUINE = 24  # items; half of them are learned from, and a one-class score takes 10

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class OneClassResult:
    """What one method reached; seconds: of building and scoring everything, one thread.

    Attributes:
        genuine_above, counterfeit_above: share of the test items above the method's own limit; None without one.
        kilobytes: of memory a product, as kept.
    """

    discrimination: Discrimination
    items: tuple[ScoredItem, ...]
    seconds: float
    kilobytes: float
    genuine_above: float | None = None
    counterfeit_above: float | None = None


@dataclass(frozen=True)
class OneClassTask:
    """The data and the backbone that both share; scorer: of the release that ours enrols into, if any."""

    manifest: Manifest
    trunk: Trunk
    spec: PreprocessSpec
    coreset: float
    products: Sequence[str]
    scorer: Scorer | None = None
    seen: dict[str, Cells] = field(default_factory=dict)

    def genuine(self, product: str) -> list[Row]:
        """All that is learned from."""
        return [
            row
            for row in self.manifest.rows
            if row.product == product and row.split is Split.TRAIN and row.label is Label.GENUINE
        ]

    def test(self, product: str) -> list[Row]:
        """The photos to score."""
        return [row for row in self.manifest.rows if row.product == product and row.split is Split.TEST]

    def picture(self, row: Row) -> NDArray[np.uint8]:
        """One photo, its longest side brought to the canvas."""
        return read_for_training(self.manifest.path_of(row), self.spec)

    def cells(self, row: Row) -> Cells:
        """The cells of one photo, computed once."""
        if row.image not in self.seen:
            self.seen[row.image] = see(self, self.picture(row))
        return self.seen[row.image]


class Scored(NamedTuple):
    """Photos with their scores; limit: of an item of this product, or None."""

    rows: list[Row]
    scores: Scores
    kilobytes: float
    limit: float | None


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="shingan-genuine-only-") as temporary:
        if options.quick:
            options.manifest = small(Path(temporary), genuine=QUICK_GENUINE).manifest
        return _compared(_task(options), options)


def _compared(task: OneClassTask, options: argparse.Namespace) -> Figures:
    torch.set_num_threads(1)
    results = {"ours": _result(task, ours), "PatchCore": _result(task, patchcore)}
    difference = comparison.paired_difference(results["ours"].items, results["PatchCore"].items)
    _print(options.manifest, task, results)
    document: dict[str, Any] = {"manifest": str(options.manifest), "manifest_sha256": task.manifest.sha256}
    document |= {"release": options.release and options.release.name}
    document |= {"backbone": options.backbone, "canvas": task.spec.canvas, "coreset": task.coreset}
    figures = {name: asdict(result) for name, result in results.items()}
    figure = f"ours - PatchCore: {difference.value:+.4f} [{difference.low:+.4f}, {difference.high:+.4f}]"
    return Figures(
        f"{figure} (AUROC, paired bootstrap over {difference.n} items)",
        {**document, "results": figures, "ours - PatchCore": difference},
    )


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="a small drawn data set")
    take_manifest(parser)
    take_weights(parser)
    parser.add_argument("--release", type=Path, metavar="FOLDER", help="score ours as enrolled into this release")
    parser.add_argument("--backbone", default="mobilenet_v2", metavar="NAME")
    parser.add_argument("--coreset", type=float, default=0.1, metavar="SHARE", help="PatchCore's; 0.1 if not given")
    return parser.parse_args()


def _task(options: argparse.Namespace) -> OneClassTask:
    manifest = read_manifest(options.manifest)
    products = sorted({row.product for row in manifest.rows if row.split is Split.TEST})
    trunk = build_trunk(options.backbone, str(options.weights))
    trunk.low.eval()
    if options.release:
        release = load_release(options.release)
        return OneClassTask(manifest, trunk, release.description.preprocess, options.coreset, products, Scorer(release))
    median = statistics.median(max(full_size(manifest.path_of(row))) for row in manifest.rows[::10])
    canvas = VIEW * min(MOST_DETAIL, max(1, round(median / VIEW)))  # as fit chooses it
    return OneClassTask(manifest, trunk, PreprocessSpec(canvas, VIEW), options.coreset, products)


def features(trunk: Trunk, pixels: NDArray[np.uint8]) -> Pyramid:
    """The features of one picture, uint8 (S, S, 3), of the three finer strides."""
    mean, std = (torch.tensor(channel).view(1, 3, 1, 1) * 255 for channel in (IMAGENET_MEAN, IMAGENET_STD))
    x = (torch.from_numpy(pixels[None].copy()).permute(0, 3, 1, 2).float() - mean) / std
    with torch.inference_mode():
        return pyramid(trunk.low, trunk.fine, x)


def see(task: OneClassTask, picture: NDArray[np.uint8]) -> Cells:
    """The cells of one picture, as the exported graph computes them."""
    canvas = preprocess(picture, task.spec)
    if task.scorer:
        cells = task.scorer.score(canvas, cells=True).cells
        assert cells is not None  # noqa: S101  for the type checker
        return cells
    layers = features(task.trunk, canvas.pixels)
    height, width = canvas.content
    covered = (height / DETAIL_STRIDE, width / DETAIL_STRIDE)
    return Cells(layers.detail[0].numpy(), layers.patches[0].numpy(), covered)


def ours(task: OneClassTask, product: str) -> Scored:
    """The one-class score of a release."""
    others = spread([row for other in task.products if other != product for row in task.genuine(other)], STAND_INS)
    memory = build(product, _photos(task, product), [task.cells(row) for row in others], SEED)
    rows = task.test(product)
    scores = [memory.score([see(task, task.picture(row))]) for row in rows]
    return Scored(rows, np.array(scores), _kilobytes(memory), memory.scale.limit)


def _photos(task: OneClassTask, product: str) -> list[GenuinePhoto]:
    """What is learned from; some of it altered, too."""
    rows = task.genuine(product)
    some = {row.image for row in spread(rows, STAND_INS)}
    photos = []
    for number, row in enumerate(rows):
        altered = altered_photos(task.picture(row), partial(see, task), [SEED, number]) if row.image in some else ()
        photos.append(GenuinePhoto(row.item, task.cells(row), altered))
    return photos


def _kilobytes(memory: PatchMemory) -> float:
    return (memory.detail.rows.nbytes + memory.patches.rows.nbytes) / 1e3


def patchcore(task: OneClassTask, product: str) -> Scored:
    """Roth et al. 2022, "Towards total recall in industrial anomaly detection"."""
    cells = torch.cat([_mid_level(task, row) for row in task.genuine(product)])
    chosen = coreset(cells.numpy(), max(1, round(task.coreset * len(cells))), SEED)
    memory = cells[torch.from_numpy(chosen)]
    rows = task.test(product)
    scores = np.array([_reweighted(_mid_level(task, row), memory) for row in rows])
    return Scored(rows, scores, memory.nbytes / 1e3, None)


def _mid_level(task: OneClassTask, row: Row) -> Tensor:
    """(784, C) cells of stride 8."""
    picture = Image.fromarray(task.picture(row))
    scale = SQUARE / min(picture.size)
    width, height = (round(side * scale) for side in picture.size)
    left, top = (width - VIEW) // 2, (height - VIEW) // 2
    middle = picture.resize((width, height), Image.Resampling.BILINEAR).crop((left, top, left + VIEW, top + VIEW))
    layers = features(task.trunk, np.asarray(middle))
    fine, coarse = (functional.avg_pool2d(layer, 3, 1, 1) for layer in (layers.stride_8, layers.stride_16))
    coarse = functional.interpolate(coarse, size=fine.shape[-2:], mode="bilinear", align_corners=False)
    return torch.cat([fine, coarse], 1)[0].flatten(1).T.contiguous()


def _reweighted(cells: Tensor, memory: Tensor) -> float:
    """Largest distance to the memory times 1 - softmax over the neighbours of the memory's cell (equation 7)."""
    distances, nearest = torch.cdist(cells, memory).min(1)
    place = int(distances.argmax())
    around = torch.cdist(memory[nearest[place]][None], memory)[0].topk(min(NEIGHBOURS, len(memory)), largest=False)
    to_neighbours = torch.cdist(cells[place][None], memory[around.indices])[0]
    return float(distances[place] * (1 - torch.softmax(to_neighbours, 0)[0]))


def _result(task: OneClassTask, method: Callable[[OneClassTask, str], Scored]) -> OneClassResult:
    started = time.perf_counter()
    parts = []
    for product in task.products:
        parts.append(method(task, product))
        print(f"{method.__name__}: {product} after {time.perf_counter() - started:.0f} s", file=sys.stderr)
    pooled = [comparison.pool_items(part.rows, part.scores) for part in parts]
    items = tuple(item for part in pooled for item in part)
    above = [
        (item, item.score > part.limit) for part, own in zip(parts, pooled, strict=True) for item in own if part.limit
    ]
    return OneClassResult(
        comparison.discrimination(items),
        items,
        time.perf_counter() - started,
        statistics.mean(part.kilobytes for part in parts),
        *(_share([passed for item, passed in above if item.counterfeit is label]) for label in (False, True)),
    )


def _share(passed: Sequence[bool]) -> float | None:
    return statistics.mean(passed) if passed else None


def _print(path: Path, task: OneClassTask, results: Mapping[str, OneClassResult]) -> None:
    counted = len(results["ours"].items)
    print(f"{path}: {counted} test items, genuine training items alone, canvas {task.spec.canvas} px; 95 % intervals")
    header = ("method", "AUROC of items", "within products", "mean of products", "kB a product", "seconds")
    print_table(header, (_line(name, result) for name, result in results.items()))
    genuine, counterfeit = results["ours"].genuine_above, results["ours"].counterfeit_above
    print(f"above our limit: {genuine:.3f} of genuine, {counterfeit:.3f} of counterfeit test items")


def _line(name: str, result: OneClassResult) -> tuple[str, ...]:
    figures = result.discrimination
    mean = "-" if figures.product_mean is None else f"{figures.product_mean:.3f}"
    return (
        name,
        _text(figures.pooled),
        _text(figures.within),
        mean,
        f"{result.kilobytes:.0f}",
        f"{result.seconds:.0f}",
    )


def _text(estimate: Estimate | None) -> str:
    return "-" if estimate is None else f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


if __name__ == "__main__":
    main()
