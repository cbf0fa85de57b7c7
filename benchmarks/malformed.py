"""Does any broken or hostile file make the service slow, large, or answer with a server error?

    python -m benchmarks.malformed [--folder FOLDER] [--release DIR] [--json FILE] [--quick]

Every file goes through the HTTP API, one after another, to one process. Exit status 1 where an answer was a
server error or took over 2 s, or memory rose by over 256 MB, or the process ended.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table, stop
from benchmarks.service import Service, shingan

ROOT = Path(__file__).resolve().parents[1]
SLOWEST_SECONDS = 2.0
MEMORY_RISE_MB = 256.0
SERVER_ERROR = 500
NO_ANSWER = 0
SHOWN = 10
QUICK_STEP = 10


@dataclass(frozen=True)
class FileResult:
    """What one file did.

    Attributes:
        status: HTTP status; 0 if the connection broke.
        rise_mb: highest memory while it was at work, above that just before; where the system lets no peak be
            reset, what it added to the highest so far.
    """

    file: str
    bytes: int
    status: int
    seconds: float
    rise_mb: float


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Send and print."""
    files = sorted(path for path in options.folder.rglob("*") if path.is_file())
    if not files:
        stop(f"{options.folder}: holds no file")
    files = files[:: QUICK_STEP if options.quick else 1]
    with shingan(options.release) as service:
        answers = list(_send_all(service, files, options.folder))
    _print(answers)
    wrong = [answer for answer in answers if _is_wrong(answer)]
    document = {
        "files": len(answers),
        "histogram": _histogram(answers),
        "answers": [asdict(a) for a in answers],
    }
    figure = f"files not handled within the limits: {len(wrong)} of {len(answers)}, limit 0"
    missed = [f"{answer.file}: {' '.join(_row(answer)[1:])} (status, KB, ms, MB more)" for answer in wrong]
    return Figures(figure, {**document, "wrong": [answer.file for answer in wrong]}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"one file in {QUICK_STEP}")
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "data" / "malformed")
    take_release(parser)
    return parser.parse_args()


def _send_all(service: Service, files: Sequence[Path], folder: Path) -> Iterator[FileResult]:
    with service.client() as client:
        for path in files:
            yield _sent(service, client, path, path.relative_to(folder).as_posix())
            if not service.alive():
                stop(f"{path}: the service's process ended", 1)


def _sent(service: Service, client: httpx.Client, path: Path, name: str) -> FileResult:
    data = path.read_bytes()
    service.reset_peak()
    before = service.peak_mb()
    started = time.perf_counter()
    try:
        status = service.send(client, data, path.name).status_code
    except httpx.TransportError:
        status = NO_ANSWER
    seconds = time.perf_counter() - started
    return FileResult(name, len(data), status, seconds, service.peak_mb() - before)


def _is_wrong(answer: FileResult) -> bool:
    refused = answer.status == NO_ANSWER or answer.status >= SERVER_ERROR
    return refused or answer.seconds > SLOWEST_SECONDS or answer.rise_mb > MEMORY_RISE_MB


def _histogram(answers: Sequence[FileResult]) -> dict[str, int]:
    return {str(status): number for status, number in sorted(Counter(a.status for a in answers).items())}


def _print(answers: Sequence[FileResult]) -> None:
    print_table(("status", "files"), ((status, str(number)) for status, number in _histogram(answers).items()))
    slowest = sorted(answers, key=lambda answer: -answer.seconds)[:SHOWN]
    largest = sorted(answers, key=lambda answer: -answer.rise_mb)[:SHOWN]
    for title, chosen in (("slowest", slowest), ("most memory", largest)):
        print()
        print_table((title, "status", "KB", "ms", "MB more"), (_row(answer) for answer in chosen))


def _row(a: FileResult) -> tuple[str, ...]:
    return (a.file, str(a.status), f"{a.bytes / 1e3:.1f}", f"{a.seconds * 1e3:.0f}", f"{a.rise_mb:.1f}")


if __name__ == "__main__":
    main()
