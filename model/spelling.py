r"""Spelling: which texts count as one where print is read, and patterns that allow for it.

Spaces in print have all widths, characters come in two widths, dashes and quotes in many shapes, and some characters
look the same in many typefaces: 0 and O, 1 and l. These differences are neither a reader's nor an item's fault.
"""

import re
import unicodedata
from collections.abc import Iterator

TWINS = (
    "0Oo\u3007○◯", "1Il", "Cc", "Kk", "Pp", "Ss", "Uu", "Vv", "Ww", "Xx\u00d7", "Zz", "-ー一", "二ニ", "口ロ",
    "力カ", "工エ", "八ハ", "卜ト", "夕タ", "へヘ", "べベ", "ぺペ",
)  # fmt: skip
DASHES, QUOTES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "\u2018\u2019\u0060\u00b4"
DOTS, TILDES = "\u00b7\u2022\u2027\u2219\u22c5", "\u301c\u223c"  # for the middle dot of Japanese, and for ~
SHAPES = str.maketrans(
    dict.fromkeys(DASHES, "-")
    | dict.fromkeys(QUOTES, "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys(DOTS, "\u30fb")
    | dict.fromkeys(TILDES, "~")
)
_TWINS_OF = {character: group for group in TWINS for character in group}
_FIRST = str.maketrans({character: group[0] for group in TWINS for character in group})
_QUANTIFIER = re.compile(r"[+*?]\??|\{\d*,?\d*\}\??")
_PART = re.compile(
    r"\\[pP]\{\w+\}|\\[pP]\w|\\x\{[0-9A-Fa-f]+\}|\\x[0-9A-Fa-f]{2}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]"
    r"|\(\?P?<\w+>|\(\?[a-zA-Z-]*:?|\{\d*,?\d*\}|.",
    re.DOTALL,
)
BRACKET = r"\]"
_RANGE = re.compile(r"(\w)-(\w)")


def folded(text: str) -> str:
    """A text without spaces, in compatibility forms and plain dashes and quotes: what is compared and spelled."""
    return "".join(unicodedata.normalize("NFKC", text).translate(SHAPES).split())


def alike(one: str, other: str) -> bool:
    """Whether two texts look the same in print."""
    return folded(one).translate(_FIRST) == folded(other).translate(_FIRST)


def relaxed(pattern: str) -> str:
    """A pattern (RE2's syntax) that also matches folded texts in which characters are exchanged for ones alike."""
    return "".join(_relaxed("".join(map(_folded_literal, pattern))))


def _folded_literal(character: str) -> str:
    """A character of a pattern; folded if it is not ASCII, and so means itself."""
    return character if character.isascii() else re.escape(unicodedata.normalize("NFKC", character).translate(SHAPES))


def _relaxed(pattern: str) -> Iterator[str]:
    position = 0
    while position < len(pattern):
        part = _PART.match(pattern, position)
        if part is None:
            raise AssertionError("the last alternative matches any character")
        quantifier = _QUANTIFIER.match(pattern, part.end()) if part[0][0] not in "(|{" else None
        position = quantifier.end() if quantifier else part.end()
        yield _allowing(part[0], quantifier[0] if quantifier else "")


def _allowing(part: str, quantifier: str) -> str:
    """One part of a pattern with what looks alike; a space may be missing, however often it is asked for."""
    if part.isspace() or part in {r"\s", r"\ "}:
        return ""
    if part == r"\d":
        return rf"[\d{_twins('01')}]{quantifier}"
    if part.startswith("[") and not part.startswith("[^"):
        return _with_twins(part) + _optional(part, quantifier)
    if part in _TWINS_OF:
        return f"[{re.escape(_TWINS_OF[part])}]{quantifier}"
    return part + quantifier


def _with_twins(characters: str) -> str:
    """A class of characters and all that look like them."""
    inside = characters[1:-1]
    spread = set(_RANGE.sub("", re.sub(r"\\[^-]", "", inside)))
    spread |= {char for low, high in _RANGE.findall(inside) for char in _TWINS_OF if low <= char <= high}
    spread |= set("01") if r"\d" in inside else set()
    spread |= {char for char in _TWINS_OF if char.isascii() and char.isalnum()} if r"\w" in inside else set()
    first = BRACKET if inside.startswith("]") else ""
    return f"[{_twins(''.join(sorted(spread)))}{first}{inside.removeprefix(']')}]"


def _twins(characters: str) -> str:
    """What looks like any of some characters, escaped for a class."""
    groups = dict.fromkeys(_TWINS_OF[character] for character in characters if character in _TWINS_OF)
    return "".join(re.escape(group) for group in groups)


def _optional(part: str, quantifier: str) -> str:
    """A class that allows a space may stand for nothing."""
    if " " not in part and r"\s" not in part:
        return quantifier
    return {"": "?", "+": "*"}.get(quantifier, quantifier)
