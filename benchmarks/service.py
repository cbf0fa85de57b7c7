"""A service under measurement: a process of its own, asked over HTTP by an officer, its memory read from /proc."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from model.errors import ShinganError
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build
from serve.platform.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 15.0
ANSWER_SECONDS = 120.0
MEGABYTE = 1e6
MOST_SHOWN = 4000  # bytes of what a server printed that did not start
RESET_PEAK = "5"  # proc(5), clear_refs: sets VmHWM back to the present size


class StartFailedError(ShinganError):
    """A server ended, or did not become ready in time; the message holds the end of what it printed."""


@dataclass(frozen=True)
class Endpoint:
    """Where photos go: the path, and the form field that takes them."""

    path: str
    field: str

    def take(self, client: httpx.Client, data: bytes, name: str = "photo.jpg") -> httpx.Response:
        """Send one photo there."""
        return client.post(self.path, files=[(self.field, (name, data))])


class Service:
    """A running service, and the credentials of the caller."""

    def __init__(self, process: subprocess.Popen[bytes], base: str) -> None:
        self.process, self.base = process, base
        self.endpoint = Endpoint("", "")
        self.headers: dict[str, str] = {}

    def client(self) -> httpx.Client:
        """A client with a connection of its own."""
        return httpx.Client(base_url=self.base, timeout=ANSWER_SECONDS, headers=self.headers)

    def send(self, client: httpx.Client, data: bytes, name: str = "photo.jpg") -> httpx.Response:
        """Have one photo examined."""
        return self.endpoint.take(client, data, name)

    def peak_mb(self) -> float:
        """Highest resident memory since `reset_peak`, over all processes of the service, in 10^6 bytes.

        The processes' peaks are added though they may not coincide, and shared pages count in each.
        """
        return sum(_status_kb(process.pid, "VmHWM") for process in self._family()) * 1024 / MEGABYTE

    def reset_peak(self) -> bool:
        """Forget the peak so far; False if the system doesn't permit it."""
        with contextlib.suppress(OSError):
            for process in self._family():
                Path(f"/proc/{process.pid}/clear_refs").write_text(RESET_PEAK, "ascii")
            return True
        return False

    def alive(self) -> bool:
        """Whether the process that was started still runs."""
        return self.process.poll() is None

    def _family(self) -> list[psutil.Process]:
        try:
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _status_kb(pid: int, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def shingan(release: Path | None, *, settings: Mapping[str, str] | None = None) -> Iterator[Service]:
    """The real service on a free loopback port, with a data folder that is gone afterwards."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="shingan-bench-") as data:
        call = [
            sys.executable,
            "-m",
            "serve",
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--data",
            data,
        ]
        call += ["--release", str(release)] if release else []
        token = _officers_token(Path(data))
        with running(call, port, "/readyz", settings) as service:
            service.headers = {"Authorization": f"Bearer {token}"}
            service.endpoint = discovered(service)
            yield service


def _officers_token(data: Path) -> str:
    """Make an officer who may use the service of a data folder, and a token of theirs."""
    parts = build(Settings(data_dir=data))
    try:
        parts.open_records()
        agency = parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, "Benchmark Customs", "JP")
        officer = (
            parts[Accounts]
            .add_person(
                None,
                organisation_id=agency.id,
                username="benchmark",
                name="Benchmark",
                role=Role.OFFICER,
                by_openid=True,
            )
            .person
        )
        actor = parts[Accounts].actor_of(officer, via="benchmark")
        return OwnAccount(parts[Accounts].work).add_token(actor, "benchmark").secret or ""
    finally:
        parts.close()


@contextlib.contextmanager
def running(call: Sequence[str], port: int, ready: str, settings: Mapping[str, str] | None = None) -> Iterator[Service]:
    """A server process, from its readiness to its end; what it printed is shown where it doesn't start."""
    environment = {**os.environ, **(settings or {})}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(call, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        service = Service(process, f"http://127.0.0.1:{port}")
        try:
            if not _wait_until_ready(service, ready):
                log.seek(0)
                printed = log.read()[-MOST_SHOWN:].decode(errors="replace")
                raise StartFailedError(f"{' '.join(call)}: did not become ready\n{printed}")
            yield service
        finally:
            _end(service)


def _wait_until_ready(service: Service, path: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    with service.client() as client:
        while service.alive() and time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if client.get(path).is_success:
                    return True
            time.sleep(0.1)
    return False


def _end(service: Service) -> None:
    family = service._family()  # noqa: SLF001  the one who started it ends it
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    service.process.wait()


def discovered(service: Service) -> Endpoint:
    """Where the service takes photos, as its OpenAPI document says."""
    with service.client() as client:
        document = client.get("/openapi.json").raise_for_status().json()
    for path, operations in document["paths"].items():
        form = _form(document, operations.get("post", {}))
        if path.endswith("/examinations") and "{" not in path and (field := _file_field(form)):
            return Endpoint(path, field)
    raise StartFailedError("the service's OpenAPI document has no form for examinations")


def _form(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Mapping[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema: Mapping[str, Any] = content.get("multipart/form-data", {}).get("schema", {})
    reference = schema.get("$ref", "")
    if reference:
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    properties: Mapping[str, Any] = schema.get("properties", {})
    return properties


def _file_field(properties: Mapping[str, Any]) -> str | None:
    """The field that takes files, alone or as a list."""
    for name, field in properties.items():
        kind = field.get("items", field)
        if kind.get("format") == "binary" or "contentMediaType" in kind:
            return name
    return None
