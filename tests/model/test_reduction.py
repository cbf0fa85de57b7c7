"""Reduction: pixels of any mode and colour profile become the right sRGB ones."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.model.photos import correlation, encoded, read, scene, swapped_profile


def test_reduction_is_close_to_that_of_the_whole_picture() -> None:
    image = scene(1400, 1050)
    expected = np.asarray(image.resize((320, 240), Image.Resampling.BICUBIC)).astype(float)
    for data in (encoded(image), encoded(image, "JPEG", quality=95)):
        assert np.abs(read(data).pixels - expected).mean() < 1.5


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)
    picture = read(encoded(Image.fromarray(np.tile(ramp, (64, 1)))))
    assert np.abs(picture.pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_png_modes_all_become_rgb(mode: str) -> None:
    image = scene(300, 200)
    grey = mode in {"1", "L", "LA"}
    picture = read(encoded(image.convert("L").convert(mode) if grey else image.convert(mode)))
    expected = np.asarray(image.convert("L").convert("RGB") if grey else image)
    assert picture.pixels.shape == (200, 300, 3)
    assert correlation(picture.pixels, expected) > {"1": 0.2, "P": 0.9}.get(mode, 0.99)


def test_transparency_is_laid_over_white() -> None:
    image = Image.new("RGBA", (100, 100), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 50, 100))
    palette = image.convert("RGB").quantize(4)
    for data in (encoded(image), encoded(image, "WEBP", lossless=True)):
        pixels = read(data).pixels
        assert (pixels[:, :49] == 255).all()
        assert (pixels[:, 51:] == (255, 0, 0)).all()
    see_through = encoded(palette, transparency=palette.getpixel((0, 0)))
    assert (read(see_through).pixels[:, :49] == 255).all()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_transparent_colour_is_laid_over_white(mode: str) -> None:
    image = Image.new(mode, (64, 64), 0 if mode == "L" else (0, 0, 0))
    assert (read(encoded(image, transparency=0 if mode == "L" else (0, 0, 0))).pixels == 255).all()


def test_cmyk_jpegs_keep_their_colours() -> None:
    image = Image.new("RGB", (128, 128), (200, 40, 40))
    pixels = read(encoded(image.convert("CMYK"), "JPEG", quality=95)).pixels
    assert np.abs(pixels.astype(int) - (200, 40, 40)).max() <= 6


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_colour_profile_is_applied(form: str) -> None:
    data = encoded(Image.new("RGB", (64, 64), (220, 30, 30)), form, icc_profile=swapped_profile())
    red, green, _ = read(data).pixels[32, 32].astype(int)
    assert green > 200
    assert red < 60


def test_an_srgb_profile_changes_next_to_nothing() -> None:
    image = scene(300, 200)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = read(encoded(image, icc_profile=profile)).pixels
    assert np.abs(pixels.astype(int) - np.asarray(image)).max() <= 1


@pytest.mark.parametrize("profile", [b"nonsense", swapped_profile()[:200], bytes(5000)])
def test_a_broken_colour_profile_is_ignored(profile: bytes) -> None:
    image = scene(300, 200)
    assert np.array_equal(read(encoded(image, icc_profile=profile)).pixels, np.asarray(image))


def test_a_profile_for_other_pixels_is_ignored() -> None:
    grey = scene(300, 200).convert("L")
    assert np.array_equal(read(encoded(grey, icc_profile=swapped_profile())).pixels[..., 0], np.asarray(grey))
