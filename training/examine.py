"""Judges items like officers' items: the same intake, graph, fusion and decision, from photo bytes to verdict.

Calibration and evaluation both count these verdicts, so their figures are about what is served.
"""

import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

from model.belonging import Looks, cells_of, looks_of
from model.catalogue import Region
from model.errors import PhotoRejectedError
from model.evidence import peak_of
from model.examiner import Examiner
from model.gallery import Gallery
from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.recognition import product_probabilities, recognition_margin
from model.release import Release
from model.released_product import Basis
from model.verdict import PointFinding, Verdict
from training.examples import Example

WORKERS = 2
MOST_VIEWS = 5  # of one item: its 31 sets of views are judged, and no more


@dataclass(frozen=True, eq=False)
class ExaminedItem:
    """One item with its verdicts.

    Attributes:
        verdict: with the product given, as an officer who knows it would.
        unaided: with the product left to be recognised.
        seen: its photos, without their maps, as `judge` takes them.
        by_views: its log-odds on every set of the views that its photos show, ids in alphabetical order; empty where
            no counterfeit of its product is known.
        looks, cells: what speaks for each photo's belonging to its product (model/belonging.py).
        strange_cells: of each photo, cells that agree in its registration to one other product's pictures; empty where
            there is no such product, or it was not asked for.
        unlike_by_views: the same of its one-class score; empty if its product has none.
        familiarity: cosine similarity of its best known photo to the nearest reference.
        recognition: log-odds of its product against the likeliest other, from the photos.
        pointing: whether the highest place of the strongest finding's map lies in a deviating box; None if no photo of
            the item has a box. chance: share of that photo's area that its boxes cover; None without a box.
        alone: each photo's verdict alone, with the product given.
        seconds: of reading, measuring and scoring each photo.
    """

    examples: tuple[Example, ...]
    seen: tuple[SeenPhoto, ...]
    by_views: Mapping[tuple[str, ...], float]
    verdict: Verdict
    unaided: Verdict
    familiarity: float
    recognition: float
    pointing: bool | None
    chance: float | None
    alone: tuple[Verdict, ...] = ()
    seconds: tuple[float, ...] = ()
    unlike_by_views: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    looks: tuple[Looks, ...] = ()
    cells: tuple[int, ...] = ()
    strange_cells: tuple[int, ...] = ()

    @property
    def counterfeit(self) -> bool:
        """The attested label."""
        return self.examples[0].counterfeit

    @property
    def product(self) -> str:
        """The attested product."""
        return self.examples[0].row.product

    @property
    def has_log_odds(self) -> bool:
        """Whether counterfeits of its product are known, so that there are log-odds."""
        return self.verdict.basis in {Basis.BOTH_LABELS, Basis.FUSED}

    @property
    def log_odds(self) -> float:
        """Calibrated log-odds; even if no photo was taken for one of the product, so that nothing was scored."""
        return 0.0 if self.verdict.log_odds is None else self.verdict.log_odds

    @property
    def score(self) -> float:
        """The value by which items are ranked: log-odds, or unlikeness; 0 if the product has neither."""
        if self.has_log_odds:
            return self.log_odds
        return self.verdict.unlikeness.score if self.verdict.unlikeness else 0.0


def items_of(examples: Sequence[Example]) -> list[list[Example]]:
    """Photos grouped by item, in the order in which the items first appear."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.item, []).append(example)
    return list(groups.values())


def examine_items(
    examiner: Examiner,
    items: Sequence[Sequence[Example]],
    advance: Callable[[], object],
    *,
    strangers: bool = False,
) -> list[ExaminedItem]:
    """Judge items; those of which no photo can be read are left out (validate names them).

    Args:
        strangers: also register each photo to another product's pictures, which the limits of belonging are counted on.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        results = []
        for result in pool.map(lambda item: _examine(examiner, item, strangers=strangers), items):
            results.append(result)
            advance()
    return [result for result in results if result is not None]


def _examine(examiner: Examiner, item: Sequence[Example], *, strangers: bool) -> ExaminedItem | None:
    examples, seen, seconds = [], [], []
    for example in item[: examiner.limits.max_photos]:
        started = time.perf_counter()
        try:
            seen.append(examiner.see(example.path.read_bytes(), example.row.view))
        except (OSError, PhotoRejectedError):
            continue
        seconds.append(time.perf_counter() - started)
        examples.append(example)
    if not seen:
        return None
    product, release, gallery = examples[0].row.product, examiner.release, examiner.gallery
    other = _other_product(product, examples[0].item, release) if strangers else None
    verdict = judge(seen, OfficerInput(product), release, gallery)
    boxes = [_boxes(example) for example in examples]
    target = _strongest(verdict)
    probabilities = product_probabilities([photo.scores for photo in seen], release.description, gallery)
    by_views = _by_views(seen, verdict, release, gallery)
    unaided = judge(seen, OfficerInput(), release, gallery)
    alone = tuple(judge([photo], OfficerInput(product), release, gallery) for photo in seen)
    return ExaminedItem(
        examples=tuple(examples),
        seen=tuple(_small(photo) for photo in seen),
        by_views={views: one.log_odds for views, one in by_views.items() if one.log_odds is not None},
        verdict=verdict,
        unaided=unaided,
        familiarity=max(gallery.familiarity(photo.scores.embedding) for photo in seen),
        recognition=recognition_margin(probabilities, list(release.description.products).index(product)),
        pointing=_points_into(seen, verdict, boxes, examiner) if any(boxes) else None,
        chance=sum(width * height for *_, width, height in boxes[target]) if any(boxes) else None,
        alone=alone,
        seconds=tuple(seconds),
        unlike_by_views={views: one.unlikeness.score for views, one in by_views.items() if one.unlikeness},
        looks=tuple(looks_of(photo, product, release, gallery) for photo in seen),
        cells=tuple(cells_of(photo, product) for photo in seen),
        strange_cells=tuple(cells_of(photo, other) for photo in seen) if other else (),
    )


def _other_product(product: str, item: str, release: Release) -> str | None:
    """Some other product with reference pictures: for each item another, the same in every run."""
    others = sorted({picture.product for picture in release.description.references} - {product})
    return others[zlib.crc32(item.encode()) % len(others)] if others else None


def views_shown(seen: Sequence[SeenPhoto], verdict: Verdict) -> dict[str, list[SeenPhoto]]:
    """The photos that a verdict rests on, by view; the first `MOST_VIEWS` views."""
    usable = any(not photo.retake for photo in seen)
    by_view: dict[str, list[SeenPhoto]] = {}
    for photo, finding in zip(seen, verdict.photos, strict=True):
        if finding.view is not None and finding.belongs is not False and not (usable and photo.retake):
            by_view.setdefault(finding.view, []).append(photo)
    return {view: by_view[view] for view in sorted(by_view)[:MOST_VIEWS]}


def sets_of(views: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every non-empty set of views, ids in alphabetical order, small sets first."""
    names = sorted(views)
    return chain.from_iterable(combinations(names, count) for count in range(1, len(names) + 1))


def _by_views(
    seen: Sequence[SeenPhoto], verdict: Verdict, release: Release, gallery: Gallery
) -> dict[tuple[str, ...], Verdict]:
    photos, told = views_shown(seen, verdict), OfficerInput(verdict.product.id)
    return {
        views: judge([photo for view in views for photo in photos[view]], told, release, gallery)
        for views in sets_of(photos)
    }


def _small(photo: SeenPhoto) -> SeenPhoto:
    """The photo without cells and keypoints, and with maps of one cell: no outcome needs them, and thousands fit."""
    maps = photo.scores.point_maps[:, :1, :1].copy()
    scores = replace(photo.scores, point_maps=maps, content=(1.0, 1.0))
    return replace(
        photo,
        scores=scores,
        unlike=photo.unlike.made(),
        registrations=photo.registrations.made(),
        comparisons=photo.comparisons.made(),
        occlusions=photo.occlusions.made(),
        prints=photo.prints.made(),
    )


def _strongest(verdict: Verdict) -> int:
    """The photo that the strongest visible finding rests on."""
    return next((point.photo for point in verdict.points if point.photo is not None), 0)


def _points_into(
    seen: Sequence[SeenPhoto],
    verdict: Verdict,
    boxes: Sequence[Sequence[Region]],
    examiner: Examiner,
) -> bool:
    finding = next((point for point in verdict.points if point.photo is not None), None)
    if finding is None or finding.photo is None:
        return False
    x, y = _peak(seen[finding.photo], finding, verdict, examiner)
    return any(
        left <= x <= left + width and top <= y <= top + height for left, top, width, height in boxes[finding.photo]
    )


def _peak(photo: SeenPhoto, finding: PointFinding, verdict: Verdict, examiner: Examiner) -> tuple[float, float]:
    """The highest place of a finding, fractions of the photo: of a point's map, a comparison, or the strangest detail.

    Where the finding's region is not around the map's highest place, it rests on the comparison with the sheet's place.
    """
    heads = [(head.product, head.point) for head in examiner.release.description.points]
    place = (verdict.product.id or "", finding.id)
    if place in heads:
        peak = peak_of(photo.scores, heads.index(place))
        return peak if finding.region is None or _inside(peak, finding.region) else _middle(finding.region)
    compared = photo.unlike.with_product(verdict.product.id or "")
    return _middle(compared.place if compared else (0.0, 0.0, 0.0, 0.0))


def _inside(point: tuple[float, float], region: Sequence[float]) -> bool:
    left, top, width, height = region
    return left <= point[0] <= left + width and top <= point[1] <= top + height


def _middle(region: Sequence[float]) -> tuple[float, float]:
    left, top, width, height = region
    return left + width / 2, top + height / 2


def _boxes(example: Example) -> list[Region]:
    """All deviating boxes of a photo, those of points without a head included."""
    return [mark.box for mark in example.row.points if mark.box is not None]
