"""The countries of ISO 3166-1, by their two letters; Babel has them from CLDR."""

import re
import unicodedata
from functools import cache

from babel import Locale

from serve.platform.translations import Language

ALPHA_2 = re.compile(r"[A-Z]{2}")  # other territories have numbers
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO"})  # CLDR's territories that group countries
PRIVATE = frozenset({"XA", "XB", "XK", "ZZ"})  # which ISO 3166-1 leaves to its users
RESERVED = frozenset({"AC", "CP", "CQ", "DG", "EA", "IC", "TA"})  # parts of countries, which have no code of their own


@cache
def countries() -> frozenset[str]:
    """The codes of all countries."""
    codes = frozenset(filter(ALPHA_2.fullmatch, map(str, Locale("en").territories)))
    return codes - NO_COUNTRIES - PRIVATE - RESERVED


def by_name(language: Language) -> list[str]:
    """The codes of all countries, by what they are called in a language; accents and case do not count."""

    def order(code: str) -> str:
        name = unicodedata.normalize("NFKD", language.country(code))
        return "".join(letter for letter in name if not unicodedata.combining(letter)).casefold()

    return sorted(countries(), key=order)
