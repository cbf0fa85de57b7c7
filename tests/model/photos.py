"""Photos for tests of their readers: any format, stored in any orientation, complete or damaged."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw

from model.errors import PhotoRejectedError
from model.formats import DEFAULT_LIMITS, IntakeLimits
from model.intake import Picture, read_picture
from model.orientation import ORIENTATION_TAG

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
# EXIF orientation -> how an upright picture is turned to be stored so: the inverse of what turns it upright.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 640, height: int = 480, seed: int = 0) -> Image.Image:
    """A grainy gradient with lettering: no two corners alike, nothing symmetrical."""
    rng = np.random.default_rng(seed)
    across, down = np.meshgrid(np.linspace(0, 160, width), np.linspace(0, 160, height))
    levels = np.stack([across, down, 160 - across], axis=-1) + rng.normal(40, 3, (height, width, 3))
    image = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(image).text((width / 8, height / 8), "GENUINE 4711", fill="white", font_size=height // 8)
    return image


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def tagged(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return exif


def stored(image: Image.Image, orientation: int) -> Image.Image:
    turn = STORED_AS[orientation]
    return image if turn is None else image.transpose(turn)


def swapped_profile() -> bytes:
    """A profile with red and green exchanged: sRGB's own bytes, its two column tags swapped."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_png_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    """The PNG with one more chunk after its header."""
    return png[:33] + png_chunk(kind, body) + png[33:]


def read(data: bytes, longest_side: int = 320, limits: IntakeLimits = DEFAULT_LIMITS) -> Picture:
    return read_picture(data, longest_side=longest_side, limits=limits)


def rejection(data: bytes, limits: IntakeLimits = DEFAULT_LIMITS) -> PhotoRejectedError:
    with pytest.raises(PhotoRejectedError) as caught:
        read(data, limits=limits)
    return caught.value


def shared(folder: str) -> list[Path]:
    paths = sorted(path for path in (SHARED / folder).rglob("*") if path.is_file())
    if not paths:
        pytest.skip(f"the public data {SHARED / folder} is not beside this checkout")
    return paths


def correlation(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> float:
    return float(np.corrcoef(left.ravel(), right.ravel())[0, 1])
