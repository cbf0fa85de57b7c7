"""A photo of codes alone is told from one of goods with a code on them."""

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from model.codes import read_codes
from model.surroundings import shows_codes_alone

IMAGES = Path(__file__).resolve().parents[2] / "datasets" / "images"


def label(text: str = "JD014600006281230704") -> NDArray[np.uint8]:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    paper = np.random.default_rng(1).normal(150, 6, (900, 1200)).clip(0, 255).astype(np.uint8)
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=3), np.uint8)
    paper[120 : 120 + drawn.shape[0], 120 : 120 + drawn.shape[1]] = drawn
    return paper


def test_a_label_on_plain_ground_shows_codes_alone() -> None:
    assert shows_codes_alone(label(), read_codes(label()))


def test_plain_ground_without_a_code_does_not() -> None:
    plain = np.full((900, 1200), 150, np.uint8)
    assert not shows_codes_alone(plain, read_codes(plain))


@pytest.mark.parametrize("name", ["vell-carton-720bf308-back.jpg", "palvidine-blister-b1522b08-carton.jpg"])
def test_goods_with_a_code_on_them_do_not(name: str) -> None:
    grey = np.asarray(Image.open(IMAGES / name).convert("L"))
    codes = read_codes(grey)
    assert codes
    assert not shows_codes_alone(grey, codes)
