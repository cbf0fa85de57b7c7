"""Spellings: finds texts that look alike, and says how they differ.

Ids come from keyboards, spreadsheets and file systems, which write one text in several ways: é as one character or as
two, a space that doesn't break, a character that can't be seen.
"""

import unicodedata
from collections.abc import Callable

MINUS = "\u2212"  # other dashes are known by their category
UNSEEN_CATEGORIES = frozenset({"Cf", "Cc"})  # formats and controls
UNSEEN = frozenset(  # those of other categories that are ignorable by default, and the blank of Braille
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, *range(0xFE00, 0xFE10)),
            *(0xFFA0, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)),
        ),
    )
)


def seen(text: str) -> str:
    """What is seen of a text: no character that can't be seen, spaces single, accents composed (NFC)."""
    if text.isascii() and text.isprintable():  # most are, and a manifest may have a million
        return " ".join(text.split())
    visible = "".join(each for each in text if not _is_unseen(each))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def alike(text: str) -> str:
    """A key that texts share which look alike: letter case, width (NFKC) and kinds of dashes don't count."""
    return unicodedata.normalize("NFKC", _wide(text).casefold())


def difference(one: str, other: str) -> str:
    """In what two texts differ that look alike, such as ``in letter case``."""
    unseen = sorted({each for each in one + other if _is_unseen(each)})
    plain, plain_other = (_with_plain_dashes(seen(text)) for text in (one, other))
    differs = {
        f"in characters that can't be seen ({', '.join(map(_named, unseen))})": _only(one, _is_unseen)
        != _only(other, _is_unseen),
        "in spaces": _only(one, str.isspace) != _only(other, str.isspace),
        "in how accents are encoded (composed, decomposed)": _is_composed(one) != _is_composed(other),
        "in dashes": _only(one, _is_dash) != _only(other, _is_dash),
        "in the width or style of characters": plain.casefold() != plain_other.casefold(),
        "in letter case": _wide(one) != _wide(other),
    }
    return " and ".join(words for words, is_so in differs.items() if is_so)


def _wide(text: str) -> str:
    return unicodedata.normalize("NFKC", _with_plain_dashes(seen(text)))


def _with_plain_dashes(text: str) -> str:
    return text if text.isascii() else "".join("-" if _is_dash(each) else each for each in text)


def _only(text: str, wanted: Callable[[str], bool]) -> str:
    return "".join(filter(wanted, text))


def _is_unseen(character: str) -> bool:
    if character.isspace():
        return False
    return character in UNSEEN or unicodedata.category(character) in UNSEEN_CATEGORIES


def _is_dash(character: str) -> bool:
    return character == MINUS or unicodedata.category(character) == "Pd"


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", "".join(each for each in text if not _is_unseen(each)))


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
