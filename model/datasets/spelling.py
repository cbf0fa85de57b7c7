"""Spellings: finds texts that look alike, and says how they differ.

Ids come from keyboards, spreadsheets and file systems, which write one text in several ways: é as one character or as
two, a space that doesn't break, a character that can't be seen, a letter of another alphabet.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from model.messages import Listed, listed, message

BETWEEN = re.compile(r"[ _-]+")  # what separates the parts of an id
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
        return " ".join(text.split()) if " " in text else text
    visible = "".join(each for each in text if not _is_unseen(each))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def alike(text: str) -> str:
    """A key that texts share which look alike.

    Letter case, width (NFKC), what separates parts (spaces, dashes, underscores), and letters of scripts that look like
    others do not count.
    """
    wide = _wide(text)
    key = wide.casefold() if wide.isascii() else unicodedata.normalize("NFKC", _with_twins(wide).casefold())
    return BETWEEN.sub("-", key)


def difference(one: str, other: str) -> Listed:
    """In what two texts differ that look alike, such as ``in letter case``: phrases that follow "differs"."""
    unseen = sorted({each for each in one + other if _is_unseen(each)})
    twins = sorted({*_unlike(one, other), *_unlike(other, one)})
    plain, plain_other = (_with_twins(_with_plain_dashes(seen(text))) for text in (one, other))
    # Translators: each of these follows "differs", such as "it differs in letter case".
    differs = (
        (
            message("in characters that can't be seen ({characters})", characters=", ".join(map(_named, unseen))),
            _only(one, _is_unseen) != _only(other, _is_unseen),
        ),
        (message("in spaces"), _only(one, str.isspace) != _only(other, str.isspace)),
        (message("in how accents are encoded (composed, decomposed)"), _is_composed(one) != _is_composed(other)),
        (
            message("in dashes or underscores"),
            _only(one, _is_dash_or_underscore) != _only(other, _is_dash_or_underscore),
        ),
        (
            message("in characters that look alike ({characters})", characters=", ".join(map(_described, twins))),
            bool(twins),
        ),
        (
            message("in the width or style of characters"),
            BETWEEN.sub("-", plain).casefold() != BETWEEN.sub("-", plain_other).casefold(),
        ),
        (
            message("in letter case"),
            BETWEEN.sub("-", _with_twins(_wide(one))) != BETWEEN.sub("-", _with_twins(_wide(other))),
        ),
    )
    return listed([phrase for phrase, is_so in differs if is_so])


def _unlike(one: str, other: str) -> Iterator[str]:
    """The characters of a text that are hard to tell from others, and are not in another text in either case."""
    there = other.casefold()
    return (each for each in one if _twin(each) != each and each.casefold() not in there)


def _wide(text: str) -> str:
    shown = seen(text)
    return shown if shown.isascii() else unicodedata.normalize("NFKC", _with_plain_dashes(shown))


def _with_twins(text: str) -> str:
    return text if text.isascii() else "".join(map(_twin, text))


@lru_cache(maxsize=4096)
def _twin(character: str) -> str:
    """The character that one is hard to tell from (UTS 39), of its case; itself for ASCII, and where width differs.

    Capitals are compared, and small letters where capitals look like none: a letter must have one twin in both cases.
    """
    if character.isascii() or _is_dash(character) or unicodedata.normalize("NFKC", character) != character:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    capital, small = character.upper(), character.lower()
    twin = _prototype(capital)
    if twin == capital:
        twin = _prototype(small).upper()
    twin = "I" if twin == "l" else twin  # UTS 39 has one prototype for I, l and 1
    return character if twin == capital else twin.lower() if character.islower() else twin


def _prototype(character: str) -> str:
    """The first of the characters that look alike."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  a megabyte, rarely needed

    same = confusables_data.get(character, ())
    if len(same) != 1:  # none; or it is the prototype, and these are the ones like it
        return character
    prototype: str = same[0]["c"]
    is_pair = len(confusables_data.get(prototype, ())) == 1
    return min(character, prototype) if is_pair else prototype


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


def _is_dash_or_underscore(character: str) -> bool:
    return character == "_" or _is_dash(character)


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", "".join(each for each in text if not _is_unseen(each)))


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"


def _described(character: str) -> str:
    return f"{_named(character)} {unicodedata.name(character, '')}".rstrip()
