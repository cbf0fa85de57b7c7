"""The service as a separate process, which can be killed. It has one person, an officer, before its first start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import httpx

from serve.platform.settings import Settings
from tests.clients import client_of
from tests.postgresql import free_port
from tests.serve.running import token_for

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


def officer(data: Path, settings: Mapping[str, Any]) -> dict[str, str]:
    """Make an officer, and the headers that they call with."""
    return {"Authorization": f"Bearer {token_for(Settings(data_dir=data, **settings))}"}


class Process:
    """One run of the service; `settings` by name, such as those of a storage."""

    def __init__(self, data: Path, release: Path, settings: Mapping[str, Any]) -> None:
        self.base = f"http://127.0.0.1:{(port := free_port())}"
        given = {f"SHINGAN_{name.upper()}": str(value) for name, value in {"workers": 2, **settings}.items()}
        call = [sys.executable, "-m", "serve", "serve", "--port", str(port), "--data", str(data)]
        self._process = subprocess.Popen(
            [*call, "--release", str(release)],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_ready(self) -> Self:
        """Return when it is ready."""
        deadline = time.monotonic() + START_SECONDS
        with client_of(self.base, timeout=5) as client:
            while time.monotonic() < deadline:
                assert self._process.poll() is None, f"the service ended with {self._process.returncode}"
                try:
                    if client.get("/readyz").is_success:
                        return self
                except httpx.TransportError:
                    pass
                time.sleep(0.05)
        raise AssertionError("the service did not become ready")

    def kill(self) -> None:
        """End it like a power failure: kill -9."""
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Ask it to stop, as a service manager does; its exit status, or minus the signal's number."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60)
