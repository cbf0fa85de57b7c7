"""Hostile photos: any bytes give a picture or a rejection, and nothing else."""

import io
import threading
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.errors import PhotoRejectedError
from tests.model.photos import (
    encoded,
    read,
    scene,
    shared,
    swapped_profile,
    tagged,
)


def outcome(data: bytes) -> str:
    """The word picture, or the rejection's code; anything else, a warning included, fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = read(data, 128)
        except PhotoRejectedError as refusal:
            return refusal.code
    assert max(picture.pixels.shape[:2]) <= 128
    return "picture"


def seeds() -> dict[str, bytes]:
    """Small valid photos of every kind; each with EXIF data and, where that is usual, a profile."""
    image = scene(160, 120)
    extras: dict[str, Any] = {"exif": tagged(6), "icc_profile": swapped_profile()}
    return {
        "jpeg": encoded(image, "JPEG", **extras),
        "progressive": encoded(image, "JPEG", progressive=True, **extras),
        "cmyk": encoded(image.convert("CMYK"), "JPEG"),
        "mpo": encoded(image, "MPO", save_all=True, append_images=[image]),
        "png": encoded(image, **extras),
        "palette": encoded(image.quantize(16), transparency=3),
        "apng": encoded(image, save_all=True, append_images=[image.rotate(180)]),
        "webp": encoded(image, "WEBP", **extras),
        "webp lossless": encoded(image, "WEBP", lossless=True, exact=True),
        "avif": encoded(image, "AVIF", **extras),
    }


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """Bytes changed, cut out, doubled or cut off, mostly in the first part, where the headers are."""
    broken = bytearray(data)
    reach = len(broken) if rng.random() < 0.5 else min(len(broken), 300)
    for _ in range(int(rng.integers(1, 8))):
        position = int(rng.integers(0, reach))
        action = rng.integers(0, 4)
        if action == 0:
            broken[position : position + 1] = rng.bytes(1)
        elif action == 1:
            broken[position : position + 4] = rng.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"])
        elif action == 2:
            del broken[position : position + int(rng.integers(1, 16))]
        else:
            broken[position:position] = broken[position : position + int(rng.integers(1, 16))]
    return bytes(broken[: int(rng.integers(20, len(broken)))] if rng.random() < 0.1 else broken)


@pytest.mark.parametrize("name", list(seeds()))
def test_mutated_photos_are_read_or_rejected(name: str) -> None:
    rng = np.random.default_rng(2026)
    data = seeds()[name]
    outcomes = Counter(outcome(mutated(data, rng)) for _ in range(80))
    assert outcomes.total() == 80
    assert len(outcomes) > 1


def test_mutated_heic_photos_are_read_or_rejected() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene(160, 120)).save(buffer, quality=60)
    rng = np.random.default_rng(2026)
    assert len(Counter(outcome(mutated(buffer.getvalue(), rng)) for _ in range(80))) > 1


@pytest.mark.shared
def test_every_hostile_file_is_read_or_rejected() -> None:
    outcomes = Counter(outcome(path.read_bytes()) for path in shared("malformed"))
    assert outcomes["picture"] > 400


@pytest.mark.shared
def test_hostile_files_do_no_harm_side_by_side() -> None:
    paths = [path for path in shared("malformed") if path.suffix in {".jpg", ".mpo", ".png", ".webp", ".avif"}][::4]
    failures: list[BaseException] = []

    def work(chunk: list[Path]) -> None:
        for path in chunk:
            try:
                read(path.read_bytes(), 128)
            except PhotoRejectedError:
                continue
            except BaseException as fault:  # noqa: BLE001  # a thread's fault must reach the test
                failures.append(fault)

    threads = [threading.Thread(target=work, args=(paths[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
