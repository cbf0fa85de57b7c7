"""Letters of other scripts in what should be a number or an id: they look like Latin ones, and are found nowhere.

Ids of products and numbers of cases are ASCII. A Cyrillic U+0430 in one looks like "a".
"""

import re
import unicodedata

ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "LATIN SMALL LETTER DOTLESS", "MATHEMATICAL")
WORD = re.compile(r"[^\s,;]+")


def advice_on(text: str) -> str:
    """What to say of a text that was not found: which letters are of another script; empty where none is suspicious.

    A word that is of another script altogether is a word; one that has digits or Latin letters as well is a number.
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
