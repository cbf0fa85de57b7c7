"""Is a stated view believed where it is right, and not where the photo shows another one?

    python -m benchmarks.stated_views [MANIFEST] [--release DIR] [--json FILE] [--quick]

Test items with several views. *Right*: each photo is stated as the view that it shows. *Again*: the photo of one view
is sent once for each view of the product, stated as each of them, as when a camera page asks for the next side and the
same one is photographed again. At most 1 % of right statements may be doubted, at most 1 % of wrong ones believed, and
no item may get another outcome than with nothing stated.
"""

import argparse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import NamedTuple

from benchmarks.command import Figures, command, run, take_manifest, take_release
from benchmarks.report import print_table, stop
from benchmarks.shares import ItemShare, clustered_share
from model.datasets.splits import Split
from model.examiner import Examiner
from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.recognition import view_shares
from model.release import load_release
from model.verdict import Outcome, Verdict
from training.manifest import Label, Manifest, Row, path_inside, read_manifest

WORKERS, QUICK, LIMIT = 2, 12, 0.01


class SeenItem(NamedTuple):
    """A test item, with one photo of each view."""

    name: str
    product: str
    label: Label
    photos: dict[str, SeenPhoto]


@dataclass(frozen=True)
class Counted:
    """What became of statements: of photos, and of items.

    Attributes:
        doubted: right statements that were not believed.
        believed: wrong statements that were.
        changed: items with one side sent again for all others whose outcome is another than with nothing stated.
        cleared: counterfeit items that are called consistent so.
    """

    doubted: ItemShare
    believed: ItemShare
    changed: ItemShare
    cleared: ItemShare


def main() -> None:
    """Run the benchmark and print its table."""
    parser = command(__doc__, quick=f"{QUICK} items")
    take_manifest(parser)
    take_release(parser)
    run(_measure, parser.parse_args())


def _measure(options: argparse.Namespace) -> Figures:
    manifest = read_manifest(options.manifest)
    examiner = Examiner(load_release(options.release))
    least = _least(examiner, manifest, QUICK if options.quick else None)
    print(f"least share of the view that is shown, on calibration photos: {least[0]:.3f}, n = {least[1]}")
    counted = _counted(examiner, _items(examiner, manifest, QUICK if options.quick else None))
    shares = asdict(counted)
    print_table(
        ("share of", "value [interval]", "n", "items"),
        [(name, _written(share), str(share.n), str(share.items)) for name, share in vars(counted).items()],
    )
    missed = [f"{name}: {shares[name]['value']:.3f}, limit {LIMIT}" for name in ("doubted", "believed")
              if shares[name]["value"] > LIMIT]  # fmt: skip
    missed += ["changed: an outcome depends on a wrong statement"] if shares["changed"]["value"] else []
    wrong = counted.believed
    figure = f"wrong views believed: {wrong.value:.3f} [{wrong.low:.3f}, {wrong.high:.3f}], n = {wrong.n}"
    return Figures(figure, shares, missed)


def _least(examiner: Examiner, manifest: Manifest, most: int | None) -> tuple[float, int]:
    """The least share that the network gives the view that a photo shows, and the number of photos."""
    rows = [row for row in manifest.rows if row.split is Split.CALIBRATION and row.view]
    of = [(row, examiner.see(_bytes(manifest, row)).scores) for row in rows[:most]]
    shares = [view_shares(seen, row.product, examiner.release.description) for row, seen in of]
    found = [each[row.view] for (row, _), each in zip(of, shares, strict=True) if row.view and row.view in each]
    return min(found, default=1.0), len(found)


def _items(examiner: Examiner, manifest: Manifest, most: int | None) -> list[SeenItem]:
    rows = sorted((row for row in manifest.rows if row.split is Split.TEST), key=lambda row: row.item)
    by_item = [(name, list(of)) for name, of in groupby(rows, key=lambda row: row.item)]
    several = [(name, of) for name, of in by_item if len({row.view for row in of if row.view}) > 1]
    if not several:
        stop("no test item has photos of two views", 1)
    step = max(1, len(several) // most) if most else 1

    def seen(name: str, of: list[Row]) -> SeenItem:
        photos = {row.view: examiner.see(_bytes(manifest, row)) for row in of if row.view}
        return SeenItem(name, of[0].product, of[0].label, photos)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda each: seen(*each), several[::step]))


def _bytes(manifest: Manifest, row: Row) -> bytes:
    return path_inside(manifest.folder, row.image).read_bytes()


def _written(share: ItemShare) -> str:
    return f"{share.value:.3f} [{share.low:.3f}, {share.high:.3f}]"


def _counted(examiner: Examiner, items: list[SeenItem]) -> Counted:
    doubted, believed, changed, cleared = _Shares(), _Shares(), _Shares(), _Shares()
    for item in items:
        right = _judged(examiner, item, [replace(photo, given_view=view) for view, photo in item.photos.items()])
        doubted.add(item.name, [photo.stated_view is not None for photo in right.photos])
        for shown, photo in item.photos.items():
            stated = [replace(photo, given_view=view) for view in item.photos]
            again = _judged(examiner, item, stated)
            others = [found for view, found in zip(item.photos, again.photos, strict=True) if view != shown]
            believed.add(item.name, [found.view != shown for found in others])
            plain = _judged(examiner, item, [photo] * len(stated))
            changed.add(item.name, [again.outcome is not plain.outcome])
            if item.label is Label.COUNTERFEIT:
                cleared.add(item.name, [again.outcome is Outcome.CONSISTENT])
    return Counted(*(each.share() for each in (doubted, believed, changed, cleared)))


class _Shares:
    def __init__(self) -> None:
        self._hits, self._items = list[bool](), list[str]()

    def add(self, item: str, hits: list[bool]) -> None:
        self._hits += hits
        self._items += [item] * len(hits)

    def share(self) -> ItemShare:
        return clustered_share(self._hits, self._items)


def _judged(examiner: Examiner, item: SeenItem, photos: list[SeenPhoto]) -> Verdict:
    return judge(photos, OfficerInput(item.product), examiner.release, examiner.gallery)


if __name__ == "__main__":
    main()
