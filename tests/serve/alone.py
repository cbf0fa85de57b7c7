"""The service as a separate process, whose memory is counted separately."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from serve.platform.settings import Settings
from tests.clients import client_of
from tests.serve.running import token_for

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Alone:
    """A running service, and a client of an officer."""

    client: httpx.Client
    process: int

    def examine(self, photo: bytes) -> httpx.Response:
        """POST an examination of one photo."""
        return self.client.post("/v1/examinations", files={"photos": ("a.jpg", photo)})

    def peak(self) -> int:
        """The most memory that it has ever held at once, in bytes."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.process}/status").read_text())
        assert found is not None
        return int(found[1]) * 1024


@contextmanager
def started(release: Path, folder: Path) -> Iterator[Alone]:
    """The service, with its data in a folder."""
    token = token_for(Settings(data_dir=folder / "data"))
    command = [sys.executable, "-m", "serve", "serve", "--port", "0", "--release", str(release)]
    with (folder / "out").open("w+") as out:
        process = subprocess.Popen(
            command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdout=out, stderr=subprocess.DEVNULL
        )
        try:
            while not (found := re.search(r"API +(http://[0-9.:]+)", (folder / "out").read_text())):
                assert process.poll() is None, "the service did not start"
                time.sleep(0.05)
            with client_of(found[1], timeout=120, headers={"Authorization": f"Bearer {token}"}) as client:
                yield Alone(client, process.pid)
        finally:
            process.terminate()
            process.wait(30)
