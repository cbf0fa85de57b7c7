"""The bare computation and a service, measured one after the other, so that a drifting clock cancels."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

import httpx
import numpy as np

from benchmarks import photos
from benchmarks.ratio import Ratio
from benchmarks.report import stop
from model.intake import read_picture
from model.preprocess import preprocess
from model.registration import References, find_keypoints, register
from model.release import Release
from model.scorer import SCORES, open_session

WARM_UP = 3

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


def in_turns(senders: Iterator[Sender], bare: BareLoop, fresh: Fresh, rounds: int) -> Turns:
    """Measure the bare loop and the service, one after the other, each round by the next sender."""
    pairs = []
    for number, send in zip(range(WARM_UP + rounds), senders, strict=False):
        data = fresh()
        bare_ms = timed(lambda data=data: bare(data))  # type: ignore[misc]
        http_ms = timed(lambda data=data, send=send: accepted(send(data)))  # type: ignore[misc]
        if number >= WARM_UP:
            pairs.append((bare_ms, http_ms))
    bare_times, served = (times_of(milliseconds) for milliseconds in zip(*pairs, strict=True))
    return Turns(bare_times, served, Ratio.of(pairs, np.median))


def accepted(answer: httpx.Response) -> None:
    """End the benchmark unless the service examined the photo."""
    if not answer.is_success:
        stop(f"the service answered {answer.status_code}: {answer.text[:500]}", 1)


def timed(work: Callable[[], object]) -> float:
    """Wall time of a call, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def times_of(milliseconds: Sequence[float]) -> Times:
    """Median and 99th percentile."""
    return Times(statistics.median(milliseconds), float(np.quantile(milliseconds, 0.99)), len(milliseconds))
