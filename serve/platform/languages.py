"""The languages that the client prefers, in order: read by python-multipart, matched by Babel."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from babel import negotiate_locale
from python_multipart.multipart import parse_options_header

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
    tag, parameters = parse_options_header(part)
    try:
        return _Preference(float(parameters.get(b"q", b"1")), tag.decode("latin-1"))
    except ValueError:
        return _Preference(0.0, "")


def spoken(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    """The text in the first preferred language that exists, otherwise in English, otherwise in any."""
    known = {tag.lower(): text for tag, text in texts.items()}
    chosen = negotiate_locale(languages, known, sep="-")
    return localized(texts, FALLBACK_LANGUAGE) if chosen is None else known[chosen.lower()]
