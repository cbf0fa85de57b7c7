"""GTIN: the article numbers of GS1 that stand on goods as bar codes and in product sheets."""

import re

GTIN = re.compile("[0-9]{8}|[0-9]{12,14}")


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN-8, -12, -13 or -14: digits alone, the last one the check digit."""
    return bool(GTIN.fullmatch(text)) and check_digit_fits(text)


def check_digit_fits(digits: str) -> bool:
    """GS1 General Specifications 7.9: from the right, weights 1, 3, 1, 3 ... add up to a multiple of ten.

    Raises:
        ValueError: it has characters other than digits.
    """
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0
