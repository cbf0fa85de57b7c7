"""The languages that the client prefers, in order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.catalogue import FALLBACK_LANGUAGE, localized

MAX_LANGUAGES = 8


class _Preference(NamedTuple):
    quality: float
    tag: str


def preferred(accept_language: str, language: str | None = None) -> tuple[str, ...]:
    """Language tags, the best first: the requested one, then those of Accept-Language (RFC 9110, 12.5.4)."""
    wishes = [_preference(part) for part in accept_language.split(",")[:MAX_LANGUAGES]]
    ordered = sorted((wish for wish in wishes if wish.tag and wish.quality > 0), key=lambda wish: -wish.quality)
    tags = [language] if language else []
    return tuple(tags + [wish.tag for wish in ordered if wish.tag != "*"])


def _preference(part: str) -> _Preference:
    tag, _, parameter = part.strip().partition(";")
    try:
        quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
    except ValueError:
        quality = 0.0
    return _Preference(quality, tag.strip())


def spoken(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """The text in the first preferred language that exists, otherwise in English, otherwise in any."""
    for language in languages:
        if language in texts or language.partition("-")[0] in texts:
            return localized(texts, language)
    return localized(texts, FALLBACK_LANGUAGE)
