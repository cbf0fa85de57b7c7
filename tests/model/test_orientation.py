"""Orientation: however a photo lies in its file, it comes out upright and the same."""

import io
import struct
from typing import Any

import numpy as np
import pytest

from model.orientation import ORIENTATION_TAG, exif_orientation
from tests.model.photos import STORED_AS, correlation, encoded, read, scene, shared, stored, tagged


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("size", [(320, 240), (403, 277), (277, 403), (101, 57)])
def test_a_lossless_picture_gives_one_result_in_all_orientations(form: str, size: tuple[int, int]) -> None:
    image, sides = scene(*size), (24, 64)
    options: dict[str, Any] = {"lossless": True, "quality": 0} if form == "WEBP" else {"compress_level": 1}
    plain = encoded(image, form, **options)
    upright = [read(plain, side) for side in sides]
    for orientation in STORED_AS:
        data = encoded(stored(image, orientation), form, exif=tagged(orientation), **options)
        for side, expected in zip(sides, upright, strict=True):
            picture = read(data, side)
            assert picture.full_size == size
            assert np.array_equal(picture.pixels, expected.pixels)


def test_a_jpeg_gives_nearly_one_result_in_all_orientations() -> None:
    image = scene(1280, 960)
    upright = read(encoded(image, "JPEG", quality=95)).pixels.astype(float)
    for orientation in STORED_AS:
        data = encoded(stored(image, orientation), "JPEG", quality=95, exif=tagged(orientation))
        assert np.abs(read(data).pixels - upright).mean() < 1


def test_avif_is_turned_by_its_boxes() -> None:
    image = scene(300, 200)
    for orientation in STORED_AS:
        data = encoded(stored(image, orientation), "AVIF", quality=95, exif=tagged(orientation))
        picture = read(data)
        assert picture.full_size == (300, 200)
        assert correlation(picture.pixels, np.asarray(image)) > 0.99


@pytest.mark.parametrize("orientation", list(STORED_AS))
def test_heic_turned_by_its_boxes_is_turned_once(orientation: int) -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    buffer = io.BytesIO()
    sideways = stored(scene(300, 200), orientation)
    pillow_heif.from_pillow(sideways).save(buffer, quality=90, exif=tagged(orientation).tobytes())
    picture = read(buffer.getvalue())
    assert picture.full_size == (300, 200)
    assert correlation(picture.pixels, np.asarray(scene(300, 200))) > 0.99


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "form"), [(3, "H2x"), (4, "I")])
def test_orientation_is_read_in_either_byte_order_and_width(order: str, kind: int, form: str) -> None:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHI" + form, ORIENTATION_TAG, kind, 1, 6)
    directory = struct.pack(order + "IH", 8, 1) + entry
    assert exif_orientation(b"Exif\0\0" + mark + directory) == 6


def test_broken_exif_data_turns_nothing() -> None:
    whole = tagged(6).tobytes()
    rng = np.random.default_rng(3)
    for _ in range(300):
        broken = bytearray(whole[: rng.integers(0, len(whole) + 1)])
        for position in rng.integers(0, max(1, len(broken)), 3):
            broken[position : position + 1] = rng.bytes(1)
        assert 1 <= exif_orientation(bytes(broken)) <= 8
    assert exif_orientation(tagged(9).tobytes()) == exif_orientation(tagged(0).tobytes()) == 1


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["Landscape", "Portrait"])
def test_photos_of_all_orientations_come_out_upright(kind: str) -> None:
    # The scene is one; only the large figure printed on each photo (its orientation) differs.
    pictures = [read(path.read_bytes(), 672) for path in shared("orientation") if path.name.startswith(kind)]
    assert len(pictures) == 9
    for picture in pictures:
        assert picture.full_size == ((1800, 1200) if kind == "Landscape" else (1200, 1800))
        assert correlation(picture.pixels, pictures[0].pixels) > 0.98
