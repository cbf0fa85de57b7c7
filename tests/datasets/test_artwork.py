"""A counterfeit differs from a genuine item only in its deviating points."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from datasets.draw import barcode
from datasets.draw.geometry import Box, box_of_mask
from datasets.draw.phone import encode, take_photo
from datasets.draw.product import DrawnItem, Product, View
from datasets.draw.products import PRODUCTS, product_by_id
from datasets.draw.rendering import draw_view, render
from datasets.draw.sample import plan_item
from datasets.draw.sheet import CATALOGUE

CRUDE, SUBTLE = 0.0, 1.0
ART_LEVEL = 3.0  # mean grey levels of difference inside a deviation's box, on the flat artwork
PHOTO_LEVEL = 1.5  # the same on a photo, after light, blur and noise
BLUR_MARGIN = 6.0  # pixels that the lens and the warp carry a difference past its box
CLEAR = 40  # grey levels: what an eye sees at once
CLEAR_SHARE = 0.018  # of the photo's long side: how wide at least a clear difference is


class Case(NamedTuple):
    product: Product
    view: View
    point: str
    severity: float

    def __str__(self) -> str:
        return f"{self.product.id}-{self.point}-{'subtle' if self.severity else 'crude'}"


CASES = [
    Case(product, view, point, severity)
    for product in PRODUCTS
    for view in product.views
    for point in view.zones
    for severity in (CRUDE, SUBTLE)
]


def printed(product: Product) -> DrawnItem:
    return product.new_item(np.random.default_rng(5))


@cache
def drawn_once(product: str, view: str) -> NDArray[np.uint8]:
    """The genuine artwork of a view, which every point of it is compared with."""
    known = product_by_id(product)
    return draw_view(known.view(view), printed(known), {})


@cache
def photographed_once(product: str, view: str, seed: int, index: int) -> NDArray[np.uint8]:
    """A photo of a genuine item, which counterfeits in the same scene are compared with."""
    known = product_by_id(product)
    planned = plan_item(seed, known, index)
    shown = known.view(view)
    return take_photo(render(shown, planned.printed, {}), shown, planned.scenes[known.views.index(shown)]).pixels


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.absdiff(one, other).max(axis=2), np.uint8)


def inside(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    return picture[round(box.y) : round(box.bottom), round(box.x) : round(box.right)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_artwork_differs_in_the_points_zone_alone(case: Case) -> None:
    genuine = drawn_once(case.product.id, case.view.id)
    rendering = render(case.view, printed(case.product), {case.point: case.severity})
    changed = difference(genuine, rendering.picture)
    box = rendering.boxes[case.point]
    assert box_of_mask(changed > 0) == box
    assert case.view.zones[case.point].contains(box)
    assert inside(changed, box).mean() > ART_LEVEL


@pytest.mark.parametrize("case", CASES, ids=str)
def test_photo_differs_in_the_manifests_box_alone(case: Case) -> None:
    index = list(case.view.zones).index(case.point)
    planned = plan_item(11, case.product, index)
    scene = planned.scenes[case.product.views.index(case.view)]
    genuine = photographed_once(case.product.id, case.view.id, 11, index)
    fake = take_photo(render(case.view, planned.printed, {case.point: case.severity}), case.view, scene)
    changed = difference(genuine, fake.pixels)
    width, height = scene.size
    x, y, w, h = fake.boxes[case.point]
    box = Box(x * width, y * height, w * width, h * height)
    differs = box_of_mask(changed > 0)
    assert differs is not None
    assert box.grown(BLUR_MARGIN).contains(differs)
    assert inside(changed, box).mean() > PHOTO_LEVEL


@pytest.mark.parametrize("case", [case for case in CASES if case.severity == SUBTLE], ids=str)
def test_even_a_subtle_tell_is_wide_and_strong_enough_to_see(case: Case) -> None:
    planned = plan_item(12, case.product, 0)
    scene = planned.scenes[case.product.views.index(case.view)]
    genuine = photographed_once(case.product.id, case.view.id, 12, 0)
    fake = take_photo(render(case.view, planned.printed, {case.point: SUBTLE}), case.view, scene)
    clear = box_of_mask(difference(genuine, fake.pixels) >= CLEAR)
    assert clear is not None
    assert max(clear.w, clear.h) >= CLEAR_SHARE * max(scene.size)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.id)
def test_all_points_together_change_no_more_than_each_alone(product: Product) -> None:
    for view in product.views:
        genuine = drawn_once(product.id, view.id)
        rendering = render(view, printed(product), dict.fromkeys(view.zones, CRUDE))
        changed = difference(genuine, rendering.picture)
        for box in rendering.boxes.values():
            inside(changed, box)[...] = 0
        assert not changed.any()


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.id)
def test_a_thumb_covers_no_zone(product: Product) -> None:
    scenes = [plan_item(13, product, index).scenes for index in range(40)]
    thumbs = 0
    for planned in scenes:
        for view, scene in zip(product.views, planned, strict=True):
            if scene.thumb is not None:
                thumbs += 1
                assert not any(zone.overlap(scene.thumb) for zone in view.zones.values())
    assert thumbs


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.id)
def test_genuine_items_carry_a_valid_code_and_serial(product: Product) -> None:
    sheet = tomllib.loads((CATALOGUE / f"{product.id}.toml").read_text(encoding="utf-8"))
    assert sheet["gtin"] == [product.gtin]
    assert barcode.is_valid(product.gtin)
    assert product.gtin.startswith("2")  # restricted circulation: no company can own it
    for index in range(50):
        assert re.fullmatch(sheet["serial_pattern"], plan_item(3, product, index).printed.serial)


@pytest.mark.parametrize("digits", [1, 3, 5])
def test_a_spoiled_code_fails_its_check_digit(digits: int) -> None:
    for product in PRODUCTS:
        wrong = barcode.spoiled(product.gtin, digits)
        assert wrong[: 13 - digits] == product.gtin[: 13 - digits]
        assert not barcode.is_valid(wrong)
        assert len(barcode.modules(wrong)) == barcode.MODULES


def test_a_genuine_barcode_reads() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    for product in PRODUCTS:
        pictures = [draw_view(view, printed(product), {}) for view in product.views]
        assert product.gtin in {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}


def test_stored_orientation_shows_the_same_photo() -> None:
    product = PRODUCTS[0]
    planned = plan_item(1, product, 0)
    photo = take_photo(render(product.views[0], planned.printed, {}), product.views[0], planned.scenes[0])
    for orientation in (1, 3, 6, 8):
        data = encode(photo, replace(planned.scenes[0], orientation=orientation))
        upright = np.asarray(ImageOps.exif_transpose(Image.open(BytesIO(data))), np.int16)
        assert upright.shape == photo.pixels.shape
        assert np.abs(upright - photo.pixels).mean() < 6
