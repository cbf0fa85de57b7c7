"""Fields of requests that several subjects use, and advice on letters that only look like Latin ones.

Ids of products and numbers of cases are ASCII. A Cyrillic U+0430 in one looks like "a", and is never found.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic.config import JsonDict

from model.messages import NOTHING, Wording, apart, message
from serve.platform.reasons import DAY

NEEDED: JsonDict = {
    "minLength": 1,
    "pattern": r"\S",
}  # only in the document: the domain refuses it with a better message
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    """Only YYYY-MM-DD: Pydantic would also accept a bare number, as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError(DAY)
    return value


Day = Annotated[date, BeforeValidator(_written_out)]


# Translators: {letters} are letters of another script, each with its name in Unicode.
ADVICE = message("It holds {letters}: no Latin letter, though it may look like one. Type it again in Latin letters.")
ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "LATIN SMALL LETTER DOTLESS", "MATHEMATICAL")
WORD = re.compile(r"[^\s,;]+")


def advice_on(text: str) -> Wording:
    """A hint for a text that was not found: its letters of another script.

    Empty if none is suspicious. A word entirely in another script is a word; one that also has digits or Latin letters
    is a number.
    """
    mixed = filter(_is_mixed, WORD.findall(text))
    found = dict.fromkeys(letter for word in mixed for letter in word if _is_alike(letter))
    if not found:
        return NOTHING
    named = [f"“{letter}” ({unicodedata.name(letter)}, U+{ord(letter):04X})" for letter in found]
    return ADVICE.of(letters=apart(named))


def _is_mixed(word: str) -> bool:
    return any(letter.isascii() and letter.isalnum() for letter in word)


def _is_alike(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith(ALIKE)
