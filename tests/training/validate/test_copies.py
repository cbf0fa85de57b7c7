"""One photo's copies in another split are found, however they were changed; photos of goods that are alike are not."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from tests.training.validate.data_set import DataSet
from training.validate import Severity

SIZE = (480, 400)
Change = Callable[[Image.Image], Image.Image]


def photographed(design: int, shot: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A print in a design on a table, laid and lit as in no other shot."""
    rng, own = np.random.default_rng(design), np.random.default_rng([design, shot])
    print_ = Image.new("RGB", (300, 240), (230, 225, 215))
    draw = ImageDraw.Draw(print_)
    for _ in range(40):
        x, y, across, down = (rng.random(4) * (280, 220, 60, 40)).tolist()
        draw.rectangle((x, y, x + across, y + down), fill=tuple(rng.integers(0, 256, 3).tolist()))
    table = Image.effect_noise(size, 30).convert("RGB")
    turned = print_.rotate(float(own.uniform(-6, 6)), expand=True, fillcolor=(128, 128, 128))
    table.paste(turned, (int(own.integers(20, 110)), int(own.integers(20, 90))))
    return table.point(lambda level: int(level * own.uniform(0.8, 1)))


def stamped(image: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(image)
    draw.rectangle((image.width * 0.7, image.height * 0.92, image.width, image.height), fill="black")
    draw.text((image.width * 0.72, image.height * 0.93), "2026-05-04 11:02", fill="yellow")
    return image


def inner(image: Image.Image, share: float) -> Image.Image:
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))


def moved(image: Image.Image, share: float) -> Image.Image:
    filled = Image.new("RGB", image.size, "white")
    filled.paste(image, (round(image.width * share), round(-image.height * share)))
    return filled


def saved(image: Image.Image, form: str, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, form, quality=quality)
    return Image.open(buffer).convert("RGB")


CHANGES: dict[str, Change] = {
    "darker": lambda image: image.point(lambda level: int(level * 0.85)),
    "brighter": lambda image: image.point(lambda level: min(255, int(level * 1.15))),
    "cropped by 2 %": lambda image: inner(image, 0.02),
    "cropped at one side": lambda image: image.crop((round(image.width * 0.03), 0, *image.size)),
    "turned by 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned by 180": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned by 270": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "mirrored": ImageOps.mirror,
    "upside down in a mirror": ImageOps.flip,
    "date-stamped": stamped,
    "framed in white": lambda image: ImageOps.expand(image, 14, "white"),
    "framed in black": lambda image: ImageOps.expand(image, 14, "black"),
    "smaller": lambda image: image.resize((image.width // 2, image.height // 2)),
    "turned by 2 degrees": lambda image: image.rotate(2, Image.Resampling.BICUBIC, fillcolor="white"),
    "turned by 3 degrees and cropped": lambda image: inner(image.rotate(-3, Image.Resampling.BICUBIC), 0.06),
    "moved by 2 %": lambda image: moved(image, 0.02),
    "of more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.25),
    "saved as WebP": lambda image: saved(image, "WEBP", 40),
    "turned, darker, cropped and smaller": lambda image: (
        inner(image, 0.02).transpose(Image.Transpose.ROTATE_90).point(lambda level: int(level * 0.8)).resize((200, 240))
    ),
}


def near(data: DataSet) -> list[tuple[str, tuple[int, ...]]]:
    return [(finding.code, finding.rows) for finding in data.report().findings if "duplicate" in finding.code]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("design", [1, 2])
def test_a_changed_copy_in_another_split_is_found(data: DataSet, change: str, design: int) -> None:
    original = photographed(design, 0)
    data.add("original.jpg", original)
    data.add("other.jpg", photographed(7, 0))
    data.add("copy.jpg", CHANGES[change](original.copy()), quality=82)["split"] = "test"
    finding = data.found("near-duplicate-across-splits")
    assert (finding.severity, finding.rows) == (Severity.ERROR, (2, 4))


def test_a_copy_that_was_moved_on_a_plain_ground_is_found(data: DataSet) -> None:
    """The fill cannot be told from the ground; that all else agrees exactly tells it."""
    levels = np.random.default_rng(1).integers(0, 256, (20, 24), np.uint8)
    original = Image.new("RGB", SIZE, "white")
    original.paste(Image.fromarray(levels).resize((360, 300), Image.Resampling.BICUBIC), (120, 0))  # up to two edges
    data.add("original.jpg", original)
    data.add("copy.jpg", moved(original, 0.02))["split"] = "test"
    assert data.found("near-duplicate-across-splits").rows == (2, 3)


def test_shots_of_one_design_are_no_copies_of_one_another(data: DataSet) -> None:
    for shot in range(12):
        data.add(f"{shot}.jpg", photographed(3, shot))["split"] = "train" if shot % 2 else "test"
    assert near(data) == []


def test_one_print_laid_alike_in_another_light_is_no_copy(data: DataSet) -> None:
    front = photographed(5, 0)
    across = np.linspace(0.7, 1.0, SIZE[0])[None, :, None]
    for number, light in enumerate((across, across[:, ::-1])):
        data.add(f"{number}.jpg", Image.fromarray((np.asarray(front) * light).astype(np.uint8)))["split"] = (
            "train" if number else "test"
        )
    assert near(data) == []


def test_places_of_a_pattern_that_repeats_are_no_copies_of_one_another(data: DataSet) -> None:
    tile = photographed(4, 0, (120, 100))
    board = Image.new("RGB", (960, 800))
    for place in np.ndindex(8, 8):
        board.paste(tile, (place[0] * 120, place[1] * 100))
    for number, moved in enumerate((0, 7)):
        data.add(f"{number}.jpg", board.crop((moved, moved, 480 + moved, 400 + moved)))["split"] = ("train", "test")[
            number
        ]
    assert near(data) == []


def test_plain_photos_with_as_plain_halves_are_no_copies(data: DataSet) -> None:
    for number in range(6):
        image = Image.new("RGB", SIZE, "white")
        at = 40 + 55 * number
        ImageDraw.Draw(image).ellipse((at, 150, at + 60, 260), fill=(30 * number, 40, 90))
        data.add(f"{number}.jpg", image)["split"] = "train" if number % 2 else "test"
    assert near(data) == []


SAVED_AGAIN: dict[str, Change] = {
    "compressed harder": lambda image: saved(image, "JPEG", 40),
    "as WebP": lambda image: saved(image, "WEBP", 50),
    "smaller": lambda image: image.resize((image.width * 2 // 3, image.height * 2 // 3)),
    "mirrored and darker": lambda image: ImageOps.mirror(image).point(lambda level: int(level * 0.85)),
    "turned by 90": lambda image: image.transpose(Image.Transpose.ROTATE_90),
}


@pytest.mark.parametrize("change", SAVED_AGAIN)
def test_a_copy_under_the_other_label_is_a_conflict(data: DataSet, change: str) -> None:
    original = photographed(1, 0)
    data.add("original.jpg", original)
    data.add("other.jpg", photographed(7, 0))
    data.add("copy.jpg", SAVED_AGAIN[change](original), quality=82)["label"] = "counterfeit"
    finding = data.found("near-label-conflict")
    assert (finding.severity, finding.rows) == (Severity.ERROR, (2, 4))


@pytest.mark.parametrize("form", ["jpg", "png"])
def test_a_picture_with_a_tell_drawn_into_it_is_no_conflict(data: DataSet, form: str) -> None:
    """So are data sets made of which the counterfeit is the artwork with a deviation."""
    original = photographed(1, 0)
    fake = original.copy()
    ImageDraw.Draw(fake).ellipse((200, 180, 212, 192), fill=(20, 20, 20))
    data.add(f"original.{form}", original)
    data.add(f"fake.{form}", fake, quality=82)["label"] = "counterfeit"
    assert near(data) == []
    assert "near-label-conflict" not in data.codes()
