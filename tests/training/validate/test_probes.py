"""Shortcuts: each planted one is found and named, and true differences are not called one."""

from collections.abc import Callable

import numpy as np
from PIL import ExifTags, Image, ImageDraw

from tests.training.validate.data_set import SHORTCUTS, DataSet, drawn
from training.validate import DataFinding, Severity


def filled(data: DataSet, shot: Callable[[int, bool], None], items: int = 60) -> DataSet:
    """As many items, every other one counterfeit; `shot` adds the photo of one."""
    for number in range(items):
        before, fake = len(data.rows), number % 2 == 1
        shot(number, fake)
        for row in data.rows[before:]:
            row |= {"item": f"i{number}", "label": "counterfeit" if fake else "genuine"}
    return data


def shortcuts(data: DataSet) -> dict[str, DataFinding]:
    return {finding.code: finding for finding in data.report().findings if finding.code in SHORTCUTS}


def framed(image: Image.Image, colour: tuple[int, int, int], width: int = 18) -> Image.Image:
    ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=colour, width=width)
    return image


def fakes_of(data: DataSet) -> set[int]:
    return {number for number, row in enumerate(data.rows, start=2) if row["label"] == "counterfeit"}


def test_clean_data_yields_no_shortcut(data: DataSet) -> None:
    def shot(number: int, fake: bool) -> None:  # noqa: ARG001, FBT001  the label plays no part: that is the point
        data.add(f"{number}.jpg", drawn(number), quality=80 + number // 2 % 10)["source"] = f"phone-{number // 2 % 3}"

    assert shortcuts(filled(data, shot, items=100)) == {}


def test_a_border_colour_on_one_label_is_the_background(data: DataSet) -> None:
    def shot(number: int, fake: bool) -> None:  # noqa: FBT001
        image = drawn(number)
        data.add(f"{number}.png", framed(image, (150, 110, 60), width=13) if fake else image)

    found = shortcuts(filled(data, shot))
    assert "shortcut-background" in found
    assert not {"shortcut-colour", "shortcut-source"} & set(found)
    finding = found["shortcut-background"]
    assert finding.severity is Severity.ERROR
    assert "60 items" in str(finding.message)
    assert fakes_of(data) & set(finding.rows)


def test_a_cast_of_colour_on_one_label_is_the_colour(data: DataSet) -> None:
    def shot(number: int, fake: bool) -> None:  # noqa: FBT001
        image = drawn(number)
        if fake:
            image = Image.blend(image, Image.new("RGB", image.size, (255, 200, 0)), 0.4)
        data.add(f"{number}.png", framed(image, (90, 90, 90)))

    found = shortcuts(filled(data, shot))
    assert "shortcut-colour" in found
    assert "shortcut-background" not in found


def test_a_jpeg_quality_on_one_label_is_metadata(data: DataSet) -> None:
    def shot(number: int, fake: bool) -> None:  # noqa: FBT001
        data.add(f"{number}.jpg", drawn(number), quality=70 if fake else 85)

    found = shortcuts(filled(data, shot))
    assert set(found) == {"shortcut-metadata"}
    assert "JPEG quantisation" in str(found["shortcut-metadata"].message)


def test_a_camera_on_one_label_is_metadata_and_its_rows_are_named(data: DataSet) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ACME"

    def shot(number: int, fake: bool) -> None:  # noqa: FBT001
        data.add(f"{number}.jpg", drawn(number), exif=exif if fake and number > 10 else None)

    found = shortcuts(filled(data, shot))
    assert set(found) == {"shortcut-metadata"}
    finding = found["shortcut-metadata"]
    assert "on 25 of 30 counterfeit and 0 of 30 genuine" in str(finding.message)
    assert finding.rows == tuple(range(13, 62, 2))


def test_a_source_of_one_label_is_named(data: DataSet) -> None:
    def shot(number: int, fake: bool) -> None:  # noqa: FBT001
        source = f"{'raid' if fake else 'factory'}, day {number // 2 % 7}"
        data.add(f"{number}.jpg", drawn(number))["source"] = source

    found = shortcuts(filled(data, shot))
    assert set(found) == {"shortcut-source"}
    assert "'factory' in the source" in str(found["shortcut-source"].message)


def test_photos_of_one_item_are_never_on_both_sides(data: DataSet) -> None:
    """Ten items with six shots each before one wall: by photo the wall tells the label, by item it can't."""

    def shot(number: int, fake: bool) -> None:  # noqa: ARG001, FBT001
        rng = np.random.default_rng(number // 2)
        for turn in range(6):
            data.add(
                f"{number}-{turn}.jpg",
                framed(drawn(number * 6 + turn), tuple(rng.integers(0, 256, 3).tolist())),
            )

    assert shortcuts(filled(data, shot, items=12)) == {}


def test_a_difference_between_products_is_no_shortcut(data: DataSet) -> None:
    """One product is mostly counterfeit and shot on red, the other mostly genuine and shot on blue."""
    for number in range(80):
        red = number % 2 == 0
        row = data.add(f"{number}.jpg", framed(drawn(number), (180, 40, 40) if red else (40, 40, 180)))
        mostly = number // 2 % 5 != 0
        row |= {"product": "bag" if red else "watch", "label": "counterfeit" if mostly == red else "genuine"}
        row["source"] = row["product"]
    assert shortcuts(data) == {}


def test_a_shortcut_in_one_product_of_several_is_named(data: DataSet) -> None:
    for number in range(160):
        product, fake = f"p{number % 8 // 2}", number % 2 == 1
        image = drawn(number)
        row = data.add(f"{number}.png", framed(image, (150, 110, 60)) if fake and product == "p3" else image)
        row |= {"product": product, "label": "counterfeit" if fake else "genuine"}
    finding = shortcuts(data)["shortcut-background"]
    assert "p3" in str(finding.message)
    assert {data.rows[row - 2]["product"] for row in finding.rows} == {"p3"}
