"""Tests whether the regions that a verdict shows are where its evidence is: two tests on counterfeit calibration items.

Deletion: greying the region must make the log-odds of counterfeit fall more than greying a region of the same size at
random places does (Petsiuk, Das and Saenko 2018, "RISE", in its simplest form: one deletion, compared with chance).
Pointing: where deviating boxes are annotated, the highest place must lie in one more often than a blind guess would
(Zhang et al. 2016, "Top-down neural attention by excitation backprop"). Regions of a kind that fails are not shown.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from model.catalogue import Region
from model.description import UNNAMED_REGION, Regions, RegionTest
from model.evidence import peak_of, region_of
from model.examiner import Examiner
from model.intake import read_picture
from model.preprocess import Canvas, preprocess
from model.scorer import PhotoScores
from model.verdict import PointFinding
from training.amounts import MOST_TESTED
from training.examine import ExaminedItem
from training.statistics import clopper_pearson_lower

RANDOM_REGIONS = 4  # places that a region is compared with
SEED = 13
WORKERS = 2
COIN = 0.5
UNTESTED = RegionTest(False, None, None, 0, None, None, None, 0)  # noqa: FBT003  fields by position, all absent


class _Trial(NamedTuple):
    """One item's finding: whether its region passed each test; None if a test can't be made."""

    deletion: bool
    pointing: bool | None
    chance: float | None


def test_regions(examiner: Examiner, items: Sequence[ExaminedItem], advance: Callable[[], object]) -> Regions:
    """Test both kinds of regions on the counterfeit items among these."""
    counterfeit = [item for item in items if item.counterfeit]
    return Regions(
        annotated=_test(examiner, counterfeit, advance, unnamed=False),
        unnamed=_test(examiner, counterfeit, advance, unnamed=True),
    )


def most_trials(items: Sequence[ExaminedItem]) -> int:
    """How many regions are tested at most: one of each kind on each of some counterfeit items."""
    return 2 * min(MOST_TESTED, sum(item.counterfeit for item in items))


def _test(
    examiner: Examiner, items: Sequence[ExaminedItem], advance: Callable[[], object], *, unnamed: bool
) -> RegionTest:
    found = [(item, finding) for item in items for finding in _strongest(item, unnamed=unnamed)]
    order = np.random.default_rng([SEED, unnamed]).permutation(len(found))[:MOST_TESTED]
    with ThreadPoolExecutor(WORKERS) as pool:
        trials = []
        for trial in pool.map(lambda row: _try(examiner, *found[row]), sorted(order)):
            trials.append(trial)
            advance()
    return _region_test(trials)


def _strongest(item: ExaminedItem, *, unnamed: bool) -> list[PointFinding]:
    """The finding of this kind that speaks most strongly for counterfeit, if any does."""
    speaking = [
        finding
        for finding in item.verdict.points
        if (finding.id == UNNAMED_REGION) is unnamed and finding.weight > 0 and finding.photo is not None
    ]
    return speaking[:1]


def _try(examiner: Examiner, item: ExaminedItem, finding: PointFinding) -> _Trial:
    release = examiner.release.description
    example = item.examples[finding.photo or 0]
    spec = release.preprocess
    canvas = preprocess(read_picture(example.path.read_bytes(), longest_side=spec.canvas).pixels, spec)
    scores = examiner.scorer.score(canvas)
    heads = [(head.product, head.point) for head in release.points]
    point, product = heads.index((item.product, finding.id)), list(release.products).index(item.product)
    region = region_of(scores, point)
    random = np.random.default_rng([SEED, int(finding.photo or 0), int(item.verdict.photos[0].sha256[:8], 16)])
    others = [_moved(region, random) for _ in range(RANDOM_REGIONS)]

    def fall(where: Region) -> float:
        return float(scores.log_odds[product] - examiner.scorer.score(greyed(canvas, where)).log_odds[product])

    boxes = [mark.box for mark in example.row.points if mark.box is not None]
    return _Trial(
        deletion=fall(region) > float(np.mean([fall(other) for other in others])),
        pointing=_hits(scores, point, boxes) if boxes else None,
        chance=sum(width * height for *_, width, height in boxes) if boxes else None,
    )


def _moved(region: Region, random: np.random.Generator) -> Region:
    """A region of the same size anywhere on the picture."""
    *_, width, height = region
    return Region(float(random.uniform(0, 1 - width)), float(random.uniform(0, 1 - height)), width, height)


def greyed(canvas: Canvas, region: Region) -> Canvas:
    """The canvas with a region, in fractions of its picture, painted in the picture's mean colour."""
    height, width = canvas.content
    pixels = canvas.pixels.copy()
    picture = pixels[:height, :width]
    left, top = int(region[0] * width), int(region[1] * height)
    right, bottom = int(np.ceil((region[0] + region[2]) * width)), int(np.ceil((region[1] + region[3]) * height))
    picture[top:bottom, left:right] = picture.mean((0, 1)).round()
    return replace(canvas, pixels=pixels)


def _hits(scores: PhotoScores, point: int, boxes: Sequence[Region]) -> bool:
    x, y = peak_of(scores, point)
    return any(left <= x <= left + width and top <= y <= top + height for left, top, width, height in boxes)


def _region_test(trials: Sequence[_Trial]) -> RegionTest:
    if not trials:
        return UNTESTED
    fell, pointed = [t.deletion for t in trials], [t.pointing for t in trials if t.pointing is not None]
    chance = float(np.mean([t.chance for t in trials if t.chance is not None])) if pointed else None
    deletion_low = clopper_pearson_lower(sum(fell), len(fell))
    pointing_low = clopper_pearson_lower(sum(pointed), len(pointed)) if pointed else None
    points_well = pointing_low is None or chance is None or pointing_low > chance
    return RegionTest(
        shown=deletion_low > COIN and points_well,
        deletion=sum(fell) / len(fell),
        deletion_low=deletion_low,
        deletion_items=len(fell),
        pointing=sum(pointed) / len(pointed) if pointed else None,
        pointing_low=pointing_low,
        pointing_by_chance=chance,
        pointing_items=len(pointed),
    )
