"""Thirty-two twelve-megapixel photos at once: all answered, under a gigabyte."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from tests.serve.alone import started

AT_ONCE, MOST_BYTES = 32, 10**9


def twelve_megapixels() -> bytes:
    """A camera's kind of JPEG: 4032 x 3024 with detail everywhere, some 4 MB."""
    random = np.random.default_rng(0)
    coarse = Image.fromarray(random.integers(0, 256, (378, 504, 3), np.uint8)).resize((4032, 3024))
    grain = random.normal(0, 6, (3024, 4032, 1))
    buffer = io.BytesIO()
    Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def test_thirty_two_large_photos_at_once_stay_under_a_gigabyte(tiny_release: Path, tmp_path: Path) -> None:
    photo = twelve_megapixels()
    assert 2_000_000 < len(photo) < 8_000_000
    with started(tiny_release, tmp_path) as service, ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = [answer.status_code for answer in pool.map(service.examine, [photo] * AT_ONCE)]
        peak = service.peak()
    assert statuses == [201] * AT_ONCE
    assert peak < MOST_BYTES
