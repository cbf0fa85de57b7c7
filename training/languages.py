"""Language tags of product sheets: which are known to CLDR, and which ones people mean by `jp` or `zh-hans`."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global, parse_locale

UNDETERMINED = "und_"


@lru_cache(maxsize=1024)
def wrong_with(tag: str) -> str:
    """What is wrong with a language tag, and the one that is probably meant; empty if nothing is.

    It can follow the tag: ``'jp' is no language; did you mean 'ja' (JP is a country)?``
    """
    try:
        language, territory, script, variant = parse_locale(tag, sep="-")[:4]
    except ValueError:
        return "is no language tag"
    known = Locale("en")
    if language not in known.languages:
        return f"is no language{_language_meant(language)}"
    if script is not None and script not in known.scripts:
        return f"has no script {script!r}"
    if territory is not None and territory not in known.territories:
        return f"has no country {territory!r}"
    written = "-".join(part for part in (language, script, territory) if part)
    return f"is written {written!r}" if variant is None and written != tag else ""


def _language_meant(language: str) -> str:
    """A question: an earlier or longer code of the same language, or the language of the country of this code."""
    alias: str | None = get_global("language_aliases").get(language)
    if alias is not None:
        return f"; did you mean {alias!r}?"
    likely: str | None = get_global("likely_subtags").get(UNDETERMINED + language.upper())
    if likely is None:
        return ""
    return f"; did you mean {likely.partition('_')[0]!r} ({language.upper()} is a country)?"
