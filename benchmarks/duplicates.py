"""Is a copy found as quickly among 1.6 million photos as among 16 thousand?

    python -m benchmarks.duplicates [--sets DIR...] [--sizes N...] [--json FILE] [--quick]

An index of photos (`model.copy_index`) is filled in steps, and at each size asked for the copies of photos that are in
it, each darker or cropped, and of as many that are not. The photos are those of the data sets; to have enough, each is
taken again and again with its frequencies mixed with those of another photo, so that their hashes crowd as those of
real photos do. Exit status 1 where a query at the largest size takes over 3 times as long as at the smallest, where the
process grows by over 1 GB, or where under 95 % of the copies are found.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.command import Figures, command, run
from benchmarks.near_duplicates import SETS, inner
from benchmarks.report import print_table, stop
from benchmarks.shares import Share, exact_share
from model.copy_index import CopyIndex
from model.fingerprints import BITS, STORED, THUMBNAIL, CopyQuery, Hashes, Levels, fingerprints, hashes_of
from model.intake import read_picture
from training.manifest import read_manifest

SIZES = (16_000, 160_000, 1_600_000)
QUICK = (4_000, 16_000, 64_000)
STEP = 4_000  # photos that are added at once
ASKED = 200  # photos at each size
TIMES, GIGABYTES, FOUND = 3.0, 1.0, 0.95
MIXED = (0.8, 1.2)  # times another photo's frequencies
SEED = 7


class Photo(NamedTuple):
    """The frequencies of a photo's stored views, (views, BITS), and what is asked for to find it darker and cropped."""

    waves: Levels
    asked: CopyQuery


class Measured(NamedTuple):
    """One size: photos, seconds to add the last step, milliseconds a query, gigabytes grown by, and copies found."""

    photos: int
    add_ms: float
    query_ms: float
    candidates: float
    gigabytes: float
    found: Share


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    photos = list(_photos(options.sets))
    if not photos:
        stop("none of the folders is there")
    sizes = QUICK if options.quick else tuple(options.sizes)
    found = list(_measured(photos, sizes))
    header = ("photos", "ms to add one", "ms a query", "candidates", "GB", "copies found")
    print_table(header, [tuple(map(_shown, each)) for each in found])
    slower = found[-1].query_ms / found[0].query_ms
    missed = [f"a query takes {slower:.2f} times as long, limit {TIMES}"] if slower > TIMES else []
    missed += [f"{each.gigabytes:.2f} GB at {each.photos}, limit 1" for each in found if each.gigabytes > GIGABYTES]
    missed += [f"{each.found} found at {each.photos}, limit {FOUND}" for each in found if each.found.value < FOUND]
    last = found[-1]
    figure = (
        f"a query among {last.photos} photos takes {last.query_ms:.1f} ms, {slower:.2f} times as long as among "
        f"{found[0].photos}; {last.gigabytes:.2f} GB; copies found: {last.found}"
    )
    return Figures(figure, {"sizes": [each._asdict() for each in found], "slower": slower}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"up to {QUICK[-1]} photos")
    parser.add_argument("--sets", type=Path, nargs="+", default=SETS, metavar="DIR")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    return parser.parse_args()


def _photos(sets: Sequence[Path]) -> Iterator[Photo]:
    for manifest in (read_manifest(folder / "manifest.csv") for folder in sets if folder.is_dir()):
        for row in manifest.rows:
            picture = read_picture(manifest.path_of(row).read_bytes(), longest_side=2 * THUMBNAIL)
            image = Image.fromarray(picture.pixels)
            changed = inner(image, 0.02).point(lambda level: int(level * 0.85))
            asked = fingerprints(_grey(changed)).asked
            own = fingerprints(_grey(image)).asked
            yield Photo(_stored_waves(own), asked)


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    image = image.convert("L")
    image.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.BICUBIC)
    return np.asarray(image)


def _stored_waves(asked: CopyQuery) -> Levels:
    """The frequencies of the views under which a photo is stored, 0 for one that it lacks."""
    waves = np.zeros((len(STORED), BITS), np.float32)
    for view, orientation, each in zip(asked.views, asked.orientations, asked.waves, strict=True):
        if orientation == 0 and view in STORED:
            waves[STORED.index(view)] = each
    return waves


def _measured(photos: Sequence[Photo], sizes: Sequence[int]) -> Iterator[Measured]:
    random = np.random.default_rng(SEED)
    index, before = CopyIndex(), _resident()
    every = np.stack([photo.waves for photo in photos])
    index.add(hashes_of(every.reshape(-1, BITS)))
    for size in sizes:
        seconds = 0.0
        start = len(index)
        while len(index) < size:
            hashes = _more(every, min(STEP, size - len(index)), random)
            began = time.process_time()
            index.add(hashes)
            seconds += time.process_time() - began
        yield _asked(index, photos, 1000 * seconds / max(1, size - start), (_resident() - before) / 1e9)


def _more(every: Levels, count: int, random: np.random.Generator) -> Hashes:
    """Hashes of so many more photos: each is one of those that are there, mixed with another one."""
    one, other = random.integers(len(every), size=(2, count))
    share = random.uniform(*MIXED, size=(count, 1, 1)).astype(np.float32)
    mixed = np.where(every[one].any(axis=2, keepdims=True), every[one] + share * every[other], 0)
    return hashes_of(mixed.reshape(-1, BITS))


def _asked(index: CopyIndex, photos: Sequence[Photo], add_ms: float, gigabytes: float) -> Measured:
    random = np.random.default_rng(SEED)
    some = random.choice(len(photos), min(ASKED, len(photos)), replace=False).tolist()
    began = time.process_time()
    candidates = [index.candidates(photos[place].asked) for place in some]
    query_ms = 1000 * (time.process_time() - began) / len(some)
    hits = sum(place in {each.photo for each in found} for place, found in zip(some, candidates, strict=True))
    mean = sum(map(len, candidates)) / len(some)
    return Measured(len(index), add_ms, query_ms, mean, gigabytes, exact_share(hits, len(some)))


def _resident() -> int:
    """Bytes of memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
