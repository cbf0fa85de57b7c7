"""Does a fit get on beside other work, and how much memory does it take?

    python -m benchmarks.fitting MANIFEST --weights FILE [--reference FOLDER] [--least-auroc A] [--json FILE]
    python -m benchmarks.fitting --quick

Runs ``shingan-train fit`` on two cores, alone and then beside one process that keeps a core busy. Limits: beside it at
most 2.5 times the time alone; with pretrained weights, whose stem is frozen, at most 6 GB at the peak. With
``--reference``, a folder with an earlier state of the project fits the same, alone, and this state takes at most 0.65
of its time. ``--quick`` draws few pictures of one product and fits them briefly, without pretrained weights if none are
given. Let nothing else run: what runs beside it anyway is printed as the system's load.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.report import print_table, stop

CORES = 2
MOST_SLOWED = 2.5
MOST_OF_REFERENCE = 0.65
MOST_GIGABYTES = 6.0
GIGABYTE = 1e9
INTERVAL = 0.5  # seconds between two looks at the memory
BUSY = 0.5  # runnable threads of other work
DRAWN = ("--seed", "5", "--genuine", "12", "--counterfeit", "12", "--products", "vell-carton")
SPLITS = ("--splits", "train=0.5,calibration=0.25,test=0.25")
QUICK = 'backbone = "mobilenet_v2"\ncanvas = 448\npresentations = 480\nhead_epochs = 2\nreferences = 2\n'


@dataclass(frozen=True)
class TimedFit:
    """One fit.

    Attributes:
        seconds: wall time of the whole command.
        processor_seconds: user and system time, of its children too.
        gigabytes: peak of its processes' memory together; a page that several share counts once.
        load: of the system just before, in runnable threads.
        auroc: of the release, with its interval; None if there is no test split.
    """

    name: str
    seconds: float
    processor_seconds: float
    gigabytes: float
    load: float
    release: str
    auroc: dict[str, Any] | None


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Fit, and print a row of each fit."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with tempfile.TemporaryDirectory(prefix="shingan-fitting-") as temporary:
        call = _call(options, Path(temporary))
        runs = list(_runs(call, options, Path(temporary)))
    missed = _missed(runs, options)
    _print(runs)
    return Figures(_figure({each.name: each for each in runs}), {"runs": runs}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="few drawn pictures")
    parser.add_argument("manifest", type=Path, nargs="?", metavar="MANIFEST")
    parser.add_argument("--weights", default="none", help="passed on to fit")
    parser.add_argument("--config", type=Path, help="passed on to fit")
    parser.add_argument("--reference", type=Path, metavar="FOLDER", help="an earlier state of the project")
    parser.add_argument("--least-auroc", type=float, metavar="A", help="a limit for the release's AUROC")
    parser.add_argument("--alone", action="store_true", help="leave out the fit beside a busy process")
    options = parser.parse_args()
    if (options.manifest is None) != options.quick:
        parser.error("give a manifest, or --quick")
    return options


def _call(options: argparse.Namespace, folder: Path) -> list[str]:
    """The arguments of fit, but for the folder of releases."""
    manifest, config = options.manifest, options.config
    if options.quick:
        draw = [sys.executable, "-m", "datasets.draw", "--out", str(folder / "drawn"), *DRAWN, *SPLITS]
        subprocess.run(draw, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        manifest, config = folder / "drawn" / "manifest.csv", folder / "quick.toml"
        config.write_text(QUICK)
    weights = options.weights if options.weights in ("none", "imagenet") else str(Path(options.weights).resolve())
    call = ["fit", str(manifest.resolve()), "--weights", weights, "--accept", "all"]
    return [*call, "--config", str(config.resolve())] if config else call


def _runs(call: Sequence[str], options: argparse.Namespace, folder: Path) -> Iterator[TimedFit]:
    own = [*call, "--anyway"]  # an earlier state may not know it
    yield _fit("alone", own, ROOT, folder / "alone")
    if not options.alone:
        with _busy_process():
            yield _fit("beside", own, ROOT, folder / "beside")
    if options.reference:
        yield _fit("reference", call, options.reference.resolve(), folder / "reference")


@contextlib.contextmanager
def _busy_process() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            yield
        finally:
            busy.kill()


def _fit(name: str, call: Sequence[str], code: Path, out: Path) -> TimedFit:
    print(f"{name}: {' '.join(call)}", file=sys.stderr)
    load, started = os.getloadavg()[0], time.perf_counter()
    if load > BUSY:
        print(f"note: other work runs (load {load:.1f}): times say little", file=sys.stderr)
    environment = {**os.environ, "PYTHONPATH": str(code)}
    program = [sys.executable, "-m", "training", *call, "--out", str(out)]
    with subprocess.Popen(program, cwd=code, env=environment, stdout=subprocess.PIPE, text=True) as process:
        watch = _Watch(process.pid)
        printed, _ = process.communicate()
        watch.stop()
    seconds = time.perf_counter() - started
    if process.returncode:
        stop(f"{name}: shingan-train fit ended with status {process.returncode}", 1)
    release = Path(printed.strip().splitlines()[-1])
    return TimedFit(name, seconds, watch.processor_seconds, watch.peak / GIGABYTE, load, release.name, _auroc(release))


class _Watch:
    """Watches what a process and its children take, on a thread.

    Attributes:
        peak: bytes of memory.
        processor_seconds: user and system time until the last look.
    """

    def __init__(self, pid: int) -> None:
        self.peak, self.processor_seconds = 0, 0.0
        self._process, self._ended = psutil.Process(pid), threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(INTERVAL):
            with contextlib.suppress(psutil.Error):
                family = [self._process, *self._process.children(recursive=True)]
                self.peak = max(self.peak, sum(member.memory_full_info().pss for member in family))
                times = sum(sum(member.cpu_times()[:4]) for member in family)  # those of ended children, too
                self.processor_seconds = max(self.processor_seconds, times)

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()


def _auroc(release: Path) -> dict[str, Any] | None:
    metrics = release / "report" / "metrics.json"
    figure: dict[str, Any] | None = json.loads(metrics.read_text("utf-8"))["auroc"] if metrics.is_file() else None
    return figure


def _missed(runs: Sequence[TimedFit], options: argparse.Namespace) -> list[str]:
    """The limits that are missed, a line each."""
    by_name = {each.name: each for each in runs}
    own, missed = by_name["alone"], []
    if "beside" in by_name and by_name["beside"].seconds > MOST_SLOWED * own.seconds:
        missed.append(f"beside a busy process over {MOST_SLOWED} times the time alone")
    if "reference" in by_name and own.seconds > MOST_OF_REFERENCE * by_name["reference"].seconds:
        missed.append(f"over {MOST_OF_REFERENCE} of the reference's time")
    is_pretrained = options.weights != "none"
    if is_pretrained and max(each.gigabytes for each in runs if each.name != "reference") > MOST_GIGABYTES:
        missed.append(f"over {MOST_GIGABYTES} GB")
    least = options.least_auroc
    if least is not None and (own.auroc is None or own.auroc["value"] < least):
        missed.append(f"AUROC under {least}")
    if "beside" in by_name and by_name["beside"].release != own.release:
        missed.append("two fits of the same call are two releases")
    return missed


def _print(runs: Sequence[TimedFit]) -> None:
    header = ("fit", "seconds", "processor s", "peak GB", "load before", "AUROC", "release")
    print_table(header, [_row(each) for each in runs])


def _row(fitted: TimedFit) -> tuple[str, ...]:
    auroc = "-" if fitted.auroc is None else "{value:.3f} [{low:.3f}, {high:.3f}], n = {n}".format(**fitted.auroc)
    numbers = (
        f"{fitted.seconds:.0f}",
        f"{fitted.processor_seconds:.0f}",
        f"{fitted.gigabytes:.1f}",
        f"{fitted.load:.1f}",
    )
    return (fitted.name, *numbers, auroc, fitted.release)


def _figure(runs: dict[str, TimedFit]) -> str:
    """The last line."""
    own = runs["alone"]
    parts = [f"alone {own.seconds:.0f} s, {own.gigabytes:.1f} GB"]
    if "beside" in runs:
        parts.append(f"beside a busy process {runs['beside'].seconds / own.seconds:.2f} times as long")
    if "reference" in runs:
        parts.append(f"{own.seconds / runs['reference'].seconds:.2f} of the reference's time")
    return "; ".join(parts)


if __name__ == "__main__":
    main()
