"""Thirty-two twelve-megapixel photos at once: all answered, under a gigabyte."""

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from serve.platform.settings import Settings
from tests.clients import client_of
from tests.serve.running import token_for

ROOT = Path(__file__).parents[2]
AT_ONCE, MOST_BYTES = 32, 10**9


def twelve_megapixels() -> bytes:
    """A camera's kind of JPEG: 4032 x 3024 with detail everywhere, some 4 MB."""
    random = np.random.default_rng(0)
    coarse = Image.fromarray(random.integers(0, 256, (378, 504, 3), np.uint8)).resize((4032, 3024))
    grain = random.normal(0, 6, (3024, 4032, 1))
    buffer = io.BytesIO()
    Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


@contextmanager
def started(release: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """The service as a process of its own: its address and process id."""
    command = [sys.executable, "-m", "serve", "serve", "--port", "0", "--release", str(release)]
    with (folder / "out").open("w+") as out:
        process = subprocess.Popen(
            command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, stdout=out, stderr=subprocess.DEVNULL
        )
        try:
            while not (found := re.search(r"API +(http://[0-9.:]+)", (folder / "out").read_text())):
                assert process.poll() is None, "the service did not start"
                time.sleep(0.05)
            yield found[1], process.pid
        finally:
            process.terminate()
            process.wait(30)


def test_thirty_two_large_photos_at_once_stay_under_a_gigabyte(tiny_release: Path, tmp_path: Path) -> None:
    photo = twelve_megapixels()
    assert 2_000_000 < len(photo) < 8_000_000
    token = token_for(Settings(data_dir=tmp_path / "data"))
    with (
        started(tiny_release, tmp_path) as (base, process),
        client_of(base, timeout=120, headers={"Authorization": f"Bearer {token}"}) as client,
    ):

        def post(_: int) -> int:
            return client.post("/v1/examinations", files={"photos": ("a.jpg", photo)}).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = list(pool.map(post, range(AT_ONCE)))
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert statuses == [201] * AT_ONCE
    assert peak is not None
    assert int(peak[1]) * 1024 < MOST_BYTES
