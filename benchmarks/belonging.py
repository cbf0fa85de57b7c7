"""Is a photo of something else noticed among the right ones, and are the right ones left in peace?

    python -m benchmarks.belonging [MANIFEST] [--release DIR] [--unknown CSV] [--mixes 1000] [--json FILE] [--quick]

Mixes: a test item of the manifest with one foreign photo, put in or put in place of one of its photos, at a random
place, with the product given or not. The foreign photo shows another product of the manifest, goods that the release
doesn't know (a table of photos as `unknown.csv`), other goods that bear the product's mark (drawn, where the release
has reference pictures), or a plain background; each kind is as likely. At most 1 % of the mixes may end consistent.
Of the untouched items at most 2 % may lose a photo.
"""

import argparse
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from benchmarks.command import Figures, command, run, take_manifest, take_release
from benchmarks.relatives import relatives
from benchmarks.report import print_table, stop
from benchmarks.shares import ItemShare, clustered_share
from datasets.draw.surfaces import PALETTES, draw_surface
from model.datasets.splits import Split
from model.errors import PhotoRejectedError
from model.examiner import Examiner
from model.judgement import OfficerInput, judge
from model.photo import SeenPhoto
from model.release import load_release
from model.verdict import Outcome, Reason, Verdict
from training.manifest import Label, Manifest, Row, path_inside, read_manifest, read_unknown

MIXES_LIMIT, LOST_LIMIT = 0.01, 0.02
MIXES, QUICK = 1_000, 60
BACKGROUNDS, BACKGROUND_SIZE = 60, (640, 480)
SEED = 3
WORKERS = 2
OTHER_PRODUCT, UNKNOWN_GOODS, BACKGROUND = "another product", "unknown goods", "plain background"
SAME_MARK = "other goods of the brand"


class SeenItem(NamedTuple):
    """One test item, its photos seen."""

    name: str
    product: str
    counterfeit: bool
    photos: tuple[SeenPhoto, ...]


class Foreign(NamedTuple):
    """One photo to mix in.

    Attributes:
        product: that it shows; None if it shows none of the release's.
        mark: the product whose mark it bears, and into whose items it is mixed; None if it is mixed into others'.
    """

    kind: str
    product: str | None
    photo: SeenPhoto
    mark: str | None = None

    def is_foreign_to(self, product: str) -> bool:
        """Whether it may be mixed into items of a product."""
        return self.product != product if self.mark is None else self.mark == product


@dataclass(frozen=True)
class Mix:
    """One item with a foreign photo, judged.

    Attributes:
        named: whether the foreign photo, and no other, is said not to belong; None if no product was called.
    """

    item: str
    counterfeit: bool
    kind: str
    given: bool
    outcome: Outcome
    reasons: tuple[Reason, ...]
    named: bool | None


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    if examiner.release.description.belonging is None:
        stop(f"{options.release}: this release can't tell whether photos belong", 1)
    manifest = read_manifest(options.manifest)
    items = _items(examiner, manifest, quick=options.quick)
    foreign = _foreign(examiner, items, options.unknown, quick=options.quick)
    lost = clustered_share([_loses(examiner, item) for item in items], [item.name for item in items])
    mixes = _mixes(examiner, items, foreign, QUICK if options.quick else options.mixes)
    consistent = _consistent(mixes)
    _print(mixes, lost)
    document = {
        "release": examiner.release.id,
        "manifest_sha256": manifest.sha256,
        "untouched_items_losing_a_photo": lost,
    }
    mixed = f"mixes ending consistent: {consistent}, limit {MIXES_LIMIT}"
    losing = f"items losing a photo: {lost}, limit {LOST_LIMIT}"
    limits = ((mixed, consistent, MIXES_LIMIT), (losing, lost, LOST_LIMIT))
    missed = [line for line, share, limit in limits if share.value > limit]
    found = {"consistent": consistent, "mixes": [asdict(mix) for mix in mixes]}
    return Figures(f"{mixed}; {losing}", {**document, **found}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} mixes of few items")
    take_manifest(parser)
    take_release(parser)
    parser.add_argument("--unknown", type=Path, metavar="CSV", help="photos of goods that the release doesn't know")
    parser.add_argument("--mixes", type=int, default=MIXES)
    return parser.parse_args()


def _items(examiner: Examiner, manifest: Manifest, *, quick: bool) -> list[SeenItem]:
    """The test items, without those that the release has learned from."""
    known = examiner.release.description.products
    groups: dict[str, list[Row]] = {}
    for row in manifest.rows:
        if row.split is Split.TEST and row.product in known:
            groups.setdefault(row.item, []).append(row)
    chosen = list(groups.values())[:: 8 if quick else 1]
    with ThreadPoolExecutor(WORKERS) as pool:
        photos = pool.map(lambda rows: [_seen(examiner, manifest.path_of(row)) for row in rows], chosen)
        found = [
            SeenItem(rows[0].item, rows[0].product, rows[0].label is Label.COUNTERFEIT, tuple(p for p in seen if p))
            for rows, seen in zip(chosen, photos, strict=True)
        ]
    references = examiner.release.references
    return [
        item
        for item in found
        if item.photos and not any(examiner.gallery.holds(p.sha256) or p.sha256 in references for p in item.photos)
    ]


def _foreign(
    examiner: Examiner, items: Sequence[SeenItem], unknown: Path | None, *, quick: bool
) -> Mapping[str, list[Foreign]]:
    """Photos to mix in, by kind; kinds that there are none of are left out."""
    kinds = {OTHER_PRODUCT: [Foreign(OTHER_PRODUCT, item.product, photo) for item in items for photo in item.photos]}
    if unknown is not None:
        rows = read_unknown(unknown)[:: 8 if quick else 1]
        paths = [path_inside(unknown.parent.resolve(), row.image) for row in rows]
        with ThreadPoolExecutor(WORKERS) as pool:
            photos = pool.map(lambda path: _seen(examiner, path), paths)
            kinds[UNKNOWN_GOODS] = [Foreign(UNKNOWN_GOODS, None, photo) for photo in photos if photo]
    marked = [Foreign(SAME_MARK, None, examiner.see(one.photo), one.product) for one in relatives(examiner.release)]
    kinds |= {SAME_MARK: marked} if marked else {}
    kinds[BACKGROUND] = [Foreign(BACKGROUND, None, examiner.see(_background(number))) for number in range(BACKGROUNDS)]
    return kinds


def _seen(examiner: Examiner, path: Path) -> SeenPhoto | None:
    try:
        return examiner.see(path.read_bytes())
    except (OSError, PhotoRejectedError):
        return None


def _background(number: int) -> bytes:
    """A table top, a cloth, cardboard: what an officer photographs by mistake."""
    pixels = draw_surface(list(PALETTES)[number % len(PALETTES)], BACKGROUND_SIZE, number)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _loses(examiner: Examiner, item: SeenItem) -> bool:
    verdict = judge(item.photos, OfficerInput(item.product), examiner.release, examiner.gallery)
    return any(photo.belongs is False for photo in verdict.photos)


def _mixes(
    examiner: Examiner, items: Sequence[SeenItem], foreign: Mapping[str, list[Foreign]], count: int
) -> list[Mix]:
    random = np.random.default_rng(SEED)
    limit = examiner.limits.max_photos
    found = []
    for _ in range(count):
        item = items[int(random.integers(len(items)))]
        kind = list(foreign)[int(random.integers(len(foreign)))]
        strangers = [each for each in foreign[kind] if each.is_foreign_to(item.product)]
        if not strangers:
            continue
        stranger = strangers[int(random.integers(len(strangers)))]
        found.append(_mixed(examiner, item._replace(photos=item.photos[: limit - 1]), stranger, random))
    return found


def _mixed(examiner: Examiner, item: SeenItem, stranger: Foreign, random: np.random.Generator) -> Mix:
    photos = list(item.photos)
    if len(photos) > 1 and random.random() < 0.5:  # noqa: PLR2004  half of the mixes lack one photo of the item
        del photos[int(random.integers(len(photos)))]
    place = int(random.integers(len(photos) + 1))
    photos.insert(place, stranger.photo)
    given = bool(random.random() < 0.5)  # noqa: PLR2004  half of the officers name the product
    verdict = judge(photos, OfficerInput(item.product if given else None), examiner.release, examiner.gallery)
    return Mix(
        item.name, item.counterfeit, stranger.kind, given, verdict.outcome, verdict.reasons, _named(verdict, place)
    )


def _named(verdict: Verdict, place: int) -> bool | None:
    belongs = [photo.belongs for photo in verdict.photos]
    if verdict.product.id is None:
        return None
    return [index for index, own in enumerate(belongs) if own is False] == [place]


def _consistent(mixes: Sequence[Mix]) -> ItemShare:
    return clustered_share([mix.outcome is Outcome.CONSISTENT for mix in mixes], [mix.item for mix in mixes])


def _print(mixes: Sequence[Mix], lost: ItemShare) -> None:
    kinds = dict.fromkeys(mix.kind for mix in mixes)
    rows = [(kind, *_row([mix for mix in mixes if mix.kind == kind])) for kind in kinds]
    header = ("foreign photo", "mixes", "consistent", "of these counterfeits", "named alone", "suspected")
    print_table(header, [*rows, ("all", *_row(mixes))])
    print(f"untouched items that lose a photo: {lost}")


def _row(mixes: Sequence[Mix]) -> tuple[str, ...]:
    outcomes = Counter(mix.outcome for mix in mixes)
    passed = sum(mix.counterfeit for mix in mixes if mix.outcome is Outcome.CONSISTENT)
    named = clustered_share([mix.named is True for mix in mixes], [mix.item for mix in mixes])
    return str(len(mixes)), str(_consistent(mixes)), str(passed), str(named), str(outcomes[Outcome.SUSPECTED])


if __name__ == "__main__":
    main()
