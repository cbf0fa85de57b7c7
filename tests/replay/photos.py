"""Forty photos of real drawn items, in every format and orientation that officers' phones write."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image

IMAGES = Path(__file__).parents[2] / "datasets" / "images"
PHOTOS = 40
ORIENTATIONS = range(1, 9)
ORIENTATION_TAG = 0x0112
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "progressive JPEG")
QUICKEST = {"PNG": {"compress_level": 1}, "WEBP": {"method": 0}, "AVIF": {"speed": 10}}
LONGEST_SIDE = 900  # of lossless copies: as detailed as the release looks, and quick to write


class Written(NamedTuple):
    """One photo: a name that says what it is, and its bytes."""

    name: str
    content: bytes


@cache
def forty() -> tuple[Written, ...]:
    """Different pictures; each format meets each orientation once."""
    sources = sorted(IMAGES.glob("*.jpg"))
    written = []
    for number in range(PHOTOS):
        source = sources[number * len(sources) // PHOTOS]
        form = FORMATS[number % len(FORMATS)]
        orientation = ORIENTATIONS[number // len(FORMATS) % len(ORIENTATIONS)]
        name = f"{number:03d}-{form}-{orientation}".replace(" ", "-")
        written.append(Written(name, _written(source, form, orientation)))
    return tuple(written)


def _written(source: Path, form: str, orientation: int) -> bytes:
    with Image.open(source) as image:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        exif = Image.Exif()
        exif[ORIENTATION_TAG] = orientation
        buffer = io.BytesIO()
        if form.endswith("JPEG"):
            image.save(buffer, "JPEG", quality=90, exif=exif, progressive=form.startswith("progressive"))
        else:
            image.save(buffer, form, exif=exif, **QUICKEST[form])
        return buffer.getvalue()


def items(written: Sequence[Written]) -> list[Sequence[Written]]:
    """The photos as items of one to eight photos, one after the other."""
    grouped: list[Sequence[Written]] = []
    start = 0
    while start < len(written):
        size = 1 + len(grouped) % 8
        grouped.append(written[start : start + size])
        start += size
    return grouped
