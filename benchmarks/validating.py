"""How much memory and time does `shingan-train validate` need for a manifest of very many rows?

    python -m benchmarks.validating [--rows N...] [--files 1000] [--json FILE] [--quick]

The rows of a forum (products of 126 photos, items of three, two labels) are hard links to a thousand real photos. Each
size is validated with `--json` in a process of its own, whose peak memory is read from the system; the report that it
writes is part of it. What the rows share, the files, is decoded once: so the figures are of what is kept and done for
each row. Exit status 1 where a row costs over 3 kB of memory beyond what the smallest size needs, or where the rows
that the largest size adds take over twice the processor time, each, of those that the size before it adds.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.near_duplicates import SETS
from benchmarks.report import print_table, stop
from training.manifest import read_manifest

SIZES = (16_000, 160_000, 1_600_000)
QUICK = (2_000, 4_000, 8_000)
OF_PRODUCT, OF_ITEM = 126, 3  # photos
IN_A_FOLDER = 10_000  # files
MOST_OF_ROW = 3.0  # kB
MOST_SLOWER = 2.0  # times the processor time of a row that is added to a smaller size
MEASURED = """
import resource, sys, time
from training.cli import run
began = time.process_time()
try:
    run(["validate", sys.argv[1], "--json"])
finally:
    seconds, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, peak, file=sys.stderr)
"""


class Measured(NamedTuple):
    """One size: rows, seconds of processor time and by the clock, gigabytes at the peak, megabytes of the report."""

    rows: int
    cpu_s: float
    wall_s: float
    gigabytes: float
    report_mb: float


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
    print_table(("rows", "processor s", "s", "peak GB", "report MB"), [_shown(each) for each in found])
    first, last = found[0], found[-1]
    of_row = 1e6 * (last.gigabytes - first.gigabytes) / max(1, last.rows - first.rows)
    slower = _slower(found)
    missed = [f"a row costs {of_row:.2f} kB, limit {MOST_OF_ROW}"] if of_row > MOST_OF_ROW else []
    missed += [f"an added row takes {slower:.2f} times as long, limit {MOST_SLOWER}"] if slower > MOST_SLOWER else []
    figure = (
        f"{last.rows} rows: {last.gigabytes:.2f} GB at the peak, {last.cpu_s:.0f} s; {of_row:.2f} kB a row; "
        f"an added row takes {slower:.2f} times as long as before"
    )
    figures = {"sizes": [each._asdict() for each in found], "kilobytes_of_row": of_row, "slower": slower}
    return Figures(figure, figures, missed)


def _shown(measured: Measured) -> tuple[str, ...]:
    rows, cpu, wall, memory, report = measured
    return str(rows), f"{cpu:.0f}", f"{wall:.0f}", f"{memory:.2f}", f"{report:.1f}"


def _slower(found: Sequence[Measured]) -> float:
    """The processor time of a row that the largest size adds, in that of one that the size before adds."""
    steps = [(more.cpu_s - less.cpu_s) / max(1, more.rows - less.rows) for less, more in pairwise(found)]
    return steps[-1] / steps[-2] if len(steps) > 1 and steps[-2] > 0 else 1.0


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
        manifest, report = _data_set(Path(name), files, size), Path(name) / "report.json"
        began = time.monotonic()
        call = [sys.executable, "-c", MEASURED, str(manifest)]
        with report.open("wb") as written:
            done = subprocess.run(call, cwd=ROOT, check=False, stdout=written, stderr=subprocess.PIPE, text=True)
        said = done.stderr.strip().splitlines()
        if not report.stat().st_size:
            stop(said[-1], 1)
        cpu, peak = map(float, said[-1].split())
        rows = int(json.loads(report.read_bytes())["rows"])
        return Measured(rows, cpu, time.monotonic() - began, peak / 1e6, report.stat().st_size / 1e6)


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
