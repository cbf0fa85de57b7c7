from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from model.intake import Picture
from model.quality import RETAKE_TEXT, Quality, QualityLimits, RetakeCode, assess, retake_advice

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LIMITS = QualityLimits()
SAMPLE = 60  # photos of each folder

Spoil = Callable[[Image.Image], Image.Image]


def picture(image: Image.Image) -> Picture:
    return Picture(np.asarray(image), image.size, "PNG")


def advice(image: Image.Image) -> tuple[RetakeCode, ...]:
    return retake_advice(assess(picture(image), LIMITS), image.size, LIMITS)


def scene(seed: int = 0, size: tuple[int, int] = (672, 504)) -> Image.Image:
    """A drawn scene: coloured boxes with lettering on a grey ground, mid-tones throughout."""
    rng = np.random.default_rng(seed)
    image = Image.new("RGB", size, (96, 104, 110))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = int(rng.integers(0, size[0])), int(rng.integers(0, size[1]))
        width, height = int(rng.integers(20, 160)), int(rng.integers(20, 120))
        colour = tuple(int(level) for level in rng.integers(10, 215, 3))
        draw.rectangle((x, y, x + width, y + height), fill=colour)
        draw.text((x, y), "LOT 4711", fill=(230, 230, 225), font_size=24)
    return image


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(0.012 * image.width))


def underexposed(image: Image.Image) -> Image.Image:
    return image.point([round(0.12 * level) for level in range(256)] * 3)


def overexposed(image: Image.Image) -> Image.Image:
    gain = 255 / max(1.0, float(np.median(np.asarray(image.convert("L")))))
    return image.point([min(255, round(gain * level)) for level in range(256)] * 3)


def with_reflection(image: Image.Image) -> Image.Image:
    """A soft white ellipse over a quarter of the picture."""
    width, height = image.size
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse((0.2 * width, 0.2 * height, 0.764 * width, 0.764 * height), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(0.02 * width))
    return Image.composite(Image.new("RGB", image.size, "white"), image, mask)


def thumbnail(image: Image.Image) -> Image.Image:
    return image.resize((60, max(1, 60 * image.height // image.width)))


FAULTS = [
    (blurred, RetakeCode.TOO_BLURRED),
    (underexposed, RetakeCode.TOO_DARK),
    (overexposed, RetakeCode.TOO_BRIGHT),
    (with_reflection, RetakeCode.GLARE),
    (thumbnail, RetakeCode.TOO_SMALL),
]


def photos(folder: str, step: int = 0) -> list[Image.Image]:
    paths = sorted((SHARED / folder).rglob("*.[jp][pn]g"))
    if not paths:
        pytest.skip(f"the public data {SHARED / folder} is not beside this checkout")
    images = []
    for path in paths[:: step or max(1, len(paths) // SAMPLE)]:
        with Image.open(path) as image:
            images.append(image.convert("RGB"))
    return images


def test_a_good_photo_needs_no_retake() -> None:
    assert advice(scene()) == ()


@pytest.mark.parametrize(("fault", "code"), FAULTS)
def test_each_fault_is_named(fault: Spoil, code: RetakeCode) -> None:
    assert code in advice(fault(scene()))


@pytest.mark.parametrize("background", [0, 255])
def test_an_item_on_a_plain_background_is_neither_glare_nor_wrongly_exposed(background: int) -> None:
    studio = Image.new("RGB", (900, 700), (background,) * 3)
    studio.paste(scene(size=(400, 400)), (250, 150))
    assert advice(studio) == ()


def test_a_blurred_photo_is_not_blamed_for_glare_as_well() -> None:
    studio = Image.new("RGB", (900, 700), "white")
    studio.paste(scene(size=(400, 400)), (250, 150))
    assert advice(blurred(studio)) == (RetakeCode.TOO_BLURRED,)


def test_lettering_on_white_paper_is_no_glare() -> None:
    paper = Image.new("RGB", (672, 504), "white")
    for row in range(20, 480, 40):
        ImageDraw.Draw(paper).text((30, row), "SERIAL 0123456789 ABCDEFGH", fill="black", font_size=28)
    assert advice(paper) == ()


def test_a_blank_photo_has_nothing_in_focus() -> None:
    quality = assess(picture(Image.new("RGB", (400, 300), (120, 120, 120))), LIMITS)
    assert quality.sharpness == 0
    assert RetakeCode.TOO_BLURRED in retake_advice(quality, (400, 300), LIMITS)


def test_sharpness_hardly_depends_on_resolution() -> None:
    large = scene(size=(1344, 1008))
    values = [assess(picture(large.resize((side, side * 3 // 4))), LIMITS).sharpness for side in (336, 672, 1344)]
    assert max(values) - min(values) < 0.1


def test_more_blur_is_never_sharper() -> None:
    values = [
        assess(picture(scene().filter(ImageFilter.GaussianBlur(sigma))), LIMITS).sharpness for sigma in (0, 2, 4, 8, 16)
    ]
    assert values == sorted(values, reverse=True)


def test_pixels_are_those_of_the_photo_as_received() -> None:
    reduced = Picture(np.asarray(scene()), (4032, 3024), "JPEG")
    assert assess(reduced, LIMITS).pixels == 3024


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 672, 3), (672, 2, 3), (3, 3, 3)])
def test_degenerate_pictures_are_measured_too(shape: tuple[int, ...]) -> None:
    pixels = np.full(shape, 200, np.uint8)
    quality = assess(Picture(pixels, (shape[1], shape[0]), "PNG"), LIMITS)
    assert all(0 <= value <= 1 for value in (quality.sharpness, quality.exposure, quality.glare))


def test_a_measure_on_its_limit_passes() -> None:
    quality = Quality(LIMITS.min_sharpness, LIMITS.max_exposure, LIMITS.max_glare, LIMITS.min_pixels)
    assert retake_advice(quality, (LIMITS.min_pixels, LIMITS.min_pixels), LIMITS) == ()
    assert retake_advice(quality, (420, 100), LIMITS) == ()


@pytest.mark.parametrize("size", [(672, 61), (61, 672), (672, 159)])
def test_a_very_tall_or_wide_photo_needs_its_item_cut_out(size: tuple[int, int]) -> None:
    received = (size[0] * 16, size[1] * 16)
    subject = Picture(np.asarray(scene().resize(size)), received, "JPEG")
    codes = retake_advice(assess(subject, LIMITS), received, LIMITS)
    assert RetakeCode.TOO_LONG in codes
    assert "cut out" in str(RETAKE_TEXT[RetakeCode.TOO_LONG])


@pytest.mark.parametrize("size", [(672, 672), (672, 378), (303, 672), (672, 161)])
def test_screens_and_wide_labels_are_not_too_long(size: tuple[int, int]) -> None:
    assert RetakeCode.TOO_LONG not in advice(scene(size=size))


def test_every_code_has_its_sentence() -> None:
    assert set(RETAKE_TEXT) == set(RetakeCode)
    assert all(str(text).endswith(".") for text in RETAKE_TEXT.values())
