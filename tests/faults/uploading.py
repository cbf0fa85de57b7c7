"""Many files on their way over a bad network to a service that is killed meanwhile, and what has become of them."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from serve.app import build
from serve.platform.settings import Settings
from serve.uploads.client import LocalFile, UploadClient
from tests.clients import NO_TLS
from tests.faults.process import Process
from tests.flaky_proxy import FlakyProxy, flaky_proxy

PURPOSE = "contribution"
LONGEST_PAUSE = 0.2  # seconds; how patient people are is no question here
SMALLEST, LARGEST = 50_000, 200_000  # bytes of a file


class Load(NamedTuple):
    """How much is sent, and how bad the network is.

    Attributes:
        at_once: files that are on their way at the same time.
        rate: bytes a second, of each connection.
        cut: share of connections that are cut.
        kills: how often the service is killed, and started again.
        every: seconds between two kills.
    """

    files: int
    at_once: int
    rate: float
    cut: float
    kills: int
    every: float


class Outcome(NamedTuple):
    """What has become of the files.

    Attributes:
        lost: files of which the service has no finished upload with the same bytes.
        doubled: files of which it has more than one upload, finished or not.
        seconds: from the first byte to the last.
        connections, cut: that the proxy saw, and cut.
        kills: of the service meanwhile.
    """

    lost: Sequence[str]
    doubled: Sequence[str]
    seconds: float
    connections: int
    cut: int
    kills: int


def write_files(folder: Path, count: int, seed: int = 5) -> list[LocalFile]:
    """Files of random bytes, as large as small photos."""
    chance = random.Random(seed)
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:05}.jpg").write_bytes(chance.randbytes(chance.randint(SMALLEST, LARGEST)))
    return [LocalFile.at(path, folder) for path in sorted(folder.iterdir())]


class Service:
    """A service that is killed and started again."""

    def __init__(self, data: Path, release: Path, settings: Mapping[str, Any]) -> None:
        self._given = (data, release, settings)
        self.process = Process(*self._given).wait_until_ready()
        self.kills = 0
        self._is_up = threading.Event()
        self._is_up.set()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.process.base.rpartition(":")[2])

    def kill(self, proxy: FlakyProxy) -> None:
        """Kill it, and start it again at another port."""
        self._is_up.clear()
        self.kills += 1
        self.process.kill()
        self.process = Process(*self._given).wait_until_ready()
        proxy.target = self.port
        self._is_up.set()

    def pause(self, seconds: float) -> None:
        """Wait before a request is sent again: no longer than this, once the service is up."""
        self._is_up.wait()
        time.sleep(min(seconds, LONGEST_PAUSE))


def send(load: Load, files: Sequence[LocalFile], service: Service, token: str) -> Outcome:
    """Send all files, killing the service meanwhile, and see what it has of them."""
    over = threading.Event()
    with flaky_proxy(service.port, load.rate, load.cut) as proxy:

        def keep_killing() -> None:
            for _ in range(load.kills):
                if over.wait(load.every):
                    return
                service.kill(proxy)

        killer = threading.Thread(target=keep_killing)
        killer.start()
        started = time.monotonic()
        limits = httpx2.Limits(max_keepalive_connections=0)  # each request is a connection of its own
        try:
            with replace(client_at(proxy.port, token, limits=limits), pause=service.pause) as client:
                client.send_all(files, at_once=load.at_once)
        finally:
            seconds = time.monotonic() - started
            over.set()
            killer.join()
    return Outcome(*_found(files, service, token), seconds, proxy.opened, proxy.cut, service.kills)


def client_at(port: int, token: str, **options: Any) -> UploadClient:
    """A client of what listens at a port of this machine."""
    return UploadClient.at(f"http://127.0.0.1:{port}", token, PURPOSE, verify=NO_TLS, trust_env=False, **options)


def _found(files: Sequence[LocalFile], service: Service, token: str) -> tuple[Sequence[str], Sequence[str]]:
    """The files that are lost, and those that are doubled."""
    with client_at(service.port, token) as client:
        there = list(client.listed())
    counts = Counter(each["name"] for each in there)
    whole = {
        each["name"] for each in there if each["sha256"] is not None and each["sha256"] == each["announced_sha256"]
    }
    return [file.name for file in files if file.name not in whole], [name for name in counts if counts[name] > 1]


def differing(files: Sequence[LocalFile], data: Path, settings: Mapping[str, Any]) -> list[str]:
    """The files whose bytes the object store does not have as they are; the service must not run."""
    parts = build(Settings(data_dir=data, **settings))
    try:
        return [
            file.name
            for file in files
            if hashlib.sha256(parts.objects.get(file.sha256)).digest()
            != hashlib.sha256(file.path.read_bytes()).digest()
        ]
    finally:
        parts.close()
