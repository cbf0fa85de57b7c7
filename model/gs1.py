"""GS1 syntax: which article number (GTIN) and serial number the content of a code names.

Two syntaxes carry both: element strings (GS1 General Specifications 7.8; in GS1-128, GS1 DataMatrix and GS1 QR
symbols) and Digital Link addresses (GS1 Digital Link Standard: URI Syntax; mostly in QR symbols). Check
digits are not looked at here: a number that fails its own is still what the code says.
"""

import re
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

GTIN_DIGITS = 14
SEPARATOR = "\x1d"  # FNC1 in the middle of a symbol: ends an element whose length is not fixed
AI_GTIN = "01"
AI_SERIAL = "21"
# By their first two digits: the elements that need no separator, and their lengths with these digits (7.8.5).
FIXED_LENGTHS = {
    "00": 20,
    "01": 16,
    "02": 16,
    "03": 16,
    "04": 18,
    **{str(first): 8 for first in range(11, 20)},
    "20": 4,
    **{str(first): 10 for first in range(31, 37)},
    "41": 16,
}
WHOLE_GTIN = re.compile("[0-9]{14}")
LINKED_GTIN = re.compile("[0-9]{12,14}")  # 14 digits since version 1.2; GTIN-8 left out: it looks like a date
NAMED_BY = slice(1, 13)


class Identity(NamedTuple):
    """What a code's content names; the GTIN has 14 digits, zeros in front, its check digit as it stands."""

    gtin: str | None
    serial: str | None


NAMELESS = Identity(None, None)


def gtin14(digits: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits as 14 (GS1 General Specifications 3.3.2)."""
    return digits.zfill(GTIN_DIGITS)


def article(gtin: str) -> str:
    """What a right GTIN says about the product: neither its packing level nor its check digit.

    A carton's GTIN-14 holds the number of the items inside behind an indicator 1 to 9, with a check digit of
    its own (GS1 General Specifications 2.1.6).
    """
    return gtin14(gtin)[NAMED_BY]


def read_element_string(content: str) -> Identity:
    """The GTIN and serial number in an element string, separators as ASCII 29; what comes first counts."""
    values: dict[str, str] = {}
    position = 0
    while position < len(content):
        identifier = content[position : position + 2]
        end = _element_end(content, position, identifier)
        values.setdefault(identifier, content[position + 2 : end])
        position = end + content.startswith(SEPARATOR, end)
    gtin = values.get(AI_GTIN, "")
    return Identity(gtin if WHOLE_GTIN.fullmatch(gtin) else None, values.get(AI_SERIAL) or None)


def _element_end(content: str, start: int, identifier: str) -> int:
    if identifier in FIXED_LENGTHS:
        return start + FIXED_LENGTHS[identifier]
    separator = content.find(SEPARATOR, start)
    return len(content) if separator < 0 else separator


def is_address(text: str) -> bool:
    """Whether a text is a web address."""
    return text.lower().startswith(("http://", "https://", "www."))


def read_digital_link(text: str) -> Identity:
    """The GTIN and serial number in a Digital Link, such as ``https://id.example/01/09501101530003/21/A7``."""
    if not is_address(text):
        return NAMELESS
    try:
        parts = [unquote(part) for part in urlsplit(text).path.split("/")]
    except ValueError:  # not an address after all, such as http://[
        return NAMELESS
    for place, (key, value) in enumerate(pairwise(parts)):
        if key == AI_GTIN and LINKED_GTIN.fullmatch(value):
            qualifiers = dict(zip(parts[place + 2 :: 2], parts[place + 3 :: 2], strict=False))
            return Identity(gtin14(value), qualifiers.get(AI_SERIAL) or None)
    return NAMELESS
