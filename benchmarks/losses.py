"""Files as phones and computers write them, and what a bad line or a bad disk leaves of them."""

import io
import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pillow_heif
from PIL import Image

SMALLEST = 64  # bytes lost; the largest loss is half of the file
END_OF_IMAGE = b"\xff\xd9"

Writer = Callable[[Image.Image, int], bytes]  # a picture and a quality -> a file
Loss = Callable[[bytes, int, int, random.Random], bytes]  # a file, where, how many bytes -> what is left


def _pillow(form: str, **options: Any) -> Writer:
    def write(image: Image.Image, quality: int) -> bytes:
        buffer = io.BytesIO()
        image.save(buffer, form, quality=quality, **options)
        return buffer.getvalue()

    return write


def _heic(**options: Any) -> Writer:
    def write(image: Image.Image, quality: int) -> bytes:
        buffer = io.BytesIO()
        pillow_heif.from_pillow(image).save(buffer, quality=quality, **options)
        return buffer.getvalue()

    return write


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "JPEG 4:2:0": _pillow("JPEG"),
        "JPEG 4:4:4, own tables": _pillow("JPEG", subsampling=0, optimize=True),
        "JPEG with restarts": _pillow("JPEG", restart_marker_rows=1),
        "JPEG progressive": _pillow("JPEG", progressive=True),
        "PNG": _pillow("PNG"),
        "WebP": _pillow("WEBP"),
        "WebP lossless": _pillow("WEBP", lossless=True),
        "AVIF": _pillow("AVIF"),
        "AVIF in one tile": _pillow("AVIF", autotiling=False),
        "HEIC": _heic(),
        "HEIC in tiles": _heic(tile_size=256),
    }
)


def _cut(data: bytes, at: int, _: int, __: random.Random) -> bytes:
    return data[:at]


def _cut_and_closed(data: bytes, at: int, _: int, __: random.Random) -> bytes:
    return data[:at] + END_OF_IMAGE


def _zeroed(data: bytes, at: int, size: int, _: random.Random) -> bytes:
    return data[:at] + bytes(size) + data[at + size :]


def _removed(data: bytes, at: int, size: int, _: random.Random) -> bytes:
    return data[:at] + data[at + size :]


def _inserted(data: bytes, at: int, size: int, rng: random.Random) -> bytes:
    return data[:at] + rng.randbytes(size) + data[at:]


def _moved(data: bytes, at: int, size: int, rng: random.Random) -> bytes:
    rest = _removed(data, at, size, rng)
    place = rng.randrange(len(rest))
    return rest[:place] + data[at : at + size] + rest[place:]


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "cut": _cut,
        "cut and closed": _cut_and_closed,
        "zeroed": _zeroed,
        "removed": _removed,
        "inserted": _inserted,
        "moved": _moved,
    }
)


def lost(data: bytes, kind: str, rng: random.Random) -> bytes:
    """What is left of a file after a loss of 64 bytes to half of it, as many small as large ones, anywhere in it."""
    size = round(SMALLEST * max(1.0, len(data) / 2 / SMALLEST) ** rng.random())
    return LOSSES[kind](data, rng.randrange(len(data) - size), size, rng)
