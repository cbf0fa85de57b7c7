"""Estimates how long a fit will take and how much memory, from the numbers of its items and its settings.

Each stage costs a number of processor seconds for each photo, view or item that it goes through. The numbers were
measured by benchmarks/estimates.py; its section of docs/benchmarks.md says on which machine, and how far off they are.
They are those of the default backbone, without a GPU: with one, adapting takes a fraction of this.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from model.datasets.splits import Split
from model.datasets.support import FEWEST_GENUINE
from training.amounts import (
    FEWEST_MARKS,
    MOST_COMPARED,
    MOST_JUDGED,
    MOST_LEFT_OUT,
    MOST_REFERENCES,
    MOST_TESTED,
)
from training.auto_settings import freezes_stem, schedule_of, tiles_of
from training.config import FitConfig
from training.manifest import Label, Manifest, Row
from training.stages import FitStage

CANVAS = 448  # pixels a side, of the canvas that the costs were measured on
MOST_CORES = 4  # more bring little: photos are decoded and scored by two threads
BANK_PHOTOS = 500  # scored for one memory bank: genuine photos, altered ones, and those of other products


class Cost(NamedTuple):
    """Processor seconds.

    Attributes:
        each: for each unit.
        fixed: once.
        by_area: whether a unit costs more on a larger canvas.
    """

    each: float
    fixed: float = 0.0
    by_area: bool = True


COSTS: Mapping[FitStage, Cost] = MappingProxyType(
    {
        FitStage.VALIDATE: Cost(0.03, by_area=False),  # 0.016 of unlike photos, 0.08 of hundreds of one artwork
        FitStage.DECODE: Cost(0.003),
        FitStage.ADAPT: Cost(0.035, by_area=False),
        FitStage.FEATURES: Cost(0.038),
        FitStage.HEADS: Cost(0.002),
        FitStage.WEIGH: Cost(0.043),
        FitStage.INFLUENCE: Cost(0.002),
        FitStage.EXPORT: Cost(0.0, fixed=9.0),
        FitStage.TEMPLATES: Cost(0.033),
        FitStage.REFERENCES: Cost(0.036),
        FitStage.MEMORY_BANKS: Cost(0.04),
        FitStage.CALIBRATE: Cost(0.04),
        FitStage.REGIONS: Cost(0.17),
        FitStage.EVALUATE: Cost(0.04),
    }
)
UNFROZEN = 1.6  # times the cost of a view where the first stages of the backbone are adapted, too
JUDGED = 20.0  # steps' cost of a photo whose features are computed to be judged
REGISTERED = 4.0  # examined photos' cost more where one is laid over reference pictures, and its print is read
GIGABYTES_A_VIEW, UNFROZEN_GIGABYTES_A_VIEW, LEAST_GIGABYTES = 0.086, 0.127, 2.0


@dataclass(frozen=True)
class Estimate:
    """What a fit will take.

    Attributes:
        stages: stage -> seconds, in the order in which they run.
        gigabytes: of memory at the peak.
    """

    stages: Mapping[FitStage, float]
    gigabytes: float

    @property
    def seconds(self) -> float:
        """Of the whole fit."""
        return sum(self.stages.values())


@dataclass(frozen=True)
class _Work:
    """Numbers that decide what a fit costs; frozen: whether the backbone stays as it was loaded."""

    config: FitConfig
    rows: Sequence[Row]
    tiles: float
    pretrained: bool
    frozen: bool

    def photos(self, split: Split) -> Counter[str]:
        """Product -> photos of a split."""
        return _photos(self.rows, split)


def estimate(
    manifest: Manifest,
    config: FitConfig,
    canvas: int,
    *,
    pretrained: bool,
    cores: int | None = None,
    test: Manifest | None = None,
) -> Estimate:
    """Estimate a fit.

    Args:
        canvas: side in pixels.
        pretrained: whether the backbone starts from weights that were learned elsewhere.
        cores: None takes those that this process may use.
        test: whose test items are examined instead of the manifest's own.
    """
    teaches = any(row.label is Label.COUNTERFEIT and row.split is Split.TRAIN for row in manifest.rows)
    tiles = tiles_of(config, _annotated(manifest.rows))
    work = _Work(config, manifest.rows, tiles, pretrained, frozen=config.freeze_backbone or not teaches)
    area = (canvas / CANVAS) ** 2
    used = cores or cores_used()
    stages = {}
    for stage, units in _units(work, manifest, area, test or manifest).items():
        cost = COSTS[stage]
        seconds = cost.fixed + units * cost.each * (area if cost.by_area else 1.0)
        if units:
            stages[stage] = seconds / used
    return Estimate(stages, _gigabytes(work))


def cores_used() -> int:
    """How many of the cores that this process may use a fit makes use of."""
    return min(len(os.sched_getaffinity(0)), MOST_CORES)


def slowed_by_other_work(used: int, cores: int | None = None, waiting: float | None = None) -> float:
    """How many times as long work on `used` cores takes beside what runs on this machine now.

    All that wants to run is taken to get an equal share of the cores.

    Args:
        cores: of the machine; None takes those that it has.
        waiting: other threads that run or want to; None takes the system's load of the last minute.
    """
    cores = cores or os.cpu_count() or 1
    return max(1.0, ((os.getloadavg()[0] if waiting is None else waiting) + used) / cores)


def _units(work: _Work, manifest: Manifest, area: float, test: Manifest) -> dict[FitStage, float]:
    """Stage -> how many units it goes through; none where it is left out."""
    registered = {id_ for id_, sheet in manifest.catalogue.items() if any(point.reference for point in sheet.points)}
    train = work.photos(Split.TRAIN).total()
    development = work.config.development * train
    views = 0.0 if work.frozen else _views(work, train - development)
    return {
        FitStage.VALIDATE: len(work.rows),
        FitStage.DECODE: train,
        FitStage.ADAPT: views,
        FitStage.FEATURES: train,
        FitStage.HEADS: work.config.head_epochs * train,
        FitStage.WEIGH: development or train,
        FitStage.INFLUENCE: _left_out(work),
        FitStage.EXPORT: 1,
        FitStage.TEMPLATES: _compared(work.rows, registered),
        FitStage.REFERENCES: _examined(_for_references(work.rows), registered, area),
        FitStage.MEMORY_BANKS: BANK_PHOTOS * _banks(work),
        FitStage.CALIBRATE: _examined(work.photos(Split.CALIBRATION), registered, area),
        FitStage.REGIONS: _tested(work.rows),
        FitStage.EVALUATE: _examined(_photos(test.rows, Split.TEST), registered, area),
    }


def _photos(rows: Iterable[Row], split: Split) -> Counter[str]:
    return Counter(row.product for row in rows if row.split is split)


def _views(work: _Work, photos: float) -> float:
    """Whole pictures and tiles that the backbone is adapted on, each counted as often as it costs."""
    schedule = schedule_of(work.config, max(1, round(photos)), work.tiles, pretrained=work.pretrained)
    presentations = schedule.epochs * schedule.steps_an_epoch * work.config.batch
    return presentations * (1 + work.tiles) * (1.0 if _freezes(work) else UNFROZEN)


def _freezes(work: _Work) -> bool:
    return freezes_stem(work.config, pretrained=work.pretrained)


def _annotated(rows: Iterable[Row]) -> int:
    """Points that are marked often enough to be learned."""
    marks = Counter(
        (row.product, mark) for row in rows if row.split is Split.TRAIN for mark in {each.id for each in row.points}
    )
    return sum(count >= FEWEST_MARKS for count in marks.values())


def _examined(photos: Mapping[str, int], registered: Collection[str], area: float) -> float:
    """Photos that are examined as an officer's are, each counted as often as it costs; registration knows no canvas."""
    more = REGISTERED / area
    return sum(count * (1 + more if product in registered else 1.0) for product, count in photos.items())


def _left_out(work: _Work) -> float:
    """Photos that the heads are trained on again, those of shared products alone, and those that are judged."""
    taught = [row for row in work.rows if row.split is Split.TRAIN]
    pairs = {(row.product, row.right_holder) for row in taught}
    shared = {product for product, count in Counter(product for product, _ in pairs).items() if count > 1}
    judged = [row for row in work.rows if row.product in shared and row.split is not Split.TRAIN]
    if not work.config.influence or not judged:
        return 0.0
    photos = sum(row.product in shared for row in taught)
    judged_of: dict[str, set[str]] = defaultdict(set)
    for row in judged:
        judged_of[row.product].add(row.right_holder)
    others = {name for product, name in pairs if judged_of[product] - {name}}
    trainings = 1 + min(len(others), MOST_LEFT_OUT)
    return trainings * work.config.head_epochs * photos + JUDGED * min(len(judged), MOST_JUDGED * 2 * len(shared))


def _compared(rows: Iterable[Row], registered: Collection[str]) -> int:
    """Training photos that are laid over reference pictures for the templates."""
    photos = Counter((row.product, row.label) for row in rows if row.split is Split.TRAIN)
    return sum(min(count, MOST_COMPARED) for (product, _), count in photos.items() if product in registered)


def _for_references(rows: Iterable[Row]) -> Counter[str]:
    """Product -> photos that references are chosen from."""
    groups = Counter((row.product, row.view, row.label) for row in rows if row.split is Split.TRAIN)
    photos: Counter[str] = Counter()
    for (product, *_), count in groups.items():
        photos[product] += min(count, MOST_REFERENCES)
    return photos


def _banks(work: _Work) -> int:
    """Products that get a memory bank: those with few counterfeits and enough genuine items."""
    items: dict[str, dict[Label, set[str]]] = defaultdict(lambda: {label: set() for label in Label})
    for row in work.rows:
        if row.split is Split.TRAIN:
            items[row.product][row.label].add(row.item)
    few = work.config.few_counterfeits
    return sum(
        len(one[Label.GENUINE]) >= FEWEST_GENUINE and len(one[Label.COUNTERFEIT]) < max(few, 1)
        for one in items.values()
    )


def _tested(rows: Sequence[Row]) -> int:
    """Regions of counterfeit calibration items that are tested, of one kind, or of two where points are learned."""
    calibration = (row for row in rows if row.split is Split.CALIBRATION)
    items = {row.item for row in calibration if row.label is Label.COUNTERFEIT}
    return min(MOST_TESTED, len(items)) * (2 if _annotated(rows) else 1)


def _gigabytes(work: _Work) -> float:
    """The peak is where the backbone is adapted: a batch's activations are kept for the way back."""
    if work.frozen:
        return LEAST_GIGABYTES
    a_view = GIGABYTES_A_VIEW if _freezes(work) else UNFROZEN_GIGABYTES_A_VIEW
    return max(LEAST_GIGABYTES, work.config.batch * (1 + work.tiles) * a_view)
