"""Resemblance: a slip of a serial number is recognised, and other numbers are left alone."""

from pathlib import Path

import pytest

from model.patterns import Pattern, compile_pattern
from model.sheet_reading import read_catalogue

SHEETS = read_catalogue(Path(__file__).resolve().parents[2] / "datasets" / "catalogue")
SERIALS = {
    "asterun-label": "AR1234-567",
    "hoshimaru-toy": "HM 123 456",
    "inkora-seal": "HK-123456",
    "palvidine-blister": "1A12345678",
    "tornavik-bearing": "TK12-3456-78",
    "vell-carton": "KV-1234-56",
}


def pattern(product: str) -> Pattern:
    written = SHEETS[product].serial_pattern
    assert written
    return compile_pattern(written)


@pytest.mark.parametrize(("product", "serial"), SERIALS.items())
def test_a_slip_of_a_serial_number_resembles_the_pattern(product: str, serial: str) -> None:
    fits = pattern(product)
    assert fits(serial)
    for slip in (
        serial[:-1],
        serial + "0",
        serial[:-1] + "O",
        serial.lower(),
        serial[0] + serial[3] + serial[2] + serial[1] + serial[4:],
    ):
        assert not fits(slip)
        assert fits.is_resembled_by(slip), slip


@pytest.mark.parametrize("product", SERIALS)
@pytest.mark.parametrize(
    "text",
    ["1012345678", "123456789012", "JD014600006281230704", "FRAGILE", "PO-4711", "L2207", "", "あ12い3456", "x" * 90],
)
def test_other_numbers_do_not(product: str, text: str) -> None:
    assert not pattern(product).is_resembled_by(text)


@pytest.mark.parametrize("written", ["[A-Z0-9]{10}", r"[A-Z]\d{7}", r"\d{8}", "[A-Z]{2}[0-9]{6}", "[0-9A-F]{12}"])
def test_a_pattern_of_a_common_shape_is_resembled_by_nothing(written: str) -> None:
    fits = compile_pattern(written)
    for text in ("A12345678", "AB12345", "B1234567X", "A1B2C3D4E", "12345678X", "0A1B2C3D4E5"):
        assert not fits.is_resembled_by(text)


def test_a_pattern_that_is_costly_to_try_is_resembled_by_nothing() -> None:
    assert not compile_pattern("KV(a?){100}a{100}b").is_resembled_by("KV" + "a" * 10 + "7")
