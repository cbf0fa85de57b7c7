"""How far off is what `shingan-train validate` says of the time and the memory of a fit?

    python -m benchmarks.estimates [MANIFEST] [--weights FILE] [--config FILE] [--json FILE]
    python -m benchmarks.estimates --quick

Fits a data set as ``shingan-train fit`` does, in a process of its own, and compares each stage's processor seconds and
the peak of memory with the estimate. Processor seconds, as they change least with what else runs; on an idle machine
the time is about these, divided by the cores. Limits: the whole fit's processor seconds are 0.5 to 1.5 times the
estimate (less where adapting stops early), the peak of memory is within a factor of 1.3. ``--quick`` draws few pictures
of one product, fits them briefly from random weights, and holds neither limit.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import Figures, Small, command, run, small, take_manifest, take_weights
from benchmarks.report import print_table
from model.allocator import keep_every_block
from training.config import read_config
from training.estimate import estimate
from training.manifest import read_manifest
from training.progress import FitProgress
from training.threads import sleep_at_barriers

FASTER, SLOWER, LARGER = 0.5, 1.5, 1.3
GIGABYTE = 1e9


@dataclass(frozen=True)
class Measured:
    """What a fit took.

    Attributes:
        processor_seconds, gigabytes: stage -> processor seconds, and the peak of memory until its end.
        canvas: side in pixels.
        wall: seconds of the whole fit.
    """

    processor_seconds: Mapping[str, float]
    gigabytes: Mapping[str, float]
    canvas: int
    wall: float


class _Watching(FitProgress):
    """Progress that also notes what each stage takes."""

    def __init__(self) -> None:
        super().__init__()
        self.processor_seconds: dict[str, float] = {}
        self.gigabytes: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int, *, done: int = 0) -> Iterator[Callable[[], object]]:
        """Note the processor time between the beginning and the end."""
        before = time.process_time()
        with super().stage(name, total, done=done) as advance:
            yield advance
        self.processor_seconds[name] = time.process_time() - before
        self.gigabytes[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / GIGABYTE


def main() -> None:
    """Measure, print, and end with status 1 where a limit is missed."""
    parser = command(__doc__, quick="few drawn pictures, random weights, no limits")
    take_manifest(parser)
    take_weights(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="passed on to fit")
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Fit, and compare with the estimate."""
    with tempfile.TemporaryDirectory(prefix="shingan-estimates-") as temporary:
        folder, weights = Path(temporary), str(options.weights)
        data = Small(options.manifest, options.config)
        if options.quick:
            data, weights = small(folder), "none"
        measured = _in_a_process(data, weights, folder / "releases")
        pretrained = weights != "none"
        manifest = read_manifest(data.manifest)
        told = estimate(manifest, read_config(data.config), measured.canvas, pretrained=pretrained, cores=1)
    _print(measured, {stage.value: seconds for stage, seconds in told.stages.items()})
    took, peak = sum(measured.processor_seconds.values()), max(measured.gigabytes.values())
    ratios = took / told.seconds, peak / told.gigabytes
    missed = [] if options.quick else list(_missed(*ratios))
    figure = (
        f"{took:.0f} processor seconds of {told.seconds:.0f} estimated ({ratios[0]:.2f}), {peak:.1f} GB of "
        f"{told.gigabytes:.1f} ({ratios[1]:.2f}), n = 1 fit, {measured.wall:.0f} s of wall time"
    )
    return Figures(figure, {"measured": measured, "estimated": told}, missed)


def _missed(time_ratio: float, memory_ratio: float) -> Iterator[str]:
    if not FASTER <= time_ratio <= SLOWER:
        yield f"processor seconds are not {FASTER} to {SLOWER} times the estimate"
    if not 1 / LARGER <= memory_ratio <= LARGER:
        yield f"memory not within a factor of {LARGER}"


def _in_a_process(data: Small, weights: str, releases: Path) -> Measured:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_fit, data, weights, releases).result()


def _fit(data: Small, weights: str, releases: Path) -> Measured:
    keep_every_block()
    sleep_at_barriers()
    from training.fit import FitCall, fit

    started, progress = time.perf_counter(), _Watching()
    call = FitCall(
        data.manifest, releases, read_config(data.config), weights, ("all",), None, resume=False, anyway=True
    )
    release = fit(call, progress)
    wall = time.perf_counter() - started
    assert release is not None  # noqa: S101  one process alone
    return Measured(progress.processor_seconds, progress.gigabytes, _canvas(release), wall)


def _canvas(release: Path) -> int:
    from model.release import load_release

    return load_release(release).description.preprocess.canvas


def _print(measured: Measured, told: Mapping[str, float]) -> None:
    rows = [
        (name, f"{seconds:.1f}", f"{told.get(name, 0.0):.1f}", f"{measured.gigabytes[name]:.1f}")
        for name, seconds in measured.processor_seconds.items()
    ]
    print_table(("stage", "processor s", "estimated", "peak GB so far"), rows)


if __name__ == "__main__":
    main()
