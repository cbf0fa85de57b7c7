"""Colours: a picture whose colour space is named by numbers comes out in sRGB."""

import io
import struct
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from model.colours import coded_profile
from tests.model.photos import encoded, read, rejection, scene, shared, swapped_profile, with_png_chunk

CHART = ((200, 40, 40), (40, 160, 60), (40, 70, 190), (230, 200, 50))
XYZ_OF = {  # linear RGB to XYZ, D65: sRGB, Display P3, BT.2020
    1: ((0.4123908, 0.3575843, 0.1804808), (0.2126390, 0.7151687, 0.0721923), (0.0193308, 0.1191948, 0.9505322)),
    12: ((0.4865709, 0.2656677, 0.1982173), (0.2289746, 0.6917385, 0.0792869), (0.0, 0.0451134, 1.0439444)),
    9: ((0.6369580, 0.1446169, 0.1688810), (0.2627002, 0.6779981, 0.0593017), (0.0, 0.0280727, 1.0609851)),
}


def linear() -> NDArray[np.float64]:
    """The chart's light, (2, 2, 3)."""
    levels = np.array(CHART).reshape(2, 2, 3) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def of(light: NDArray[np.float64], transfer: int) -> NDArray[np.float64]:
    """Light encoded by a transfer function of ITU-R and SMPTE, as a camera does."""
    if transfer in {1, 6, 14}:
        return np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)
    if transfer == 13:
        return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    if transfer == 16:
        root = (light * 203 / 10_000) ** 0.1593017578125
        return ((0.8359375 + 18.8515625 * root) / (1 + 18.6875 * root)) ** 78.84375
    if transfer == 18:
        scene_light = (light * 203 / 1000) ** (1 / 1.2)
        high = 0.17883277 * np.log(np.maximum(12 * scene_light - 0.28466892, 1e-9)) + 0.55991073
        return np.where(scene_light <= 1 / 12, np.sqrt(3 * scene_light), high)
    return light ** (1 / {4: 2.2, 5: 2.8, 8: 1.0}[transfer])


def chart(primaries: int, transfer: int) -> Image.Image:
    """Four quadrants whose true colours are those of `CHART`, 320 x 240."""
    light = linear() @ np.array(XYZ_OF[1]).T @ np.linalg.inv(np.array(XYZ_OF[primaries])).T
    levels = np.round(of(light.clip(0, 1), transfer) * 255).astype(np.uint8)
    return Image.fromarray(levels.repeat(120, axis=0).repeat(160, axis=1))


def distance(data: bytes) -> int:
    """The largest difference of a quadrant's middle from its true colour, in levels."""
    pixels = read(data).pixels.astype(int)
    height, width = pixels.shape[:2]
    middles = pixels[height // 4 :: height // 2, width // 4 :: width // 2][:2, :2]
    return int(np.abs(middles - np.array(CHART).reshape(2, 2, 3)).max())


def with_nclx(data: bytes, primaries: int, transfer: int) -> bytes:
    place = data.index(b"colrnclx") + 8
    return data[:place] + struct.pack(">HH", primaries, transfer) + data[place + 4 :]


def heic(image: Image.Image, **options: Any) -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra `heic` is not installed")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, quality=92, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("primaries", [1, 9, 12])
@pytest.mark.parametrize(("transfer", "near"), [(1, 20), (4, 20), (8, 20), (13, 20), (14, 20), (16, 40), (18, 40)])
def test_colours_named_by_code_points_become_srgb(primaries: int, transfer: int, near: int) -> None:
    image = chart(primaries, transfer)
    assert distance(with_png_chunk(encoded(image), b"cICP", bytes((primaries, transfer, 0, 1)))) <= near
    assert distance(with_nclx(encoded(image, "AVIF", quality=92), primaries, transfer)) <= near
    assert distance(with_nclx(heic(image), primaries, transfer)) <= near


def test_a_heic_in_tiles_is_converted_too() -> None:
    assert distance(with_nclx(heic(chart(12, 13), tile_size=128), 12, 13)) <= 20


def test_a_narrow_range_is_widened() -> None:
    narrow = chart(1, 13).point([round(16 + level * 219 / 255) for level in range(256)] * 3)
    assert distance(with_png_chunk(encoded(narrow), b"cICP", bytes((1, 13, 0, 0)))) <= 3


def gamma(value: float) -> bytes:
    return struct.pack(">I", round(value * 100_000))


@pytest.mark.parametrize("exponent", [1.0, 1.8, 2.2, 2.6])
def test_a_png_s_gamma_is_undone(exponent: float) -> None:
    levels = np.round(linear() ** (1 / exponent) * 255).astype(np.uint8).repeat(120, axis=0).repeat(160, axis=1)
    assert distance(with_png_chunk(encoded(Image.fromarray(levels)), b"gAMA", gamma(1 / exponent))) <= 20


def test_a_png_s_chromaticities_are_used() -> None:
    p3 = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    assert distance(with_png_chunk(encoded(chart(12, 13)), b"cHRM", p3)) <= 3


def test_a_grey_picture_s_gamma_is_undone() -> None:
    half = Image.new("L", (64, 64), 55)  # 0.2157 of the light
    assert abs(int(read(with_png_chunk(encoded(half), b"gAMA", gamma(1))).pixels[32, 32, 0]) - 128) <= 2


def test_what_a_png_says_first_counts() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    p3 = with_png_chunk(encoded(chart(12, 13), icc_profile=srgb), b"cICP", bytes((12, 13, 0, 1)))
    assert distance(p3) <= 3
    assert distance(with_png_chunk(encoded(chart(1, 13), icc_profile=srgb), b"gAMA", gamma(1))) <= 3
    marked = with_png_chunk(with_png_chunk(encoded(chart(1, 13)), b"gAMA", gamma(1)), b"sRGB", b"\0")
    assert distance(marked) == 0
    assert distance(with_png_chunk(p3, b"gAMA", gamma(1))) <= 3


def test_a_heif_s_icc_profile_goes_before_its_code_points() -> None:
    image = Image.new("RGB", (64, 64), (220, 30, 30))
    data = encoded(image, "AVIF", quality=95, icc_profile=swapped_profile())
    red, green, _ = read(with_nclx(data, 12, 16)).pixels[32, 32].astype(int)
    assert green > 200
    assert red < 60


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"cICP", bytes((1, 13, 0, 1))),
        (b"cICP", bytes((2, 2, 0, 1))),
        (b"cICP", b"\x0c"),
        (b"gAMA", gamma(0.45455)),
        (b"gAMA", gamma(0)),
        (b"gAMA", b"?"),
        (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
        (b"cHRM", bytes(32)),
        (b"cHRM", struct.pack(">8I", *[2**32 - 1] * 8)),
        (b"cHRM", struct.pack(">8I", *[31270, 32900] * 4)),
    ],
)
def test_srgb_and_nonsense_change_nothing(kind: bytes, body: bytes) -> None:
    image = scene(300, 200)
    assert np.array_equal(read(with_png_chunk(encoded(image), kind, body)).pixels, np.asarray(image))


def test_a_built_profile_is_read_by_the_colour_library() -> None:
    for primaries in (1, 4, 5, 6, 7, 9, 11, 12, 22):
        profile = ImageCms.ImageCmsProfile(io.BytesIO(coded_profile(primaries, 4)))
        assert profile.profile.xcolor_space.strip() == "RGB"


@pytest.mark.shared
def test_charts_from_the_field_come_out_in_their_colours() -> None:
    for path in shared("field/04-cicp"):
        assert distance(path.read_bytes()) <= (40 if path.name.startswith("pq") else 20), path.name


def test_a_chunk_that_names_colours_must_have_its_checksum() -> None:
    data = bytearray(with_png_chunk(encoded(scene(64, 64)), b"gAMA", gamma(1)))
    data[data.index(b"gAMA") + 5] ^= 1
    assert rejection(bytes(data)).code == "photo-unreadable"
