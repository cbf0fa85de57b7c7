"""Does something over the goods accuse a genuine item, and is anything taken for it that is not there?

    python -m benchmarks.covered [MANIFEST] [--release DIR] [--others MANIFEST...] [--json FILE] [--quick]

- covered: over each photo of each genuine test item lies a hand, a glove, a thumb, a sticker, a printed sticker or a
  strap (benchmarks/coverings.py) that takes 2, 10, 20, 30 or 50 % of the photo. Which of them lies on which item and
  share is drawn. Named points of whose places more than half is under it, by the untouched photo's registration, must
  be called "not visible".
- untouched: every test item as it is, judged with the search for what lies over it and without.
- others: genuine photos of other goods, each laid over the first photo of its product; boards, with their defects,
  over their own artwork. None of them is covered, but for a few hands.

Exit status 1 where, at 10 % covered or more, over 5 % of genuine items are suspected at any share or called consistent;
over 2 % of hidden points are reported as seen, without those under printed stickers (they look like other print);
over 5 % of the definite outcomes or suspected counterfeits are lost; or over 5 % of the others' photos are taken for
covered, of which most have a thumb over their print.
"""

import argparse
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.command import Figures, command, run, take_manifest, take_release
from benchmarks.coverings import KINDS, Covered, cover
from benchmarks.report import print_table
from benchmarks.shares import ItemShare, clustered_share
from model.catalogue import Region
from model.examiner import Examiner
from model.faces import Face, face_of
from model.formats import IntakeLimits
from model.intake import decode_photo
from model.judgement import OfficerInput, judge
from model.occlusion import NOTHING_OVER, occlusion
from model.photo import SeenPhoto
from model.posture import LITTLE_COVERED, MOST_COVERED
from model.quality import RetakeCode
from model.registration import Keypoints, find_keypoints, place_of, register
from model.release import load_release
from model.verdict import Finding, Outcome, Verdict
from training.manifest import Label, Row, read_manifest
from training.statistics import Estimate, auroc, rate

SHARES = (0.02, 0.1, 0.2, 0.3, 0.5)
MUCH = 0.1  # share from which an item must neither be suspected nor called consistent
UNTOLD = "printed sticker"  # looks like other print
UNDER = 0.5  # share of a point's place
WORKERS, QUICK, QUALITY = 2, 12, 92
MOST_SUSPECTED, MOST_CONSISTENT, MOST_SEEN, MOST_LOST, MOST_OTHERS = 0.05, 0.05, 0.02, 0.05, 0.05
MIDDLE = Region(0.2, 0.2, 0.6, 0.6)  # of a board
FRONTS = {  # where the print is on the first genuine photo of each of the lookalikes' packs
    "alpro-fresh-soy": Region(0.20, 0.25, 0.20, 0.30),
    "arla-natural-yoghurt": Region(0.47, 0.15, 0.13, 0.35),
    "tropicana-smooth": Region(0.25, 0.70, 0.25, 0.22),
    "arla-sour-cream": Region(0.32, 0.36, 0.35, 0.18),
    "god-morgon-orange": Region(0.33, 0.50, 0.13, 0.30),
    "oatly-oat-milk": Region(0.32, 0.22, 0.15, 0.22),
    "garant-standard-milk": Region(0.32, 0.60, 0.18, 0.30),
    "arla-standard-milk": Region(0.46, 0.42, 0.12, 0.22),
}
LONGEST = 672  # pixels at which others' photos are read

BLIND, AS_IT_IS = "without the search", "as it is"
CELLS = tuple(
    (label, outcome) for label in ("genuine", "counterfeit") for outcome in (Outcome.SUSPECTED, Outcome.CONSISTENT)
)

Pixels = NDArray[np.uint8]
Goods = Sequence[Row]


@dataclass(frozen=True)
class CoveredItem:
    """One item, judged; of a covered one also how many named points were hidden, and how many of these were reported.

    Attributes:
        covered: share of each photo that something lies over; 0 if nothing does.
        retaken: photos that are to be taken again for what lies over the goods.
    """

    item: str
    product: str
    counterfeit: bool
    kind: str
    covered: float
    outcome: Outcome
    log_odds: float | None
    photos: int
    retaken: int
    hidden: int = 0
    seen: int = 0


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    items = _items(options.manifest, examiner, QUICK if options.quick else None)
    others = {path.parent.name: _others(path, quick=options.quick) for path in options.others}
    with ThreadPoolExecutor(WORKERS) as pool:
        judged = [each for found in pool.map(lambda goods: list(_judged(examiner, goods, options.manifest.parent)),
                                             items) for each in found]  # fmt: skip
    faults = [*_print_covered(judged), *_told(judged), *_print_untouched(judged), *_print_others(others)]
    over = [each for each in judged if each.covered >= MUCH and BLIND not in each.kind]
    suspected = _share(over, Outcome.SUSPECTED)
    figure = f"genuine items, {MUCH:.0%} and more covered, suspected: {suspected}, limit {MOST_SUSPECTED}"
    found = {"judged": [asdict(each) for each in judged], "others": others}
    return Figures(figure, {"release": examiner.release.id, **found}, faults)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} items, a tenth of the others")
    take_manifest(parser)
    take_release(parser)
    parser.add_argument("--others", type=Path, nargs="*", default=[], metavar="MANIFEST", help="of other goods")
    return parser.parse_args()


def _items(manifest: Path, examiner: Examiner, most: int | None) -> Sequence[Goods]:
    by_item: dict[str, list[Row]] = {}
    for row in read_manifest(manifest).rows:
        if row.split == "test" and row.product in examiner.release.description.products:
            by_item.setdefault(row.item, []).append(row)
    items = list(by_item.values())
    return items[:: max(1, len(items) // most)] if most else items


def _judged(examiner: Examiner, goods: Goods, folder: Path) -> Iterator[CoveredItem]:
    """The item as it is, without the search and with it; a genuine one covered, too."""
    photos = [(folder / row.image).read_bytes() for row in goods]
    seen = [examiner.see(photo) for photo in photos]
    blind = [replace(photo, occlusions=NOTHING_OVER) for photo in seen]
    yield _as_judged(goods, _verdict(examiner, goods, blind), BLIND, 0.0)
    yield _as_judged(goods, _verdict(examiner, goods, seen), AS_IT_IS, 0.0)
    if goods[0].label is not Label.GENUINE:
        return
    for number, share in enumerate(SHARES):
        kind = list(KINDS)[(zlib.crc32(goods[0].item.encode()) + number) % len(KINDS)]
        covered = [cover(_pixels(photo), kind, share, _seed(goods[0].item, kind, index))
                   for index, photo in enumerate(photos)]  # fmt: skip
        over = [examiner.see(_jpeg(each.pixels)) for each in covered]
        verdict = _verdict(examiner, goods, over)
        hidden = set(_hidden(examiner, goods, seen, covered))
        reported = {point.id for point in verdict.points if point.finding is not Finding.NOT_VISIBLE}
        before = _verdict(examiner, goods, [replace(photo, occlusions=NOTHING_OVER) for photo in over])
        yield _as_judged(goods, before, f"{kind}, {BLIND}", share)
        yield replace(_as_judged(goods, verdict, kind, share), hidden=len(hidden), seen=len(hidden & reported))


def _verdict(examiner: Examiner, goods: Goods, seen: Sequence[SeenPhoto]) -> Verdict:
    return judge(seen, OfficerInput(goods[0].product), examiner.release, examiner.gallery)


def _as_judged(goods: Goods, verdict: Verdict, kind: str, share: float) -> CoveredItem:
    retaken = sum(RetakeCode.COVERED in photo.retake for photo in verdict.photos)
    counterfeit = goods[0].label is Label.COUNTERFEIT
    return CoveredItem(goods[0].item, goods[0].product, counterfeit, kind, share, verdict.outcome, verdict.log_odds,
                  len(verdict.photos), retaken)  # fmt: skip


def _hidden(examiner: Examiner, goods: Goods, bare: Sequence[SeenPhoto], over: Sequence[Covered]) -> Iterator[str]:
    """The named points of whose places more than half is covered, on the photo of their view."""
    sheet = examiner.release.description.products[goods[0].product].sheet
    for row, photo, covered in zip(goods, bare, over, strict=True):
        laid = photo.registrations.to_view(row.product, row.view or "")
        for point in (each for each in sheet.points if each.view == row.view and each.region and laid):
            place = place_of(laid[0], point.region or ())
            if place is not None and _under(place, covered.mask) > UNDER:
                yield point.id


def _under(place: Region, mask: NDArray[np.bool_]) -> float:
    height, width = mask.shape
    rows = slice(int(place.y * height), int(np.ceil((place.y + place.height) * height)))
    columns = slice(int(place.x * width), int(np.ceil((place.x + place.width) * width)))
    return float(mask[rows, columns].mean())


def _pixels(photo: bytes) -> Pixels:
    """The photo upright, at the size that the network sees."""
    return decode_photo(photo, longest_side=LONGEST, limits=IntakeLimits()).picture().pixels


def _jpeg(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _seed(*parts: object) -> int:
    return zlib.crc32(repr(parts).encode())


@dataclass(frozen=True)
class Other:
    """A genuine photo, or a board, laid over a reference picture; the share that is taken for covered."""

    photo: str
    product: str
    share: float


def _others(manifest: Path, *, quick: bool) -> list[Other]:
    """Genuine photos over the first one of their product; boards with defects over the artwork of their design."""
    rows = read_manifest(manifest).rows
    artworks = {row.item.rpartition("-")[0]: row for row in rows if row.image.endswith("-g.jpg")}
    if artworks:
        pairs = [(artworks[row.item.rpartition("-")[0]], row) for row in rows if row.image.endswith("-c.jpg")]
    else:
        genuine = [row for row in rows if row.label is Label.GENUINE]
        first = {row.product: row for row in reversed(genuine)}
        pairs = [(first[row.product], row) for row in genuine if row is not first[row.product]]
    prepared: dict[str, tuple[Face, Keypoints]] = {}
    found = (_other(manifest.parent, *pair, prepared) for pair in pairs[:: 10 if quick else 1])
    return [each for each in found if each is not None]


def _other(folder: Path, reference: Row, row: Row, prepared: dict[str, tuple[Face, Keypoints]]) -> Other | None:
    if reference.image not in prepared:
        picture = _pixels((folder / reference.image).read_bytes())
        prepared[reference.image] = face_of(picture, {}, [FRONTS.get(row.product, MIDDLE)]), find_keypoints(picture)
    face, keypoints = prepared[reference.image]
    photo = _pixels((folder / row.image).read_bytes())
    registration = register(keypoints, find_keypoints(photo), reference.sha256 or reference.image)
    if registration is None:
        return None
    found = occlusion(photo, registration, face)
    return Other(row.image, row.product, found.share)


def _print_covered(judged: Sequence[CoveredItem]) -> Iterator[str]:
    """The table of covered items; yields what misses its limit."""
    rows = []
    for share in SHARES:
        here = [each for each in judged if each.covered == share]
        now, before = ([each for each in here if (BLIND in each.kind) is blind] for blind in (False, True))
        hidden, seen = sum(each.hidden for each in now), sum(each.seen for each in now)
        suspected, consistent = (_share(now, outcome) for outcome in (Outcome.SUSPECTED, Outcome.CONSISTENT))
        retaken = sum(each.retaken for each in now) / max(1, sum(each.photos for each in now))
        rows.append((f"{share:.0%} of each photo", str(_share(before, Outcome.SUSPECTED)), str(suspected),
                     str(consistent), f"{retaken:.2f}", f"{seen} of {hidden}"))  # fmt: skip
        if share >= MUCH and suspected and suspected.value > MOST_SUSPECTED:
            yield f"{share:.0%} covered: suspected {suspected}, limit {MOST_SUSPECTED}"
        if share >= MUCH and consistent and consistent.value > MOST_CONSISTENT:
            yield f"{share:.0%} covered: consistent {consistent}, limit {MOST_CONSISTENT}"
    header = ("genuine items", "suspected without", "suspected", "consistent", "photos to retake", "hidden, reported")
    print_table(header, rows)
    kinds = [(kind, str(_share([e for e in judged if e.kind == kind], Outcome.SUSPECTED)),
              _seen_of([e for e in judged if e.kind == kind])) for kind in KINDS]  # fmt: skip
    print_table(("over the goods", "suspected", "hidden, reported"), kinds)


def _told(judged: Sequence[CoveredItem]) -> Iterator[str]:
    """What is missed of the limit on hidden points that are reported."""
    told = [each for each in judged if each.kind in KINDS and each.kind != UNTOLD]
    if sum(each.seen for each in told) > MOST_SEEN * sum(each.hidden for each in told):
        yield f"hidden points reported: {_seen_of(told)}, limit {MOST_SEEN}"


def _seen_of(judged: Sequence[CoveredItem]) -> str:
    return f"{sum(each.seen for each in judged)} of {sum(each.hidden for each in judged)}"


def _share(judged: Sequence[CoveredItem], outcome: Outcome) -> ItemShare | None:
    if not judged:
        return None
    return clustered_share([each.outcome is outcome for each in judged], [each.item for each in judged])


def _print_untouched(judged: Sequence[CoveredItem]) -> Iterator[str]:
    """The table of untouched items, with the search and without; yields what misses its limit."""
    with_, without = ([each for each in judged if each.kind == kind] for kind in (AS_IT_IS, BLIND))
    rows = []
    for name, items in (("with", with_), ("without", without)):
        definite = rate(sum(each.outcome is not Outcome.INCONCLUSIVE for each in items), len(items))
        scored = [each for each in items if each.log_odds is not None]
        scores, labels = np.array([e.log_odds for e in scored]), np.array([e.counterfeit for e in scored])
        rows.append((name, _text(definite), *(str(_count(items, label, outcome)) for label, outcome in CELLS),
                     _text(auroc(scores.astype(np.float64), labels))))  # fmt: skip
    print_table(("untouched", "coverage", *("/".join((label, o.value[:9])) for label, o in CELLS), "AUROC"), rows)
    kept = [sum(each.outcome is not Outcome.INCONCLUSIVE for each in items) for items in (with_, without)]
    if kept[0] < (1 - MOST_LOST) * kept[1]:
        yield f"definite outcomes: {kept[0]} of {kept[1]} kept, limit {1 - MOST_LOST}"
    found = [_count(items, "counterfeit", Outcome.SUSPECTED) for items in (with_, without)]
    if found[0] < (1 - MOST_LOST) * found[1]:
        yield f"suspected counterfeits: {found[0]} of {found[1]} kept, limit {1 - MOST_LOST}"


def _count(judged: Sequence[CoveredItem], label: str, outcome: Outcome) -> int:
    return sum(each.outcome is outcome and each.counterfeit == (label == "counterfeit") for each in judged)


def _text(estimate: Estimate | None) -> str:
    return "-" if estimate is None else f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def _print_others(others: Mapping[str, Sequence[Other]]) -> Iterator[str]:
    """The table of other goods; yields what misses its limit."""
    rows = []
    for name, photos in others.items():
        covered, some = (sum(each.share > limit for each in photos) for limit in (MOST_COVERED, LITTLE_COVERED))
        rows.append((name, str(len(photos)), str(covered), str(some)))
        if covered > MOST_OTHERS * len(photos):
            yield f"{name}: {covered} of {len(photos)} taken for covered, limit {MOST_OTHERS}"
    print_table(("other goods", "photos that register", "taken for covered", "for covered a little"), rows)


if __name__ == "__main__":
    main()
