"""Resemblance: whether a text that does not match a serial pattern is still recognisable as a serial number.

A code rarely says what its text is. Beside serial numbers, goods carry lot numbers, order numbers and delivery labels;
none of these matches the pattern. A text that is one error away from a match was meant as a serial number, if the
pattern has a shape that other numbers don't share (decision 0022).
"""

import math
import string
from collections.abc import Callable, Iterator
from itertools import combinations, groupby

Fits = Callable[[str], bool]

LENGTHS = range(5, 25)  # of texts that are looked at; bounds the cost, too: about 70 variants a character
DIGITS, UPPER, LOWER = string.digits, string.ascii_uppercase, string.ascii_lowercase
CHARACTERS = DIGITS + UPPER + LOWER + "-./_ :#+"
SIGNS_NEEDED = 4.0  # bits
BITS_OF_A_SEPARATOR = 2.0
BITS_OF_A_CHANGE = 3.0  # from letters to digits or back, more often than once
USUAL_KINDS = 2  # letters, then digits
SEPARATOR, FREE = "separator", "free"  # free: a place where letters and digits fit alike


def resembles(text: str, fits: Fits) -> bool:
    """Whether a text that does not fit is one slip away from one that does, and its shape is no common one.

    One slip: a character wrong, missing or too many, two of them exchanged, or capitals for small letters.
    Digits alone and letters alone resemble nothing: numbers of parcels, of phones, and words are like that.
    """
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    if not mixed or len(text) not in LENGTHS:
        return False
    return any(fits(variant) and signs(variant, fits) >= SIGNS_NEEDED for variant in dict.fromkeys(_variants(text)))


def _variants(text: str) -> Iterator[str]:
    """Every text one slip away."""
    yield from (text.upper(), text.lower())
    for place in range(len(text)):
        before, after = text[:place], text[place + 1 :]
        yield before + after
        yield from (before + character + after for character in CHARACTERS)
    for place in range(len(text) + 1):
        yield from (text[:place] + character + text[place:] for character in CHARACTERS)
    for first, second in combinations(range(len(text)), 2):
        yield text[:first] + text[second] + text[first + 1 : second] + text[first] + text[second + 1 :]


def signs(text: str, fits: Fits) -> float:
    """How much tells a text that fits from other numbers of its length, in bits; roughly.

    Letters or digits of which the pattern allows few, separators, and changes between letters and digits beyond the
    usual one ("letters, then digits") count; a place where anything may stand does not.
    """
    places = [_sign(text, place, fits) for place in range(len(text))]
    kinds = [kind for kind, _ in groupby(kind for kind, _ in places if kind != SEPARATOR)]
    return sum(bits for _, bits in places) + BITS_OF_A_CHANGE * max(len(kinds) - USUAL_KINDS, 0)


def _sign(text: str, place: int, fits: Fits) -> tuple[str, float]:
    """Which kind of character the pattern wants at a place, and how much it narrows it down, in bits."""

    def fitting(characters: str) -> Iterator[bool]:
        return (fits(text[:place] + character + text[place + 1 :]) for character in characters)

    own = next((kind for kind in (DIGITS, UPPER, LOWER) if text[place] in kind), None)
    if own is None:
        return SEPARATOR, BITS_OF_A_SEPARATOR
    if any(fitting(DIGITS)) and any(fitting(UPPER + LOWER)):
        return FREE, 0.0
    return ("digit" if own == DIGITS else "letter"), math.log2(len(own) / sum(fitting(own)))
