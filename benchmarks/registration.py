"""Is the place of an identification point found on the photo where it is? By drawn ground truth.

    python -m benchmarks.registration [--release DIR] [--seed N] [--json FILE] [--quick]

Items are drawn as `datasets.draw` draws the committed sample (seed 7: its 144 test items). Every named point of a
photo's view is visible on it. A point is found where the verdict's `place` has its centre within 5 % of the photo's
width of the drawn one. Intervals are bootstraps over items. Exit status 1 where fewer than 95 % are found.
"""

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table
from benchmarks.shares import ItemShare, clustered_share
from datasets.draw.geometry import Box, project_box
from datasets.draw.products import PRODUCTS, product_by_id
from datasets.draw.sample import PlannedItem, draw_item, plan_items
from model.catalogue import Region
from model.examiner import Examiner
from model.release import load_release
from model.verdict import Finding, Verdict

SAMPLE = {"train": 0.2, "calibration": 0.2, "test": 0.6}  # shares of the committed sample
ITEMS_A_LABEL = 20
NEAR = 0.05  # of the photo's width
LIMIT = 0.95
WORKERS = 2
QUICK = 48  # items


@dataclass(frozen=True)
class Point:
    """One point on one photo; distance: of the centres, in widths of the photo; None if no place was found."""

    item: str
    product: str
    view: str
    point: str
    distance: float | None

    @property
    def found(self) -> bool:
        """Whether the place is where the point is."""
        return self.distance is not None and self.distance <= NEAR


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    items = [
        item
        for item in plan_items(options.seed, PRODUCTS, ITEMS_A_LABEL, ITEMS_A_LABEL, SAMPLE)
        if item.split == "test"
    ]
    chosen = items[:: len(items) // QUICK] if options.quick else items
    with ThreadPoolExecutor(WORKERS) as pool:
        points = [point for found in pool.map(lambda item: list(_points(examiner, item)), chosen) for point in found]
    whole = _share(points)
    _print(points)
    document = {
        "release": examiner.release.id,
        "seed": options.seed,
        "found": whole,
        "points": [asdict(p) for p in points],
    }
    figure = f"places found: {whole}, limit {LIMIT}"
    return Figures(figure, document, [figure] if whole.value < LIMIT else [])


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} items alone")
    take_release(parser)
    parser.add_argument("--seed", type=int, default=7, help="of the drawn items; 7 is the committed sample")
    return parser.parse_args()


def _points(examiner: Examiner, item: PlannedItem) -> Iterator[Point]:
    """Every named point of an item, as the verdict on its photos places it."""
    photos = draw_item(item)
    verdict = examiner.examine([photo.data for photo in photos], product=item.product)
    product, sheet = product_by_id(item.product), examiner.release.description.products[item.product].sheet
    places = _places(verdict)
    for view, scene in zip(product.views, item.scenes, strict=True):
        for point in (each for each in sheet.points if each.view == view.id):
            true = project_box(view.zones[point.id], scene.homography(view), scene.size)
            yield Point(item.id, item.product, view.id, point.id, _distance(places.get(point.id), true, scene.size))


def _places(verdict: Verdict) -> dict[str, Region]:
    """The places that the verdict gives; a point that it calls invisible has none."""
    visible = (finding for finding in verdict.points if finding.finding is not Finding.NOT_VISIBLE)
    return {finding.id: Region(*finding.place) for finding in visible if finding.place}


def _distance(place: Region | None, true: Box, size: tuple[int, int]) -> float | None:
    if place is None:
        return None
    across = place.x + place.width / 2 - (true.x + true.w / 2)
    down = (place.y + place.height / 2 - (true.y + true.h / 2)) * size[1] / size[0]
    return float(np.hypot(across, down))


def _share(points: Sequence[Point]) -> ItemShare:
    return clustered_share([point.found for point in points], [point.item for point in points])


def _print(points: Sequence[Point]) -> None:
    views = dict.fromkeys((point.product, point.view) for point in points)
    rows = [
        (f"{product}, {view}", *_row([p for p in points if (p.product, p.view) == (product, view)]))
        for product, view in views
    ]
    print_table(("view", "points", "found", "median distance"), [*rows, ("all", *_row(points))])


def _row(points: Sequence[Point]) -> tuple[str, ...]:
    distances = [point.distance for point in points if point.distance is not None]
    median = f"{np.median(distances):.4f}" if distances else "-"
    return str(len(points)), str(_share(points)), median


if __name__ == "__main__":
    main()
