"""Codes of every kind that is no serial number, drawn and read: no demo sheet takes one for a serial number."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.code_texts import NO_SERIALS, SERIAL_FORMS, WRONGS, Dice, Drawn, Maker
from benchmarks.codes import symbol_of
from datasets.draw.products import PRODUCTS, product_by_id
from model.code_findings import CodeFinding, CodeResult, check_codes
from model.codes import read_codes
from model.sheet_reading import read_catalogue

SHEETS = read_catalogue(Path(__file__).resolve().parents[2] / "datasets" / "catalogue")


def findings(drawn: Drawn, product: str) -> tuple[CodeFinding, ...]:
    clean = np.pad(np.asarray(symbol_of(drawn)), 40, constant_values=255)
    return check_codes([read_codes(clean)], product, SHEETS)


@pytest.mark.parametrize("place", range(len(NO_SERIALS)))
def test_no_sheet_accuses_a_code_that_is_no_serial_number(place: int) -> None:
    make: Maker = NO_SERIALS[place]
    drawn = make(Dice(np.random.default_rng(place)), PRODUCTS[place % len(PRODUCTS)].gtin)
    for product in SHEETS:
        assert findings(drawn, product) == (), drawn


@pytest.mark.parametrize("form", SERIAL_FORMS)
def test_right_and_wrong_serial_numbers_are_told_apart_in_every_form(form: str) -> None:
    dice, product = Dice(np.random.default_rng(7)), product_by_id("tornavik-bearing")
    right = product.new_item(dice.rng).serial
    for serial, result in (
        (right, CodeResult.MATCHES),
        (WRONGS["too long by one"](right, dice), CodeResult.BREAKS_PATTERN),
    ):
        assert findings(SERIAL_FORMS[form](serial, product.gtin), product.id)[-1].finding is result
