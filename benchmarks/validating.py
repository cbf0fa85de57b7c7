"""How much memory and time does `shingan-train validate` need for a manifest of very many rows?

    python -m benchmarks.validating [--rows N...] [--files 1000] [--json FILE] [--quick]

The rows of a forum (products of 126 photos, items of three, two labels) are hard links to a thousand real photos. Each
size is validated in a process of its own, whose peak memory is read from the system. What the rows share, the files,
is decoded once: so the figures are of what is kept for each row. Exit status 1 where a row costs over 3 kB of memory
beyond what the smallest size needs.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.near_duplicates import SETS
from benchmarks.report import print_table, stop
from training.manifest import read_manifest

SIZES = (16_000, 160_000)
QUICK = (2_000, 16_000)
OF_PRODUCT, OF_ITEM = 126, 3  # photos
IN_A_FOLDER = 10_000  # files
MOST_OF_ROW = 3.0  # kB
MEASURED = """
import resource, sys, time
from pathlib import Path
from training.validate import validate
began = time.process_time()
report = validate(Path(sys.argv[1]))
print(report.rows, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class Measured(NamedTuple):
    """One size: rows, seconds of processor time and by the clock, and gigabytes at the peak."""

    rows: int
    cpu_s: float
    wall_s: float
    gigabytes: float


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    files = _files(options.sets, options.files)
    if not files:
        stop("none of the folders is there")
    sizes = QUICK if options.quick else tuple(options.rows)
    found = [_measured(files, size) for size in sizes]
    shown = [(str(rows), f"{cpu:.0f}", f"{wall:.0f}", f"{memory:.2f}") for rows, cpu, wall, memory in found]
    print_table(("rows", "processor s", "s", "peak GB"), shown)
    first, last = found[0], found[-1]
    of_row = 1e6 * (last.gigabytes - first.gigabytes) / max(1, last.rows - first.rows)
    missed = [f"a row costs {of_row:.2f} kB, limit {MOST_OF_ROW}"] if of_row > MOST_OF_ROW else []
    figure = f"{last.rows} rows: {last.gigabytes:.2f} GB at the peak, {last.cpu_s:.0f} s; {of_row:.2f} kB a row"
    return Figures(figure, {"sizes": [each._asdict() for each in found], "kilobytes_of_row": of_row}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"up to {QUICK[-1]} rows")
    parser.add_argument("--sets", type=Path, nargs="+", default=SETS, metavar="DIR")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--files", type=int, default=1000)
    return parser.parse_args()


def _files(sets: Sequence[Path], number: int) -> list[Path]:
    manifests = [read_manifest(folder / "manifest.csv") for folder in sets if folder.is_dir()]
    every = [manifest.path_of(row) for manifest in manifests for row in manifest.rows]
    return every[:: max(1, len(every) // number)][:number]


def _measured(files: Sequence[Path], size: int) -> Measured:
    with tempfile.TemporaryDirectory(dir=ROOT / "data" if (ROOT / "data").is_dir() else None) as name:
        manifest = _data_set(Path(name), files, size)
        began = time.monotonic()
        call = [sys.executable, "-c", MEASURED, str(manifest)]
        done = subprocess.run(call, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            stop(done.stderr.strip().splitlines()[-1], 1)
        rows, cpu, peak = done.stdout.split()
        return Measured(int(rows), float(cpu), time.monotonic() - began, int(peak) / 1e6)


def _data_set(folder: Path, files: Sequence[Path], size: int) -> Path:
    copies = folder / "files"
    copies.mkdir()
    for number, file in enumerate(files):
        (copies / f"{number}{file.suffix}").write_bytes(file.read_bytes())
    originals = sorted(copies.iterdir())
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(("image", "product", "label", "item", "right_holder", "source", "split", "licence"))
        writer.writerows(_linked(folder, originals, size))
    return folder / "manifest.csv"


def _linked(folder: Path, originals: Sequence[Path], size: int) -> Iterator[tuple[str, ...]]:
    for number in range(size):
        original = originals[number % len(originals)]
        image = f"images/{number // IN_A_FOLDER}/{number}{original.suffix}"
        (folder / image).parent.mkdir(parents=True, exist_ok=True)
        os.link(original, folder / image)
        product, item = number // OF_PRODUCT, number // OF_ITEM
        label = ("genuine", "counterfeit")[item % 2]
        split = ("train", "train", "train", "calibration", "test")[item // 2 % 5]
        yield image, f"product-{product}", label, f"item-{item}", f"holder-{product // 50}", "phone", split, "MIT"


if __name__ == "__main__":
    main()
