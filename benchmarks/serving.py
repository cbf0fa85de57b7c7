"""How much does the service add to the bare computation, how many photos a second, and in how much memory?

    python benchmarks/serving.py --release DIR [--photo FILE] [--rounds N] [--json OUT] [--no-peer]

The real service runs as a process of its own on the loopback address; every call brings an officer's token, and what
it does is recorded. Measured for a 12-megapixel JPEG and for one of 50 KB: (a) the bare loop in this process, one
thread: intake, preprocessing, onnxruntime, registration to one reference picture; (b) one client over HTTP, taking
turns with (a) so that a drifting clock cancels; (c) four clients; (d) 32 photos at once; (e) the same behind LitServe,
which asks for no sign-in and records nothing; (f) a whole verdict in this process, alternating with the bare loop
without registration. Exit status 1 where a limit of the project is missed; for people to read, not a test.
"""

import argparse
import importlib.util
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import photos
from benchmarks.ratio import Ratio
from benchmarks.report import print_table, stop, write_json
from benchmarks.service import Endpoint, Service, StartFailedError, free_port, running, shingan
from model.errors import ShinganError
from model.examiner import Examiner
from model.intake import read_picture
from model.preprocess import preprocess
from model.registration import References, find_keypoints, register
from model.release import Release, load_release
from model.scorer import SCORES, open_session

ROOT = Path(__file__).resolve().parents[1]
OWN = "shingan"
CLIENTS = 4
BURST = 32
WARM_UP = 3
RATIO_LIMIT = 1.3  # of the service's median over the bare loop's
VERDICT_LIMIT = 2.2  # of a verdict's median over the bare loop's without registration
MEMORY_LIMIT_MB = 1000.0
BUSY = httpx.codes.SERVICE_UNAVAILABLE

Sender = Callable[[bytes], httpx.Response]


@dataclass(frozen=True)
class Times:
    """Wall times of single examinations, milliseconds."""

    median: float
    p99: float
    n: int


class Turns(NamedTuple):
    """The bare loop and a service, measured alternately; the ratio is the service's median over the bare loop's."""

    bare: Times
    served: Times
    ratio: Ratio


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
class Measured:
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


class BareLoop:
    """What has to be computed in any case, and nothing else; registers: a photo to one reference picture, too."""

    def __init__(self, release: Release, *, registers: bool = True) -> None:
        self._spec = release.description.preprocess
        self._session = open_session(release.model)
        pictures = release.description.references if registers else ()
        self._reference = References(release).keypoints(pictures[0].sha256) if pictures else None

    def __call__(self, data: bytes) -> None:
        """One photo, from its bytes to the network's outputs."""
        picture = read_picture(data, longest_side=self._spec.canvas)
        canvas = preprocess(picture.pixels, self._spec)
        content = np.array([canvas.content], np.int64)
        self._session.run(list(SCORES), {"canvas": canvas.pixels[None], "content": content})
        if self._reference is not None:
            register(self._reference, find_keypoints(picture.pixels), "")


class Fresh:
    """Copies of one photo whose bytes were never sent before. Safe to share among threads."""

    def __init__(self, jpeg: bytes) -> None:
        self._jpeg, self._numbers, self._lock = jpeg, count(), threading.Lock()

    def __call__(self) -> bytes:
        """The next copy."""
        with self._lock:
            number = next(self._numbers)
        return photos.numbered(self._jpeg, number)


def main() -> None:
    """Measure, print, write, judge."""
    options = _options()
    try:
        release = load_release(options.release)
        original = photos.demo_photo(options.photo)
        results = _measure_all(options, release, original)
    except (ShinganError, FileNotFoundError, StartFailedError) as error:
        stop(str(error), 1)
    verdict = verdict_in_turns(release, photos.twelve_megapixels(original), options.rounds)
    _print(results)
    print(f"a verdict on 12 MP, by the bare loop without registration: {verdict}, limit {VERDICT_LIMIT}")
    misses = [*_misses(results), *_verdict_misses(verdict)]
    document = {"release": release.id, "results": [asdict(result) for result in results], "verdict": asdict(verdict)}
    document["misses"] = misses
    write_json(options.json, document)
    if misses:
        stop("; ".join(misses), 1)


def _measure_all(options: argparse.Namespace, release: Release, original: Image.Image) -> list[Measured]:
    """The service, then the peer; a peer that does not start is left out with a word."""
    pictures = {"12 MP": photos.twelve_megapixels(original), "small": photos.small(original)}
    results: list[Measured] = []
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--photo", type=Path, default=ROOT / "datasets" / "images", help="a photo, or a folder with photos"
    )
    parser.add_argument("--rounds", type=int, default=100, help="examinations of each kind and photo")
    parser.add_argument("--workers", type=int, default=0, help="of the peer; 0: as many as the service has, its cores")
    parser.add_argument("--no-peer", action="store_true", help="leave LitServe out")
    parser.add_argument("--json", type=Path, metavar="OUT")
    options = parser.parse_args()
    options.release = options.release.resolve()
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
    script = str(Path(__file__).with_name("litserve_peer.py"))
    call = [sys.executable, script, "--release", str(release), "--port", str(port), "--workers", str(workers)]
    with running(call, port, "/health") as service:
        service.endpoint = Endpoint("/predict", "photo")
        yield service


def _measure(server: str, service: Service, photo: str, jpeg: bytes, bare: BareLoop, rounds: int) -> Measured:
    fresh = Fresh(jpeg)
    with service.client() as client:
        turns = in_turns(repeat(partial(service.send, client)), bare, fresh, rounds)
    together, per_second = _together(service, fresh, rounds)
    return Measured(
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


def in_turns(senders: Iterator[Sender], bare: BareLoop, fresh: Fresh, rounds: int) -> Turns:
    """Measure the bare loop and the service, one after the other, each round by the next sender."""
    pairs = []
    for number, send in zip(range(WARM_UP + rounds), senders, strict=False):
        data = fresh()
        bare_ms = _timed(lambda data=data: bare(data))  # type: ignore[misc]
        http_ms = _timed(lambda data=data, send=send: _accepted(send(data)))  # type: ignore[misc]
        if number >= WARM_UP:
            pairs.append((bare_ms, http_ms))
    bare_times, served = (_times(milliseconds) for milliseconds in zip(*pairs, strict=True))
    return Turns(bare_times, served, Ratio.of(pairs, np.median))


def verdict_in_turns(release: Release, jpeg: bytes, rounds: int) -> Ratio:
    """A whole verdict over the bare loop without registration, both in this process, measured alternately."""
    examiner, bare, fresh = Examiner(release), BareLoop(release, registers=False), Fresh(jpeg)
    pairs = []
    for number in range(WARM_UP + rounds):
        data = fresh()
        pair = (_timed(lambda data=data: bare(data)), _timed(lambda data=data: examiner.examine([data])))  # type: ignore[misc]
        pairs += [pair] if number >= WARM_UP else []
    return Ratio.of(pairs, np.median)


def _accepted(answer: httpx.Response) -> None:
    if not answer.is_success:
        stop(f"the service answered {answer.status_code}: {answer.text[:500]}", 1)


def _together(service: Service, fresh: Fresh, rounds: int) -> tuple[Times, float]:
    """Four clients, each sending its next photo when the last is answered; photos a second."""
    each = max(1, rounds // CLIENTS)

    def one_client(_: int) -> list[float]:
        with service.client() as client:
            return [_timed(lambda: _accepted(service.send(client, fresh()))) for _ in range(each)]

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        milliseconds = [ms for times in pool.map(one_client, range(CLIENTS)) for ms in times]
    return _times(milliseconds), len(milliseconds) / (time.perf_counter() - started)


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


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _times(milliseconds: Sequence[float]) -> Times:
    return Times(statistics.median(milliseconds), float(np.quantile(milliseconds, 0.99)), len(milliseconds))


def _print(results: Sequence[Measured]) -> None:
    header = (
        "server", "photo", "KB", "bare ms", "HTTP ms", "p99", "ratio",
        "4 clients: a second", "p99", "32 at once", "s", "peak MB",
    )  # fmt: skip
    print_table(header, (_row(result) for result in results))


def _row(r: Measured) -> tuple[str, ...]:
    statuses = " ".join(f"{number}x{status}" for status, number in sorted(r.burst.statuses.items()))
    figures = (r.bytes / 1e3, r.bare.median, r.alone.median, r.alone.p99)
    shown = [f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" for figure in figures]  # noqa: PLR2004  3 digits do
    rest = (str(r.ratio), f"{r.per_second:.2f}", f"{r.together.p99:.0f}", statuses)
    return (r.server, r.photo, *shown, *rest, f"{r.burst.seconds:.1f}", f"{r.burst.peak_mb:.0f}")


def _misses(results: Sequence[Measured]) -> Iterator[str]:
    """The project's own limits that the service, not the peer, goes over."""
    for result in results:
        if result.server != OWN:
            continue
        if result.photo == "12 MP" and result.ratio.value > RATIO_LIMIT:
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
