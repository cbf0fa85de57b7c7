"""Letters of other scripts in a number or an id: they look like Latin ones, and are not found.

Ids of products and numbers of cases are ASCII. A Cyrillic U+0430 in one looks like "a".
"""

import re
import unicodedata

ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "LATIN SMALL LETTER DOTLESS", "MATHEMATICAL")
WORD = re.compile(r"[^\s,;]+")


def advice_on(text: str) -> str:
    """A hint for a text that was not found: its letters of another script.

    Empty if none is suspicious. A word entirely in another script is a word; one that also has digits or Latin letters
    is a number.
    """
    mixed = filter(_is_mixed, WORD.findall(text))
    found = dict.fromkeys(letter for word in mixed for letter in word if _is_alike(letter))
    if not found:
        return ""
    named = ", ".join(f"“{letter}” ({unicodedata.name(letter)}, U+{ord(letter):04X})" for letter in found)
    return f"It holds {named}: no Latin letter, though it may look like one. Type it again in Latin letters."


def _is_mixed(word: str) -> bool:
    return any(letter.isascii() and letter.isalnum() for letter in word)


def _is_alike(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith(ALIKE)
