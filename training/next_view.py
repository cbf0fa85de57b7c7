"""The next-view policy: which photo to ask for, by how often a view settled inconclusive calibration items."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from model.gallery import Gallery
from model.judgement import OfficerInput, judge
from model.release import Release
from model.released_product import NextView
from model.verdict import Outcome
from training.examine import ExaminedItem, sets_of, views_shown


class _Step(NamedTuple):
    """One view added to others that an item was judged on."""

    shown: tuple[str, ...]
    view: str


def next_view_policy(items: Sequence[ExaminedItem], release: Release, gallery: Gallery) -> dict[str, list[NextView]]:
    """For each product, each set of views on which items were inconclusive, and each view added to it.

    Args:
        items: calibration items, with the photos as seen.
        release: with its thresholds.
    """
    tried: Counter[tuple[str, _Step]] = Counter()
    settled: Counter[tuple[str, _Step]] = Counter()
    for item in items:
        outcomes = _outcomes(item, release, gallery)
        for step in _steps(outcomes):
            tried[item.product, step] += 1
            settled[item.product, step] += outcomes[tuple(sorted((*step.shown, step.view)))] is not Outcome.INCONCLUSIVE
    views: dict[str, list[NextView]] = {product: [] for product in release.description.products}
    for (product, step), count in sorted(tried.items()):
        views[product].append(NextView(step.shown, step.view, settled[product, step], count))
    return views


def _outcomes(item: ExaminedItem, release: Release, gallery: Gallery) -> Mapping[tuple[str, ...], Outcome]:
    """The outcome on every set of the item's views."""
    photos, told = views_shown(item.seen, item.verdict), OfficerInput(item.product)
    return {
        views: judge([photo for view in views for photo in photos[view]], told, release, gallery).outcome
        for views in sets_of(photos)
    }


def _steps(outcomes: Mapping[tuple[str, ...], Outcome]) -> Iterator[_Step]:
    names = sorted({view for views in outcomes for view in views})
    for views, outcome in outcomes.items():
        if outcome is Outcome.INCONCLUSIVE:
            yield from (_Step(views, view) for view in names if view not in views)
