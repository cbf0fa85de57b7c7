"""Finds product sheets by what an officer reads on goods: a name in any language, a number, who holds the right.

What sheets say of genuine and counterfeit items is never searched: what a search finds would tell it.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from model.catalogue import ProductSheet
from model.gs1 import gtin14

MARKS = (  # written on letters, and left out by many
    (0x0300, 0x036F),  # accents
    (0x0610, 0x061A),
    (0x064B, 0x065F),  # Arabic vowels, and the hamza on a letter
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x0640, 0x0640),  # tatweel
)
KATAKANA, TO_HIRAGANA = range(0x30A1, 0x30F7), -0x60
LATIN = {
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ł": "l",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}
ARABIC = dict(zip("ٱىةکیہھ", "ايهكيهه", strict=True))
OTHER_LETTERS = LATIN | ARABIC  # that no decomposition of Unicode makes equal
REMEMBERED = 1 << 15  # sheets; a forum of 255 right holders with 50 products each has 12,750


@dataclass(frozen=True)
class GuideQuery:
    """Which sheets are wanted; what is empty is not asked.

    Attributes:
        words: of names in any language, article numbers, the right holder and the category; a sheet has all of them.
        category, right_holder: exactly.
    """

    words: str = ""
    category: str = ""
    right_holder: str = ""


@dataclass(frozen=True)
class GuideChoices:
    """The categories and right holders that sheets name, in alphabetical order."""

    categories: tuple[str, ...]
    right_holders: tuple[str, ...]


class _Folding(dict[int, str]):
    """By code point, what a letter becomes; each is found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = self._of(code, chr(code))
        return self[code]

    @staticmethod
    def _of(code: int, letter: str) -> str:
        if any(first <= code <= last for first, last in MARKS):
            return ""
        if code in KATAKANA:
            return chr(code + TO_HIRAGANA)
        kind = unicodedata.category(letter)
        if kind == "Nd":
            return str(unicodedata.digit(letter))
        return OTHER_LETTERS.get(letter, letter if kind[0] in "LMN" else " ")


_FOLDING = _Folding()


def folded(text: str) -> str:
    """A text in which what is written in several ways is one: width, case, accents, kana, Arabic marks, punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = unicodedata.normalize("NFKD", plain).translate(_FOLDING)
    return " ".join(unicodedata.normalize("NFC", letters).split())


def found(sheets: Mapping[str, ProductSheet], query: GuideQuery) -> list[ProductSheet]:
    """The sheets that are wanted: those first whose name begins with the words, then by name."""
    sought = folded(query.words)
    if query.words.strip() and not sought:
        return []
    wanted = [each for each in sheets.values() if _fits(each, query) and _has(each, sought.split())]
    return sorted(wanted, key=lambda sheet: _order(sheet, sought))


def choices(sheets: Iterable[ProductSheet]) -> GuideChoices:
    """What sheets can be browsed by."""
    listed = list(sheets)
    categories = {sheet.category for sheet in listed if sheet.category}
    holders = {sheet.right_holder for sheet in listed}
    return GuideChoices(tuple(sorted(categories, key=folded)), tuple(sorted(holders, key=folded)))


def _fits(sheet: ProductSheet, query: GuideQuery) -> bool:
    return query.category in {"", sheet.category} and query.right_holder in {"", sheet.right_holder}


def _has(sheet: ProductSheet, words: Iterable[str]) -> bool:
    names, others = _searched(tuple(sheet.name.values()), sheet.right_holder, sheet.category, tuple(sheet.gtin))
    return all(any(word in name for name in names) or word in others for word in words)


def _order(sheet: ProductSheet, sought: str) -> tuple[bool, str, str]:
    names, _ = _searched(tuple(sheet.name.values()), sheet.right_holder, sheet.category, tuple(sheet.gtin))
    return not any(name.startswith(sought) for name in names), names[0], sheet.id


@lru_cache(maxsize=REMEMBERED)
def _searched(
    names: tuple[str, ...], right_holder: str, category: str, numbers: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """A sheet's names, folded, and everything else that is searched, a line each."""
    return tuple(map(folded, names)), "\n".join((folded(right_holder), folded(category), *map(gtin14, numbers)))
