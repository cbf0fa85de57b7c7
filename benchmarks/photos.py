"""Photos to send: a 12-megapixel JPEG as a phone makes it, and a small one of about 50 KB."""

import argparse
import io
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.command import PHOTOS

LARGE = "12 MP"
FULL = (4000, 3000)
QUALITY = 88
FULL_BYTES = 3_000_000
NOISE_LEVELS = (0, 4, 8, 12, 16, 24, 32, 48)  # standard deviations in grey levels
NOISE_GRAIN = 2  # pixels; a camera's noise is smoothed by its own processing
SMALL_SIDE = 640
SMALL_BYTES = 50_000
COMMENT = b"\xff\xfe"
START_OF_IMAGE = 2


def take_photo(parser: argparse.ArgumentParser) -> None:
    """Add `--photo`, from which both pictures are made."""
    parser.add_argument("--photo", type=Path, default=PHOTOS, help="a photo, or a folder with photos")


def both(place: Path) -> dict[str, bytes]:
    """Both pictures, by name, made from the photo in a file or the first one in a folder."""
    original = demo_photo(place)
    return {LARGE: twelve_megapixels(original), "small": small(original)}


def demo_photo(place: Path) -> Image.Image:
    """The photo in a file, or the first one, by name, in a folder.

    Raises:
        FileNotFoundError: there is none.
    """
    candidates = [place] if place.is_file() else sorted(place.rglob("*"))
    found = [path for path in candidates if path.suffix.lower() in {".jpg", ".jpeg", ".png"}]
    if not found:
        raise FileNotFoundError(f"{place} holds no photo: give one with --photo")
    return Image.open(found[0]).convert("RGB")


def twelve_megapixels(photo: Image.Image, seed: int = 0) -> bytes:
    """The photo enlarged to 4000 x 3000, as JPEG, with as much camera-like noise as makes it 3 MB."""
    enlarged = np.asarray(photo.resize(FULL, Image.Resampling.BICUBIC), np.float32)
    shape = (FULL[1] // NOISE_GRAIN, FULL[0] // NOISE_GRAIN)
    grain = Image.fromarray(np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32))
    smooth = np.asarray(grain.resize(FULL, Image.Resampling.BILINEAR))[..., None]
    encoded = (_noisy(enlarged, level * smooth) for level in NOISE_LEVELS)
    return next(jpeg for jpeg in encoded if len(jpeg) >= FULL_BYTES)


def _noisy(pixels: NDArray[np.float32], noise: NDArray[np.float32]) -> bytes:
    return _jpeg(Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8)), QUALITY)


def small(photo: Image.Image) -> bytes:
    """The photo at 640 pixels, as JPEG of at most about 50 KB."""
    reduced = photo.copy()
    reduced.thumbnail((SMALL_SIDE, SMALL_SIDE))
    encoded = (_jpeg(reduced, quality) for quality in range(95, 20, -3))
    return next((jpeg for jpeg in encoded if len(jpeg) <= SMALL_BYTES), _jpeg(reduced, 20))


def numbered(jpeg: bytes, number: int) -> bytes:
    """The same picture in bytes never sent before, by a comment in them, so that no cache can answer."""
    text = f"benchmark photo {number}".encode()
    segment = COMMENT + struct.pack(">H", len(text) + 2) + text
    return jpeg[:START_OF_IMAGE] + segment + jpeg[START_OF_IMAGE:]


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
