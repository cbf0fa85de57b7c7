"""Intake as a whole: what comes out of one upload, and what is refused."""

import struct
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from model.errors import PhotoTooLargeError
from model.formats import IntakeLimits
from tests.model.photos import encoded, png_chunk, read, rejection, scene


def test_pixels_can_t_be_changed_by_a_caller() -> None:
    assert not read(encoded(scene())).pixels.flags.writeable


def test_the_same_bytes_give_the_same_pixels_in_any_thread() -> None:
    data = encoded(scene(1200, 900), "JPEG", quality=80)
    expected = read(data).pixels
    with ThreadPoolExecutor(8) as pool:
        assert all(np.array_equal(picture.pixels, expected) for picture in pool.map(read, [data] * 32))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (240, 320)),
        ((2111, 997), (151, 320)),
        ((997, 2111), (320, 151)),
        ((320, 33), (33, 320)),
        ((100, 90), (90, 100)),
        ((6000, 40), (2, 320)),
    ],
)
def test_the_longest_side_is_met_exactly_and_nothing_is_enlarged(
    form: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = read(encoded(Image.new("RGB", size, "teal"), form))
    assert picture.full_size == size
    assert picture.pixels.shape == (*expected, 3)


def test_empty_files_are_refused() -> None:
    assert rejection(b"").code == "photo-empty"


@pytest.mark.parametrize("form", ["GIF", "TIFF", "BMP", "PPM", "PDF"])
def test_formats_off_the_list_are_refused(form: str) -> None:
    refusal = rejection(encoded(scene(), form))
    assert refusal.code == "photo-format-unsupported"
    assert "JPEG" in str(refusal)


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(PhotoTooLargeError) as caught:
        read(b"\xff\xd8\xff" + bytes(2000), limits=IntakeLimits(max_bytes=2000))
    assert caught.value.code == "photo-too-large"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_too_many_pixels_are_refused_by_the_header(form: str) -> None:
    limits = IntakeLimits(max_pixels=9_999, max_pixels_whole=9_999, max_pixels_webp=9_999)
    data = encoded(Image.new("RGB", (100, 100)), form)
    with pytest.raises(PhotoTooLargeError) as caught:
        read(data, limits=limits)
    assert caught.value.code == "photo-too-large"


def test_small_pictures_are_refused() -> None:
    assert rejection(encoded(Image.new("RGB", (31, 500)))).code == "photo-too-small"
    assert read(encoded(Image.new("RGB", (32, 500)))).full_size == (32, 500)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_photo_cut_short_is_said_to_be(form: str, share: float) -> None:
    data = encoded(scene(), form)
    refusal = rejection(data[: int(share * len(data))])
    assert refusal.code == "photo-truncated"
    assert str(refusal) == "The photo broke off in transit; send it again."


@pytest.mark.parametrize("longest_side", [0, -1])
def test_a_wrong_call_is_no_fault_of_the_photo(longest_side: int) -> None:
    with pytest.raises(ValueError, match="longest_side"):
        read(encoded(scene()), longest_side)


def test_no_message_is_a_decoder_s() -> None:
    header = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", b"not zlib data"), (b"IEND", b""))
    refusal = rejection(b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks))
    assert refusal.code == "photo-unreadable"
    assert str(refusal).endswith(".")
