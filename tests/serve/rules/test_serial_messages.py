"""How serial numbers are built is said in words, as far as a pattern is understood."""

import pytest

from serve.catalogue.serial_messages import serial_words
from serve.platform.translations import ENGLISH


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"^AR\d{4}-\d{3}$", ["AR", "4 digits", "-", "3 digits"]),
        (r"^HM \d{3}$", ["HM", "a space", "3 digits"]),
        (r"^[HKM]{2}-\d$", ["2 of the characters H K M", "-", "1 digit"]),
        (r"[A-Z]{3}[0-9]{2}", ["3 capital letters", "2 digits"]),
        (r"\d+", []),
        (r"(A|B)\d{3}", []),
        (r"[0-9A-F]{4}", []),
        (r"A.\d", []),
    ],
)
def test_the_parts_of_a_serial_number_are_said_one_after_the_other(pattern: str, said: list[str]) -> None:
    assert [each if isinstance(each, str) else ENGLISH.say(each) for each in serial_words(pattern)] == said
