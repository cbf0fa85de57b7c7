"""Does what a reader is shown give away the places that are withheld from them? By drawn ground truth.

    python -m benchmarks.confidential_places [--release DIR] [--seed N] [--json FILE] [--quick]

Judges the items of the committed sample (seed 7: 120 counterfeit, 120 genuine) or of another seed, and looks at each
verdict as readers see it, by the rule of today and by the one of version 0.1:

- touching: boxes of points and texts shown on a photo beside a withheld point or text of that photo; a box touches
  where it and the withheld place, a quadrangle there, overlap.
- avoiding, by evidence: how far the boxes are from the withheld place, on the reference picture, in items where that
  point deviates, less the same in items where it does not; and the share of points of that view that have a box.
- avoiding, by layout: of 2,000 places where as large a point could be on that view without lying on a shown one, the
  share that is nearer to a shown one than the withheld is. 0.5 by chance; one rank a sheet.

Exit status 1 where a box touches, or an interval of the avoidance leaves out what chance gives.
"""

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table
from benchmarks.shares import ItemShare, clustered_share
from datasets.draw.geometry import Box, project
from datasets.draw.products import PRODUCTS, product_by_id
from datasets.draw.sample import PlannedItem, draw_item, plan_items
from datasets.draw.sheet import CATALOGUE
from model.catalogue import MarkedText, Point, ProductSheet, Region, Visibility
from model.examiner import Examiner
from model.release import load_release
from model.text_findings import TextFinding
from model.verdict import PointFinding, Verdict
from serve.examinations.confidentiality import withheld, withheld_one_by_one
from serve.examinations.domain import text_key

READERS = {  # whose points are withheld
    "an agency": frozenset({Visibility.HOLDER}),
    "an agency that the right holder refuses": frozenset({Visibility.HOLDER, Visibility.OFFICER}),
}
RULES = {"today": withheld, "0.1": withheld_one_by_one}
IMAGES = CATALOGUE.parent / "images"
SAMPLE = {"train": 0.2, "calibration": 0.2, "test": 0.6}
ITEMS_A_LABEL, QUICK, WORKERS = 20, 24, 2
PLACES, RESAMPLES, SEED = 2_000, 4_000, 11
Corners = NDArray[np.float32]
LEAST = 1e-9  # of a picture's area that counts as an overlap


class JudgedItem(NamedTuple):
    """An item, its product's sheet and the verdict on it, whole."""

    item: PlannedItem
    sheet: ProductSheet
    verdict: Verdict


@dataclass(frozen=True)
class Beside:
    """A shown box on a photo of the view that a withheld point or text is on; texts have the ids of `text_key`.

    Attributes:
        reader, rule: who is shown it, by which rule.
        withheld_deviates: whether the item is a counterfeit by that point.
        touches: whether the two overlap on the photo.
        gap: between their centres on the reference picture, in its widths; None of evidence that was not laid over it,
            and beside a withheld text, which never deviates in drawn items.
    """

    item: str
    product: str
    reader: str
    rule: str
    shown: str
    withheld: str
    withheld_deviates: bool
    touches: bool
    gap: float | None


class Difference(NamedTuple):
    """A difference of means with its 95 % interval; of so many items on either side."""

    value: float
    low: float
    high: float
    deviating: int
    others: int

    def __str__(self) -> str:
        return f"{self.value:+.4f} [{self.low:+.4f}, {self.high:+.4f}] ({self.deviating} items, {self.others} others)"


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    items = items_of(options.seed)
    judged = judge_all(examiner, items[:: len(items) // QUICK] if options.quick else items)
    found = [
        beside for reader in READERS for rule in RULES for each in judged for beside in neighbours(each, reader, rule)
    ]
    shares = {f"{reader}, {rule}": touching(found, reader, rule) for reader in READERS for rule in RULES}
    gaps = {rule: avoiding(found, rule) for rule in RULES}
    ranks = {sheet.id: rank(sheet) for sheet in {each.sheet.id: each.sheet for each in judged}.values()}
    _print(shares, gaps, ranks)
    boxes = [asdict(each) for each in found]
    document = {"release": examiner.release.id, "seed": options.seed, "touching": shares, "avoiding": gaps}
    touched = sum(each.touches for each in found if each.rule == "today")
    gap = gaps["today"]
    missed = [f"{touched} boxes touch a withheld place, limit 0"] if touched else []
    missed += [f"boxes avoid withheld places: {gap}"] if gap is not None and not gap.low <= 0 <= gap.high else []
    figure = f"boxes that touch a withheld place: {touched}, limit 0; avoidance {gap}"
    return Figures(figure, {**document, "ranks": ranks, "boxes": boxes}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} items alone")
    take_release(parser)
    parser.add_argument("--seed", type=int, default=7, help="of the drawn items; 7 is the committed sample")
    return parser.parse_args()


def items_of(seed: int) -> list[PlannedItem]:
    """The items of a seed, counterfeit and genuine ones."""
    return plan_items(seed, PRODUCTS, ITEMS_A_LABEL, ITEMS_A_LABEL, SAMPLE)


def judge_all(examiner: Examiner, items: Sequence[PlannedItem]) -> list[JudgedItem]:
    """Items with the verdicts on them. Photos that are committed are not drawn again."""
    products = examiner.release.description.products

    def judge(item: PlannedItem) -> JudgedItem:
        views = [view.id for view in product_by_id(item.product).views]
        verdict = examiner.examine(_photos(item, views), product=item.product, views=views)
        return JudgedItem(item, products[item.product].sheet, verdict)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(judge, items))


def _photos(item: PlannedItem, views: Sequence[str]) -> list[bytes]:
    committed = [IMAGES / f"{item.id}-{view}.jpg" for view in views]
    if all(path.is_file() for path in committed):
        return [path.read_bytes() for path in committed]
    return [photo.data for photo in draw_item(item)]


def neighbours(judged: JudgedItem, reader: str, rule: str) -> Iterator[Beside]:
    """Every box that a reader is shown, beside every withheld place of its photo."""
    hidden = withheld_from(reader, judged.sheet)
    for shown, finding in _shown(RULES[rule](judged.verdict, set(hidden))).items():
        box = _box(finding)
        if finding.photo is None or box is None or shown in hidden:
            continue
        for name, mark in hidden.items():
            place = true_place(judged.item, finding.photo, mark.id)
            if place is None:
                continue
            yield Beside(
                judged.item.id, judged.item.product, reader, rule, shown, name,
                name in judged.item.severity,
                overlaps(box, place), _gap(finding, mark) if isinstance(mark, Point) else None,
            )  # fmt: skip


def withheld_from(reader: str, sheet: ProductSheet) -> dict[str, Point | MarkedText]:
    """The points and texts that are withheld from a reader, by the key that they are withheld by."""
    marks = {point.id: point for point in sheet.points} | {text_key(text.id): text for text in sheet.texts}
    return {name: mark for name, mark in marks.items() if mark.visibility in READERS[reader]}


def _shown(verdict: Verdict) -> dict[str, PointFinding | TextFinding]:
    return {point.id: point for point in verdict.points} | {text_key(text.id): text for text in verdict.texts}


def _box(finding: PointFinding | TextFinding) -> Sequence[float] | None:
    return (finding.place or finding.region) if isinstance(finding, PointFinding) else finding.region


def true_place(item: PlannedItem, photo: int, mark: str) -> Corners | None:
    """Where a point or text really is on a photo: four corners, fractions; None if it is on another view."""
    view, scene = product_by_id(item.product).views[photo], item.scenes[photo]
    zones = {**view.zones, **view.texts}
    if mark not in zones:
        return None
    corners = project(zones[mark].corners(), scene.homography(view)) / np.array(scene.size)
    return np.asarray(corners, np.float32)


def overlaps(box: Sequence[float], place: Corners) -> bool:
    """Whether a box and a quadrangle have an area in common."""
    return bool(cv2.intersectConvexConvex(_corners(box), place)[0] > LEAST)


def _corners(box: Sequence[float]) -> Corners:
    x, y, width, height = box
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)


def _gap(finding: PointFinding | TextFinding, point: Point) -> float | None:
    if finding.reference_region is None or point.region is None:
        return None
    ours, theirs = (Box(*region) for region in (finding.reference_region, point.region))
    return float(np.hypot(ours.x + ours.w / 2 - theirs.x - theirs.w / 2, ours.y + ours.h / 2 - theirs.y - theirs.h / 2))


def touching(found: Sequence[Beside], reader: str, rule: str) -> ItemShare | None:
    """The share of boxes that touch a withheld place beside them; None without any box."""
    own = [each for each in found if (each.reader, each.rule) == (reader, rule)]
    return clustered_share([each.touches for each in own], [each.item for each in own]) if own else None


def avoiding(found: Sequence[Beside], rule: str) -> Difference | None:
    """How much farther from the withheld place the boxes are where its point deviates; None without any box.

    Gaps are measured from the mean of their product and reader, so that layouts make no difference. Items are drawn
    again, of either kind, for the interval.
    """
    own = [each for each in found if each.rule == rule and each.gap is not None]
    sides = {kind: _per_item([each for each in own if each.withheld_deviates is kind], own) for kind in (True, False)}
    if not all(len(side) for side in sides.values()):
        return None
    rng = np.random.default_rng(SEED)
    means = [rng.choice(sides[kind], (RESAMPLES, len(sides[kind]))).mean(axis=1) for kind in (True, False)]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    value = float(sides[True].mean() - sides[False].mean())
    return Difference(value, float(low), float(high), len(sides[True]), len(sides[False]))


def _per_item(some: Sequence[Beside], whole: Sequence[Beside]) -> NDArray[np.float64]:
    """The mean gap of each item, less what is usual of the same pair of points."""
    usual: dict[tuple[str, str, str, str], list[float]] = {}
    for each in whole:
        usual.setdefault(_pair(each), []).append(each.gap or 0.0)
    of_item: dict[str, list[float]] = {}
    for each in some:
        of_item.setdefault(each.item, []).append((each.gap or 0.0) - float(np.mean(usual[_pair(each)])))
    return np.array([np.mean(gaps) for gaps in of_item.values()])


def _pair(each: Beside) -> tuple[str, str, str, str]:
    return each.reader, each.product, each.shown, each.withheld


def rank(sheet: ProductSheet) -> float | None:
    """The share of possible places that are nearer to a shown one than the withheld is; None without a withheld one."""
    hidden = next((point for point in sheet.points if point.visibility is Visibility.HOLDER), None)
    if hidden is None:
        return None
    view = product_by_id(sheet.id).view(hidden.view)
    zones = {
        name: Region(box.x / view.size[0], box.y / view.size[1], box.w / view.size[0], box.h / view.size[1])
        for name, box in view.zones.items()
    }
    withheld_zone = zones.pop(hidden.id)
    places = _possible(withheld_zone, list(zones.values()), np.random.default_rng(SEED))
    limit = _nearest(withheld_zone, list(zones.values()))
    return float(np.mean([_nearest(place, list(zones.values())) < limit for place in places]))


def _possible(size: Region, shown: Sequence[Region], rng: np.random.Generator) -> Iterator[Region]:
    """Places of a size anywhere on a view's artwork, none of them on a shown one."""
    count = 0
    while count < PLACES:
        x, y = (float(number) for number in rng.uniform((0.0, 0.0), (1 - size.width, 1 - size.height)))
        place = Region(x, y, size.width, size.height)
        if not any(overlaps(place, _corners(region)) for region in shown):
            count += 1
            yield place


def _nearest(place: Region, shown: Sequence[Region]) -> float:
    """The distance to the nearest shown place, edge to edge."""
    return min(
        float(np.hypot(
            max(each.x - place.x - place.width, place.x - each.x - each.width, 0.0),
            max(each.y - place.y - place.height, place.y - each.y - each.height, 0.0),
        ))
        for each in shown
    )  # fmt: skip


def _print(
    shares: dict[str, ItemShare | None], gaps: dict[str, Difference | None], ranks: dict[str, float | None]
) -> None:
    print_table(("reader, rule", "boxes that touch"), [(name, str(share)) for name, share in shares.items()])
    print_table(("rule", "gap where it deviates, less elsewhere"), [(rule, str(gap)) for rule, gap in gaps.items()])
    known = [value for value in ranks.values() if value is not None]
    rows = [(name, "-" if value is None else f"{value:.3f}") for name, value in ranks.items()]
    print_table(("sheet", "places nearer"), [*rows, ("mean", f"{np.mean(known):.3f}")])


if __name__ == "__main__":
    main()
