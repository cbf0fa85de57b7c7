"""How much does the service add to the bare computation, how many photos a second, and in how much memory?

    python -m benchmarks.serving [--release DIR] [--photo FILE] [--rounds N] [--no-peer] [--json FILE] [--quick]

The real service runs as a process of its own on the loopback address; every call brings an officer's token, and what
it does is recorded. Measured for a 12-megapixel JPEG and for one of 50 KB: (a) the bare loop in this process, one
thread: intake, preprocessing, onnxruntime, registration to one reference picture; (b) one client over HTTP, taking
turns with (a) so that a drifting clock cancels; (c) four clients; (d) 32 photos at once; (e) the same behind LitServe,
which asks for no sign-in and records nothing; (f) a whole verdict in this process, alternating with the bare loop
without registration. Exit status 1 where a limit of the project is missed; for people to read, not a test.
"""

import argparse
import importlib.util
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import repeat
from pathlib import Path

import httpx
import numpy as np

from benchmarks import photos
from benchmarks.command import Figures, command, run, take_release
from benchmarks.ratio import Ratio
from benchmarks.report import print_table
from benchmarks.service import Endpoint, Service, StartFailedError, free_port, running, shingan
from benchmarks.turns import WARM_UP, BareLoop, Fresh, Times, accepted, in_turns, timed, times_of
from model.examiner import Examiner
from model.release import Release, load_release

OWN = "shingan"
CLIENTS = 4
BURST = 32
QUICK = 6
RATIO_LIMIT = 1.3  # of the service's median over the bare loop's
VERDICT_LIMIT = 2.2  # of a verdict's median over the bare loop's without registration
MEMORY_LIMIT_MB = 1000.0
BUSY = httpx.codes.SERVICE_UNAVAILABLE


@dataclass(frozen=True)
class Burst:
    """What 32 photos at once came to.

    Attributes:
        statuses: HTTP status -> count.
        unexplained: answers that were neither a success nor 503 with Retry-After.
    """

    statuses: dict[str, int]
    unexplained: int
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class ServerTimes:
    """One server on one photo.

    Attributes:
        ratio: median over HTTP by the bare loop's, both measured alternately.
        together: times of single examinations with four clients at work.
    """

    server: str
    photo: str
    bytes: int
    bare: Times
    alone: Times
    ratio: Ratio
    together: Times
    per_second: float
    burst: Burst


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure, print, judge."""
    release, pictures = load_release(options.release), photos.both(options.photo)
    results = _measure_all(options, release, pictures)
    verdict = verdict_in_turns(release, pictures[photos.LARGE], options.rounds)
    _print(results)
    print(f"a verdict on 12 MP, by the bare loop without registration: {verdict}, limit {VERDICT_LIMIT}")
    large = next(result for result in results if result.server == OWN and result.photo == photos.LARGE)
    return Figures(
        f"an examination over HTTP, {large.photo}: {large.ratio} times the bare loop, limit {RATIO_LIMIT}",
        {"release": release.id, "results": [asdict(result) for result in results], "verdict": asdict(verdict)},
        [*_misses(results), *_verdict_misses(verdict)],
    )


def _measure_all(options: argparse.Namespace, release: Release, pictures: Mapping[str, bytes]) -> list[ServerTimes]:
    """The service, then the peer; a peer that does not start is left out with a word."""
    results: list[ServerTimes] = []
    for name, opened in _servers(options).items():
        try:
            with opened() as service:
                for photo, jpeg in pictures.items():
                    results.append(_measure(name, service, photo, jpeg, BareLoop(release), options.rounds))
                    print(f"measured {name} on {photo}", file=sys.stderr)
        except StartFailedError as error:
            if name == OWN:
                raise
            print(f"{name} is left out: {error}", file=sys.stderr)
    return results


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} examinations of each kind and photo, no peer")
    take_release(parser)
    photos.take_photo(parser)
    parser.add_argument("--rounds", type=int, default=100, help="examinations of each kind and photo")
    parser.add_argument("--workers", type=int, default=0, help="of the peer; 0: as many as the service has, its cores")
    parser.add_argument("--no-peer", action="store_true", help="leave LitServe out")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.no_peer = QUICK, True
    return options


def _servers(options: argparse.Namespace) -> dict[str, Callable[[], AbstractContextManager[Service]]]:
    from serve.platform.settings import cores_given

    workers = options.workers or cores_given()
    settings = {"SHINGAN_WORKERS": str(workers)}
    servers: dict[str, Callable[[], AbstractContextManager[Service]]] = {
        OWN: lambda: shingan(options.release, settings=settings)
    }
    if options.no_peer:
        return servers
    if importlib.util.find_spec("litserve") is None:
        print("LitServe is not installed and left out: pip install litserve", file=sys.stderr)
        return servers
    return {**servers, "litserve": lambda: _litserve(options.release, workers)}


@contextmanager
def _litserve(release: Path, workers: int) -> Iterator[Service]:
    port = free_port()
    call = [
        sys.executable,
        "-m",
        "benchmarks.litserve_peer",
        "--release",
        str(release),
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    with running(call, port, "/health") as service:
        service.endpoint = Endpoint("/predict", "photo")
        yield service


def _measure(server: str, service: Service, photo: str, jpeg: bytes, bare: BareLoop, rounds: int) -> ServerTimes:
    fresh = Fresh(jpeg)
    with service.client() as client:
        turns = in_turns(repeat(partial(service.send, client)), bare, fresh, rounds)
    together, per_second = _together(service, fresh, rounds)
    return ServerTimes(
        server=server,
        photo=photo,
        bytes=len(jpeg),
        bare=turns.bare,
        alone=turns.served,
        ratio=turns.ratio,
        together=together,
        per_second=per_second,
        burst=_at_once(service, fresh),
    )


def verdict_in_turns(release: Release, jpeg: bytes, rounds: int) -> Ratio:
    """A whole verdict over the bare loop without registration, both in this process, measured alternately."""
    examiner, bare, fresh = Examiner(release), BareLoop(release, registers=False), Fresh(jpeg)
    pairs = []
    for number in range(WARM_UP + rounds):
        data = fresh()
        pair = (timed(lambda data=data: bare(data)), timed(lambda data=data: examiner.examine([data])))  # type: ignore[misc]
        pairs += [pair] if number >= WARM_UP else []
    return Ratio.of(pairs, np.median)


def _together(service: Service, fresh: Fresh, rounds: int) -> tuple[Times, float]:
    """Four clients, each sending its next photo when the last is answered; photos a second."""
    each = max(1, rounds // CLIENTS)

    def one_client(_: int) -> list[float]:
        with service.client() as client:
            return [timed(lambda: accepted(service.send(client, fresh()))) for _ in range(each)]

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        milliseconds = [ms for times in pool.map(one_client, range(CLIENTS)) for ms in times]
    return times_of(milliseconds), len(milliseconds) / (time.perf_counter() - started)


def _at_once(service: Service, fresh: Fresh) -> Burst:
    """32 clients that send at the same moment."""
    service.reset_peak()
    gate = threading.Barrier(BURST)
    copies = [fresh() for _ in range(BURST)]

    def one_client(data: bytes) -> httpx.Response:
        with service.client() as client:
            gate.wait()
            return service.send(client, data)

    started = time.perf_counter()
    with ThreadPoolExecutor(BURST) as pool:
        answers = list(pool.map(one_client, copies))
    seconds = time.perf_counter() - started
    statuses = Counter(str(answer.status_code) for answer in answers)
    return Burst(dict(statuses), sum(not _explained(answer) for answer in answers), seconds, service.peak_mb())


def _explained(answer: httpx.Response) -> bool:
    return answer.is_success or (answer.status_code == BUSY and "retry-after" in answer.headers)


def _print(results: Sequence[ServerTimes]) -> None:
    header = (
        "server", "photo", "KB", "bare ms", "HTTP ms", "p99", "ratio",
        "4 clients: a second", "p99", "32 at once", "s", "peak MB",
    )  # fmt: skip
    print_table(header, (_row(result) for result in results))


def _row(r: ServerTimes) -> tuple[str, ...]:
    statuses = " ".join(f"{number}x{status}" for status, number in sorted(r.burst.statuses.items()))
    figures = (r.bytes / 1e3, r.bare.median, r.alone.median, r.alone.p99)
    shown = [f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" for figure in figures]  # noqa: PLR2004  3 digits do
    rest = (str(r.ratio), f"{r.per_second:.2f}", f"{r.together.p99:.0f}", statuses)
    return (r.server, r.photo, *shown, *rest, f"{r.burst.seconds:.1f}", f"{r.burst.peak_mb:.0f}")


def _misses(results: Sequence[ServerTimes]) -> Iterator[str]:
    """The project's own limits that the service, not the peer, goes over."""
    for result in results:
        if result.server != OWN:
            continue
        if result.photo == photos.LARGE and result.ratio.value > RATIO_LIMIT:
            yield f"{result.photo}: {result.ratio} times the bare loop, limit {RATIO_LIMIT}"
        if result.burst.peak_mb >= MEMORY_LIMIT_MB:
            yield f"{result.photo}: 32 at once took {result.burst.peak_mb:.0f} MB of {MEMORY_LIMIT_MB:.0f}"
        if result.burst.unexplained or not all(status.startswith("2") for status in result.burst.statuses):
            yield f"{result.photo}: 32 at once were answered {result.burst.statuses}"


def _verdict_misses(verdict: Ratio) -> Iterator[str]:
    if verdict.value > VERDICT_LIMIT:
        yield f"a verdict takes {verdict} times the bare loop without registration, limit {VERDICT_LIMIT}"


if __name__ == "__main__":
    main()
