"""Rewrites a text so that all of it can be drawn: other characters become codes, such as ``[U+1F600]``.

A text is processed in clusters: a character with its combining marks. A mark without its character, characters that say
which way to read (they can make a text look like another one) and long stacks of marks are also given by their codes;
typesetters tend to fail on them.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby

ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER = "\u200c", "\u200d"
UNSEEN = frozenset(  # invisible: no typeface draws them
    ["\n", ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER, "\u00ad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2060"]
    + [chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))]  # the form of the previous character
)
NEVER_DRAWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, surrogates, private use, unknown
LONGEST_CLUSTER = 12  # characters; living scripts need about half as many
CODES_SHOWN = 4  # of a run of characters that can't be drawn; of a longer one, the first code and how many follow


def clusters(text: str) -> Iterator[str]:
    """A text in pieces: each character with the marks and joiners that follow it."""
    start = 0
    for index in range(1, len(text)):
        if not _continues(text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def is_sound(cluster: str) -> bool:
    """Whether a cluster may be drawn at all, if a typeface has its glyphs."""
    seen = [unicodedata.category(character) for character in cluster if character not in UNSEEN]
    if len(cluster) > LONGEST_CLUSTER or not NEVER_DRAWN.isdisjoint(seen):
        return False
    marked = any(category.startswith("M") for category in seen)
    return not marked or unicodedata.category(cluster[0])[0] in "LNPS"


def spelled(text: str, undrawn: AbstractSet[str]) -> str:
    """The text with codes in the place of these clusters."""
    return "".join(
        _codes("".join(run)) if is_undrawn else "".join(run)
        for is_undrawn, run in groupby(clusters(text), key=undrawn.__contains__)
    )


def one_kind_of_line_end(text: str) -> str:
    """The text with plain line ends, and spaces for tabs, which would have no width."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")


def _continues(character: str) -> bool:
    return unicodedata.category(character).startswith("M") or (character in UNSEEN and character != "\n")


def _codes(run: str) -> str:
    codes = [f"U+{ord(character):04X}" for character in run]
    shown: Iterable[str] = codes if len(codes) <= CODES_SHOWN else (codes[0], f"+{len(codes) - 1}")
    return f"[{' '.join(shown)}]"
