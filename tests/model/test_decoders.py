"""Decoders: each format gives the picture that was saved, at a cost known from its header."""

import io
import struct
import tracemalloc
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.model.photos import (
    correlation,
    encoded,
    read,
    rejection,
    scene,
    with_png_chunk,
)


@pytest.mark.parametrize(
    ("form", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG", {"quality": 95, "subsampling": 0}, 3),
        ("JPEG", {"quality": 95, "progressive": True}, 3),
        ("AVIF", {"quality": 95}, 3),
    ],
)
def test_each_format_comes_out_as_it_went_in(form: str, options: dict[str, Any], tolerance: float) -> None:
    image = scene(300, 200)
    data = encoded(image, form, **options)
    picture = read(data)
    assert (picture.format, picture.full_size) == (form, (300, 200))
    assert np.abs(picture.pixels.astype(float) - np.asarray(image)).mean() <= tolerance


def test_heic_is_read_where_the_extra_is_installed() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(scene(300, 200)).save(buffer, quality=90)
    picture = read(buffer.getvalue())
    assert (picture.format, picture.full_size) == ("HEIF", (300, 200))
    assert correlation(picture.pixels, np.asarray(scene(300, 200))) > 0.99


def test_without_the_extra_heic_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    refusal = rejection(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert refusal.code == "photo-format-unsupported"
    assert "JPEG" in str(refusal)


def test_reading_heic_registers_nothing_with_pillow() -> None:
    pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    Image.init()
    rejection(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert "HEIF" not in Image.OPEN


def test_a_phone_s_mpo_file_is_its_first_picture() -> None:
    first, second = scene(300, 200), scene(300, 200, seed=9).transpose(Image.Transpose.ROTATE_180)
    picture = read(encoded(first, "MPO", save_all=True, append_images=[second], quality=95))
    assert picture.format == "JPEG"
    assert correlation(picture.pixels, np.asarray(first)) > 0.99


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_counts(form: str) -> None:
    first, second = scene(300, 200), Image.new("RGB", (300, 200), "red")
    picture = read(encoded(first, form, save_all=True, append_images=[second, second], duration=100))
    assert correlation(picture.pixels, np.asarray(first)) > 0.98


def test_a_jpeg_is_decoded_at_a_fraction_of_its_size() -> None:
    data = encoded(Image.new("RGB", (6000, 4000), "teal"), "JPEG")
    tracemalloc.start()
    read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**24


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    data = encoded(scene(), "JPEG", progressive=True)
    start = data.rfind(b"\xff\xda")
    assert rejection(data[:-2] + data[start:-2] * 40 + data[-2:]).code == "photo-unreadable"


def test_a_film_after_the_photo_is_not_counted_as_passes() -> None:
    data = encoded(scene(), "JPEG", quality=95)
    assert np.array_equal(read(data + b"\xff\xda" * 500).pixels, read(data).pixels)


def test_pillow_s_own_pixel_limit_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10**9)
    huge = bytearray(encoded(Image.new("1", (64, 64))))
    huge[16:24] = struct.pack(">II", 100_000, 100_000)
    huge[29:33] = struct.pack(">I", zlib.crc32(huge[12:29]))
    assert rejection(bytes(huge)).code == "photo-too-large"


@pytest.mark.parametrize("header", [b"VP8X", b"VP8L"])
def test_a_webp_s_size_is_known_before_its_canvas_is_made(header: bytes) -> None:
    if header == b"VP8X":
        chunk = struct.pack("<4sI", b"VP8X", 10) + bytes(4) + b"\xff\x3f\x00\xff\x3f\x00"
    else:
        chunk = struct.pack("<4sIBI", b"VP8L", 5, 0x2F, 0x0FFFFFFF) + b"\0"
    data = b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk
    assert rejection(data).code == "photo-too-large"


def test_a_damaged_profile_chunk_and_endless_texts_do_no_harm() -> None:
    data = encoded(scene(300, 200))
    bomb = zlib.compress(bytes(2**27), 9)
    for kind, body in ((b"iCCP", b"x\0\0" + bomb), (b"iCCP", b"x\0\1??"), (b"zTXt", b"x\0\0" + bomb)):
        assert np.array_equal(read(with_png_chunk(data, kind, body)).pixels, read(data).pixels)
