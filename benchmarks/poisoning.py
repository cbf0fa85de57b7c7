"""Are contributions that mislead told from honest ones of the same size?

    python -m benchmarks.poisoning [MANIFEST] [--weights FILE] [--seeds N] [--json FILE]
    python -m benchmarks.poisoning --quick

For each seed a share of every product's training items is given to three other contributors: one calls genuine items
counterfeit, one contributes as many counterfeits and one as many genuine items, both labelled as they are. The heads
are trained on the features of a frozen backbone, with every row and without each contributor's, as ``fit`` does it
(decision 0049). Counted are the figures beyond their limits, by product, and the contributors with any. Limits: nine
poisoners in ten are found, and one honest contributor in ten at most is named. ``--quick``: two products, two seeds.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.command import WEIGHTS, Figures, command, run, take_manifest, take_weights
from benchmarks.report import print_table
from model.datasets.splits import Split
from model.influence import ErrorKind, Influence
from model.preprocess import PreprocessSpec
from training.config import FitConfig
from training.device import DistributedContext
from training.examples import Example, TrainingSet, hold_out, read_training_set
from training.heads import FeatureCache, cache_features
from training.influence import contributors_of, held_out, measure_influence
from training.leave_out import Learned, Photos
from training.manifest import Label, Manifest, Row, read_manifest
from training.network import ItemNetwork
from training.pictures import PictureCache, decode_pictures
from training.statistics import Estimate, rate
from training.threads import sleep_at_barriers
from training.trunk import build_trunk

CANVAS, EPOCHS, SEEDS, QUICK_SEEDS, QUICK_PRODUCTS = 224, 8, 10, 2, 2
SHARE, FEWEST = 0.1, 3  # of a product's genuine training items; items of each contribution
POISONER, FAKES, GENUINE = "calls genuine counterfeit", "honest, counterfeits", "honest, genuine"
LEAST_FOUND, MOST_NAMED = 0.9, 0.1
CALLED = (ErrorKind.GENUINE_SUSPECTED, ErrorKind.COUNTERFEIT_CONSISTENT)


@dataclass(frozen=True, eq=False)
class Features:
    """The data set with the features of its photos, by image."""

    manifest: Manifest
    network: ItemNetwork
    cache: FeatureCache
    place: dict[str, int]
    context: DistributedContext

    def photos(self, examples: Sequence[Example]) -> Photos:
        """Some of the photos."""
        rows = [self.place[example.row.image] for example in examples]
        return Photos(examples, FeatureCache(self.cache.low[rows], self.cache.pooled[rows], self.cache.filled[rows]))


def features(manifest: Manifest, weights: Path, folder: Path) -> Features:
    """Run the frozen backbone once over all photos."""
    training_set, context = read_training_set(manifest), DistributedContext(torch.device("cpu"), None, 0, 1)
    spec = PreprocessSpec(CANVAS, CANVAS)
    network = ItemNetwork(build_trunk(FitConfig().backbone, weights), training_set.heads, spec.reduction)
    decode_pictures([example.path for example in training_set.examples], spec, folder, _nothing)
    cache = cache_features(network, PictureCache(folder), spec, context, folder, _nothing)
    place = {example.row.image: row for row, example in enumerate(training_set.examples)}
    return Features(manifest, network, cache, place, context)


def _nothing() -> None:
    """Advances nothing."""


def planted(rows: Sequence[Row], seed: int) -> tuple[Row, ...]:
    """The rows with three further contributors of the same size."""
    random, changed = np.random.default_rng(seed), dict[str, tuple[str, Label]]()
    for product in sorted({row.product for row in rows}):
        own = [row for row in rows if row.product == product and row.split is Split.TRAIN]
        genuine, fakes = (
            random.permutation(sorted({row.item for row in own if row.label is label})).tolist() for label in Label
        )
        size = max(FEWEST, round(SHARE * len(genuine)))
        changed |= dict.fromkeys(genuine[:size], (POISONER, Label.COUNTERFEIT))
        changed |= dict.fromkeys(genuine[size : 2 * size], (GENUINE, Label.GENUINE))
        changed |= dict.fromkeys(fakes[:size], (FAKES, Label.COUNTERFEIT))
    return tuple(
        replace(row, right_holder=changed[row.item][0], label=changed[row.item][1]) if row.item in changed else row
        for row in rows
    )


def influences(data: Features, seed: int) -> tuple[Influence, ...]:
    """What is measured of the three contributors."""
    training_set: TrainingSet = read_training_set(replace(data.manifest, rows=planted(data.manifest.rows, seed)))
    learn, develop = hold_out(training_set.of(Split.TRAIN), FitConfig().development, seed)
    learned = Learned(data.network, data.photos([*learn, *develop]), len(learn), EPOCHS, seed, data.context)
    judged = data.photos(held_out(training_set, frozenset(range(len(training_set.sheets)))))
    names = [name for name in contributors_of(learn, data.manifest.catalogue) if name in {POISONER, FAKES, GENUINE}]
    return measure_influence(learned, judged, names, _nothing).contributors


def _rows(found: Sequence[Sequence[Influence]]) -> Iterator[tuple[str, str, str, str, str]]:
    for name in (POISONER, FAKES, GENUINE):
        for kinds, what in ((CALLED, "called"), (tuple(set(ErrorKind) - set(CALLED)), "contradicted")):
            own = [each for one in found for each in one if each.right_holder == name and each.error in kinds]
            changes = [each.change for each in own]
            if own:
                spread = f"{min(changes):+.2f} to {max(changes):+.2f}, median {np.median(changes):+.2f}"
                yield name, what, spread, _share(rate(sum(each.is_harmful for each in own), len(own))), ""
        yield name, "any", "", "", _share(_named(found, name))


def _named(found: Sequence[Sequence[Influence]], name: str) -> Estimate | None:
    """In how many of the trials a contributor has a figure beyond its limit."""
    return rate(sum(any(e.is_harmful and e.right_holder == name for e in one) for one in found), len(found))


def _share(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}], n = {estimate.n}"


def measure(options: argparse.Namespace) -> Figures:
    """Plant, train, count."""
    manifest = read_manifest(options.manifest)
    products = sorted({row.product for row in manifest.rows})[: QUICK_PRODUCTS if options.quick else None]
    manifest = replace(manifest, rows=tuple(row for row in manifest.rows if row.product in products))
    with tempfile.TemporaryDirectory() as folder:
        data = features(manifest, options.weights, Path(folder))
        started = time.process_time()
        found = [influences(data, seed) for seed in range(QUICK_SEEDS if options.quick else options.seeds)]
        seconds = (time.process_time() - started) / len(found)
    print_table(
        ("contributor", "figure", "change", "figures beyond their limit", "trials with any"), list(_rows(found))
    )
    poisoner, *honest = (_named(found, name) for name in (POISONER, FAKES, GENUINE))
    missed = _missed(poisoner, honest)
    document: dict[str, Any] = {
        "trials": [[{**vars(each), "error": each.error.value} for each in one] for one in found],
        "processor_seconds": seconds,
    }
    figure = f"poisoners found {_share(poisoner)}; honest named {' and '.join(map(_share, honest))}"
    return Figures(figure, document, missed)


def _missed(poisoner: Estimate | None, honest: Sequence[Estimate | None]) -> list[str]:
    missed = []
    if poisoner is None or poisoner.value < LEAST_FOUND:
        missed.append(f"fewer than {LEAST_FOUND:.0%} of poisoners are found")
    if any(each is None or each.value > MOST_NAMED for each in honest):
        missed.append(f"more than {MOST_NAMED:.0%} of honest contributors are named")
    return missed


def main() -> None:
    """Run the command."""
    sleep_at_barriers()
    parser = command(__doc__, quick="two products, two seeds")
    take_manifest(parser)
    take_weights(parser)
    parser.set_defaults(manifest=WEIGHTS.parent.parent / "data" / "lookalikes" / "manifest.csv")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"trials; default {SEEDS}")
    run(measure, parser.parse_args())


if __name__ == "__main__":
    main()
