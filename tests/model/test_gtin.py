"""Article numbers: which texts are one."""

import pytest

from model.gtin import check_digit_fits, is_gtin


@pytest.mark.parametrize("gtin", ["96385074", "036000291452", "4006381333931", "00012345600012"])
def test_a_gtin_of_each_length_is_known_by_its_check_digit(gtin: str) -> None:
    assert is_gtin(gtin)
    assert not any(is_gtin(gtin[:-1] + digit) for digit in "0123456789" if digit != gtin[-1])


@pytest.mark.parametrize(
    "text", ["", "0", "963850740", "400638133393", "4006381333931 ", "400-638-133393-1", "٤٠٠٦٣٨١٣٣٣٩٣١"]
)
def test_what_is_no_gtin_is_not_taken_for_one(text: str) -> None:
    assert not is_gtin(text)


def test_the_check_digit_stands_for_digits_of_any_number() -> None:
    assert check_digit_fits("106141412345678908")
    assert not check_digit_fits("106141412345678907")
