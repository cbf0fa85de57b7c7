"""How often is the outcome from reduced copies of photos that from the originals, and how many bytes do they need?

    python -m benchmarks.preliminary [--release DIR] [--json FILE] [--quick]

Judges each test item of the committed data twice: its photos as they are, and copies as a phone makes them, of 512
pixels on the long side, as JPEG of quality 0.8, or of less as long as a copy has more than 29,000 bytes. The product is
stated, as by an officer, or recognised. Agreement is the share of items with the same outcome, with its 95 % interval
by Clopper and Pearson. It is counted how often a definite outcome became the opposite one. The size is that of the two
largest copies of an item.

Exit status 1 where the lower end of the interval is below 0.93, a definite outcome became the opposite one, or two
copies of an item have 60,000 bytes or more together.
"""

import argparse
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps

from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table
from model.examiner import Examiner
from model.intervals import Interval, clopper_pearson
from model.release import load_release
from model.verdict import Outcome

MANIFEST = Path(__file__).parents[1] / "datasets" / "manifest.csv"
SIDE, QUALITIES, COPY_BYTES = 512, range(80, 20, -10), 29_000
MOST_BYTES, LEAST_AGREEMENT = 60_000, 0.93
QUICK, WORKERS = 16, 2
OPPOSITE = {Outcome.CONSISTENT: Outcome.SUSPECTED, Outcome.SUSPECTED: Outcome.CONSISTENT}


class Item(NamedTuple):
    """One item of the test split, with the bytes of its photos."""

    name: str
    product: str
    photos: tuple[bytes, ...]


class Compared(NamedTuple):
    """The outcomes of an item, from its originals and from copies.

    Attributes:
        bytes: of the two largest copies together.
    """

    item: str
    product: str
    final: Outcome
    preliminary: Outcome
    bytes: int


class Agreement(NamedTuple):
    """In how many items the outcome is the same.

    Attributes:
        reversed: definite outcomes that became the opposite one.
    """

    share: float
    interval: Interval
    n: int
    reversed: int

    def __str__(self) -> str:
        return f"{self.share:.3f} [{self.interval.low:.3f}, {self.interval.high:.3f}], n = {self.n}"


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK} items alone")
    take_release(parser)
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    examiner = Examiner(load_release(options.release))
    items = list(items_of(MANIFEST))
    items = items[:: len(items) // QUICK] if options.quick else items
    found = {ways: compare(examiner, items, is_stated=ways == "stated") for ways in ("stated", "recognised")}
    agreements = {ways: agreement_of(each) for ways, each in found.items()}
    largest = max(each.bytes for each in found["stated"])
    rows = [(ways, str(each), str(each.reversed)) for ways, each in agreements.items()]
    print_table(("product", "same outcome", "became the opposite"), rows)
    print(f"two copies of one item: {largest:,} bytes at most")
    document = {"release": examiner.release.id, "agreement": agreements, "bytes": largest, "items": found}
    figure = f"agreement {agreements['stated']}; two copies {largest:,} bytes, limit {MOST_BYTES:,}"
    return Figures(figure, document, list(missed(agreements, largest, is_quick=options.quick)))


def missed(agreements: Mapping[str, Agreement], largest: int, *, is_quick: bool) -> Iterator[str]:
    """The limits that were missed; a few items support no lower end."""
    for ways, each in agreements.items():
        if each.interval.low < LEAST_AGREEMENT and not is_quick:
            yield f"{ways}: {each}, limit {LEAST_AGREEMENT}"
        if each.reversed:
            yield f"{ways}: {each.reversed} definite outcomes became the opposite one, limit 0"
    if largest >= MOST_BYTES:
        yield f"two copies have {largest:,} bytes, limit {MOST_BYTES:,}"


def items_of(manifest: Path) -> Iterator[Item]:
    """The items of the test split, with all of their photos."""
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "test"]
    for name in dict.fromkeys(row["item"] for row in rows):
        own = [row for row in rows if row["item"] == name]
        yield Item(name, own[0]["product"], tuple((manifest.parent / row["image"]).read_bytes() for row in own))


def compare(examiner: Examiner, items: Sequence[Item], *, is_stated: bool) -> list[Compared]:
    """Judge each item twice."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda item: _compared(examiner, item, is_stated=is_stated), items))


def _compared(examiner: Examiner, item: Item, *, is_stated: bool) -> Compared:
    copies = [reduced(photo) for photo in item.photos]
    product = item.product if is_stated else None
    final, preliminary = (
        examiner.examine(photos, product=product, views=(), prior=None).outcome for photos in (item.photos, copies)
    )
    largest = sum(sorted(map(len, copies))[-2:])
    return Compared(item.name, item.product, final, preliminary, largest)


def reduced(photo: bytes) -> bytes:
    """A copy of a photo as a phone makes it: upright, small, JPEG without metadata."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo))).convert("RGB")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    copy = b""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        copy = buffer.getvalue()
        if len(copy) <= COPY_BYTES:
            break
    return copy


def agreement_of(compared: Sequence[Compared]) -> Agreement:
    """In how many items the outcome is the same."""
    same = sum(each.final is each.preliminary for each in compared)
    turned = sum(OPPOSITE.get(each.final) is each.preliminary for each in compared)
    return Agreement(same / len(compared), clopper_pearson(same, len(compared)), len(compared), turned)


if __name__ == "__main__":
    main()
